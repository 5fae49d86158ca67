public import CampaignModel

/// A limit that all senders of a ledger share.
public struct RateLimit: Hashable, Sendable {
    public enum Measure: Hashable, Sendable {
        /// Messages spread evenly.
        case pace(SendingRate)
        /// So many in any stretch of the rate's period.
        case quota(SendingRate)
        /// So many on the day of the warm-up that it is.
        case warmUp(WarmUp)
    }

    /// What is limited, the same for all who share it: `email per s`, `email to gmail.com per day`.
    public var key: String
    public var measure: Measure

    public init(key: String, measure: Measure) {
        self.key = key
        self.measure = measure
    }

    /// - Parameter subject: What is limited. What was used is known by it and the period, so the count may change.
    init(_ subject: String, _ rate: SendingRate) {
        self.init(key: "\(subject) per \(rate.period.rawValue)", measure: rate.isPaced ? .pace(rate) : .quota(rate))
    }
}

/// Permits to send that nobody else gets.
public struct RateGrant: Hashable, Sendable {
    /// 0 where there are none now.
    public var count: Int
    /// When the first may be used, counted from the call; where there are none, when to ask again.
    public var delay: Duration
    /// Between one and the next.
    public var interval: Duration

    public init(count: Int, delay: Duration, interval: Duration = .zero) {
        self.count = count
        self.delay = delay
        self.interval = interval
    }
}

/// Where senders reserve permits, so that a rate is a total over workers, processes and campaigns.
public protocol RateBook: Sendable {
    /// Permits once given are used up, whether anything is sent or not: after a crash there are too few, never too many.
    /// Called on a thread that may wait for a disk.
    func reserve(_ count: Int, of limit: RateLimit) throws -> RateGrant
}
