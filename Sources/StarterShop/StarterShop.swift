internal import CStarterShop

/// The shop that `dovetail init` lays out: the demo shop with its data and pictures, the starter campaigns and templates.
/// It is part of the program, so that one binary is all there is to install.
public enum StarterShop {
    /// Every file: the settings first, then folder by folder.
    public static var files: [StarterFile] {
        (0..<starter_shop_file_count()).map(file(at:))
    }

    private static func file(at index: Int) -> StarterFile {
        guard let file = unsafe starter_shop_file(index) else {
            preconditionFailure("starter_shop.c returned no file for an index below its count")
        }
        return unsafe StarterFile(
            path: String(cString: file.pointee.path),
            bytes: Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length))
        )
    }
}
