import Foundation
import Glibc
import Synchronization

/// A DNS server on 127.0.0.1 that answers what it was told, over UDP and TCP on one port, until it is let go.
///
/// An answer of more than 512 bytes is cut over UDP, as by real servers.
public final class FakeDNSServer: Sendable {
    /// `TXT example.org` → the records' data as they go over the wire.
    public typealias Zone = [String: [[UInt8]]]

    public let port: Int
    private let datagrams: Int32
    private let listener: Int32
    private let zone: Zone
    /// Number of the reply code for every question: 0 answers, 2 is SERVFAIL.
    private let code: UInt8
    private let isOver = Mutex(false)

    public init(_ zone: Zone, code: UInt8 = 0) {
        self.zone = zone
        self.code = code
        var port = 0
        var sockets: (Int32, Int32) = (-1, -1)
        while port == 0 {
            let stream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            port = FakeDNSServer.bind(stream, 0) ?? 0
            let datagram = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            if FakeDNSServer.bind(datagram, port) == nil {
                close(stream)
                close(datagram)
                port = 0
            }
            sockets = (datagram, stream)
        }
        (datagrams, listener) = sockets
        self.port = port
        listen(listener, 8)
        FakeDNSServer.startThread { [weak self, datagrams] in
            while let (question, peer) = FakeDNSServer.receive(datagrams) {
                guard let self, !self.isOver.withLock({ $0 }) else { break }
                var answer = self.answer(question)
                if answer.count > 512 {
                    answer = Array(answer[..<question.count])
                    answer[2] |= 2
                    answer[7] = 0
                }
                FakeDNSServer.send(answer, to: peer, datagrams)
            }
            close(datagrams)
        }
        FakeDNSServer.startThread { [weak self, listener] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                var buffer = [UInt8](repeating: 0, count: 1_024)
                let count = unsafe recv(connection, &buffer, buffer.count, 0)
                if count > 2, let self {
                    let answer = self.answer(Array(buffer[2..<count]))
                    let bytes = [UInt8(answer.count >> 8), UInt8(answer.count & 255)] + answer
                    unsafe Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                close(connection)
            }
        }
    }

    deinit { stop() }

    public func stop() {
        guard
            isOver.withLock({ over in
                defer { over = true }
                return !over
            })
        else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        shutdown(datagrams, Int32(SHUT_RDWR))
    }

    /// A text record: pieces of at most 255 bytes.
    public static func text(_ text: String) -> [UInt8] {
        var data: [UInt8] = []
        var rest = Array(text.utf8)[...]
        repeat {
            let piece = rest.prefix(255)
            data.append(UInt8(piece.count))
            data += piece
            rest = rest.dropFirst(piece.count)
        } while !rest.isEmpty
        return data
    }

    private func answer(_ question: [UInt8]) -> [UInt8] {
        var labels: [String] = []
        var index = 12
        while index < question.count, question[index] != 0 {
            let end = index + 1 + Int(question[index])
            labels.append(String(decoding: question[(index + 1)..<end], as: UTF8.self))
            index = end
        }
        let types: [UInt8: String] = [1: "A", 15: "MX", 16: "TXT", 28: "AAAA"]
        let type = question[index + 2]
        let records = zone["\(types[type] ?? "?") \(labels.joined(separator: "."))"] ?? []
        var answer = question
        answer[2] = 0x81
        answer[3] = 0x80 | code
        answer[7] = UInt8(records.count)
        for data in records {
            answer += [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, UInt8(data.count >> 8), UInt8(data.count & 255)] + data
        }
        return answer
    }

    private static func startThread(_ body: @escaping @Sendable () -> Void) { Thread(block: body).start() }

    private static func bind(_ descriptor: Int32, _ port: Int) -> Int? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafeMutableBytes(of: &address) { bytes in
            guard let pointer = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                unsafe Glibc.bind(descriptor, pointer, size) == 0,
                unsafe getsockname(descriptor, pointer, &size) == 0
            else { return nil }
            return unsafe Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    private static func receive(_ descriptor: Int32) -> ([UInt8], sockaddr_in)? {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        var peer = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = unsafe withUnsafeMutableBytes(of: &peer) { bytes in
            unsafe recvfrom(
                descriptor,
                &buffer,
                buffer.count,
                0,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                &size
            )
        }
        return count > 12 ? (Array(buffer[..<count]), peer) : nil
    }

    private static func send(_ bytes: [UInt8], to peer: sockaddr_in, _ descriptor: Int32) {
        var peer = peer
        unsafe withUnsafeBytes(of: &peer) { address in
            _ = unsafe sendto(
                descriptor,
                bytes,
                bytes.count,
                0,
                address.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(address.count)
            )
        }
    }
}
