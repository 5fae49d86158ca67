internal import CampaignModel
internal import Delivery
internal import Rendering
internal import Synchronization

/// SMTP alone, as `smtp-source` does it: messages made before, and a journal that grants everything.
func measureTransport(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    guard let smtp = shop.settings.email?.smtp else { preconditionFailure("the shop of the benchmarks has a relay") }
    let contents = try Emails(shop).map(shop.workers) { email in
        OutgoingMessage.Content.email(sender: email.sender, recipient: email.recipient, bytes: email.message)
    }
    let messages = contents.enumerated().map { OutgoingMessage(id: Int64($0.offset), content: $0.element) }
    let now = BenchmarkShop.sendTime
    let transport = SMTPTransport(settings: smtp, heloName: "localhost", clock: { now })
    let (summary, seconds) = try timed(runs: runs) {
        try transport.deliver(from: ReadyMessages(messages), journal: OpenJournal(), stop: StopSignal())
    }
    guard summary.accepted == messages.count else {
        throw BenchmarkError.notAllSent(summary.accepted, of: messages.count)
    }
    return [
        try Measurement(
            "SMTP alone",
            "Dovetail, \(smtp.relays[0].maximumConnections) connections",
            "messages",
            count: messages.count,
            bytes: contents.reduce(0) { $0 + $1.size },
            seconds: seconds
        )
    ]
}

extension OutgoingMessage.Content {
    fileprivate var size: Int {
        switch self {
        case .email(_, _, let bytes): bytes.count
        case .push(let body, _): body.count
        }
    }
}

/// Messages that wait in memory.
private final class ReadyMessages: MessageSource {
    private let messages: [OutgoingMessage]
    private let next = Mutex(0)

    init(_ messages: [OutgoingMessage]) { self.messages = messages }

    func next(limit: Int) -> [OutgoingMessage] {
        next.withLock { next in
            let end = min(next + limit, messages.count)
            defer { next = end }
            return Array(messages[next..<end])
        }
    }
}

/// Grants every intent and remembers nothing.
struct OpenJournal: Journal {
    let isInstant = true

    func commit(intents: [Int64], outcomes: [Attempt]) -> [Int64] { intents }
}
