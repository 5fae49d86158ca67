internal import Glibc

/// Asks one DNS server, over UDP, and over TCP where the answer is too long for it.
public struct DNSClient: DNSResolver {
    /// A numeric address and a port.
    public struct Server: Hashable, Sendable, CustomStringConvertible {
        public let address: String
        public let port: Int

        /// - Parameter text: `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`.
        public init?(_ text: String) {
            if IPAddress(text) != nil {
                self.address = text
                self.port = 53
                return
            }
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (1...65_535).contains(port)
            else { return nil }
            var address = String(text[..<colon])
            if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
            guard IPAddress(address) != nil else { return nil }
            self.address = address
            self.port = port
        }

        public var description: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }
    }

    /// Questions over UDP get lost: each is asked so often.
    static let tries = 2

    private let server: Server
    private let timeoutMilliseconds: Int
    private let makeIdentifier: @Sendable () -> UInt16

    /// - Parameter timeoutMilliseconds: For each try.
    /// - Parameter makeIdentifier: A random number for each question, which nobody can guess who would answer in the
    ///   server's place.
    public init(
        server: Server,
        timeoutMilliseconds: Int = 2_000,
        makeIdentifier: @escaping @Sendable () -> UInt16
    ) {
        self.server = server
        self.timeoutMilliseconds = timeoutMilliseconds
        self.makeIdentifier = makeIdentifier
    }

    public func records(of name: String, _ type: DNSRecordType) throws(DNSError) -> [DNSRecord] {
        guard let question = DNSMessage.question(name, type, identifier: makeIdentifier()) else { throw .badName(name) }
        for _ in 0..<DNSClient.tries {
            let socket = try DNSSocket(server, isStream: false, timeoutMilliseconds: timeoutMilliseconds)
            try socket.send(question)
            guard let answer = try socket.receiveDatagram() else { continue }
            switch DNSMessage.read(answer, answering: question, type) {
            case .records(let records): return records
            case .refused(let code): throw .refused(server: "\(server)", code: code)
            case .truncated: return try recordsOverTCP(question, type)
            case .other: continue
            }
        }
        throw .silent(server: "\(server)")
    }

    private func recordsOverTCP(_ question: [UInt8], _ type: DNSRecordType) throws(DNSError) -> [DNSRecord] {
        let socket = try DNSSocket(server, isStream: true, timeoutMilliseconds: timeoutMilliseconds)
        try socket.send([UInt8(question.count >> 8), UInt8(question.count & 0xff)] + question)
        guard let length = try socket.receive(2), let answer = try socket.receive(Int(length[0]) << 8 | Int(length[1]))
        else { throw .silent(server: "\(server)") }
        switch DNSMessage.read(answer, answering: question, type) {
        case .records(let records): return records
        case .refused(let code): throw .refused(server: "\(server)", code: code)
        case .truncated, .other: throw .garbled(server: "\(server)")
        }
    }
}
