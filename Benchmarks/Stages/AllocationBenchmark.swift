internal import CampaignModel
internal import Foundation
internal import Planning

/// Simulates experiments whose truth is known, and says what dividing evenly costs beside Thompson sampling as campaigns
/// do it: in batches, with a floor. Regret is conversions (or money) that always sending the best variant would have
/// brought in addition; the mean over many experiments, the same for a seed.
struct AllocationBenchmark {
    private static let experiments = 200
    private static let floor = 0.1

    fileprivate struct Scenario {
        var name: String
        /// Probability of an order, and its mean value in cents, by variant.
        var rates: [Double]
        var values: [Double]
        var metric = Optimization.Metric.conversion
        var peoplePerRun: Int
        var runs: Int
    }

    private static let scenarios = [
        Scenario(name: "two, far apart", rates: [0.03, 0.05], values: [50, 50], peoplePerRun: 1_000, runs: 12),
        Scenario(name: "two, near", rates: [0.040, 0.044], values: [50, 50], peoplePerRun: 1_000, runs: 12),
        Scenario(name: "two, the same", rates: [0.04, 0.04], values: [50, 50], peoplePerRun: 1_000, runs: 12),
        Scenario(
            name: "five, one good",
            rates: [0.03, 0.03, 0.03, 0.03, 0.05],
            values: [50, 50, 50, 50, 50],
            peoplePerRun: 2_000,
            runs: 12
        ),
        Scenario(name: "a small list", rates: [0.03, 0.05], values: [50, 50], peoplePerRun: 100, runs: 24),
        Scenario(
            name: "revenue, dearer orders",
            rates: [0.05, 0.04],
            values: [40, 80],
            metric: .revenue,
            peoplePerRun: 2_000,
            runs: 12
        ),
    ]

    static func table(seed: UInt64) -> String {
        var lines = [
            "| Experiment | Messages | Best always | Evenly: regret | Thompson: regret | Saved | Best's share at the end |"
        ]
        lines.append("|---|--:|--:|--:|--:|--:|--:|")
        for scenario in scenarios {
            var (evenly, learned, share) = (0.0, 0.0, 0.0)
            for experiment in 0..<UInt64(experiments) {
                evenly += simulate(scenario, seed: mix(seed &+ experiment), learns: false).regret
                let result = simulate(scenario, seed: mix(seed &+ experiment), learns: true)
                learned += result.regret
                share += result.bestShare
            }
            let count = Double(experiments)
            let best = scenario.worths.max() ?? 0
            let messages = scenario.peoplePerRun * scenario.runs
            let saved = evenly > 0 ? String(format: "%.0f %%", (1 - learned / evenly) * 100) : "–"
            let unit = scenario.metric == .revenue ? " EUR" : ""
            func number(_ value: Double) -> String { String(format: "%.1f", value) + unit }
            lines.append(
                "| \(scenario.name) | \(messages) | \(number(best * Double(messages))) | \(number(evenly / count)) | "
                    + "\(number(learned / count)) | \(saved) | \(String(format: "%.0f %%", share / count * 100)) |"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func simulate(
        _ scenario: Scenario,
        seed: UInt64,
        learns: Bool
    ) -> (regret: Double, bestShare: Double) {
        let worths = scenario.worths
        let best = worths.max() ?? 0
        let count = worths.count
        var outcomes = [VariantOutcome](repeating: VariantOutcome(), count: count)
        var shares = [Double](repeating: 1 / Double(count), count: count)
        var state = seed
        func unit() -> Double {
            state &+= 0x9e37_79b9_7f4a_7c15
            return (Double(mix(state) >> 11) + 0.5) * 0x1p-53
        }
        var regret = 0.0
        for run in 0..<scenario.runs {
            if learns {
                shares = Thompson.shares(outcomes, by: scenario.metric, floor: floor, seed: seed &+ UInt64(run))
            }
            let draw = VariantDraw(experiment: "\(seed)", holdout: 0, shares: shares)
            for person in 0..<scenario.peoplePerRun {
                let id = Array("\(run)-\(person)".utf8)
                let variant = draw.variant(of: id.span)
                let buys = unit() < scenario.rates[variant]
                // Order values are skewed, as they are: exponential.
                outcomes[variant].add(revenue: buys ? Int64(-log(unit()) * scenario.values[variant] * 100) + 1 : 0)
                regret += best - worths[variant]
            }
        }
        return (regret, zip(shares, worths).reduce(0) { $1.1 == best ? $0 + $1.0 : $0 })
    }
}

extension AllocationBenchmark.Scenario {
    /// What a message of each variant brings on the average: an order's probability, or euros.
    fileprivate var worths: [Double] { metric == .revenue ? zip(rates, values).map { $0 * $1 } : rates }
}
