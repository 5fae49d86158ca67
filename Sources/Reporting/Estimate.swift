/// A figure and how far off it may be.
public struct Estimate: Hashable, Codable, Sendable {
    public var value: Double
    /// Ends of the 95 % confidence interval; `nil` where the data cannot say, as with one person or nobody who bought.
    public var interval: Interval?

    public init(value: Double, interval: Interval?) {
        self.value = value
        self.interval = interval
    }

    /// The share of all intervals made this way that hold the true value.
    public static let confidence = 0.95

    func scaled(by factor: Double) -> Estimate {
        let scaled = interval.map { Interval(low: $0.low * factor, high: $0.high * factor) }
        return Estimate(value: value * factor, interval: scaled)
    }
}

public struct Interval: Hashable, Codable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}
