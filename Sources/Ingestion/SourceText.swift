internal import CampaignModel
internal import Foundation
internal import Gzip
internal import Threads

/// The bytes of a source file: mapped from disk, or unpacked in memory where the name ends in `.gz`.
///
/// A mapped file must not shrink while it is read. `.mappedIfSafe` would copy it into memory on Linux.
struct SourceText: Sendable {
    private let file: Data
    private let unpacked: [UInt8]
    private let isUnpacked: Bool

    /// What a `.gz` may unpack to.
    static let unpackedLimitBytes = 16 << 30
    private static let digestBlockBytes = 1 << 20

    init(contentsOf path: String) throws {
        file = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        isUnpacked = path.hasSuffix(".gz")
        unpacked = isUnpacked ? try decompress(file.span, limit: SourceText.unpackedLimitBytes) : []
    }

    init(_ bytes: [UInt8]) {
        file = Data()
        unpacked = bytes
        isUnpacked = true
    }

    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            if isUnpacked { return unpacked.span }
            return file.span
        }
    }

    var bytesOnDisk: Int { file.count }

    /// Tells one state of the file from another: a fingerprint of the file as it lies on disk, not for secrets.
    func digest(_ workers: Workers) -> String {
        let blocks = workers.mapChunks(of: file.count, chunk: SourceText.digestBlockBytes) { range in
            fingerprint(file.span.extracting(range))
        }
        let whole = blocks.reduce(UInt64(file.count)) { mix($0 ^ $1) &+ 1 }
        let digits = String(whole, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
