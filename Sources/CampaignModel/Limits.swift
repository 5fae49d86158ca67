/// No person gets more than `count` messages within any stretch of `perSeconds`.
public struct FrequencyCap: Hashable, Codable, Sendable {
    /// At least 1.
    public var count: Int
    public var perSeconds: Int64
    /// `nil` counts the messages of every channel together.
    public var channel: Channel?

    public init(count: Int, perSeconds: Int64, channel: Channel? = nil) {
        self.count = count
        self.perSeconds = perSeconds
        self.channel = channel
    }

    /// Whether a message at `moment` is one too many beside others.
    /// - Parameter others: Unix seconds of messages on the channels that the cap counts, in any order.
    public func isExceeded(at moment: Int64, beside others: some Sequence<Int64>) -> Bool {
        let near = others.filter { abs($0 - moment) < perSeconds }
        guard near.count >= count else { return false }
        let times = (near + [moment]).sorted()
        // Some stretch around the moment that holds one more than may be.
        return (0...times.count - count - 1).contains { first in
            let last = first + count
            return times[first] <= moment && moment <= times[last] && times[last] - times[first] < perSeconds
        }
    }
}

/// How a campaign stands beside the others.
public struct LimitSettings: Hashable, Codable, Sendable {
    /// Hold beside those of the shop.
    public var caps: [FrequencyCap]
    /// For mail that people wait for: it is not held by caps and does not count for them.
    public var ignoresCaps: Bool
    /// Where caps leave room for one of two campaigns, the higher one has it. -1000 ... 1000.
    public var priority: Int

    public init(caps: [FrequencyCap] = [], ignoresCaps: Bool = false, priority: Int = 0) {
        self.caps = caps
        self.ignoresCaps = ignoresCaps
        self.priority = priority
    }
}

/// A message that a person got, or is to get: what caps count.
public struct Contact: Hashable, Sendable {
    /// Unix seconds.
    public var time: Int64
    public var channel: Channel
    /// Whether it is only planned, by a campaign of higher priority than the one that asks.
    public var isOutranking: Bool

    public init(time: Int64, channel: Channel, isOutranking: Bool = false) {
        self.time = time
        self.channel = channel
        self.isOutranking = isOutranking
    }
}

extension [FrequencyCap] {
    /// Why a message must not go out beside others.
    /// - Returns: `outranked` where there would be room without messages of higher priority that are still to come,
    ///   `frequencyCap` where there would be none either; `nil` where it may go.
    public func verdict(at moment: Int64, on channel: Channel, beside contacts: some Collection<Contact>) -> SkipReason?
    {
        if contacts.isEmpty { return nil }
        var isOutranked = false
        for cap in self where cap.channel == nil || cap.channel == channel {
            let counted = contacts.filter { cap.channel == nil || $0.channel == cap.channel }
            let standing = counted.filter { !$0.isOutranking }
            if cap.isExceeded(at: moment, beside: standing.map(\.time)) { return .frequencyCap }
            if standing.count < counted.count, cap.isExceeded(at: moment, beside: counted.map(\.time)) {
                isOutranked = true
            }
        }
        return isOutranked ? .outranked : nil
    }
}
