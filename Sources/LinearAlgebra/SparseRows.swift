/// A sparse matrix by rows: row `r` holds `values[i]` in column `columns[i]` for `i` in `starts[r] ..< starts[r + 1]`.
public struct SparseRows: Sendable {
    /// One entry a row, and one more.
    public private(set) var starts: [Int32] = [0]
    public private(set) var columns: [Int32] = []
    public private(set) var values: [Float] = []
    public let columnCount: Int

    public init(columnCount: Int) { self.columnCount = columnCount }

    public var count: Int { starts.count - 1 }

    public func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

    /// Adds an entry to the row that is being written. Columns ascend within a row.
    public mutating func append(_ value: Float, column: Int32) {
        precondition(column >= 0 && Int(column) < columnCount, "an entry lies within the matrix")
        precondition(
            columns.count == Int(starts[starts.count - 1]) || columns[columns.count - 1] < column,
            "columns ascend within a row"
        )
        columns.append(column)
        values.append(value)
    }

    public mutating func endRow() { starts.append(Int32(columns.count)) }

    public mutating func append(contentsOf other: SparseRows) {
        precondition(other.columnCount == columnCount, "rows of one matrix have the same columns")
        let shift = starts[starts.count - 1]
        starts.append(contentsOf: other.starts.dropFirst().lazy.map { $0 + shift })
        columns.append(contentsOf: other.columns)
        values.append(contentsOf: other.values)
    }
}
