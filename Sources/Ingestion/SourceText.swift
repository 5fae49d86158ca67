internal import CampaignModel
internal import Gzip
internal import MappedFile
internal import Threads

/// The bytes of a source file: mapped from disk, or unpacked in memory where the name ends in `.gz`.
struct SourceText: Sendable {
    private let file: MappedFile
    private let unpacked: [UInt8]
    private let isUnpacked: Bool

    /// What a `.gz` may unpack to.
    static let unpackedLimitBytes = 16 << 30
    private static let digestBlockBytes = 1 << 20

    init(contentsOf path: String) throws {
        file = try MappedFile(contentsOf: path)
        isUnpacked = path.hasSuffix(".gz")
        unpacked = isUnpacked ? try decompress(file.bytes, limit: SourceText.unpackedLimitBytes) : []
    }

    init(_ bytes: [UInt8]) {
        file = MappedFile()
        unpacked = bytes
        isUnpacked = true
    }

    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            if isUnpacked { return unpacked.span }
            return file.bytes
        }
    }

    /// Gives back the memory of bytes that are done with; they can still be read.
    func forget(_ range: Range<Int>) {
        if !isUnpacked { file.forget(range) }
    }

    var bytesOnDisk: Int { file.count }

    /// Tells one state of the file from another: a fingerprint of the file as it lies on disk, not for secrets.
    func digest(_ workers: Workers) -> String {
        let blocks = workers.mapChunks(of: file.count, chunk: SourceText.digestBlockBytes) { range in
            defer { file.forget(range) }
            return blockFingerprint(file.bytes.extracting(range))
        }
        let whole = blocks.reduce(UInt64(file.count)) { mix($0 ^ $1) &+ 1 }
        let digits = String(whole, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// A fingerprint that is quick on large blocks: four hashes side by side, for one alone would wait for its own result.
private func blockFingerprint(_ block: Span<UInt8>) -> UInt64 {
    let lanes = 4
    let laneBytes = block.count / lanes / 8 * 8
    let first = block.extracting(0..<laneBytes)
    let second = block.extracting(laneBytes..<2 * laneBytes)
    let third = block.extracting(2 * laneBytes..<3 * laneBytes)
    let fourth = block.extracting(3 * laneBytes..<4 * laneBytes)
    var (one, two, three, four): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    for index in stride(from: 0, to: laneBytes, by: 8) {
        one = mix(one ^ word(first, at: index))
        two = mix(two ^ word(second, at: index))
        three = mix(three ^ word(third, at: index))
        four = mix(four ^ word(fourth, at: index))
    }
    let rest = fingerprint(block.extracting(lanes * laneBytes..<block.count))
    return [two, three, four, rest].reduce(one) { mix($0 ^ $1) &+ 1 }
}

@inline(__always)
private func word(_ bytes: Span<UInt8>, at index: Int) -> UInt64 {
    let eight = bytes.extracting(index..<index &+ 8)
    var word: UInt64 = 0
    for byte in 0..<8 { word |= UInt64(eight[byte]) << UInt64(8 * byte) }
    return word
}
