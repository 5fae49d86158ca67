internal import Foundation
internal import Threads

/// The likelihood of a logit model with its first and second derivatives, z-scored, cut into fixed blocks.
struct LogitProblem: Sendable {
    /// Rows of one block, about.
    private static let blockRows = 4_096

    struct State: Sendable {
        /// Per case.
        var loss: Double
        var gradient: [Double]
        /// `size` × `size`, symmetric.
        var curvature: [Double]
    }

    let width: Int
    let isBinary: Bool
    /// Coefficients: a weight a signal and, in a binary model, the intercept last.
    let size: Int
    /// Units of targets, or rows of a binary model.
    let cases: Double
    let means: [Double]
    let scales: [Double]
    /// Whether the signal has more than one value.
    let varies: [Bool]

    private let signals: SignalRows
    private let targets: [Float]
    private let groups: [Int32]
    /// Ranges of groups, or of rows in a binary model.
    private let blocks: [Range<Int>]
    private let workers: Workers

    /// - Parameter groups: `nil` makes it a binary model.
    init(_ signals: SignalRows, groups: [Int32]?, targets: [Float], workers: Workers) {
        (self.signals, self.targets, self.workers) = (signals, targets, workers)
        width = signals.width
        isBinary = groups == nil
        size = width + (isBinary ? 1 : 0)
        self.groups = groups ?? []
        let rows = signals.count
        if let groups {
            var blocks: [Range<Int>] = []
            var first = 0
            for group in 0..<max(0, groups.count - 1)
            where Int(groups[group + 1] - groups[first]) >= LogitProblem.blockRows || group + 2 == groups.count {
                blocks.append(first..<group + 1)
                first = group + 1
            }
            self.blocks = blocks
            cases = targets.reduce(0.0) { $0 + Double($1) }
        } else {
            blocks = stride(from: 0, to: rows, by: LogitProblem.blockRows).map {
                $0..<min(rows, $0 + LogitProblem.blockRows)
            }
            cases = Double(rows)
        }
        (means, scales, varies) = LogitProblem.moments(signals)
    }

    /// Two passes over the rows, so that a large mean costs no digits.
    private static func moments(_ signals: SignalRows) -> (means: [Double], scales: [Double], varies: [Bool]) {
        let (width, rows) = (signals.width, signals.count)
        var means = [Double](repeating: 0, count: width)
        var squares = means
        let cells = signals.cells
        for row in 0..<rows {
            for signal in 0..<width { means[signal] += Double(cells[row * width + signal]) }
        }
        for signal in 0..<width { means[signal] /= Double(max(1, rows)) }
        for row in 0..<rows {
            for signal in 0..<width {
                let distance = Double(cells[row * width + signal]) - means[signal]
                squares[signal] += distance * distance
            }
        }
        let deviations = squares.map { ($0 / Double(max(1, rows))).squareRoot() }
        let varies = zip(deviations, means).map { $0 > 1e-6 * max(1, abs($1)) }
        return (means, zip(deviations, varies).map { $1 ? $0 : 1 }, varies)
    }

    func evaluate(_ weights: [Double]) -> State {
        let parts = workers.map(jobs: blocks.count) { block in
            var sums = BlockSums(size: size)
            if isBinary { addRows(blocks[block], weights, &sums) } else { addGroups(blocks[block], weights, &sums) }
            return sums
        }
        var state = State(
            loss: 0,
            gradient: Array(repeating: 0, count: size),
            curvature: Array(repeating: 0, count: size * size)
        )
        for part in parts {
            state.loss += part.loss / cases
            for one in 0..<size {
                state.gradient[one] += part.gradient[one] / cases
                for other in 0...one {
                    state.curvature[one * size + other] += part.curvature[one * size + other] / cases
                }
            }
        }
        for one in 0..<size {
            for other in 0..<one { state.curvature[other * size + one] = state.curvature[one * size + other] }
        }
        return state
    }

    /// Writes the z-scored row to `z` and returns `w·z`.
    private func score(_ row: Int, _ weights: [Double], into z: inout MutableSpan<Double>, at start: Int) -> Double {
        let cells = signals.cells.span
        var score = 0.0
        for signal in 0..<width {
            let value = varies[signal] ? (Double(cells[row * width + signal]) - means[signal]) / scales[signal] : 0
            z[start + signal] = value
            score += weights[signal] * value
        }
        return score
    }

    private func addRows(_ rows: Range<Int>, _ weights: [Double], _ sums: inout BlockSums) {
        var z = [Double](repeating: 1, count: size)
        var span = z.mutableSpan
        for row in rows {
            let score = score(row, weights, into: &span, at: 0) + weights[size - 1]
            let target = Double(targets[row])
            // log(1 + exp(score)) - target · score, without overflow.
            sums.loss += max(score, 0) + log1p(exp(-abs(score))) - target * score
            let chance = 1 / (1 + exp(-score))
            sums.add(span.span, at: 0, gradient: chance - target, curvature: chance * (1 - chance))
        }
    }

    private func addGroups(_ range: Range<Int>, _ weights: [Double], _ sums: inout BlockSums) {
        var z: [Double] = []
        var chances: [Double] = []
        var mean = [Double](repeating: 0, count: size)
        for group in range {
            let rows = Int(groups[group])..<Int(groups[group + 1])
            var units = 0.0
            for row in rows { units += Double(targets[row]) }
            guard units > 0 else { continue }
            if chances.count < rows.count {
                z = Array(repeating: 0, count: rows.count * size)
                chances = Array(repeating: 0, count: rows.count)
            }
            var span = z.mutableSpan
            var best = -Double.infinity
            for (index, row) in rows.enumerated() {
                chances[index] = score(row, weights, into: &span, at: index * size)
                best = max(best, chances[index])
                sums.loss -= Double(targets[row]) * chances[index]
            }
            var total = 0.0
            for index in 0..<rows.count {
                chances[index] = exp(chances[index] - best)
                total += chances[index]
            }
            sums.loss += units * (best + log(total))
            for signal in 0..<size { mean[signal] = 0 }
            for (index, row) in rows.enumerated() {
                let chance = chances[index] / total
                let weight = units * chance
                sums.add(span.span, at: index * size, gradient: weight - Double(targets[row]), curvature: weight)
                for signal in 0..<size { mean[signal] += chance * span[index * size + signal] }
            }
            sums.add(mean.span, at: 0, gradient: 0, curvature: -units)
        }
    }
}

/// What one block adds: lower triangle of the curvature only.
private struct BlockSums: Sendable {
    let size: Int
    var loss = 0.0
    var gradient: [Double]
    var curvature: [Double]

    init(size: Int) {
        self.size = size
        gradient = Array(repeating: 0, count: size)
        curvature = Array(repeating: 0, count: size * size)
    }

    mutating func add(_ z: Span<Double>, at start: Int, gradient first: Double, curvature second: Double) {
        for one in 0..<size {
            gradient[one] += first * z[start + one]
        }
        addOuterProduct(z, at: start, times: second)
    }

    private mutating func addOuterProduct(_ z: Span<Double>, at start: Int, times factor: Double) {
        let size = size
        let z = z.extracting(start..<start + size)
        var curvature = curvature.mutableSpan
        for one in 0..<size {
            addRow(z.extracting(0...one), times: factor * z[one], to: &curvature, at: one * size)
        }
    }
}

/// Adds `value · row` to the sums from `start` on. Checked once for the row, so that several entries are added at once.
@inline(__always)
private func addRow(_ row: Span<Double>, times value: Double, to sums: inout MutableSpan<Double>, at start: Int) {
    precondition(start >= 0 && start <= sums.count && row.count <= sums.count - start, "a row lies within the sums")
    for index in 0..<row.count { sums[start &+ index] += value * row[index] }
}
