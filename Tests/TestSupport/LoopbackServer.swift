import Foundation
import Glibc
import Synchronization

/// Listens on a free port of 127.0.0.1 and serves each connection on a thread of its own, until stopped.
public final class LoopbackServer: Sendable {
    public let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    private struct State {
        var connections: [LoopbackConnection] = []
        var isStopped = false
    }

    /// - Parameter serve: Gets each connection and its number, from 1; the connection is closed when it returns.
    public init(serve: @escaping @Sendable (LoopbackConnection, Int) -> Void) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(listener >= 0, "a socket can be made")
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, length) == 0 && listen(listener, 256) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        precondition(isBound, "127.0.0.1 has a free port")
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in acceptAll(serve) }.start()
    }

    private func acceptAll(_ serve: @escaping @Sendable (LoopbackConnection, Int) -> Void) {
        var number = 0
        while true {
            let socket = accept(listener, nil, nil)
            if socket < 0 { break }
            number += 1
            let connection = LoopbackConnection(socket)
            let isWelcome = state.withLock { state in
                if !state.isStopped { state.connections.append(connection) }
                return !state.isStopped
            }
            if !isWelcome { break }
            let current = number
            Thread {
                serve(connection, current)
                connection.close()
            }.start()
        }
        close(listener)
        ended.signal()
    }

    /// Connections accepted so far.
    public var connectionCount: Int { state.withLock { $0.connections.count } }

    public func stop() {
        let connections = state.withLock { state -> [LoopbackConnection]? in
            if state.isStopped { return nil }
            state.isStopped = true
            return state.connections
        }
        guard let connections else { return }
        for connection in connections { connection.shutDown() }
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
    }
}

/// The server's end of one connection; its calls block.
public final class LoopbackConnection: Sendable {
    /// -1 once closed.
    private let socket: Mutex<Int32>
    private let pending = Mutex<[UInt8]>([])

    fileprivate init(_ socket: Int32) {
        self.socket = Mutex(socket)
        var yes: Int32 = 1
        _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// - Returns: `false` where the client is gone.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        let descriptor = socket.withLock { $0 }
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// - Returns: Some bytes; `nil` at the end of the stream.
    public func read() -> [UInt8]? {
        let kept = pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
        if !kept.isEmpty { return kept }
        let descriptor = socket.withLock { $0 }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Puts bytes back, to be read again.
    public func unread(_ bytes: ArraySlice<UInt8>) { pending.withLock { $0 = bytes + $0 } }

    /// - Returns: The next line without its CRLF; `nil` at the end of the stream.
    public func readLine() -> String? {
        var line: [UInt8] = []
        while let bytes = read() {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                line += bytes[..<end]
                unread(bytes[(end + 1)...])
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            line += bytes
        }
        return nil
    }

    /// Waits, without reading, until the server is stopped.
    public func waitUntilClosed() {
        var waiting = pollfd(fd: socket.withLock { $0 }, events: 0, revents: 0)
        _ = unsafe poll(&waiting, 1, -1)
    }

    /// Waits until the client closes.
    public func readToEnd() { while read() != nil {} }

    public func close() {
        socket.withLock { socket in
            if socket >= 0 { Glibc.close(socket) }
            socket = -1
        }
    }

    /// Closes with a TCP reset.
    public func reset() {
        socket.withLock { socket in
            var linger = linger(l_onoff: 1, l_linger: 0)
            _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        }
        close()
    }

    fileprivate func shutDown() { socket.withLock { socket in if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) } } }
}

/// Whether somebody listens on a port of 127.0.0.1.
public func isListening(_ port: Int) -> Bool {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    return unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
