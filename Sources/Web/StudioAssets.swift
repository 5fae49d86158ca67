internal import CStudioAssets

/// The files of the studio's own page, inside the program: no path of a request ever meets the disk here.
struct StudioAssets: Sendable {
    struct Asset: Sendable {
        var type: String
        var bytes: [UInt8]
    }

    private let assets: [String: Asset]

    init() {
        var assets: [String: Asset] = [:]
        for index in 0..<studio_asset_count() {
            guard let file = unsafe studio_asset(index) else {
                preconditionFailure("studio_assets.c returned no file for an index below its count")
            }
            let name = unsafe String(cString: file.pointee.name)
            assets[name] = unsafe Asset(
                type: String(cString: file.pointee.type),
                bytes: Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length))
            )
        }
        self.assets = assets
    }

    subscript(name: String) -> Asset? { assets[name] }
}
