/// Whether people divided as they were drawn: where they did not, something lost people of one variant, and whoever is
/// left cannot be compared.
public enum SampleRatio {
    /// The value that chi-square exceeds with a probability of 0.001, for 1, 2, 3 … degrees of freedom.
    /// Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
    private static let critical = [
        10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.125, 27.877, 29.588,
    ]

    /// Pearson's chi-square of counts against shares.
    /// - Parameter shares: At least 0, one a count.
    public static func chiSquare(_ counts: [Int], shares: [Double]) -> Double {
        let total = Double(counts.reduce(0, +))
        let sum = shares.reduce(0, +)
        guard total > 0, sum > 0 else { return 0 }
        return zip(counts, shares).reduce(0) { result, pair in
            let expected = total * pair.1 / sum
            guard expected > 0 else { return pair.0 > 0 ? .infinity : result }
            return result + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
        }
    }

    /// Whether chance alone gives such counts less than once in a thousand times.
    public static func isMismatch(_ counts: [Int], shares: [Double]) -> Bool {
        guard counts.count > 1 else { return false }
        precondition(counts.count <= critical.count + 1, "an experiment has at most \(critical.count + 1) variants")
        return chiSquare(counts, shares: shares) > critical[counts.count - 2]
    }
}
