public import CampaignModel

/// A rendered message on its way out.
public struct OutgoingMessage: Sendable {
    public enum Content: Sendable {
        /// - Parameter bytes: Headers and body, lines ended by CRLF.
        case email(sender: EmailAddress, recipient: EmailAddress, bytes: [UInt8])
        /// - Parameter body: JSON.
        /// - Parameter idempotencyKey: The same for every attempt at this message; visible ASCII without a dot.
        case push(body: [UInt8], idempotencyKey: String)
    }

    /// Row in the ledger.
    public var id: Int64
    public var content: Content

    public init(id: Int64, content: Content) {
        self.id = id
        self.content = content
    }
}

/// Where the messages to deliver come from.
public protocol MessageSource: Sendable {
    /// Called on a thread of its own, one call at a time; may take long, as it renders.
    /// - Returns: At most `limit` messages; empty means that nothing is left now, and ends the delivery.
    func next(limit: Int) throws -> [OutgoingMessage]
}

/// A message that was not begun and is to wait.
public struct Postponement: Hashable, Sendable {
    /// Row in the ledger.
    public var message: Int64
    public var seconds: Int64

    public init(message: Int64, seconds: Int64) {
        self.message = message
        self.seconds = seconds
    }
}

/// An address that nobody is behind any more: an uninstalled app, an endpoint that is gone.
public struct DeadAddress: Hashable, Sendable {
    /// Row in the ledger of the message that told.
    public var message: Int64
    /// One push token.
    public var address: String
    /// `unregistered`, `gone`: a word or two.
    public var reason: String

    public init(message: Int64, address: String, reason: String) {
        self.message = message
        self.address = address
        self.reason = reason
    }
}

/// Where intents and outcomes are made durable, each call in one transaction.
///
/// Every message taken from the source gets one outcome, but for those this journal withholds and those postponed.
public protocol Journal: Sendable {
    /// Whether ``commit(intents:outcomes:)`` returns at once, so that an event loop may call it itself.
    var isInstant: Bool { get }

    /// Called on one thread at a time. When it returns, what it took is durable.
    /// - Parameter intents: Messages whose end is about to leave; no message is here twice.
    /// - Parameter outcomes: How earlier messages ended; their intents need not be in an earlier call, as a message that
    ///   fails early has none.
    /// - Returns: The intents that may be sent; the others are withheld, and never get an outcome.
    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64]

    /// Gives messages back that no intent was asked for, to come again from the source after their time.
    func postpone(_ messages: [Postponement]) throws

    /// Sees to it that nothing goes to these addresses again. The same address may come more than once.
    func suppress(_ addresses: [DeadAddress]) throws
}

extension Journal {
    public var isInstant: Bool { false }

    /// A journal that knows no addresses has nothing to do.
    public func suppress(_ addresses: [DeadAddress]) throws {}

    /// A journal that keeps no times calls them not sent.
    public func postpone(_ messages: [Postponement]) throws {
        let now = Instant(seconds: 0)
        let outcomes = messages.map {
            Attempt(message: $0.message, outcome: .notSent("it was to wait"), transport: "", at: now)
        }
        _ = try commit(intents: [], outcomes: outcomes)
    }
}
