/// What planning decided for one person on one channel.
public enum Disposition: Hashable, Sendable {
    case planned
    case skipped(SkipReason)
    case suppressed
    /// Held out of the send to measure it; its would-be items are kept.
    case holdout
}

/// One row of a plan: who, what, when — or why not. Everything a message shows is in it.
public struct PlannedMessage: Sendable {
    public var customerID: String
    public var channel: Channel
    /// The email address, or the push tokens separated by single spaces; empty where there is none.
    public var address: String
    public var disposition: Disposition
    /// What a person would want to know about the disposition: `2 of 3 items`.
    public var detail: String
    public var variant: String
    public var sendAt: Instant
    /// From here on the message must not be sent any more.
    public var validUntil: Instant
    /// Catalogue ids of the items, in the order shown.
    public var productIDs: [String]
    /// The template's data as JSON, in UTF-8: `customer`, `items` (title, price, image and link frozen together), the
    /// evidence under `why`. Empty for a person without items.
    public var payload: [UInt8]
    /// The person's own code, which nobody else is given; `nil` where the offer has none.
    public var code: String?

    public init(
        customerID: String,
        channel: Channel,
        address: String,
        disposition: Disposition,
        detail: String = "",
        variant: String = "A",
        sendAt: Instant,
        validUntil: Instant,
        productIDs: [String] = [],
        payload: [UInt8] = []
    ) {
        self.customerID = customerID
        self.channel = channel
        self.address = address
        self.disposition = disposition
        self.detail = detail
        self.variant = variant
        self.sendAt = sendAt
        self.validUntil = validUntil
        self.productIDs = productIDs
        self.payload = payload
    }
}

/// How an audience divides. `planned + skipped + suppressed + holdout = audience`, always.
public struct PlanCounts: Hashable, Codable, Sendable {
    public var planned = 0
    public var suppressed = 0
    public var holdout = 0
    public var skipped: [SkipReason: Int] = [:]

    public init() {}

    public var audience: Int { planned + suppressed + holdout + skippedTotal }
    public var skippedTotal: Int { skipped.values.reduce(0, +) }

    public mutating func count(_ disposition: Disposition) {
        switch disposition {
        case .planned: planned += 1
        case .suppressed: suppressed += 1
        case .holdout: holdout += 1
        case .skipped(let reason): skipped[reason, default: 0] += 1
        }
    }
}

/// A campaign's plan: one row for every person and channel of the audience.
public struct Plan: Sendable {
    public var campaign: String
    /// The moment the plan was made; no later data is in it.
    public var asOf: Instant
    public var messages: [PlannedMessage]
    /// What the ledger holds the messages to when they are claimed.
    public var limits = LimitSettings()
    /// The name that draws hang on.
    public var experiment = ""
    /// The variants and the part of the people that each was to get; they add up to 1.
    public var shares: [VariantShare] = []
    /// Who entered by something they did; `nil` where the campaign has no trigger.
    public var entries: TriggerEntries?

    public init(campaign: String, asOf: Instant, messages: [PlannedMessage]) {
        self.campaign = campaign
        self.asOf = asOf
        self.messages = messages
    }

    public var counts: PlanCounts {
        messages.reduce(into: PlanCounts()) { $0.count($1.disposition) }
    }
}

/// A variant's part of the people of one run.
public struct VariantShare: Hashable, Codable, Sendable {
    public var name: String
    /// 0 ... 1
    public var share: Double

    public init(name: String, share: Double) {
        self.name = name
        self.share = share
    }
}
