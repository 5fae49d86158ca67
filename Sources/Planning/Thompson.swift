public import CampaignModel
internal import Foundation

/// What became of the people of one variant.
public struct VariantOutcome: Hashable, Codable, Sendable {
    public var people = 0
    /// People with at least one order.
    public var converters = 0
    /// Minor units; the sum over people, and the sum of their squares.
    public var revenue = 0.0
    public var squaredRevenue = 0.0

    public init() {}

    /// Counts one more person.
    public mutating func add(revenue: Int64) {
        people += 1
        if revenue > 0 { converters += 1 }
        self.revenue += Double(revenue)
        squaredRevenue += Double(revenue) * Double(revenue)
    }
}

/// Divides people between variants by what became of those before: each gets the probability that it is the best.
///
/// For conversions a variant's rate has the distribution Beta(1 + converters, 1 + others); for revenue the mean of a person
/// is normal around what was seen, with the variance that all variants have together and one imagined person of the
/// average. Source: Thompson, "On the Likelihood that One Unknown Probability Exceeds Another", Biometrika 25, 1933.
public enum Thompson {
    private static let draws = 10_000

    /// - Returns: For each variant the probability that it is the best; they add up to 1.
    public static func probabilitiesOfBest(
        _ outcomes: [VariantOutcome],
        by metric: Optimization.Metric,
        seed: UInt64
    ) -> [Double] {
        var random = Draws(seed: seed)
        var wins = [Int](repeating: 0, count: outcomes.count)
        let beliefs = metric == .revenue ? revenueBeliefs(outcomes) : outcomes.map(conversionBelief)
        for _ in 0..<draws {
            var best = 0
            var most = -Double.infinity
            for (index, belief) in beliefs.enumerated() {
                let value = random.draw(belief)
                if value > most { (best, most) = (index, value) }
            }
            wins[best] += 1
        }
        return wins.map { Double($0) / Double(draws) }
    }

    /// - Parameter floor: What each gets at least; not more than an even share.
    /// - Returns: One share a variant; they add up to 1.
    public static func shares(
        _ outcomes: [VariantOutcome],
        by metric: Optimization.Metric,
        floor: Double,
        seed: UInt64
    ) -> [Double] {
        let free = 1 - floor * Double(outcomes.count)
        return probabilitiesOfBest(outcomes, by: metric, seed: seed).map { floor + free * $0 }
    }

    private static func conversionBelief(_ outcome: VariantOutcome) -> Draws.Belief {
        .beta(1 + Double(outcome.converters), 1 + Double(outcome.people - outcome.converters))
    }

    private static func revenueBeliefs(_ outcomes: [VariantOutcome]) -> [Draws.Belief] {
        let people = Double(outcomes.reduce(0) { $0 + $1.people })
        guard people > 1 else { return outcomes.map { _ in .normal(mean: 0, deviation: 1) } }
        let mean = outcomes.reduce(0) { $0 + $1.revenue } / people
        let variance = max(1, outcomes.reduce(0) { $0 + $1.squaredRevenue } / people - mean * mean)
        return outcomes.map { outcome in
            let known = Double(outcome.people) + 1
            return .normal(mean: (outcome.revenue + mean) / known, deviation: sqrt(variance / known))
        }
    }
}

/// Random numbers from a seed: SplitMix64, and what is made of it.
private struct Draws {
    enum Belief {
        case beta(Double, Double)
        case normal(mean: Double, deviation: Double)
    }

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func draw(_ belief: Belief) -> Double {
        switch belief {
        case .beta(let a, let b):
            let x = gamma(a)
            return x / (x + gamma(b))
        case .normal(let mean, let deviation): return mean + deviation * normal()
        }
    }

    /// Over 0, under 1.
    private mutating func unit() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        return (Double(mix(state) >> 11) + 0.5) * 0x1p-53
    }

    /// Source: Box, Muller, "A Note on the Generation of Random Normal Deviates", 1958.
    private mutating func normal() -> Double { sqrt(-2 * log(unit())) * cos(2 * .pi * unit()) }

    /// - Parameter shape: At least 1.
    /// Source: Marsaglia, Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26, 2000.
    private mutating func gamma(_ shape: Double) -> Double {
        let d = shape - 1.0 / 3
        let c = 1 / sqrt(9 * d)
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if log(unit()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
