internal import CampaignModel
internal import Statistics

/// Candidates of many cases, and which of them were chosen: what a ranker's weights are learned from.
struct Choices: Sendable {
    /// A row a candidate.
    var signals: SignalRows
    /// Case `c` has the rows `groups[c] ..< groups[c + 1]`.
    private(set) var groups: [Int32] = [0]
    /// One a row: more than 0 for what was chosen.
    var targets: [Float] = []

    init(width: Int) { signals = SignalRows(width: width) }

    /// The cases of all parts, in their order.
    init(_ parts: some Sequence<Choices>, width: Int) {
        self.init(width: width)
        for part in parts { append(part) }
    }

    /// Cases.
    var count: Int { groups.count - 1 }

    /// Ends the case whose rows were written last.
    mutating func endCase() { groups.append(Int32(targets.count)) }

    mutating func append(_ other: Choices) {
        let shift = Int32(targets.count)
        signals.cells += other.signals.cells
        targets += other.targets
        groups.append(contentsOf: other.groups.dropFirst().lazy.map { $0 + shift })
    }
}

extension LogitTrainer {
    /// Weights under which what was chosen was likely.
    /// - Parameters:
    ///   - names: Of the signals.
    ///   - cases: So many choices the weights are said to be learned from.
    ///   - since: The oldest of them are after this moment.
    ///   - center: Of the signals as they are: what the penalty pulls to.
    /// - Returns: `nil` where nothing was chosen.
    func weights(
        from choices: Choices,
        names: [String],
        cases: Int,
        since: Instant,
        center: [Double]
    ) -> RankerWeights? {
        fitConditional(choices.signals, groups: choices.groups, targets: choices.targets, center: center).map { fit in
            RankerWeights(
                names: names,
                values: fit.weights,
                means: fit.means,
                scales: fit.scales,
                source: .fitted(cases: cases, since: since)
            )
        }
    }
}
