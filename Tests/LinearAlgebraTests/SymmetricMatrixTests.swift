import TestSupport
import Testing
import Threads

@testable import LinearAlgebra

@Suite struct SymmetricMatrixTests {
    @Test func gramHoldsTheDotProductsOfColumns() {
        var rows = SparseRows(columnCount: 3)
        rows.append(1, column: 0)
        rows.append(2, column: 2)
        rows.endRow()
        rows.endRow()
        rows.append(3, column: 0)
        rows.append(4, column: 1)
        rows.append(5, column: 2)
        rows.endRow()
        let gram = SymmetricMatrix(gramOf: rows, workers: Workers(count: 1))
        #expect(gram.values == [10, 12, 17, 12, 16, 20, 17, 20, 29])
    }

    @Test(arguments: [1, 2, 65, 200]) func inverseTimesMatrixIsIdentity(size: Int) {
        let matrix = regularized(size: size)
        var inverse = matrix
        let hasInverse = inverse.invert()
        #expect(hasInverse)
        for row in 0..<size {
            for column in 0..<size {
                var sum = 0.0
                for inner in 0..<size { sum += Double(inverse[row, inner]) * Double(matrix[inner, column]) }
                #expect(abs(sum - (row == column ? 1 : 0)) < 1e-3)
                #expect(inverse[row, column] == inverse[column, row])
            }
        }
    }

    @Test func matrixThatIsNotPositiveDefiniteHasNoInverse() {
        var matrix = SymmetricMatrix(size: 2)
        let hasInverse = matrix.invert()
        #expect(!hasInverse)
    }

    @Test func emptyMatrixIsItsOwnInverse() {
        var matrix = SymmetricMatrix(gramOf: SparseRows(columnCount: 0), workers: Workers(count: 2))
        let hasInverse = matrix.invert()
        #expect(hasInverse)
        #expect(matrix.values.isEmpty)
    }

    @Test func scaledRowsAddUp() {
        var sums: [Float] = [1, 2, 3]
        var span = sums.mutableSpan
        add([10, 20, 30].span, times: 0.5, to: &span)
        #expect(sums == [6, 12, 18])
    }

    @Test func threadsDoNotChangeABit() {
        let rows = randomRows(columns: 300, seed: 3)
        let one = SymmetricMatrix(gramOf: rows, workers: Workers(count: 1))
        let two = SymmetricMatrix(gramOf: rows, workers: Workers(count: 2))
        #expect(one.values == two.values)
        let inverses = Workers(count: 2).map(jobs: 2) { _ in
            var inverse = regularized(size: 200)
            return inverse.invert() ? inverse.values : []
        }
        #expect(!inverses[0].isEmpty)
        #expect(inverses[0] == inverses[1])
    }
}

private func randomRows(columns: Int, seed: UInt64) -> SparseRows {
    var random = SeededGenerator(seed: seed)
    var rows = SparseRows(columnCount: columns)
    for _ in 0..<500 {
        for column in 0..<Int32(columns) where Int.random(in: 0..<10, using: &random) == 0 {
            rows.append(Float.random(in: 0...1, using: &random), column: column)
        }
        rows.endRow()
    }
    return rows
}

private func regularized(size: Int) -> SymmetricMatrix {
    var matrix = SymmetricMatrix(gramOf: randomRows(columns: size, seed: UInt64(size)), workers: Workers(count: 1))
    matrix.addToDiagonal(1)
    return matrix
}
