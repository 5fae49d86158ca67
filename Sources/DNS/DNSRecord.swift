/// What a name can be asked for. The numbers are those of RFC 1035 and RFC 3596.
public enum DNSRecordType: UInt16, Sendable, CaseIterable {
    case address = 1
    case mailServer = 15
    case text = 16
    case longAddress = 28
}

/// One thing that DNS knows of a name.
public enum DNSRecord: Hashable, Sendable {
    /// IPv4 or IPv6.
    case address(IPAddress)
    /// Who takes mail for the name.
    case mailServer(String)
    /// The pieces of a text record, joined; bytes that are no UTF-8 are replaced.
    case text(String)
}

/// Why it is not known whether a name has records. That it has none is an answer, and no error.
public enum DNSError: Error, Hashable, Sendable, CustomStringConvertible {
    case noServer
    case silent(server: String)
    case unreachable(server: String, reason: String)
    /// The server said so, by a code of RFC 1035 section 4.1.1.
    case refused(server: String, code: UInt8)
    case garbled(server: String)
    case badName(String)

    public var description: String {
        switch self {
        case .noServer: "no DNS server is known"
        case .silent(let server): "the DNS server \(server) does not answer"
        case .unreachable(let server, let reason): "the DNS server \(server) cannot be reached: \(reason)"
        case .refused(let server, let code):
            "the DNS server \(server) could not answer (\(code == 2 ? "SERVFAIL" : code == 5 ? "REFUSED" : "code \(code)"))"
        case .garbled(let server): "what \(server) answered is no DNS"
        case .badName(let name): "'\(name)' is no name in DNS"
        }
    }
}

/// Answers what DNS knows; in tests, anything.
public protocol DNSResolver: Sendable {
    /// - Returns: Nothing where the name does not exist, or has no records of that type.
    func records(of name: String, _ type: DNSRecordType) throws(DNSError) -> [DNSRecord]
}

extension DNSResolver {
    public func texts(of name: String) throws(DNSError) -> [String] {
        try records(of: name, .text).compactMap { record -> String? in
            if case .text(let text) = record { text } else { nil }
        }
    }
}
