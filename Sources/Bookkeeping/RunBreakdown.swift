public import CampaignModel

/// A run's messages, counted every way that a person asks about.
public struct RunBreakdown: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
        /// Planned, whatever became of them since.
        public fileprivate(set) var planned = 0
        public fileprivate(set) var holdout = 0
        public fileprivate(set) var suppressed = 0
        public fileprivate(set) var skipped: [SkipReason: Int] = [:]
    }

    private struct Cell: Hashable {
        var channel: Channel
        var variant: String
    }

    private var cells: [Cell: Part] = [:]
    /// Messages planned, by the full hour (UTC) they are due in.
    public private(set) var hours: [Instant: Int] = [:]

    /// Those that have messages, in order.
    public var channels: [Channel] {
        Channel.allCases.filter { channel in cells.keys.contains { $0.channel == channel } }
    }

    /// The messages of a channel and a variant; `nil` means of all.
    public func part(_ channel: Channel? = nil, variant: String? = nil) -> Part {
        cells.reduce(into: Part()) { sum, entry in
            guard channel == nil || entry.key.channel == channel, variant == nil || entry.key.variant == variant else {
                return
            }
            sum.planned += entry.value.planned
            sum.holdout += entry.value.holdout
            sum.suppressed += entry.value.suppressed
            sum.skipped.merge(entry.value.skipped, uniquingKeysWith: +)
        }
    }

    mutating func add(
        channel: Channel,
        variant: String,
        state: MessageState,
        reason: SkipReason?,
        hour: Instant,
        count: Int
    ) {
        var part = Part()
        switch state {
        case .suppressed: part.suppressed = count
        case .holdout: part.holdout = count
        case .skipped: if let reason { part.skipped[reason] = count }
        case .planned, .sending, .sent, .deferred, .failed, .unknown, .cancelled:
            part.planned = count
            hours[hour, default: 0] += count
        }
        let cell = Cell(channel: channel, variant: variant)
        let before = cells[cell] ?? Part()
        part.planned += before.planned
        part.holdout += before.holdout
        part.suppressed += before.suppressed
        part.skipped.merge(before.skipped, uniquingKeysWith: +)
        cells[cell] = part
    }
}

/// The experiment that a run's people were drawn in.
public struct RunExperiment: Hashable, Sendable {
    /// Empty for a run of a ledger from before there were variants.
    public var name: String
    public var shares: [VariantShare]
}
