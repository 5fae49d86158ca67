internal import Foundation
internal import TestSupport

/// Takes mail and forgets it, each connection on a thread of its own: Postfix's `smtp-sink` has one thread for all and
/// would be what is measured.
enum Sink {
    /// Prints the port, then serves until the process is ended.
    static func run() -> Never {
        let server = LoopbackServer { connection, _ in
            var session = SinkSession()
            connection.write("220 sink\r\n")
            while !session.isOver, let bytes = connection.read() {
                let reply = session.reply(to: bytes)
                if !reply.isEmpty { connection.write(reply) }
            }
        }
        FileHandle.standardOutput.write(Data("\(server.port)\n".utf8))
        while true { Thread.sleep(forTimeInterval: 3_600) }
    }
}

/// The server's half of one SMTP dialogue. Everything is accepted.
private struct SinkSession {
    private static let endOfData = Array("\r\n.\r\n".utf8)
    private static let lineFeed = UInt8(ascii: "\n")

    private(set) var isOver = false
    private var isInData = false
    /// Of a command, what has come so far; of a message, its last five bytes.
    private var pending: [UInt8] = []

    /// A message's end is looked for at the end of what has come alone: a client waits for the answer there.
    mutating func reply(to bytes: [UInt8]) -> [UInt8] {
        pending += isInData ? bytes.suffix(SinkSession.endOfData.count) : bytes[...]
        if isInData {
            pending = pending.suffix(SinkSession.endOfData.count)
            guard pending == SinkSession.endOfData else { return [] }
            pending = []
            isInData = false
            return Array("250 2.0.0 taken\r\n".utf8)
        }
        var reply: [UInt8] = []
        while !isInData, let end = pending.firstIndex(of: SinkSession.lineFeed) {
            reply += answer(to: pending[..<end])
            pending.removeFirst(end + 1)
        }
        return reply
    }

    private mutating func answer(to command: ArraySlice<UInt8>) -> String.UTF8View {
        switch String(decoding: command.prefix(4), as: UTF8.self).uppercased() {
        case "EHLO": return "250-sink\r\n250-PIPELINING\r\n250-SIZE\r\n250 8BITMIME\r\n".utf8
        case "DATA":
            isInData = true
            return "354 go on\r\n".utf8
        case "QUIT":
            isOver = true
            return "221 2.0.0 bye\r\n".utf8
        default: return "250 2.0.0 well\r\n".utf8
        }
    }
}
