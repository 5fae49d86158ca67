internal import Foundation

/// How well probabilities told what then happened, on cases that they were not learned from.
public struct ForecastQuality: Hashable, Sendable, Codable {
    /// One tenth of the cases, by their probability.
    public struct Band: Hashable, Sendable, Codable {
        public var cases: Int
        /// What was expected and what happened, as shares of the cases: 0 ... 1.
        public var expected: Double
        public var observed: Double
    }

    public var cases: Int
    public var hits: Int
    /// The probability that a hit was given more than a miss, equal counting half: 0.5 knows nothing, 1 tells all apart.
    public var areaUnderCurve: Double
    /// Mean negative log-likelihood, in nats; less is better.
    public var logLoss: Double
    /// The same for the share of hits, given to everyone.
    public var logLossOfShare: Double
    /// Ascending; equal numbers of cases, as far as they go.
    public var bands: [Band]

    /// Mean distance of expected from observed over the bands, weighed by their cases: 0 is calibrated.
    /// Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015 (ECE).
    public var calibrationError: Double {
        bands.reduce(0) { $0 + Double($1.cases) * abs($1.expected - $1.observed) } / Double(max(1, cases))
    }

    /// - Returns: `nil` unless there are hits and misses.
    public init?(of probabilities: [Double], hits happened: [Bool]) {
        precondition(probabilities.count == happened.count, "every case has a probability and an end")
        cases = happened.count
        hits = happened.count { $0 }
        guard hits > 0, hits < cases else { return nil }
        let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        areaUnderCurve = ForecastQuality.areaUnderCurve(probabilities, happened, order: order)
        let share = Double(hits) / Double(cases)
        logLossOfShare = -share * log(share) - (1 - share) * log(1 - share)
        logLoss =
            probabilities.indices.reduce(0.0) { sum, row in
                let given = happened[row] ? probabilities[row] : 1 - probabilities[row]
                return sum - log(max(given, 1e-15))
            } / Double(cases)
        let count = min(10, cases)
        bands = (0..<count).map { [cases] band in
            let rows = order[band * cases / count..<(band + 1) * cases / count]
            return Band(
                cases: rows.count,
                expected: rows.reduce(0) { $0 + probabilities[$1] } / Double(rows.count),
                observed: Double(rows.count { happened[$0] }) / Double(rows.count)
            )
        }
    }

    /// By the sum of the ranks of the hits; equal probabilities share the middle of their ranks.
    private static func areaUnderCurve(_ probabilities: [Double], _ happened: [Bool], order: [Int]) -> Double {
        var (rankSum, hits) = (0.0, 0.0)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, probabilities[order[end]] == probabilities[order[start]] { end += 1 }
            let hitsHere = Double(order[start..<end].count { happened[$0] })
            rankSum += hitsHere * Double(start + end + 1) / 2
            hits += hitsHere
            start = end
        }
        return (rankSum - hits * (hits + 1) / 2) / (hits * (Double(order.count) - hits))
    }
}
