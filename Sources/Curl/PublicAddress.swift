/// Which IP addresses are anybody's to reach: none of this machine, its networks, or a provider's inside.
///
/// Source: IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), "Globally Reachable".
public enum PublicAddress {
    /// - Parameter address: 4 or 16 bytes, in the order of the network.
    public static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: isPublicIPv4(address)
        case 16: isPublicIPv6(address)
        default: false
        }
    }

    /// A prefix of so many bits.
    private struct Block {
        let prefix: [UInt8]
        let bits: Int

        init(_ prefix: UInt8..., bits: Int) {
            self.prefix = prefix
            self.bits = bits
        }

        func holds(_ address: [UInt8]) -> Bool {
            for bit in 0..<bits {
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let expected = bit / 8 < prefix.count ? prefix[bit / 8] : 0
                if (address[bit / 8] ^ expected) & mask != 0 { return false }
            }
            return true
        }
    }

    private static let closedIPv4 = [
        Block(0, bits: 8), Block(10, bits: 8), Block(100, 64, bits: 10), Block(127, bits: 8),
        Block(169, 254, bits: 16), Block(172, 16, bits: 12), Block(192, 0, 0, bits: 24), Block(192, 0, 2, bits: 24),
        Block(192, 88, 99, bits: 24), Block(192, 168, bits: 16), Block(198, 18, bits: 15),
        Block(198, 51, 100, bits: 24), Block(203, 0, 113, bits: 24),
        // Multicast, and what is reserved above it.
        Block(224, bits: 3),
    ]

    private static func isPublicIPv4(_ address: [UInt8]) -> Bool { !closedIPv4.contains { $0.holds(address) } }

    /// Only these are given out: all else, with loopback, link-local and unique local addresses, is closed.
    private static let openIPv6 = Block(0x20, bits: 3)
    private static let closedIPv6 = [
        // Protocol assignments, Teredo among them.
        Block(0x20, 0x01, 0x00, bits: 23), Block(0x20, 0x01, 0x0d, 0xb8, bits: 32), Block(0x3f, 0xff, bits: 20),
    ]

    private static func isPublicIPv6(_ address: [UInt8]) -> Bool {
        // Addresses that stand for an IPv4 address are judged by it.
        if mapped.holds(address) || translated.holds(address) { return isPublicIPv4(Array(address[12...])) }
        if sixToFour.holds(address) { return isPublicIPv4(Array(address[2..<6])) }
        return openIPv6.holds(address) && !closedIPv6.contains { $0.holds(address) }
    }

    private static let mapped = Block(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, bits: 96)
    /// NAT64, RFC 6052.
    private static let translated = Block(0x00, 0x64, 0xff, 0x9b, bits: 96)
    private static let sixToFour = Block(0x20, 0x02, bits: 16)
}
