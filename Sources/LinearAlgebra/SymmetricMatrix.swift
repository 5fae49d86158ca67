public import Threads

/// A dense symmetric matrix of 32-bit floats, both halves stored, row by row.
public struct SymmetricMatrix: Sendable {
    public let size: Int
    /// `size * size` values; entry (r, c) is `values[r * size + c]`.
    public internal(set) var values: [Float]

    public init(size: Int) {
        self.size = size
        values = Array(repeating: 0, count: size * size)
    }

    public subscript(row: Int, column: Int) -> Float { values[row * size + column] }

    public mutating func addToDiagonal(_ value: Float) {
        for index in 0..<size { values[index * size + index] += value }
    }

    /// The values, row by row, without a copy.
    public consuming func takeValues() -> [Float] { values }

    /// Fills the half below the diagonal from the half above, tile by tile so that both stay in the cache.
    mutating func mirror() {
        let tile = 64
        let size = self.size
        var values = self.values.mutableSpan
        for rowTile in stride(from: 0, to: size, by: tile) {
            for columnTile in stride(from: rowTile, to: size, by: tile) {
                for row in rowTile..<min(size, rowTile + tile) {
                    for column in max(row + 1, columnTile)..<max(row + 1, min(size, columnTile + tile)) {
                        values[column * size + row] = values[row * size + column]
                    }
                }
            }
        }
    }
}

extension SymmetricMatrix {
    /// Rows of the result that one job computes.
    private static let rowsPerJob = 64

    /// The Gram matrix `rowsᵀ · rows`: entry (i, j) sums over all rows the product of columns i and j.
    ///
    /// Each entry is summed in the order of the rows, so the bits do not depend on the workers. The time is that of all
    /// pairs of entries that share a row.
    public init(gramOf rows: SparseRows, workers: Workers) {
        let byColumn = ColumnEntries(rows)
        let size = rows.columnCount
        let blocks = workers.mapChunks(of: size, chunk: SymmetricMatrix.rowsPerJob) { range in
            SymmetricMatrix.gramRows(range, of: rows, byColumn)
        }
        self.size = size
        values = []
        values.reserveCapacity(size * size)
        for block in blocks { values.append(contentsOf: block) }
        mirror()
    }

    /// The part on and above the diagonal of some rows of a Gram matrix.
    private static func gramRows(_ range: Range<Int>, of rows: SparseRows, _ byColumn: ColumnEntries) -> [Float] {
        let size = rows.columnCount
        let columns = rows.columns
        let entries = rows.values
        let (starts, places, ends) = (byColumn.starts, byColumn.places, byColumn.ends)
        var sums = [Float](repeating: 0, count: range.count * size)
        for column in range {
            let base = (column - range.lowerBound) * size
            for index in Int(starts[column])..<Int(starts[column + 1]) {
                let place = Int(places[index])
                let value = entries[place]
                for other in place..<Int(ends[index]) { sums[base + Int(columns[other])] += value * entries[other] }
            }
        }
        return sums
    }
}

/// Where a sparse matrix has its entries, by column and in the order of the rows.
private struct ColumnEntries {
    /// One entry a column, and one more.
    var starts: [Int32]
    /// Where an entry stands in the rows' columns and values, and where its row ends.
    var places: [Int32]
    var ends: [Int32]

    init(_ rows: SparseRows) {
        var next = [Int32](repeating: 0, count: rows.columnCount + 1)
        for column in rows.columns { next[Int(column) + 1] += 1 }
        for column in 0..<rows.columnCount { next[column + 1] += next[column] }
        starts = next
        places = Array(repeating: 0, count: rows.columns.count)
        ends = places
        for row in 0..<rows.count {
            let range = rows.range(row)
            for place in range {
                let column = Int(rows.columns[place])
                places[Int(next[column])] = Int32(place)
                ends[Int(next[column])] = Int32(range.upperBound)
                next[column] += 1
            }
        }
    }
}
