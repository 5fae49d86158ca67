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

/// Where intents and outcomes are made durable, each call in one transaction.
///
/// Every message taken from the source gets one outcome, but for those this journal withholds.
public protocol Journal: Sendable {
    /// Called on the thread of the delivery. When it returns, what it took is durable.
    /// - Parameter intents: Messages whose end is about to leave; no message is here twice.
    /// - Parameter outcomes: How earlier messages ended; their intents need not be in an earlier call, as a message that
    ///   fails early has none.
    /// - Returns: The intents that may be sent; the others are withheld, and never get an outcome.
    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64]
}
