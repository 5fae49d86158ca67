/// So many messages in a second, a minute, an hour or a day: `100/s`, `6000/min`, `300/h`, `5000/day`.
public struct SendingRate: Hashable, Codable, Sendable {
    public enum Period: String, Codable, Sendable, CaseIterable {
        case second = "s"
        case minute = "min"
        case hour = "h"
        case day

        public var seconds: Int64 {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3_600
            case .day: Instant.secondsPerDay
            }
        }
    }

    /// 1 ... 1,000,000,000
    public var count: Int
    public var period: Period

    /// Whether messages are spread evenly. What is said by the hour or the day is a quota that may be used up at once.
    public var isPaced: Bool { period == .second || period == .minute }

    public var perSecond: Double { Double(count) / Double(period.seconds) }

    public init(_ count: Int, per period: Period) {
        precondition((1...1_000_000_000).contains(count), "a rate lets something through")
        self.count = count
        self.period = period
    }

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000_000).contains(count),
            let period = Period(rawValue: String(parts[1]))
        else { return nil }
        self.init(count, per: period)
    }
}

extension SendingRate: CustomStringConvertible {
    public var description: String { "\(count)/\(period.rawValue)" }
}
