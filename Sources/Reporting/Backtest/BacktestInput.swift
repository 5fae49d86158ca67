/// How one way of picking did in a replay of the past: one entry a case in every column.
public struct BacktestMeasures: Sendable {
    /// A number for each person; who has cases at several cuts comes several times.
    public var people: [Int32] = []
    /// Index of the cut.
    public var cuts: [Int32] = []
    public var recall: [Double] = []
    public var ndcg: [Double] = []
    public var hit: [Double] = []
    /// What was paid for the hits, and for everything that counts; minor units.
    public var revenueHit: [Double] = []
    public var revenue: [Double] = []
    /// Distinct categories in the list.
    public var categories: [Double] = []
    /// Products that were in anybody's list.
    public var shown: Set<Int32> = []

    public init() {}
}

/// A strategy in a replay, with the baselines that answered the same question for the same cases in the same order.
public struct BacktestStrategy: Sendable {
    public var name: String
    /// What counts as bought, as a sentence.
    public var meaning: String
    public var measures: BacktestMeasures
    public var baselines: [(name: String, measures: BacktestMeasures)]

    public init(
        name: String,
        meaning: String,
        measures: BacktestMeasures,
        baselines: [(name: String, measures: BacktestMeasures)]
    ) {
        self.name = name
        self.meaning = meaning
        self.measures = measures
        self.baselines = baselines
    }
}

/// One way to part the customers, such as by tier.
public struct BacktestSegments: Sendable {
    public var name: String
    public var values: [String]
    /// Of each cut, of each person's number: index in `values`, -1 for none.
    public var codes: [[Int32]]

    public init(name: String, values: [String], codes: [[Int32]]) {
        self.name = name
        self.values = values
        self.codes = codes
    }
}
