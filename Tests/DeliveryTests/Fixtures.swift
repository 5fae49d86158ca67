import CampaignModel
import Delivery
import Foundation
import Synchronization

/// A journal in memory that knows which intents were durable, and what became of each message.
final class MemoryJournal: Journal {
    private struct State {
        var intents: Set<Int64> = []
        var outcomes: [Int64: [Attempt.Outcome]] = [:]
        var transports: [Int64: [String]] = [:]
        var commits = 0
        var postponed: [Int64: Int64] = [:]
        var suppressed: [DeadAddress] = []
    }

    /// Called by the event loop itself.
    let isInstant: Bool
    private let state = Mutex(State())
    private let withheld: Set<Int64>
    private let failsAfter: Int

    struct Full: Error {}

    /// - Parameter failsAfter: Commits that succeed before all others fail.
    init(withheld: Set<Int64> = [], failsAfter: Int = .max, isInstant: Bool = false) {
        self.isInstant = isInstant
        self.withheld = withheld
        self.failsAfter = failsAfter
    }

    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64] {
        try state.withLock { state in
            if state.commits >= failsAfter { throw Full() }
            state.commits += 1
            let granted = intents.filter { !withheld.contains($0) }
            state.intents.formUnion(granted)
            for attempt in outcomes {
                state.outcomes[attempt.message, default: []].append(attempt.outcome)
                state.transports[attempt.message, default: []].append(attempt.transport)
            }
            return granted
        }
    }

    func postpone(_ messages: [Postponement]) throws {
        state.withLock { state in
            for message in messages { state.postponed[message.message] = message.seconds }
        }
    }

    func suppress(_ addresses: [DeadAddress]) throws { state.withLock { $0.suppressed += addresses } }

    var suppressed: [DeadAddress] { state.withLock { $0.suppressed } }

    func transports(_ id: Int64) -> [String] { state.withLock { $0.transports[id] ?? [] } }

    /// Message → seconds.
    var postponed: [Int64: Int64] { state.withLock { $0.postponed } }

    var commits: Int { state.withLock { $0.commits } }

    func hasIntent(_ id: Int64) -> Bool { state.withLock { $0.intents.contains(id) } }

    /// All outcomes of a message: there must be one.
    func outcomes(_ id: Int64) -> [Attempt.Outcome] { state.withLock { $0.outcomes[id] ?? [] } }
}

/// Hands out a list of messages.
final class ListSource: MessageSource {
    private let rest: Mutex<ArraySlice<OutgoingMessage>>
    private let failsAtEnd: Bool

    struct Broken: Error {}

    init(_ messages: [OutgoingMessage], failsAtEnd: Bool = false) {
        rest = Mutex(messages[...])
        self.failsAtEnd = failsAtEnd
    }

    func next(limit: Int) throws -> [OutgoingMessage] {
        let batch = rest.withLock { rest in
            defer { rest = rest.dropFirst(limit) }
            return Array(rest.prefix(limit))
        }
        if batch.isEmpty, failsAtEnd { throw Broken() }
        return batch
    }
}

/// The kind of an outcome, without its words.
enum OutcomeKind: Equatable {
    case accepted, transientFailure, permanentFailure, notSent, unknown

    init(_ outcome: Attempt.Outcome) {
        switch outcome {
        case .accepted: self = .accepted
        case .transientFailure: self = .transientFailure
        case .permanentFailure: self = .permanentFailure
        case .notSent: self = .notSent
        case .unknown: self = .unknown
        }
    }
}

func emailAddress(_ id: Int64) -> EmailAddress {
    guard let address = EmailAddress("c\(id)@example.com") else { preconditionFailure("it is an address") }
    return address
}

/// The id in `c12@example.com` or `message-12`.
func messageID(_ text: String) -> Int64 { Int64(text.filter(\.isNumber)) ?? 0 }

/// - Parameter bytes: About so many.
func email(_ id: Int64, bytes: Int = 6_000) -> OutgoingMessage {
    var text = "Subject: message \(id)\r\n\r\n"
    let line = "\(id) " + String(repeating: "x", count: 70) + "\r\n"
    while text.utf8.count < bytes { text += line }
    return email(id, content: Array(text.utf8))
}

func email(_ id: Int64, to recipient: String) -> OutgoingMessage {
    guard let address = EmailAddress(recipient) else { preconditionFailure("it is an address") }
    let bytes = Array("Subject: message \(id)\r\n\r\nx\r\n".utf8)
    return OutgoingMessage(id: id, content: .email(sender: emailAddress(0), recipient: address, bytes: bytes))
}

/// A moment, for those who look again and again.
func pause() { Thread.sleep(forTimeInterval: 0.002) }

func email(_ id: Int64, content: [UInt8]) -> OutgoingMessage {
    OutgoingMessage(
        id: id,
        content: .email(sender: emailAddress(0), recipient: emailAddress(id), bytes: content)
    )
}

/// - Parameter bytes: Of padding.
func push(_ id: Int64, bytes: Int = 0) -> OutgoingMessage {
    let body = Array(#"{"message":\#(id)}"#.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: bytes)
    return OutgoingMessage(id: id, content: .push(body: body, idempotencyKey: "message-\(id)"))
}

let testClock: @Sendable () -> Instant = { Instant(seconds: 1_700_000_000) }

func smtpTransport(
    port: Int,
    host: String = "127.0.0.1",
    security: SMTPRelay.Security = .none,
    username: String? = nil,
    password: String? = nil,
    connections: Int = 1,
    messagesPerConnection: Int = 1_000,
    caFile: String? = nil,
    patience: Duration = .seconds(10),
    dotPatience: Duration? = nil
) -> SMTPTransport {
    let relay = SMTPRelay(
        host: host,
        port: port,
        security: security,
        username: username,
        maximumConnections: connections,
        messagesPerConnection: messagesPerConnection,
        caFile: caFile
    )
    return smtpTransport(
        SMTPSettings(relays: [relay]),
        passwords: password.map { [host: $0] } ?? [:],
        patience: patience,
        dotPatience: dotPatience
    )
}

func smtpTransport(
    _ settings: SMTPSettings,
    passwords: [String: String] = [:],
    rateBook: (any RateBook)? = nil,
    patience: Duration = .seconds(10),
    dotPatience: Duration? = nil
) -> SMTPTransport {
    SMTPTransport(
        settings: settings,
        passwords: passwords,
        heloName: "client.example",
        rateBook: rateBook,
        clock: testClock,
        timeouts: SMTPTimeouts(
            connect: patience,
            envelope: patience,
            data: patience,
            dot: dotPatience ?? patience,
            quit: .milliseconds(500)
        )
    )
}

func webhookTransport(
    port: Int,
    connections: Int = 1,
    headers: [String: String] = [:],
    authorization: String? = nil,
    patience: Duration = .seconds(10)
) -> WebhookTransport {
    WebhookTransport(
        settings: PushSettings(
            url: "http://127.0.0.1:\(port)/push?key=hidden",
            connections: connections,
            headers: headers
        ),
        secrets: PushSecrets(signing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", authorization: authorization),
        clock: testClock,
        timeout: patience
    )
}
