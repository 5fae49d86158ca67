import Foundation
import Glibc
import Testing

@testable import Web

/// The server as a browser meets it: over a socket.
@Suite struct StudioServerTests {
    @Test func everyAnswerBearsThePolicies() async throws {
        try await withServer { port in
            for path in ["/", "/assets/studio.js", "/api/shop", "/message.html?customer=C1", "/nothing"] {
                let answer = await ask(
                    port,
                    "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
                )
                for header in [
                    "content-security-policy: default-src 'none'", "x-content-type-options: nosniff",
                    "cache-control: no-store", "referrer-policy: no-referrer",
                    "cross-origin-resource-policy: same-origin",
                ] {
                    #expect(answer.lowercased().contains(header), "\(path) \(header)\n\(answer.prefix(600))")
                }
            }
        }
    }

    @Test func aPathIsDecodedOnce() async throws {
        try await withServer { port in
            #expect(await get(port, "/pictures/a%20b.png").hasPrefix("HTTP/1.1 200"))
            #expect(await get(port, "/pictures/a%2520b.png").hasPrefix("HTTP/1.1 404"))
            #expect(await get(port, "/pictures/%2e%2e%2fa%20b.png").hasPrefix("HTTP/1.1 404"))
        }
    }

    @Test func strangersAreRefused() async throws {
        try await withServer { port in
            let rebound = await ask(port, "GET / HTTP/1.1\r\nHost: evil.example:\(port)\r\nConnection: close\r\n\r\n")
            #expect(rebound.hasPrefix("HTTP/1.1 403"))
            let post = await ask(
                port,
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            #expect(post.hasPrefix("HTTP/1.1 405"))
            let head = await ask(port, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200") && head.hasSuffix("\r\n\r\n"))
        }
    }

    /// And the open connection does not keep the server from stopping.
    @Test func savesAreTold() async throws {
        try await withServer { port in
            let told = await ask(
                port,
                "GET /api/changes HTTP/1.1\r\nHost: localhost\r\n\r\n",
                until: "templates/a.html"
            )
            #expect(
                told.contains("content-type: text/event-stream") || told.contains("Content-Type: text/event-stream")
            )
            #expect(told.contains("event: saved\ndata: {\"files\":[\"templates/a.html\"]}\n\n"))
        }
    }

    @Test func aTakenPortIsSaid() async throws {
        try await withServer { port in
            await #expect(throws: StudioServerError.portTaken(port)) {
                try await StudioServer(source: FixedSource()).run(port: port) { _ in }
            }
        }
    }

    private func get(_ port: Int, _ path: String) async -> String {
        await ask(port, "GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n")
    }

    /// Runs a server, and the body with its port; the server has stopped when this returns.
    private func withServer(_ body: (Int) async throws -> Void) async throws {
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let server = Task {
            try await StudioServer(source: FixedSource()).run(port: 0) { port in
                ready.yield(port)
                ready.finish()
            }
        }
        for await port in ports { try await body(port) }
        server.cancel()
        _ = await server.result
    }

    /// Sends a request and reads until the connection ends, or until the text has come; on a thread of its own, for the
    /// server needs those that tests run on.
    private func ask(_ port: Int, _ request: String, until end: String? = nil) async -> String {
        await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: Self.exchange(port, request, end)) }
        }
    }

    private static func exchange(_ port: Int, _ request: String, _ end: String?) -> String {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) == 0 }
        }
        guard isConnected else { return "no connection" }
        let bytes = Array(request.utf8)
        guard unsafe write(socket, bytes, bytes.count) == bytes.count else { return "not sent" }
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe read(socket, &part, part.count)
            if count <= 0 { break }
            received += part[..<count]
            if let end, String(decoding: received, as: UTF8.self).contains(end) { break }
        }
        return String(decoding: received, as: UTF8.self)
    }
}
