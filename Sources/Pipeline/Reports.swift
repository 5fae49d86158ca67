public import CampaignModel
public import Diagnostics

/// What a command found out, as values: the terminal prints them as tables, `--json` as they are.

/// What reading the shop's files came to.
public struct DataReport: Codable, Sendable {
    public struct File: Codable, Sendable {
        public var path: String
        public var rows: Int
        public var kept: Int
    }

    public var files: [File]
    public var customers: Int
    public var products: Int
    public var orders: Int
    public var orderLines: Int
    public var events: Int
    /// Rejected rows by kind.
    public var rejected: [String: Int]
    /// The first few of each kind.
    public var findings: [Diagnostic]
    /// Filters that are off, and what else is worth knowing.
    public var notices: [Diagnostic]
    /// Where the rejected rows were written; `nil` where there are none.
    public var rejectsFolder: String?
}

/// A segment and how many are in it.
public struct SegmentCount: Codable, Sendable {
    public var name: String
    public var expression: String
    public var customers: Int
}

/// The features of one member of a segment, in the order of the documentation.
public struct SegmentMember: Codable, Sendable {
    public struct Feature: Codable, Sendable {
        public var name: String
        public var value: String
    }

    public var customer: String
    public var features: [Feature]
}

/// A frozen run.
public struct PlanReport: Codable, Sendable {
    public var campaign: String
    public var run: String
    public var asOf: Instant
    /// Whether the run was frozen just now, or was there already.
    public var isNew: Bool
    /// Whether it is being sent: from then on it stays as it was planned, whatever becomes of the files.
    public var hasBegun: Bool
    public var audience: Int
    public var counts: PlanCounts
    /// Customers who have no usable time zone and are given the shop's.
    public var withoutTimeZone: Int?
    /// Customers who have none and are given their country's.
    public var withCountryTimeZone: Int?
    /// What a person should know before it is sent.
    public var warnings: [String] = []
    /// How it came about, where that was asked.
    public var funnel: Funnel?
}

/// One step from all customers to a campaign's audience.
public struct AudienceStep: Codable, Sendable {
    /// `where`, `segment NAME`, `include NAME, NAME`, `exclude NAME`, `engagement at least 0.2`.
    public var name: String
    /// Customers that this step left out.
    public var leftOut: Int
}

/// How a run's messages came about, from all customers to the hours they are due.
public struct Funnel: Codable, Sendable {
    /// Messages of one channel or variant.
    public struct Part: Codable, Sendable {
        public var name: String
        /// What the variant was to get of the people, 0 ... 1; `nil` for a channel.
        public var share: Double?
        public var counts: PlanCounts
    }

    public struct Hour: Codable, Sendable {
        /// Its start, UTC.
        public var start: Instant
        public var messages: Int
    }

    /// How those in the audience fare who did what the campaign's trigger waits for.
    public struct Trigger: Codable, Sendable {
        public var event: String
        /// Their message is due now.
        public var entered: Int
        /// The delay is not over.
        public var waiting: Int
        /// They entered before, within the re-entry period.
        public var before: Int
        /// Left out by exit condition.
        public var exited: [String: Int]
    }

    public var customers: Int
    public var steps: [AudienceStep]
    /// `nil` where the campaign has no trigger.
    public var trigger: Trigger?
    /// Customers in the audience now; where the run is older, it may have had others.
    public var people: Int
    public var channels: [Part]
    public var variants: [Part]
    public var hours: [Hour]
}

public struct PreviewReport: Codable, Sendable {
    public var plan: PlanReport
    public var folder: String
    public var index: String
    /// Messages written.
    public var written: Int
    /// Messages that cannot be rendered, by customer.
    public var failed: [String: String]
    /// Messages that their template asks not to send, by customer: `abort_message`.
    public var aborted: [String: String]
}

/// How a send ended.
public struct SendReport: Codable, Sendable {
    public enum Ending: String, Codable, Sendable {
        /// Nothing is left to send.
        case finished
        /// What is left is due later.
        case waiting
        /// It was told to stop.
        case stopped
        /// Everything was done but the socket.
        case dryRun = "dry_run"
    }

    public var run: String
    public var ending: Ending
    public var status: RunStatus
    /// Messages that this process handed over, and how long that took.
    public var accepted: Int
    public var seconds: Double
    /// Messages found half-sent by an earlier, killed process, now `unknown`.
    public var recovered: Int
}

/// Where a run stands. The numbers add up to `audience`.
public struct RunStatus: Codable, Sendable {
    public var run: String
    public var campaign: String
    public var state: RunState
    public var asOf: Instant
    public var audience: Int
    public var sent: Int
    public var deferred: Int
    public var failed: Int
    public var unknown: Int
    public var suppressed: Int
    public var cancelled: Int
    public var holdout: Int
    public var remaining: Int
    public var skipped: [SkipReason: Int]
    /// When the next message is due; `nil` where none is left.
    public var nextDue: Instant?
    /// Why it is paused, where Dovetail did it rather than a person.
    public var pausedReason: String?
    /// The process that is sending it; `nil` where none is.
    public var sender: String?
}

/// What came of asking for another try.
public struct RetryReport: Codable, Sendable {
    /// Messages that are planned again.
    public var retried: Int
    /// Messages whose validity is over: they stay as they are.
    public var expired: Int
    public var status: RunStatus
}

/// Why a person got what they got, or nothing.
public struct Explanation: Codable, Sendable {
    public struct Item: Codable, Sendable {
        public var product: String
        public var title: String
        public var strategy: String
        public var reason: String
        public var score: Double
        public var evidence: [Evidence]
    }

    public struct Message: Codable, Sendable {
        public var run: String
        public var channel: Channel
        public var address: String
        public var state: MessageState
        public var reason: SkipReason?
        public var detail: String
        public var sendAt: Instant
        public var items: [Item]
        public var attempts: [String]
    }

    /// Why a customer is not in the run at all.
    public struct Absence: Codable, Sendable {
        /// The audience's expression; empty where it is everyone.
        public var expression: String
        /// Whether the expression holds for the customer now; it did not when the plan was frozen.
        public var isMemberNow: Bool
        public var features: [SegmentMember.Feature]
    }

    public var campaign: String
    public var customer: String
    public var messages: [Message]
    public var absence: Absence?
    /// What is estimated of the customer now; only where asked for, as the shop's files must be read for it.
    public var figures: [Figure]?
}

/// What a long job tells while it runs.
public enum PipelineEvent: Sendable {
    case reading
    case read(DataReport)
    case segmented(customers: Int)
    case picking
    /// Messages decided and written down so far.
    case planning(done: Int, of: Int)
    case planned(PlanReport)
    case sending(run: String, messages: Int)
    case progress(SendProgress)
    case note(String)
}

/// What has come of messages so far in this process.
public struct SendProgress: Hashable, Sendable {
    public var accepted = 0
    /// Refused for now.
    public var deferred = 0
    /// Refused for good.
    public var failed = 0
    public var unknown = 0
    /// Could not be handed over at all; tried again.
    public var notSent = 0
    /// Skipped or suppressed by the last check, or not to be rendered.
    public var skipped = 0
    /// Messages that were due when it began.
    public var total = 0

    public var done: Int { accepted + deferred + failed + unknown + skipped }
}

public typealias PipelineObserver = @Sendable (PipelineEvent) -> Void

public struct SuppressedAddress: Codable, Sendable {
    public var address: String
    public var since: Instant
    public var reason: String
}

public struct SuppressionImport: Codable, Sendable {
    public var added: Int
    /// On the list already.
    public var known: Int
    /// Lines without an address.
    public var rejected: [Diagnostic]
}

/// A word that a segment's expression can use.
public struct SegmentWord: Codable, Sendable {
    public var name: String
    public var type: String
    public var meaning: String
}
