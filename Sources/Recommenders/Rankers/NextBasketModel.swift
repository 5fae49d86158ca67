internal import Statistics

/// The score of a product for a customer's next order, in two looks: a first one over all candidates, and a second,
/// with crossed signals, over the ``shortlistSize`` best of them.
///
/// The second look is learned on the shortlists alone, so that it is right about the top of the list, where it matters,
/// rather than about a long tail of hundreds of products bought once.
struct NextBasketModel: Sendable {
    static let shortlistSize = 30

    let first: RankerWeights
    /// `nil` where nothing was learned.
    let second: RankerWeights?
    let crossed: CrossedSignals
    private let firstFactors: [Float]
    private let secondFactors: [Float]

    init(first: RankerWeights, second: RankerWeights?, crossed: CrossedSignals) {
        (self.first, self.second, self.crossed) = (first, second, crossed)
        firstFactors = first.factors
        secondFactors = second?.factors ?? []
    }

    static func crossed(_ first: RankerWeights) -> CrossedSignals {
        CrossedSignals(first, crossed: NextBasketSignals.crossed.map(\.rawValue))
    }

    /// The best candidates of the first look, by row.
    func shortlist(_ signals: SignalRows, _ shortlist: inout Shortlist) {
        shortlist.removeAll()
        let (cells, factors) = (signals.cells.span, firstFactors.span)
        for row in 0..<signals.count {
            shortlist.add(Int32(row), score: dot(cells, at: row * factors.count, factors))
        }
    }

    /// The scores of the second look; those of the first where there is no second.
    func score(_ signals: SignalRows, _ shortlist: Shortlist, _ crossedRows: inout SignalRows) -> [Float] {
        guard second != nil else { return shortlist.scores }
        crossedRows.cells.removeAll(keepingCapacity: true)
        for row in shortlist.items {
            crossed.append(
                signals.cells.span,
                at: Int(row) * signals.width,
                width: signals.width,
                to: &crossedRows
            )
        }
        let (cells, factors) = (crossedRows.cells.span, secondFactors.span)
        return shortlist.items.indices.map { dot(cells, at: $0 * factors.count, factors) }
    }
}

/// In four sums, which the processor adds side by side.
func dot(_ cells: Span<Float>, at start: Int, _ factors: Span<Float>) -> Float {
    var sums = SIMD4<Float>.zero
    var index = 0
    while index + 4 <= factors.count {
        let at = start + index
        let cell = SIMD4(cells[at], cells[at + 1], cells[at + 2], cells[at + 3])
        let factor = SIMD4(factors[index], factors[index + 1], factors[index + 2], factors[index + 3])
        sums += cell * factor
        index += 4
    }
    var sum = sums.sum()
    while index < factors.count {
        sum += cells[start + index] * factors[index]
        index += 1
    }
    return sum
}
