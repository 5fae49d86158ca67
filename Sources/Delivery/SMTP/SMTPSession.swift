internal import CampaignModel

/// Our half of the SMTP dialogue on one connection, from the EHLO after libcurl's login to QUIT, as a state machine
/// without input or output: bytes that came go in, bytes to send come out.
///
/// It holds the end of each message back until ``permitEnd()``, and knows of every message how far it got.
/// Source: RFC 5321, RFC 2920 (pipelining).
struct SMTPSession {
    enum Phase: Equatable {
        /// EHLO is under way.
        case introduction
        /// A message can begin.
        case idle
        /// MAIL, RCPT and DATA are under way.
        case envelope
        /// The relay asked for the message, and gets it up to its last piece.
        case content
        /// Only the last piece is missing, with the final dot at its end.
        case waitingForIntent
        /// The last piece is leaving.
        case ending
        /// All has left; the answer to the final dot decides.
        case verdict
        /// A lone dot ends a message that was refused although DATA was taken (RFC 2920 section 3.1).
        case cancellation
        case quitting
        /// The connection must be closed.
        case closed
    }

    /// What became of the message under way.
    enum Settlement: Equatable {
        case outcome(Attempt.Outcome)
        /// The relay gave the connection up between two messages; the message itself has not failed.
        case retry(String)
        /// The relay wants a login first, or another one.
        case loginRefused(Reply)
    }

    private enum Command { case reset, mail, recipient, data }

    private(set) var phase = Phase.introduction
    private(set) var settlement: Settlement?
    /// Messages begun on this connection.
    private(set) var messages = 0
    /// Why the phase is `closed`.
    private(set) var closingReason = ""

    private var capabilities = SMTPCapabilities()
    private var reader = SMTPReplyReader()
    /// The message with its final dot.
    private var content: [UInt8] = []
    /// Commands, or a lone dot.
    private var line: [UInt8]
    /// Bytes sent of `line` or `content`, as the phase says.
    private var sent = 0
    private var commands: [Command] = []
    /// Where in `line` each of `commands` ends.
    private var commandEnds: [Int] = []
    private var answered = 0
    /// The first refusal of the message under way.
    private var refusal: Reply?
    /// A transaction is open on the relay that leads to nothing.
    private var needsReset = false

    /// The last piece of a message, which waits for its intent: so much that most messages go in one write with their dot.
    static let lastPiece = 65_536

    init(heloName: String) {
        line = Array("EHLO \(heloName)\r\n".utf8)
    }

    // MARK: What the connection does

    /// - Returns: `false` where the relay cannot take this message as it is.
    mutating func begin(_ message: SMTPContent, from sender: EmailAddress, to recipient: EmailAddress) -> Bool {
        precondition(phase == .idle && settlement == nil, "one message at a time")
        if message.hasEightBit, !capabilities.eightBitMIME { return false }
        startLine()
        commands.removeAll(keepingCapacity: true)
        commandEnds.removeAll(keepingCapacity: true)
        if needsReset { add(.reset, "RSET", "") }
        line += "MAIL FROM:<".utf8
        line += sender.text.utf8
        line.append(UInt8(ascii: ">"))
        if capabilities.size {
            line += " SIZE=".utf8
            line += String(message.size).utf8
        }
        if message.hasEightBit { line += " BODY=8BITMIME".utf8 }
        add(.mail, "", "")
        add(.recipient, "RCPT TO:<", recipient.text, ">")
        add(.data, "DATA", "")
        content = message.bytes
        answered = 0
        refusal = nil
        needsReset = false
        messages += 1
        phase = .envelope
        return true
    }

    private mutating func add(_ command: Command, _ parts: String...) {
        for part in parts { line += part.utf8 }
        line += "\r\n".utf8
        commands.append(command)
        commandEnds.append(line.count)
    }

    private mutating func startLine() {
        line.removeAll(keepingCapacity: true)
        sent = 0
    }

    /// The message's intent is durable: its end may leave.
    mutating func permitEnd() {
        precondition(phase == .waitingForIntent, "the end follows the rest")
        phase = .ending
    }

    mutating func quit() {
        precondition(phase == .idle, "a connection is left between two messages")
        startLine()
        line += "QUIT\r\n".utf8
        phase = .quitting
    }

    mutating func takeSettlement() -> Settlement? { settlement.take() }

    // MARK: Bytes out

    /// What is to be sent now.
    var unsent: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            switch phase {
            case .content: content.span.extracting(sent..<lastPieceStart)
            case .ending: content.span.extracting(sent...)
            case .envelope: line.span.extracting(sent..<sendable)
            case .introduction, .cancellation, .quitting: line.span.extracting(sent...)
            case .idle, .waitingForIntent, .verdict, .closed: line.span.extracting(0..<0)
            }
        }
    }

    /// The end of the commands that may leave: all where the relay takes them together, else the next one.
    private var sendable: Int {
        capabilities.pipelining ? line.count : commandEnds[min(answered, commandEnds.count - 1)]
    }

    private var lastPieceStart: Int { max(0, content.count - SMTPSession.lastPiece) }

    mutating func didSend(_ count: Int) {
        sent += count
        if phase == .content, sent == lastPieceStart { phase = .waitingForIntent }
        if phase == .ending, sent == content.count { phase = .verdict }
    }

    // MARK: Bytes in

    mutating func receive(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            switch reader.read(bytes[index]) {
            case .unfinished: continue
            case .reply(let code): answer(code)
            case .garbage: end("what the relay said is no SMTP")
            }
            if phase == .closed { return }
        }
        if phase == .idle, reader.isAmidReply { close("the relay spoke out of turn") }
    }

    private mutating func answer(_ code: Int) {
        switch phase {
        case .introduction: answerIntroduction(code)
        case .envelope: answerCommand(code)
        case .content, .waitingForIntent, .ending: answerEarly(code)
        case .verdict: answerDot(code)
        case .cancellation: settle(refusal: reply(code))
        case .quitting: close("")
        case .idle: close("the relay hung up: \(reply(code).asSaid)")
        case .closed: break
        }
    }

    private mutating func answerIntroduction(_ code: Int) {
        switch code {
        case 200...299:
            capabilities = SMTPCapabilities(reply: reader.text)
            phase = .idle
        // libcurl has said HELO then: it goes without extensions.
        case 500...599: phase = .idle
        default: close("EHLO was answered \(reply(code).asSaid)")
        }
    }

    private mutating func answerCommand(_ code: Int) {
        let command = commands[answered]
        let isWanted = command == .data ? code == 354 : (200...299).contains(code)
        if !isWanted, code < 400 { return end("the relay answered \(code) out of turn") }
        if code == 421 { return hangUp(reply(code)) }
        answered += 1
        if !isWanted {
            switch command {
            case .reset: return end("RSET was answered \(reply(code).asSaid)")
            case .mail where [530, 534, 535, 538].contains(code):
                settlement = .loginRefused(reply(code))
                return close("the relay wants a login")
            case .mail, .recipient, .data: refusal = refusal ?? reply(code)
            }
        }
        if command == .data {
            guard isWanted else { return settle(refusal: reply(code)) }
            startLine()
            if refusal == nil {
                phase = lastPieceStart == 0 ? .waitingForIntent : .content
            } else {
                line += ".\r\n".utf8
                phase = .cancellation
            }
        } else if refusal != nil, !capabilities.pipelining {
            settle(refusal: reply(code))
        }
    }

    /// The message under way was refused, at the latest by `last`.
    private mutating func settle(refusal last: Reply) {
        settle(outcome(of: refusal ?? last))
        needsReset = true
    }

    /// The relay closes the connection with a 421.
    private mutating func hangUp(_ said: Reply) {
        if let refusal {
            settle(outcome(of: refusal))
        } else if messages > 1 {
            settlement = .retry("the relay hung up: \(said.asSaid)")
        } else {
            settle(.transientFailure(said))
        }
        close("the relay hung up: \(said.asSaid)")
    }

    /// A reply before the dot: the message is refused as a whole, and nobody knows what the relay makes of the rest.
    private mutating func answerEarly(_ code: Int) {
        guard code >= 400 else { return end("the relay answered \(code) before the message was complete") }
        settle(outcome(of: reply(code)))
        close("the relay refused the message before it was complete")
    }

    private mutating func answerDot(_ code: Int) {
        switch code {
        case 200...299: settle(.accepted(reply(code)))
        case 400...599: settle(outcome(of: reply(code)))
        default: return end("the relay answered the message with \(code)")
        }
        if code == 421 { close("the relay hung up: 421 \(reply(code).text)") }
    }

    private mutating func settle(_ outcome: Attempt.Outcome) {
        settlement = .outcome(outcome)
        content = []
        phase = .idle
    }

    private func reply(_ code: Int) -> Reply { Reply(code: code, text: reader.text.span) }

    private func outcome(of refusal: Reply) -> Attempt.Outcome {
        refusal.code < 500 ? .transientFailure(refusal) : .permanentFailure(refusal)
    }

    // MARK: The end

    /// The connection is lost or given up: says what that means for the message under way.
    /// - Parameter isLost: The relay closed it, rather than we.
    mutating func end(_ reason: String, isLost: Bool = false) {
        switch phase {
        case .envelope, .content, .waitingForIntent:
            if let refusal {
                settle(outcome(of: refusal))
            } else if isLost, messages > 1, phase == .envelope || sent == 0 {
                // Nothing of it has left, and no intent was asked for.
                settlement = .retry(reason)
            } else {
                settle(.notSent(reason))
            }
        case .ending: settle(.notSent(reason))
        case .verdict: settle(.unknown(reason))
        case .cancellation: if let refusal { settle(outcome(of: refusal)) }
        case .quitting: return close("")
        case .introduction, .idle, .closed: break
        }
        close(reason)
    }

    private mutating func close(_ reason: String) {
        if phase != .closed { closingReason = reason }
        phase = .closed
        content = []
    }
}
