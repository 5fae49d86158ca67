internal import CZlib

/// Unpacks a gzip stream that comes in pieces; several members one after another read as one. Source: RFC 1952.
@safe
public struct GzipDecoder: ~Copyable {
    /// Its address must stay: zlib keeps it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int
    private var written = 0
    private var state = State.start

    private enum State {
        case start, insideMember, betweenMembers, padding
    }

    /// - Parameter limit: Bytes that may come out in all, against bombs.
    public init(limit: Int) {
        self.limit = limit
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let gzipOnly: Int32 = 16 + MAX_WBITS
        let status = unsafe inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib starts unless memory is out")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Unpacks the next piece and appends what comes out to `output`.
    public mutating func decode(_ input: Span<UInt8>, into output: inout [UInt8]) throws(GzipError) {
        var used = 0
        while used < input.count {
            // Some writers fill the last block of a tape or disk with zeros.
            if state == .betweenMembers, input[used] == 0 { state = .padding }
            if state == .padding {
                guard input[used] == 0 else { throw .damaged("there is other data after the end") }
                used += 1
                continue
            }
            if state != .insideMember {
                unsafe inflateReset(stream)
                state = .insideMember
            }
            used += try step(input.extracting(used..<input.count), into: &output)
        }
    }

    /// Says that no more comes.
    public consuming func finish() throws(GzipError) {
        if state == .start || state == .insideMember { throw .truncated }
    }

    /// Calls zlib until it wants more input or a member ends.
    /// - Returns: bytes of `input` used.
    private mutating func step(_ input: Span<UInt8>, into output: inout [UInt8]) throws(GzipError) -> Int {
        var used = 0
        while true {
            let (taken, made) = try inflateBlock(input.extracting(used..<input.count), into: &output)
            used += taken
            // A full block means that zlib may hold back more, even where all input is used.
            if state != .insideMember || made < GzipDecoder.blockBytes { return used }
        }
    }

    private static let blockBytes = 1 << 18

    private mutating func inflateBlock(
        _ input: Span<UInt8>,
        into output: inout [UInt8]
    ) throws(GzipError) -> (taken: Int, made: Int) {
        let block = GzipDecoder.blockBytes
        let given = min(input.count, Int(UInt32.max))
        var status = Z_OK
        output.append(addingCapacity: block) { free in
            unsafe free.withUnsafeMutableBufferPointer { out, made in
                unsafe input.withUnsafeBufferPointer { bytes in
                    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
                    unsafe stream.pointee.avail_in = UInt32(given)
                    unsafe stream.pointee.next_out = out.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(block)
                    status = unsafe inflate(stream, Z_NO_FLUSH)
                }
                made = unsafe block - Int(stream.pointee.avail_out)
            }
        }
        let made = unsafe block - Int(stream.pointee.avail_out)
        let left = unsafe Int(stream.pointee.avail_in)
        written += made
        guard written <= limit else { throw .tooLarge(limit: limit) }
        switch status {
        case Z_STREAM_END: state = .betweenMembers
        case Z_OK, Z_BUF_ERROR: break
        default: throw .damaged(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib error \(status)")
        }
        return (given - left, made)
    }
}

/// Why a gzip stream cannot be unpacked.
public enum GzipError: Error, Hashable, Sendable {
    /// What zlib says.
    case damaged(String)
    case truncated
    case tooLarge(limit: Int)
}

extension GzipError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .damaged(let what): "the gzip data are damaged: \(what)"
        case .truncated: "the gzip data stop too early"
        case .tooLarge(let limit): "the gzip data unpack to more than \(limit) bytes"
        }
    }
}

/// Unpacks a whole gzip file.
public func decompress(_ packed: Span<UInt8>, limit: Int) throws(GzipError) -> [UInt8] {
    var decoder = GzipDecoder(limit: limit)
    var output: [UInt8] = []
    // The last four bytes are the size of the last member modulo 2^32: a hint only, so it is held to what gzip can reach.
    if packed.count >= 18 {
        let hint = (1...4).reduce(0) { $0 << 8 | Int(packed[packed.count - $1]) }
        output.reserveCapacity(min(hint, limit, packed.count * 1_032) + 1 << 18)
    }
    try decoder.decode(packed, into: &output)
    try decoder.finish()
    return output
}
