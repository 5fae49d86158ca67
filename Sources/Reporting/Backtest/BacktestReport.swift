public import CampaignModel

/// What a replay of the past says of every strategy: how often its picks would have been bought.
public struct BacktestReport: Hashable, Codable, Sendable {
    /// The measures over some of the cases.
    public struct Figures: Hashable, Codable, Sendable {
        public var cases: Int
        /// Mean share of what was bought that was in the list.
        public var recall: Estimate
        public var ndcg: Estimate
        /// Share of the cases with at least one product of the list bought.
        public var hitRate: Estimate
        /// Share of the money that went to products in the list.
        public var revenueShare: Estimate
        /// Money that went to products in the list, a case; minor units.
        public var revenuePerCase: Estimate
        /// Mean number of distinct categories in a list.
        public var diversity: Double
    }

    /// A strategy's NDCG beside a baseline's, on the same cases.
    public struct Comparison: Hashable, Codable, Sendable {
        public var baseline: String
        /// Less the baseline's.
        public var difference: Estimate
        /// Over the baseline's; `nil` where that is 0.
        public var ratio: Estimate?
    }

    public struct Slice: Hashable, Codable, Sendable {
        /// `tier`, `rfm_segment`, `lifecycle`, `cut`.
        public var dimension: String
        public var value: String
        public var figures: Figures
        public var comparisons: [Comparison]
    }

    public struct Baseline: Hashable, Codable, Sendable {
        public var name: String
        public var figures: Figures
        public var coverage: Double
    }

    public struct Entry: Hashable, Codable, Sendable {
        public var strategy: String
        public var meaning: String
        public var figures: Figures
        /// Share of the catalogue that is in anybody's list.
        public var coverage: Double
        public var comparisons: [Comparison]
        public var baselines: [Baseline]
        public var slices: [Slice]
    }

    public var currency: Currency
    public var cuts: [Instant]
    public var days: Int
    public var nextOrderOnly: Bool
    public var catalogue: Int
    public var entries: [Entry]
    /// Strategies that had no case: nobody bought what would have counted.
    public var withoutCases: [String]

    /// - Parameters:
    ///   - catalogue: Products in the shop.
    ///   - seed: Of the draws behind the intervals.
    public static func make(
        currency: Currency,
        cuts: [Instant],
        days: Int,
        nextOrderOnly: Bool,
        catalogue: Int,
        strategies: [BacktestStrategy],
        segments: [BacktestSegments],
        seed: UInt64 = 1
    ) -> BacktestReport {
        let bootstrap = Bootstrap(people: strategies.lazy.flatMap(\.measures.people), seed: seed)
        let moments = BacktestSegments(
            name: "cut",
            values: cuts.map { String("\($0)".prefix(10)) },
            codes: []
        )
        return BacktestReport(
            currency: currency,
            cuts: cuts,
            days: days,
            nextOrderOnly: nextOrderOnly,
            catalogue: catalogue,
            entries: strategies.filter { !$0.measures.people.isEmpty }.map { strategy in
                let slices = Slicing(strategy, bootstrap)
                return Entry(
                    strategy: strategy.name,
                    meaning: strategy.meaning,
                    figures: slices.figures(strategy.measures),
                    coverage: Double(strategy.measures.shown.count) / Double(max(1, catalogue)),
                    comparisons: slices.comparisons(),
                    baselines: strategy.baselines.map { baseline in
                        Baseline(
                            name: baseline.name,
                            figures: slices.figures(baseline.measures),
                            coverage: Double(baseline.measures.shown.count) / Double(max(1, catalogue))
                        )
                    },
                    slices: slices.byCut(moments) + segments.flatMap(slices.bySegment)
                )
            },
            withoutCases: strategies.filter(\.measures.people.isEmpty).map(\.name)
        )
    }
}

/// One strategy's cases, measured whole and in parts.
private struct Slicing {
    let strategy: BacktestStrategy
    let bootstrap: Bootstrap

    init(_ strategy: BacktestStrategy, _ bootstrap: Bootstrap) {
        for (_, baseline) in strategy.baselines {
            precondition(baseline.people == strategy.measures.people, "baselines answer the same cases")
        }
        self.strategy = strategy
        self.bootstrap = bootstrap
    }

    func byCut(_ cuts: BacktestSegments) -> [BacktestReport.Slice] {
        slices(cuts, codes: strategy.measures.cuts)
    }

    func bySegment(_ segments: BacktestSegments) -> [BacktestReport.Slice] {
        let measures = strategy.measures
        let codes = zip(measures.cuts, measures.people).map { segments.codes[Int($0)][Int($1)] }
        return slices(segments, codes: codes)
    }

    private func slices(_ segments: BacktestSegments, codes: [Int32]) -> [BacktestReport.Slice] {
        segments.values.indices.compactMap { value in
            let cases = codes.indices.filter { codes[$0] == Int32(value) }
            guard !cases.isEmpty else { return nil }
            return BacktestReport.Slice(
                dimension: segments.name,
                value: segments.values[value],
                figures: figures(strategy.measures, cases),
                comparisons: comparisons(cases)
            )
        }
    }

    func figures(_ measures: BacktestMeasures, _ cases: [Int]? = nil) -> BacktestReport.Figures {
        let people = chosen(measures.people, cases)
        let ones = Sums(people.map { _ in 1 }, people, bootstrap)
        func mean(_ values: [Double]) -> Estimate { Sums(chosen(values, cases), people, bootstrap).over(ones) }
        let paid = Sums(chosen(measures.revenueHit, cases), people, bootstrap)
        let revenue = Sums(chosen(measures.revenue, cases), people, bootstrap)
        return BacktestReport.Figures(
            cases: people.count,
            recall: mean(measures.recall),
            ndcg: mean(measures.ndcg),
            hitRate: mean(measures.hit),
            revenueShare: revenue.total > 0 ? paid.over(revenue) : Estimate(value: 0, interval: nil),
            revenuePerCase: paid.over(ones),
            diversity: chosen(measures.categories, cases).reduce(0, +) / Double(people.count)
        )
    }

    func comparisons(_ cases: [Int]? = nil) -> [BacktestReport.Comparison] {
        let people = chosen(strategy.measures.people, cases)
        let ones = Sums(people.map { _ in 1 }, people, bootstrap)
        let own = chosen(strategy.measures.ndcg, cases)
        return strategy.baselines.map { name, baseline in
            let theirs = chosen(baseline.ndcg, cases)
            let sums = Sums(theirs, people, bootstrap)
            let differences = zip(own, theirs).map { $0 - $1 }
            return BacktestReport.Comparison(
                baseline: name,
                difference: Sums(differences, people, bootstrap).over(ones),
                ratio: sums.total > 0 ? Sums(own, people, bootstrap).over(sums) : nil
            )
        }
    }

    private func chosen<Value>(_ values: [Value], _ cases: [Int]?) -> [Value] {
        guard let cases else { return values }
        return cases.map { values[$0] }
    }
}

/// A column's sum, and in every draw.
private struct Sums {
    let total: Double
    private let draws: [Double]

    init(_ values: [Double], _ people: [Int32], _ bootstrap: Bootstrap) {
        total = values.reduce(0, +)
        draws = bootstrap.draws(bootstrap.sums(values, of: people))
    }

    /// This sum over another that is more than 0; draws in which the other is 0 say nothing.
    func over(_ other: Sums) -> Estimate {
        let ratios = zip(draws, other.draws).map { $1 > 0 ? $0 / $1 : .nan }
        return Estimate(value: total / other.total, interval: Bootstrap.interval(ratios))
    }
}
