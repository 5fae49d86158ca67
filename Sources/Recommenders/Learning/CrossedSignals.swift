internal import Statistics

/// Signals with the products of some of them added, so that a log-linear model can say "often, but not lately".
///
/// A row of `width` signals becomes itself followed by `z[a] · z[b]` for the crossed signals a ≤ b, where z is z-scored.
struct CrossedSignals: Sendable {
    let width: Int
    let names: [String]
    private let crossed: [Int]
    private let means: [Float]
    /// One over the standard deviation.
    private let inverses: [Float]

    /// - Parameter base: Whose means and scales z-score the signals.
    init(_ base: RankerWeights, crossed: [Int]) {
        self.crossed = crossed
        means = crossed.map { Float(base.means[$0]) }
        inverses = crossed.map { Float(1 / base.scales[$0]) }
        var names = base.names
        for (index, one) in crossed.enumerated() {
            for other in crossed[index...] { names.append("\(base.names[one]) × \(base.names[other])") }
        }
        self.names = names
        width = names.count
    }

    /// Appends the row that starts at `start` to `rows`, crossed.
    func append(_ signals: Span<Float>, at start: Int, width: Int, to rows: inout SignalRows) {
        var place = rows.cells.count
        rows.cells.append(contentsOf: repeatElement(0, count: self.width))
        var cells = rows.cells.mutableSpan
        for signal in 0..<width { cells[place + signal] = signals[start + signal] }
        place += width
        for one in crossed.indices {
            let value = (signals[start + crossed[one]] - means[one]) * inverses[one]
            for other in one..<crossed.count {
                cells[place] = value * (signals[start + crossed[other]] - means[other]) * inverses[other]
                place += 1
            }
        }
    }
}
