public import CampaignModel

/// A message as the ledger knows it: what `explain` and the lists show.
public struct MessageRecord: Hashable, Sendable {
    /// Row in the ledger.
    public var id: Int64
    public var customerID: String
    public var channel: Channel
    public var address: String
    public var state: MessageState
    /// Where `state` is `skipped`.
    public var skipReason: SkipReason?
    public var detail: String
    public var variant: String
    public var sendAt: Instant
    public var validUntil: Instant
    /// When it is due (again); says nothing once the message is settled.
    public var nextAttemptAt: Instant
    /// When the state last changed.
    public var changedAt: Instant
    /// Catalogue ids of the items, in the order shown.
    public var productIDs: [String]
    /// Oldest first.
    public var attempts: [AttemptRecord]
}

/// An attempt that came to an end.
public struct AttemptRecord: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case accepted, transient, permanent, unknown
        case notSent = "not_sent"
    }

    /// 1, 2, 3 … within the message.
    public var number: Int
    public var outcome: Outcome
    /// Where the other side said something, its words; otherwise code 0 and what happened.
    public var reply: Reply
    public var transport: String
    public var at: Instant
}

/// Which messages of a run to list.
public struct MessageQuery: Hashable, Sendable {
    /// `nil` means all.
    public var states: Set<MessageState>?
    /// A customer's id; `nil` means everyone.
    public var customerID: String?
    public var limit: Int
    /// Only messages with a greater row: the last one of the page before.
    public var after: Int64

    public init(states: Set<MessageState>? = nil, customerID: String? = nil, limit: Int = 1_000, after: Int64 = 0) {
        self.states = states
        self.customerID = customerID
        self.limit = limit
        self.after = after
    }
}
