internal import Foundation
internal import Statistics
internal import Threads

/// Leaning on what a customer bought again and again.
///
/// Weights that fit one month to the full are a little too sure of themselves about the next. More weight on the orders in
/// thirds, the simplest strong signal, guards against that; how much is what ranks each stretch of the past best under
/// weights learned from the other, and nothing where nothing helps.
extension NextBasketModel {
    /// Added to the weight of the orders in thirds, unscaled.
    private static let leanings: [Float] = [0, 0.15, 0.3, 0.45]
    /// The places of a list that count.
    private static let places = 6

    /// Sums of NDCG over shortlists, one a leaning.
    static func leaningGains(_ weights: RankerWeights, _ shortlists: Choices, workers: Workers) -> [Double] {
        let signal = NextBasketSignals.Signal.groupedOrders.rawValue
        let factors = weights.factors
        let parts = workers.mapChunks(of: shortlists.count, chunk: chunk) { range in
            var gains = [Double](repeating: 0, count: leanings.count)
            var best = Shortlist(limit: places)
            for group in range {
                let rows = Int(shortlists.groups[group])..<Int(shortlists.groups[group + 1])
                let cells = shortlists.signals.cells.span
                let scores = rows.map { dot(cells, at: $0 * factors.count, factors.span) }
                for (index, leaning) in leanings.enumerated() {
                    best.removeAll()
                    for (row, score) in zip(rows, scores) {
                        best.add(Int32(row), score: score + leaning * cells[row * factors.count + signal])
                    }
                    gains[index] += gain(best.items.map { shortlists.targets[Int($0)] > 0 }, among: rows, shortlists)
                }
            }
            return gains
        }
        return summed(parts)
    }

    /// The weights with the leaning that gained most; the least of equals.
    static func leaned(_ weights: RankerWeights, _ gains: [[Double]]) -> RankerWeights {
        let sums = summed(gains)
        var best = 0
        for index in sums.indices where sums[index] > sums[best] { best = index }
        return weights.adding(Double(leanings[best]), to: NextBasketSignals.Signal.groupedOrders.rawValue)
    }

    private static func summed(_ parts: [[Double]]) -> [Double] {
        parts.reduce(into: [Double](repeating: 0, count: leanings.count)) { sums, part in
            for index in part.indices { sums[index] += part[index] }
        }
    }

    /// NDCG of a list, against all that was chosen among the rows.
    private static func gain(_ hits: [Bool], among rows: Range<Int>, _ shortlists: Choices) -> Double {
        let chosen = rows.count { shortlists.targets[$0] > 0 }
        var (sum, most) = (0.0, 0.0)
        for place in 0..<places {
            let worth = 1 / log2(Double(place) + 2)
            if place < hits.count, hits[place] { sum += worth }
            if place < chosen { most += worth }
        }
        return most > 0 ? sum / most : 0
    }
}

extension RankerWeights {
    /// With `factor` times the signal as it is added to the score.
    fileprivate func adding(_ factor: Double, to signal: Int) -> RankerWeights {
        var values = values
        values[signal] += factor * scales[signal]
        return RankerWeights(names: names, values: values, means: means, scales: scales, source: source)
    }
}
