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
    /// Leases that lapsed: their messages are due again.
    public var released = 0
    /// Messages that were being sent: they are `unknown` now.
    public var unknown = 0

    public init() {}
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

    public init() {}
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
