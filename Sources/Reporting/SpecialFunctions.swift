internal import Foundation

/// Natural logarithm of the beta function, precise also where an argument is large and log-gammas would cancel.
/// - Parameters: Both over 0.
/// Source: DiDonato, Morris, "Algorithm 708", ACM TOMS 1992 (`betaln`, `algdiv`, `bcorr`).
func logBeta(_ a: Double, _ b: Double) -> Double {
    let (small, large) = (min(a, b), max(a, b))
    guard large >= 15 else { return lgamma(small) + lgamma(large) - lgamma(small + large) }
    let ratio = small / large
    if small >= 15 {
        let correction = stirlingCorrection(small) + stirlingCorrection(large) - stirlingCorrection(small + large)
        return 0.5 * log(2 * .pi) - 0.5 * log(large) + correction
            + (small - 0.5) * log(ratio / (1 + ratio)) - large * log1p(ratio)
    }
    return lgamma(small) + stirlingCorrection(large) - stirlingCorrection(small + large)
        - (large + small - 0.5) * log1p(ratio) - small * log(large) + small
}

/// What Stirling's formula leaves out of log Γ(x), for x ≥ 15. Source: DLMF 5.11.1.
private func stirlingCorrection(_ x: Double) -> Double {
    let square = 1 / (x * x)
    let series = 1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1_260 - square * (1.0 / 1_680 - square / 1_188)))
    return series / x
}

/// The regularised incomplete beta function I_x(a, b).
/// - Parameters:
///   - x: 0 ... 1
///   - complement: 1 − x, given apart because it may be too small to be told from x.
/// Source: DLMF 8.17.22, evaluated by Lentz's method (Thompson, Barnett, J. Comput. Phys. 64, 1986).
func regularizedBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The fraction converges fast only below the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - regularizedBeta(complement, complement: x, b, a) }
    let logarithm = x < 0.5 ? log(x) : log1p(-complement)
    let complementLogarithm = x < 0.5 ? log1p(-x) : log(complement)
    let front = exp(a * logarithm + b * complementLogarithm - logBeta(a, b)) / a
    let tiny = Double.leastNormalMagnitude
    var numerator = 1.0
    var denominator = 0.0
    var fraction = 1.0
    for step in 0..<100_000 {
        let m = Double(step / 2)
        let coefficient =
            switch (step, step % 2) {
            case (0, _): 1.0
            case (_, 0): m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            default: -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            }
        denominator = 1 + coefficient * denominator
        if abs(denominator) < tiny { denominator = tiny }
        denominator = 1 / denominator
        numerator = 1 + coefficient / numerator
        if abs(numerator) < tiny { numerator = tiny }
        let factor = numerator * denominator
        fraction *= factor
        if abs(factor - 1) < 1e-16 { break }
    }
    return front * (fraction - 1)
}
