internal import Glibc

/// IP addresses as text.
public enum IPAddress {
    /// - Parameter text: `192.0.2.1`, or an IPv6 address without brackets.
    /// - Returns: 4 or 16 bytes in the order of the network; `nil` where it is none.
    public static func bytes(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            let found = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) }
            if found == 1 { return bytes }
        }
        return nil
    }
}
