import Foundation
import Synchronization

/// An HTTP/1.1 server that keeps its connections open, answers as it is told, and keeps what it was asked.
public final class ScriptedHTTPServer: Sendable {
    public struct Request: Sendable {
        /// `POST /path HTTP/1.1`
        public var line: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: [UInt8]
        /// From 1.
        public var connection: Int
        /// On this connection, from 1.
        public var occurrence: Int
    }

    public enum Action: Sendable {
        case respond(Int, headers: [String] = [], body: [UInt8] = [])
        case late(Int, milliseconds: Int)
        /// Bytes as they are, then the end.
        case rawThenClose(String)
        case hang
        case close
        case reset
    }

    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    private let log = Log()
    private let server: LoopbackServer

    public var port: Int { server.port }
    public var connectionCount: Int { server.connectionCount }
    public var received: [Request] { log.requests.withLock { $0 } }

    /// - Parameter breaksOff: Whether to hang up as soon as a request's headers are there.
    public init(
        breaksOff: @escaping @Sendable (Request) -> Bool = { _ in false },
        behaviour: @escaping @Sendable (Request) -> Action
    ) {
        let log = log
        server = LoopbackServer { connection, number in
            var occurrence = 0
            while var request = ScriptedHTTPServer.readHead(connection, number) {
                if breaksOff(request) { return connection.reset() }
                guard ScriptedHTTPServer.readBody(connection, into: &request) else { return }
                occurrence += 1
                request.occurrence = occurrence
                let kept = request
                log.requests.withLock { $0.append(kept) }
                guard ScriptedHTTPServer.act(behaviour(request), connection) else { return }
            }
        }
    }

    deinit { stop() }

    public func stop() { server.stop() }

    private static func readHead(_ connection: LoopbackConnection, _ number: Int) -> Request? {
        guard let line = connection.readLine() else { return nil }
        var request = Request(line: line, headers: [:], body: [], connection: number, occurrence: 0)
        while let header = connection.readLine(), !header.isEmpty {
            let name = header.prefix { $0 != ":" }
            request.headers[name.lowercased()] = header.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        }
        return request
    }

    private static func readBody(_ connection: LoopbackConnection, into request: inout Request) -> Bool {
        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while request.body.count < length {
            guard let bytes = connection.read() else { return false }
            request.body += bytes
        }
        connection.unread(request.body[length...])
        request.body.removeSubrange(length...)
        return true
    }

    /// - Returns: Whether the connection stays.
    private static func act(_ action: Action, _ connection: LoopbackConnection) -> Bool {
        switch action {
        case .respond(let status, let headers, let body):
            let lines = ["HTTP/1.1 \(status) Said", "Content-Length: \(body.count)"] + headers
            return connection.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        case .late(let status, let milliseconds):
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
            return connection.write("HTTP/1.1 \(status) Said\r\nContent-Length: 0\r\n\r\n")
        case .rawThenClose(let text):
            connection.write(text)
            return false
        case .hang:
            connection.readToEnd()
            return false
        case .close: return false
        case .reset:
            connection.reset()
            return false
        }
    }
}
