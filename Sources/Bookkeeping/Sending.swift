public import CampaignModel

/// Who sends a run: one process, for as long as it lives.
public struct LockOwner: Hashable, Sendable {
    /// Random, new for every process.
    public var id: String
    public var host: String
    public var pid: Int32

    public init(id: String, host: String, pid: Int32) {
        self.id = id
        self.host = host
        self.pid = pid
    }
}

/// What was left behind by a sender that stopped, and has been put right.
public struct Recovery: Hashable, Sendable {
    /// Messages that were being sent: they are `unknown` now.
    public var unknown: Int

    public init(unknown: Int = 0) { self.unknown = unknown }
}

/// The result of a claim.
public struct Claim: Sendable {
    /// Leased to the caller, by row.
    public var rows: [MessageRow] = []
    public var suppressed = 0
    public var skipped: [SkipReason: Int] = [:]

    public init() {}

    /// Messages that were settled instead of leased. Where `rows` is empty and this is not, more may be due.
    public var settled: Int { suppressed + skipped.values.reduce(0, +) }
}

/// The result of a commit.
public struct CommitResult: Hashable, Sendable {
    /// The intents that now stand: these messages may be sent, and no others.
    public var granted: [Int64] = []
    /// Outcomes that came after the message had left the caller's hands; nothing was changed by them.
    public var late: [Int64] = []

    public init(granted: [Int64] = [], late: [Int64] = []) {
        self.granted = granted
        self.late = late
    }
}

/// A leased message that will not be sent.
public struct SkippedMessage: Hashable, Sendable {
    /// Row in the ledger.
    public var message: Int64
    /// `renderError` or `templateAbort`, as a rule.
    public var reason: SkipReason
    /// What a person would want to know: the place in the template and what was wrong.
    public var detail: String

    public init(message: Int64, reason: SkipReason, detail: String) {
        self.message = message
        self.reason = reason
        self.detail = detail
    }
}

/// What came of asking for another try.
public struct Retried: Hashable, Sendable {
    /// Messages that are planned again.
    public var again = 0
    /// Messages whose validity is over: they stay as they are.
    public var expired = 0

    public init() {}
}

/// Something heard of a message later on, which tells whether it arrived.
public struct DeliveryEvidence: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case opened, clicked, unsubscribed, complained
        /// It came back: it was taken and did not arrive.
        case bounced
    }

    /// Row in the ledger.
    public var message: Int64
    public var kind: Kind
    public var at: Instant

    public init(message: Int64, kind: Kind, at: Instant) {
        self.message = message
        self.kind = kind
        self.at = at
    }
}
