public import CampaignModel

/// One execution of a campaign, as the ledger keeps it.
public struct Run: Hashable, Sendable {
    /// `CAMPAIGN-N`.
    public var id: String
    public var campaign: String
    /// 1, 2, 3 … within the campaign.
    public var number: Int
    public var state: RunState
    /// The moment the plan was made; no later data is in it.
    public var asOf: Instant
    public var createdAt: Instant
    public var startedAt: Instant?
    /// When the run was finished or cancelled.
    public var finishedAt: Instant?
    /// Why it is paused, where Dovetail did it rather than a person.
    public var pausedReason: String?
    /// Name → digest of what went into the plan.
    public var inputs: [String: String]
    /// Name → digest of the templates, settings and campaign texts, to be read with ``Ledger/content(_:)``.
    public var contents: [String: String]
    /// How the audience divided when the plan was frozen; ``Ledger/counts(of:)`` tells how it stands.
    public var frozen: FrozenCounts

    /// `planned + skipped + suppressed + holdout = audience`; the table holds it so.
    public struct FrozenCounts: Hashable, Sendable {
        public var planned = 0
        public var skipped = 0
        public var suppressed = 0
        public var holdout = 0

        public var audience: Int { planned + skipped + suppressed + holdout }
    }
}

/// A text that messages are rendered with, kept as it was when the plan was frozen.
public struct FrozenContent: Hashable, Sendable {
    /// `templates/spring.html`.
    public var name: String
    /// Of `bytes`, and of them alone: SHA-256 in hexadecimal. The caller computes it, as for the inputs.
    public var digest: String
    public var bytes: [UInt8]

    public init(name: String, digest: String, bytes: [UInt8]) {
        self.name = name
        self.digest = digest
        self.bytes = bytes
    }
}

/// How a run stands, counted from its messages.
public struct RunCounts: Hashable, Sendable {
    /// People and channels in the plan when it was frozen.
    public var audience: Int
    /// Messages by state; a state without messages is absent.
    public var states: [MessageState: Int]
    /// The skipped ones by reason.
    public var skipped: [SkipReason: Int]
    /// When the next open message is due; `nil` where none is planned or deferred.
    public var nextDue: Instant?

    public subscript(state: MessageState) -> Int { states[state, default: 0] }

    /// Planned, or under way: never tried to the end.
    public var remaining: Int { self[.planned] + self[.sending] }

    /// sent + deferred + failed + unknown + skipped + suppressed + cancelled + holdout + remaining = audience.
    public var addsUp: Bool { states.values.reduce(0, +) == audience && skipped.values.reduce(0, +) == self[.skipped] }
}
