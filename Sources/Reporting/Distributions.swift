internal import Foundation

/// The standard normal distribution.
enum NormalDistribution {
    /// The value that a share `probability` lies below.
    /// - Parameter probability: Over 0 and under 1.
    /// Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37,
    /// 1988 (PPND16; relative error about 1e-16).
    static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a quantile is asked for a probability between 0 and 1")
        let centered = probability - 0.5
        if abs(centered) <= 0.425 {
            let r = 0.180625 - centered * centered
            return centered * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
        }
        let r = sqrt(-log(min(probability, 1 - probability)))
        let magnitude =
            r <= 5
            ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
            : polynomial(tailNumerator, r - 5) / polynomial(tailDenominator, r - 5)
        return centered < 0 ? -magnitude : magnitude
    }

    /// The value of a polynomial, its coefficients from the constant upwards.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reversed().reduce(0) { $0 * x + $1 }
    }

    private static let centralNumerator = [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ]
    private static let centralDenominator = [
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ]
    private static let middleNumerator = [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ]
    private static let middleDenominator = [
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
    private static let tailNumerator = [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ]
    private static let tailDenominator = [
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
}

/// Student's t distribution.
struct StudentDistribution {
    /// Over 0; need not be whole.
    let degreesOfFreedom: Double

    /// The probability of a value over `t`, for t ≥ 0. Source: DLMF 8.17 with Abramowitz, Stegun 26.7.1.
    func upperTail(_ t: Double) -> Double {
        let square = t * t
        let x = degreesOfFreedom / (degreesOfFreedom + square)
        return 0.5
            * regularizedBeta(x, complement: square / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5)
    }

    /// The value that a share `probability` lies below, by Newton's method inside a bracket that halves.
    /// - Parameter probability: Over 0 and under 1.
    func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a quantile is asked for a probability between 0 and 1")
        if probability < 0.5 { return -quantile(1 - probability) }
        let tail = 1 - probability
        if tail == 0.5 { return 0 }
        var low = 0.0
        var high = 2.0
        while upperTail(high) > tail { (low, high) = (high, high * 2) }
        var t = min(max(NormalDistribution.quantile(probability), low), high)
        for _ in 0..<200 {
            let excess = upperTail(t) - tail
            if excess > 0 { low = t } else { high = t }
            var next = t + excess / density(t)
            if !(next > low && next < high) { next = (low + high) / 2 }
            if abs(next - t) <= 1e-15 * t { return next }
            t = next
        }
        return t
    }

    private func density(_ t: Double) -> Double {
        exp(
            -(degreesOfFreedom + 1) / 2 * log1p(t * t / degreesOfFreedom) - logBeta(degreesOfFreedom / 2, 0.5)
                - 0.5 * log(degreesOfFreedom)
        )
    }
}
