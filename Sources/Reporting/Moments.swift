internal import Foundation

/// Count, mean and variance of what was measured on each of a number of people.
struct Moments: Hashable {
    var count: Int
    var mean: Double
    /// With n − 1 below; 0 for one person.
    var variance: Double

    /// - Parameters:
    ///   - values: What is not 0.
    ///   - zeros: How many more people there are, each with 0.
    /// There is at least one person.
    init(_ values: [Double], zeros: Int = 0) {
        count = values.count + zeros
        precondition(count > 0, "moments need at least one person")
        let mean = values.reduce(0, +) / Double(count)
        let squares = values.reduce(Double(zeros) * mean * mean) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        variance = count > 1 ? squares / Double(count - 1) : 0
    }

    /// The mean with Student's interval; none for one person, or where all are equal.
    func estimate(confidence: Double = Estimate.confidence) -> Estimate {
        guard count > 1, variance > 0 else { return Estimate(value: mean, interval: nil) }
        let t = StudentDistribution(degreesOfFreedom: Double(count - 1)).quantile(0.5 + confidence / 2)
        let halfWidth = t * sqrt(squaredError)
        return Estimate(value: mean, interval: Interval(low: mean - halfWidth, high: mean + halfWidth))
    }

    /// This mean less another, the variances not taken to be equal.
    /// Source: Welch, "The Generalization of 'Student's' Problem when Several Different Population Variances are
    /// Involved", Biometrika 34, 1947, with Satterthwaite's degrees of freedom (Biometrics Bulletin 2, 1946).
    func difference(from control: Moments, confidence: Double = Estimate.confidence) -> Estimate {
        let value = mean - control.mean
        guard let degreesOfFreedom = degreesOfFreedom(with: control) else {
            return Estimate(value: value, interval: nil)
        }
        let t = StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + confidence / 2)
        let halfWidth = t * sqrt(squaredError + control.squaredError)
        return Estimate(value: value, interval: Interval(low: value - halfWidth, high: value + halfWidth))
    }

    /// Welch and Satterthwaite's; `nil` where an arm is one person or nobody differs.
    func degreesOfFreedom(with other: Moments) -> Double? {
        guard count > 1, other.count > 1, variance > 0 || other.variance > 0 else { return nil }
        let sum = squaredError + other.squaredError
        return sum * sum
            / (squaredError * squaredError / Double(count - 1)
                + other.squaredError * other.squaredError / Double(other.count - 1))
    }

    /// Of the mean.
    private var squaredError: Double { variance / Double(count) }
}
