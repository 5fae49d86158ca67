public import CampaignModel

/// What a ranker has learned: one weight a named signal, to be read by people.
///
///     score = Σ values[s] · (signal[s] - means[s]) / scales[s]
public struct RankerWeights: Sendable, Hashable {
    /// Where weights come from.
    public enum Source: Sendable, Hashable {
        /// From so many choices that the shop's customers made, the oldest after `since`.
        case fitted(cases: Int, since: Instant)
        /// Not learned: the shop is too young or too small; the sentence says which.
        case prior(because: String)
    }

    public let names: [String]
    /// How much one usual step (one standard deviation) of each signal is worth.
    public let values: [Double]
    public let means: [Double]
    /// More than 0.
    public let scales: [Double]
    public let source: Source

    init(names: [String], values: [Double], means: [Double], scales: [Double], source: Source) {
        precondition(
            values.count == names.count && means.count == names.count && scales.count == names.count,
            "every signal has a name, a weight, a mean and a scale"
        )
        (self.names, self.values, self.means, self.scales, self.source) = (names, values, means, scales, source)
    }

    /// Weights that nobody learned, of the signals as they are.
    init(names: [String], prior: [Double], because reason: String) {
        self.init(
            names: names,
            values: prior,
            means: Array(repeating: 0, count: names.count),
            scales: Array(repeating: 1, count: names.count),
            source: .prior(because: reason)
        )
    }

    /// What a signal is multiplied with as it is, unscaled. A score made with these differs from the sum above by what
    /// is the same for all products.
    var factors: [Float] { zip(values, scales).map { Float($0 / $1) } }
}

extension RankerWeights: CustomStringConvertible {
    /// A line on where the weights come from, then a line a signal, the weightiest first.
    public var description: String {
        let head =
            switch source {
            case .fitted(let cases, let since): "learned from \(cases) choices since \(since)"
            case .prior(let reason): "usual weights: \(reason)"
            }
        let order = names.indices.sorted { (-abs(values[$0]), $0) < (-abs(values[$1]), $1) }
        let width = names.map(\.count).max() ?? 0
        let lines = order.map { signal in
            let name = names[signal] + String(repeating: " ", count: width - names[signal].count)
            let hundredths = Int((abs(values[signal]) * 1_000).rounded())
            let digits = String(hundredths % 1_000)
            let fraction = String(repeating: "0", count: 3 - digits.count) + digits
            return "  \(name)  \(values[signal] < 0 ? "-" : "+")\(hundredths / 1_000).\(fraction)"
        }
        return ([head] + lines).joined(separator: "\n")
    }
}
