internal import Glibc

/// A connected socket, with a limit to how long it waits.
struct DNSSocket: ~Copyable {
    private let descriptor: Int32
    private let server: DNSClient.Server

    init(_ server: DNSClient.Server, isStream: Bool, timeoutMilliseconds: Int) throws(DNSError) {
        self.server = server
        let isLong = server.address.contains(":")
        let kind = isStream ? SOCK_STREAM : SOCK_DGRAM
        let type = Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(isLong ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else { throw DNSSocket.failure(server) }
        var limit = timeval(tv_sec: timeoutMilliseconds / 1_000, tv_usec: timeoutMilliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            guard unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, size) == 0 else {
                throw DNSSocket.failure(server)
            }
        }
        guard isLong ? connectLong() : connectShort() else { throw DNSSocket.failure(server) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func connectShort() -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(server.port).bigEndian
        unsafe inet_pton(AF_INET, server.address, &address.sin_addr)
        return unsafe withUnsafeBytes(of: &address) { unsafe connect($0) }
    }

    private func connectLong() -> Bool {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = UInt16(server.port).bigEndian
        unsafe inet_pton(AF_INET6, server.address, &address.sin6_addr)
        return unsafe withUnsafeBytes(of: &address) { unsafe connect($0) }
    }

    private func connect(_ address: UnsafeRawBufferPointer) -> Bool {
        let pointer = unsafe address.baseAddress?.assumingMemoryBound(to: sockaddr.self)
        return unsafe Glibc.connect(descriptor, pointer, socklen_t(address.count)) == 0
    }

    private static func failure(_ server: DNSClient.Server) -> DNSError {
        let number = errno
        // A port that nobody listens on answers a datagram by this, at the next call.
        return .unreachable(server: "\(server)", reason: unsafe String(cString: strerror(number)))
    }

    func send(_ bytes: [UInt8]) throws(DNSError) {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count != bytes.count { throw DNSSocket.failure(server) }
    }

    /// - Returns: `nil` where none came in time.
    func receiveDatagram() throws(DNSError) -> [UInt8]? { try receive(upTo: 4_096) }

    /// - Returns: So many bytes; `nil` where they did not come in time, or the server hung up.
    func receive(_ count: Int) throws(DNSError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let piece = try receive(upTo: count - bytes.count), !piece.isEmpty else { return nil }
            bytes += piece
        }
        return bytes
    }

    private func receive(upTo capacity: Int) throws(DNSError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: capacity)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count >= 0 { return Array(buffer[..<count]) }
        if [EAGAIN, EWOULDBLOCK, EINTR].contains(errno) { return nil }
        throw DNSSocket.failure(server)
    }
}
