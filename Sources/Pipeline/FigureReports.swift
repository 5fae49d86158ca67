/// An estimate about a customer, and what it comes from.
public struct Figure: Codable, Sendable {
    public struct Part: Codable, Sendable {
        public var name: String
        public var value: Double
        /// The shop's.
        public var usual: Double?
        /// Log odds that it adds to the usual.
        public var effect: Double?
    }

    /// As in segments: `intent`, `engagement`, `price_sensitivity`.
    public var name: String
    public var value: Double?
    /// Of a customer who does what is usual in this shop.
    public var usual: Double
    public var basis: String
    public var parts: [Part]
}

/// The session model: its weights, and how well it told purchases that it had not learned from.
public struct IntentReport: Codable, Sendable {
    public struct Term: Codable, Sendable {
        public var name: String
        /// Log odds for one unit.
        public var weight: Double
        /// The mean of the shop's sessions.
        public var usual: Double
    }

    public struct Band: Codable, Sendable {
        public var sessions: Int
        /// Shares of the sessions that end in a purchase.
        public var expected: Double
        public var observed: Double
    }

    /// On the newest fifth of the sessions; with documented weights on all.
    public struct Quality: Codable, Sendable {
        public var sessions: Int
        public var purchases: Int
        /// 0.5 knows nothing, 1 tells all apart.
        public var areaUnderCurve: Double
        /// In nats; less is better.
        public var logLoss: Double
        /// The same for the share of purchases, given to every session.
        public var logLossOfShare: Double
        /// Mean distance of expected from observed over the bands.
        public var calibrationError: Double
        public var bands: [Band]
    }

    /// Where the weights come from, in words.
    public var source: String
    public var isLearned: Bool
    public var sessions: Int
    public var purchases: Int
    public var intercept: Double
    public var terms: [Term]
    public var quality: Quality?
}
