import LinearAlgebra
import Testing
import Threads

@testable import Recommenders

@Suite struct LinearItemModelTests {
    private func model(_ rows: [[Float]], regularization: Float = 0.5) -> LinearItemModel {
        var matrix = SparseRows(columnCount: 3)
        for row in rows {
            for (column, value) in row.enumerated() where value != 0 { matrix.append(value, column: Int32(column)) }
            matrix.endRow()
        }
        return LinearItemModel(
            matrix,
            products: [2, 5, 7],
            productCount: 9,
            regularization: regularization,
            workers: Workers(count: 1)
        )
    }

    @Test func weightsAreThoseOfTheClosedForm() {
        let model = model([[1, 1, 0], [2, 0, 1], [0, 1, 1], [1, 1, 1]])
        // numpy: P = inv(X'X + 0.5 I); B = -P / diag(P); diagonal 0.
        let expected: [[Float]] = [
            [0, 0.072727, 0.346667], [0.121212, 0, 0.373333], [0.787879, 0.509091, 0],
        ]
        for row in 0..<3 {
            for column in 0..<3 {
                #expect(abs(model.weight(of: Int32(row), for: Int32(column)) - expected[row][column]) < 1e-5)
            }
        }
    }

    @Test func scoresAddWhatEachProductSpeaksFor() {
        let model = model([[1, 1, 0], [2, 0, 1], [0, 1, 1], [1, 1, 1]])
        var scores: [Float] = [1, 1, 1]
        var span = scores.mutableSpan
        model.addScores(of: model.columns[5], times: 2, to: &span)
        #expect(abs(scores[0] - (1 + 2 * 0.121212)) < 1e-5 && scores[1] == 1)
        #expect(model.columns == [-1, -1, 0, -1, -1, 1, -1, 2, -1])
    }

    @Test func rowsThatDoNotFitThirtyTwoBitsAreRegularizedMore() {
        let model = model([[1e6, 1e6, 1e6], [1e6, 1e6, 1e6]], regularization: 1e-3)
        for row in 0..<Int32(3) {
            for column in 0..<Int32(3) { #expect(model.weight(of: row, for: column).isFinite) }
        }
    }

    @Test func mostPopularAreTheOftenestBoughtInTheOrderOfTheCatalogue() {
        #expect(mostPopular([3, 0, 5, 3, 1, 3], limit: 3) == [0, 2, 3])
        #expect(mostPopular([0, 2, 0, 1], limit: 3) == [1, 3])
        #expect(mostPopular([], limit: 3).isEmpty)
    }
}
