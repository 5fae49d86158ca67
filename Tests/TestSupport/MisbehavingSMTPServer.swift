import Foundation
import Synchronization

/// An SMTP server that does as it is told at every step, and keeps exactly what it accepted.
public final class MisbehavingSMTPServer: Sendable {
    public enum Stage: Sendable, CaseIterable {
        case banner, ehlo, login, mail, recipient, data
        /// In the middle of the message, after some bytes of it.
        case body
        /// The final dot is there.
        case dot
        case reset, quit
    }

    /// Where a connection stands.
    public struct Moment: Sendable {
        public var stage: Stage
        /// From 1.
        public var connection: Int
        /// How often this connection has been at this stage, from 1.
        public var occurrence: Int
        /// Of the message under way, `""` before RCPT.
        public var recipient: String
    }

    public enum Action: Sendable {
        case normal
        /// A reply, without its CRLF.
        case reply(String)
        case replyThenClose(String)
        /// A reply, each byte in a packet of its own.
        case bytewise(String)
        case late(String, milliseconds: Int)
        /// Bytes as they are, then the end.
        case rawThenClose(String)
        case hang
        case close
        /// Closes with a TCP reset.
        case reset
    }

    public struct Accepted: Hashable, Sendable {
        public var sender: String
        public var recipient: String
        /// Without the doubled dots and the final one.
        public var bytes: [UInt8]
    }

    /// What the threads of all connections share.
    private final class Script: Sendable {
        let capabilities: [String]
        let behaviour: @Sendable (Moment) -> Action
        let onDot: @Sendable (String) -> Void
        let accepted = Mutex<[Accepted]>([])
        let commands = Mutex<[String]>([])

        init(
            capabilities: [String],
            behaviour: @escaping @Sendable (Moment) -> Action,
            onDot: @escaping @Sendable (String) -> Void
        ) {
            self.capabilities = capabilities
            self.behaviour = behaviour
            self.onDot = onDot
        }
    }

    private let script: Script
    private let server: LoopbackServer

    /// Bytes of a message after which `body` comes.
    public static let bodyMark = 4_096

    /// - Parameter onDot: Called with the recipient when a final dot came, before anything is answered.
    public init(
        capabilities: [String] = ["PIPELINING", "SIZE 104857600", "8BITMIME", "ENHANCEDSTATUSCODES"],
        behaviour: @escaping @Sendable (Moment) -> Action = { _ in .normal },
        onDot: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        let script = Script(capabilities: capabilities, behaviour: behaviour, onDot: onDot)
        self.script = script
        server = LoopbackServer { connection, number in
            var dialogue = Dialogue(script: script, connection: connection, number: number)
            dialogue.run()
        }
    }

    deinit { stop() }

    public var port: Int { server.port }
    /// What it answered 250, and what it took before it fell silent or hung up.
    public var accepted: [Accepted] { script.accepted.withLock { $0 } }
    /// All lines clients sent outside of messages.
    public var commands: [String] { script.commands.withLock { $0 } }
    public var connectionCount: Int { server.connectionCount }

    public func stop() { server.stop() }

    private struct Dialogue {
        let script: Script
        let connection: LoopbackConnection
        let number: Int
        var occurrences: [Stage: Int] = [:]
        var sender = ""
        var recipient = ""
        var isInTransaction = false
        /// The code of the last reply; 0 for none that is whole.
        var lastCode = 0

        init(script: Script, connection: LoopbackConnection, number: Int) {
            self.script = script
            self.connection = connection
            self.number = number
        }

        /// Asks what to do, and does it.
        /// - Returns: The reply's code; `nil` where the connection is over.
        mutating func act(_ stage: Stage, normally reply: String) -> Int? {
            occurrences[stage, default: 0] += 1
            let moment = Moment(
                stage: stage,
                connection: number,
                occurrence: occurrences[stage, default: 0],
                recipient: recipient
            )
            let action = script.behaviour(moment)
            lastCode = 0
            switch action {
            case .normal: return say(reply)
            case .reply(let text): return say(text)
            case .replyThenClose(let text):
                _ = say(text)
                return nil
            case .bytewise(let text):
                for byte in (text + "\r\n").utf8 {
                    guard connection.write([byte]) else { return nil }
                    Thread.sleep(forTimeInterval: 0.0005)
                }
                lastCode = Int(text.prefix(3)) ?? 0
                return lastCode
            case .late(let text, let milliseconds):
                Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
                return say(text)
            case .rawThenClose(let text):
                connection.write(text)
                return nil
            case .hang:
                // In the middle of a message it is the reading that stops.
                if stage == .body { connection.waitUntilClosed() } else { connection.readToEnd() }
                return nil
            case .close: return nil
            case .reset:
                connection.reset()
                return nil
            }
        }

        mutating func say(_ text: String) -> Int? {
            guard !text.isEmpty else { return 0 }
            lastCode = Int(text.prefix(3)) ?? 0
            return connection.write(text + "\r\n") ? lastCode : nil
        }

        mutating func run() {
            guard act(.banner, normally: "220 test.example ESMTP") != nil else { return }
            while let line = connection.readLine() {
                script.commands.withLock { $0.append(line) }
                guard answer(line) else { return }
            }
        }

        /// - Returns: `false` at the end of the dialogue.
        mutating func answer(_ line: String) -> Bool {
            let verb = line.prefix { $0 != " " }.uppercased()
            switch verb {
            case "EHLO", "HELO":
                let lines = ["test.example"] + script.capabilities
                let reply = lines.enumerated().map { "250\($0 == lines.count - 1 ? " " : "-")\($1)" }
                return act(.ehlo, normally: reply.joined(separator: "\r\n")) != nil
            case "AUTH": return act(.login, normally: "235 2.7.0 welcome") != nil
            case "MAIL":
                if isInTransaction { return say("503 5.5.1 nested MAIL") != nil }
                sender = address(in: line)
                recipient = ""
                guard let code = act(.mail, normally: "250 2.1.0 Ok") else { return false }
                isInTransaction = code / 100 == 2
            case "RCPT":
                if !isInTransaction { return say("503 5.5.1 need MAIL") != nil }
                recipient = address(in: line)
                guard let code = act(.recipient, normally: "250 2.1.5 Ok") else { return false }
                if code / 100 != 2 { recipient = "" }
            case "DATA":
                let reply = recipient.isEmpty ? "554 5.5.1 no valid recipients" : "354 go ahead"
                guard let code = act(.data, normally: reply) else { return false }
                return code != 354 || takeMessage()
            case "RSET":
                isInTransaction = false
                return act(.reset, normally: "250 2.0.0 Ok") != nil
            case "QUIT":
                _ = act(.quit, normally: "221 2.0.0 Bye")
                return false
            default: return say("500 5.5.2 what?") != nil
            }
            return true
        }

        private func address(in line: String) -> String {
            String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
        }

        /// Reads a message up to its final dot and answers it.
        mutating func takeMessage() -> Bool {
            var raw: [UInt8] = Array("\r\n".utf8)
            let ending = Array("\r\n.\r\n".utf8)
            var scanned = 0
            var isPastMark = false
            while true {
                guard let bytes = connection.read() else { return false }
                raw += bytes
                if !isPastMark, raw.count > MisbehavingSMTPServer.bodyMark {
                    isPastMark = true
                    guard act(.body, normally: "") != nil else { return false }
                }
                guard let end = find(ending, in: raw, from: scanned) else {
                    scanned = max(0, raw.count - ending.count)
                    continue
                }
                connection.unread(raw[(end + ending.count)...])
                return judge(Array(raw[2..<max(2, end + 2)]))
            }
        }

        mutating func judge(_ stuffed: [UInt8]) -> Bool {
            isInTransaction = false
            // A lone dot after a refused recipient.
            if recipient.isEmpty { return say("554 5.5.1 no valid recipients") != nil }
            script.onDot(recipient)
            let message = Accepted(sender: sender, recipient: recipient, bytes: unstuff(stuffed))
            // What is refused is not kept; what got no answer may well have been.
            script.accepted.withLock { $0.append(message) }
            let code = act(.dot, normally: "250 2.0.0 queued as \(occurrences[.dot, default: 0] + 1)")
            if lastCode >= 400 { forget(message) }
            return code != nil
        }

        private func forget(_ message: Accepted) {
            script.accepted.withLock { accepted in
                if let index = accepted.lastIndex(of: message) { accepted.remove(at: index) }
            }
        }

        private func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
            guard bytes.count >= needle.count else { return nil }
            var at = start
            while at + needle.count <= bytes.count {
                if bytes[at] == needle[0], bytes[at + 1] == needle[1],
                    bytes[at..<at + needle.count].elementsEqual(needle)
                {
                    return at
                }
                at += 1
            }
            return nil
        }

        private func unstuff(_ bytes: [UInt8]) -> [UInt8] {
            var plain: [UInt8] = []
            var isLineStart = true
            for byte in bytes {
                if isLineStart, byte == UInt8(ascii: ".") {
                    isLineStart = false
                    continue
                }
                plain.append(byte)
                isLineStart = byte == UInt8(ascii: "\n")
            }
            return plain
        }
    }
}
