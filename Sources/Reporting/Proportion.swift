internal import Foundation

/// How many of a number of people did something.
struct Proportion: Hashable {
    var successes: Int
    /// At least 1.
    var trials: Int

    var rate: Double { Double(successes) / Double(trials) }

    /// Wilson's score interval, sound also for rates near 0.
    /// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927.
    func wilsonInterval(confidence: Double = Estimate.confidence) -> Interval {
        let z = NormalDistribution.quantile(0.5 + confidence / 2)
        let n = Double(trials)
        let center = (rate + z * z / (2 * n)) / (1 + z * z / n)
        let halfWidth = z / (1 + z * z / n) * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
        return Interval(
            low: successes == 0 ? 0 : max(0, center - halfWidth),
            high: successes == trials ? 1 : min(1, center + halfWidth)
        )
    }

    /// This rate less another, with Newcombe's hybrid score interval.
    /// Source: Newcombe, "Interval Estimation for the Difference Between Independent Proportions", Statistics in Medicine
    /// 17, 1998, method 10.
    func difference(from control: Proportion, confidence: Double = Estimate.confidence) -> Estimate {
        let value = rate - control.rate
        let own = wilsonInterval(confidence: confidence)
        let others = control.wilsonInterval(confidence: confidence)
        let below = hypot(rate - own.low, others.high - control.rate)
        let above = hypot(own.high - rate, control.rate - others.low)
        return Estimate(value: value, interval: Interval(low: value - below, high: value + above))
    }
}
