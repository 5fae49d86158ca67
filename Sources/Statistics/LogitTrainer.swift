internal import Foundation
public import Threads

/// Signals of many candidates: row-major, `rows` × `width`, one block.
public struct SignalRows: Sendable {
    public let width: Int
    /// Cells, row by row.
    public var cells: [Float] = []

    public init(width: Int) { self.width = width }

    public var count: Int { width == 0 ? 0 : cells.count / width }
}

/// Fits log-linear models with an L2 penalty by Newton's method: convex, so that there is one answer, and the same bit
/// for bit with any number of threads (fixed blocks, summed in their order).
///
///     conditional   P(row | group) = exp(w·z) / Σ over the group exp(w·z)     McFadden, "Conditional Logit Analysis", 1974
///     binary        P(row)         = 1 / (1 + exp(-bias - w·z))
///
/// z are the signals less their mean over their standard deviation. What is minimised is the mean negative log-likelihood
/// (each unit of `targets`, or each row of a binary fit, is one case) plus `regularization / 2 · Σ (w - center)²`.
public struct LogitTrainer: Sendable {
    /// Pulls the weights to the centre; at least 1e-9 is used.
    public var regularization: Double
    public var maximumSteps = 40
    let workers: Workers

    public init(regularization: Double = 1e-3, workers: Workers) {
        self.regularization = regularization
        self.workers = workers
    }

    /// What came out.
    public struct Fit: Sendable {
        /// Of the z-scored signals.
        public var weights: [Double]
        /// Of a binary model; 0 otherwise.
        public var bias: Double
        public var means: [Double]
        /// More than 0; 1 for a signal that never varies, whose weight is 0.
        public var scales: [Double]
        /// The mean negative log-likelihood, without the penalty.
        public var loss: Double
    }

    /// Which of a group was chosen.
    /// - Parameters:
    ///   - groups: Group `g` is the rows `groups[g] ..< groups[g + 1]`.
    ///   - targets: One a row, at least 0: 1 for what was chosen, or a share of it where a group should weigh less. Groups
    ///     without any teach nothing.
    ///   - center: Weights of the signals as they are (unscaled) that the penalty pulls to; 0 where `nil`.
    /// - Returns: `nil` where no group has a target.
    public func fitConditional(
        _ signals: SignalRows,
        groups: [Int32],
        targets: [Float],
        center: [Double]? = nil
    ) -> Fit? {
        precondition(targets.count == signals.count, "every row has a target")
        return fit(LogitProblem(signals, groups: groups, targets: targets, workers: workers), center: center)
    }

    /// Whether each row was chosen.
    /// - Parameter targets: One a row, 0 or 1.
    /// - Returns: `nil` without a row.
    public func fitBinary(_ signals: SignalRows, targets: [Float], center: [Double]? = nil) -> Fit? {
        precondition(targets.count == signals.count, "every row has a target")
        return fit(LogitProblem(signals, groups: nil, targets: targets, workers: workers), center: center)
    }

    private func fit(_ problem: LogitProblem, center: [Double]?) -> Fit? {
        guard problem.cases > 0 else { return nil }
        let size = problem.size
        let penalty = max(regularization, 1e-9)
        // The intercept of a binary model is the last coefficient and is not held back.
        var pull = [Double](repeating: penalty, count: size)
        var middle = [Double](repeating: 0, count: size)
        if let center {
            for signal in center.indices where problem.varies[signal] {
                middle[signal] = center[signal] * problem.scales[signal]
            }
        }
        if problem.isBinary { pull[size - 1] = 1e-9 }

        func value(_ loss: Double, _ weights: [Double]) -> Double {
            weights.indices.reduce(loss) { $0 + pull[$1] / 2 * (weights[$1] - middle[$1]) * (weights[$1] - middle[$1]) }
        }

        var weights = middle
        var state = problem.evaluate(weights)
        for _ in 0..<maximumSteps {
            var gradient = state.gradient
            var curvature = state.curvature
            for signal in 0..<size {
                gradient[signal] += pull[signal] * (weights[signal] - middle[signal])
                curvature[signal * size + signal] += pull[signal] + 1e-12
            }
            guard let step = solve(curvature, gradient) else { break }
            let slope = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            if slope < 1e-15 { break }
            let before = value(state.loss, weights)
            var length = 1.0
            var moved: [Double]?
            while length > 1e-6 {
                let tried = weights.indices.map { weights[$0] - length * step[$0] }
                let next = problem.evaluate(tried)
                if value(next.loss, tried) <= before - 1e-4 * length * slope {
                    (moved, state) = (tried, next)
                    break
                }
                length /= 2
            }
            guard let moved else { break }
            weights = moved
        }
        return Fit(
            weights: Array(weights.prefix(problem.width)),
            bias: problem.isBinary ? weights[size - 1] : 0,
            means: problem.means,
            scales: problem.scales,
            loss: state.loss
        )
    }
}

/// Solves `matrix · x = right` for a symmetric positive definite matrix, row-major, by Cholesky's decomposition.
/// - Returns: `nil` where the matrix is not positive definite.
func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let size = right.count
    var lower = matrix
    for column in 0..<size {
        for row in column..<size {
            var sum = lower[row * size + column]
            for inner in 0..<column { sum -= lower[row * size + inner] * lower[column * size + inner] }
            if row == column {
                guard sum > 0 else { return nil }
                lower[row * size + row] = sum.squareRoot()
            } else {
                lower[row * size + column] = sum / lower[column * size + column]
            }
        }
    }
    var solution = right
    for row in 0..<size {
        for column in 0..<row { solution[row] -= lower[row * size + column] * solution[column] }
        solution[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
        for below in row + 1..<max(row + 1, size) { solution[row] -= lower[below * size + row] * solution[below] }
        solution[row] /= lower[row * size + row]
    }
    return solution
}
