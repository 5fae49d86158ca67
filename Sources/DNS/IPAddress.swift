internal import Glibc

/// An IPv4 (4 bytes) or IPv6 (16 bytes) address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "an address has 4 or 16 bytes")
        self.bytes = bytes
    }

    /// - Returns: `nil` where `text` is no numeric address.
    public init?(_ text: String) {
        let isLong = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isLong ? 16 : 4)
        let isRead = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe inet_pton(isLong ? AF_INET6 : AF_INET, text, buffer.baseAddress) == 1
        }
        guard isRead else { return nil }
        self.bytes = bytes
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isLong ? AF_INET6 : AF_INET
        let result = unsafe bytes.withUnsafeBytes { source in
            unsafe inet_ntop(family, source.baseAddress, &text, socklen_t(text.count))
        }
        precondition(unsafe result != nil, "the longest address fits")
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public var isLong: Bool { bytes.count == 16 }

    /// Whether both are of one kind and their first bits are the same.
    public func matches(_ network: IPAddress, bits: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        let whole = bits / 8
        guard bytes[..<whole] == network.bytes[..<whole] else { return false }
        if bits % 8 == 0 { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> (bits % 8))
        return bytes[whole] & mask == network.bytes[whole] & mask
    }
}
