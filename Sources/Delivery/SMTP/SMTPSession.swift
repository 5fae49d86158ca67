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

    /// What became of a message.
    enum Settlement: Equatable {
        case outcome(Attempt.Outcome)
        /// The relay gave the connection up before it was asked to take this message; the message itself has not failed.
        case retry(String)
        /// The relay wants a login first, or another one.
        case loginRefused(Reply)
    }

    private enum Command {
        case reset, mail, recipient, data

        /// What a refusal of it answers.
        var stage: SMTPStage {
            switch self {
            case .reset, .mail: .mail
            case .recipient: .recipient
            case .data: .data
            }
        }
    }

    private(set) var phase = Phase.introduction
    /// Messages begun on this connection.
    private(set) var messages = 0
    /// Why the phase is `closed`.
    private(set) var closingReason = ""

    /// Of the messages begun, in their order; two at most.
    private var settlements: [Settlement] = []
    /// Messages begun that have no settlement yet; two at most.
    private var unsettled = 0
    private(set) var capabilities = SMTPCapabilities()
    private var reader = SMTPReplyReader()
    /// The message under way, or an empty one.
    private var content = SMTPContent.none
    /// Bytes sent of all but its last piece.
    private var contentSent = 0
    /// The message whose envelope went right behind the final dot of the one under way.
    private var following: SMTPContent?
    /// Commands, a lone dot, or a message's last piece with its dot and the next envelope.
    private var line: [UInt8]
    /// Bytes sent of `line`.
    private var sent = 0
    /// Where in `line` the message under way ends.
    private var endOfMessage = 0
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

    /// Whether a message can begin behind the final dot of the one under way: the dot may be the first thing of a group of
    /// commands (RFC 2920 section 3.1). Not while something is half sent, as TLS wants the same bytes offered again.
    var takesNextMessage: Bool {
        guard capabilities.pipelining, following == nil else { return false }
        return phase == .ending ? sent == 0 : phase == .verdict && sent == line.count
    }

    /// - Returns: Why the relay cannot take this message as it is; `nil` where it has begun.
    mutating func begin(_ message: SMTPContent, from sender: EmailAddress, to recipient: EmailAddress) -> String? {
        precondition(phase == .idle || takesNextMessage, "one message at a time")
        if let objection = capabilities.objection(to: message) { return objection }
        if phase != .ending { startLine() }
        commandEnds.removeAll(keepingCapacity: true)
        if phase == .idle {
            content = message
            startCommands()
            phase = .envelope
        } else {
            following = message
        }
        line.append("MAIL FROM:<")
        line += sender.text.utf8
        line.append(">")
        if capabilities.size {
            line.append(" SIZE=")
            line.append(decimal: message.size)
        }
        if message.hasEightBit { line.append(" BODY=8BITMIME") }
        if message.hasEightBitHeader { line.append(" SMTPUTF8") }
        endCommand()
        line.append("RCPT TO:<")
        line += recipient.text.utf8
        line.append(">")
        endCommand()
        line.append("DATA")
        endCommand()
        messages += 1
        unsettled += 1
        return nil
    }

    /// Expects the answers to an envelope.
    private mutating func startCommands() {
        commands.removeAll(keepingCapacity: true)
        if needsReset {
            line.append("RSET")
            endCommand()
            commands.append(.reset)
        }
        commands += [.mail, .recipient, .data]
        answered = 0
        refusal = nil
        needsReset = false
        contentSent = 0
    }

    private mutating func endCommand() {
        line.append("\r\n")
        commandEnds.append(line.count)
    }

    private mutating func startLine() {
        line.removeAll(keepingCapacity: true)
        sent = 0
    }

    /// The message's intent is durable: its end may leave.
    mutating func permitEnd() {
        precondition(phase == .waitingForIntent, "the end follows the rest")
        startLine()
        line += content.bytes[lastPieceStart...]
        line.append(content.end)
        endOfMessage = line.count
        phase = .ending
    }

    mutating func quit() {
        precondition(phase == .idle, "a connection is left between two messages")
        startLine()
        line.append("QUIT\r\n")
        phase = .quitting
    }

    /// - Returns: What became of the oldest message that has not been told of.
    mutating func takeSettlement() -> Settlement? { settlements.isEmpty ? nil : settlements.removeFirst() }

    // MARK: Bytes out

    /// What is to be sent now.
    var unsent: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            switch phase {
            case .content: pieces
            case .envelope: line.span.extracting(sent..<sendable)
            case .ending, .verdict, .introduction, .cancellation, .quitting: line.span.extracting(sent...)
            case .idle, .waitingForIntent, .closed: line.span.extracting(0..<0)
            }
        }
    }

    /// What is left of the message before its last piece.
    private var pieces: Span<UInt8> {
        @_lifetime(borrow self)
        get { content.bytes.span.extracting(contentSent..<lastPieceStart) }
    }

    /// The end of the commands that may leave: all where the relay takes them together, else the next one.
    private var sendable: Int {
        capabilities.pipelining ? line.count : commandEnds[min(answered, commandEnds.count - 1)]
    }

    private var lastPieceStart: Int { max(0, content.bytes.count - SMTPSession.lastPiece) }

    mutating func didSend(_ count: Int) {
        if phase == .content {
            contentSent += count
            if contentSent == lastPieceStart { phase = .waitingForIntent }
        } else {
            sent += count
            if phase == .ending, sent >= endOfMessage { phase = .verdict }
        }
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
        case .cancellation: settle(refusal: reply(code, .dot))
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
        if code == 421 { return hangUp(reply(code, command.stage)) }
        answered += 1
        if !isWanted {
            switch command {
            case .reset: return end("RSET was answered \(reply(code).asSaid)")
            case .mail where [530, 534, 535, 538].contains(code):
                add(.loginRefused(reply(code, .mail)))
                return close("the relay wants a login")
            case .mail, .recipient, .data: refusal = refusal ?? reply(code, command.stage)
            }
        }
        if command == .data {
            guard isWanted else { return settle(refusal: reply(code, .data)) }
            if refusal == nil {
                phase = lastPieceStart == 0 ? .waitingForIntent : .content
            } else {
                startLine()
                line.append(".\r\n")
                phase = .cancellation
            }
        } else if refusal != nil, !capabilities.pipelining {
            settle(refusal: reply(code, command.stage))
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
            add(.retry("the relay hung up: \(said.asSaid)"))
        } else {
            settle(.transientFailure(said))
        }
        close("the relay hung up: \(said.asSaid)")
    }

    /// A reply before the dot: the message is refused as a whole, and nobody knows what the relay makes of the rest.
    private mutating func answerEarly(_ code: Int) {
        guard code >= 400 else { return end("the relay answered \(code) before the message was complete") }
        settle(outcome(of: reply(code, .data)))
        giveUp("the relay refused the message before it was complete")
    }

    private mutating func answerDot(_ code: Int) {
        switch code {
        case 200...299: settle(.accepted(reply(code, .dot)))
        case 400...599: settle(outcome(of: reply(code, .dot)))
        default: return end("the relay answered the message with \(code)")
        }
        if code == 421 { giveUp("the relay hung up: \(reply(code).asSaid)") }
    }

    /// The message under way is done; the one whose envelope went behind it takes its place.
    private mutating func settle(_ outcome: Attempt.Outcome) {
        add(.outcome(outcome))
        if let next = following.take() {
            content = next
            startCommands()
            phase = .envelope
        } else {
            content = .none
            phase = .idle
        }
    }

    private mutating func add(_ settlement: Settlement) {
        settlements.append(settlement)
        unsettled -= 1
    }

    private func reply(_ code: Int, _ stage: SMTPStage? = nil) -> Reply {
        Reply(code: code, text: reader.text.span, stage: stage)
    }

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
            } else if isLost, messages > 1, phase == .envelope || (phase == .content && contentSent == 0) {
                // Nothing of it has left, and no intent was asked for.
                add(.retry(reason))
            } else {
                settle(.notSent(reason))
            }
        case .ending: settle(.notSent(reason))
        case .verdict: settle(.unknown(reason))
        case .cancellation: if let refusal { settle(outcome(of: refusal)) }
        case .quitting: return close("")
        case .introduction, .idle, .closed: break
        }
        giveUp(reason)
    }

    /// Closes the connection, maybe under a message whose envelope went behind the one that has just been settled.
    private mutating func giveUp(_ reason: String) {
        if unsettled > 0 { add(.retry(reason)) }
        close(reason)
    }

    private mutating func close(_ reason: String) {
        if phase != .closed { closingReason = reason }
        phase = .closed
        content = .none
        following = nil
    }
}

extension [UInt8] {
    fileprivate mutating func append(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
