internal import CampaignModel

extension TextColumn {
    /// Appends some rows of another column, or all of them.
    mutating func append(_ other: TextColumn, rows: [Int]?) {
        guard let rows else { return append(contentsOf: other) }
        for row in rows { append(other.cell(row)) }
    }
}

extension DictionaryColumn {
    /// Appends some rows of another column, or all of them.
    mutating func append(_ other: DictionaryColumn, rows: [Int]?) {
        let translated = (0..<other.values.count).map { values.intern(other.values.texts.cell($0)) }
        func code(_ row: Int) -> Int32 { other.codes[row] < 0 ? -1 : translated[Int(other.codes[row])] }
        if let rows {
            codes.append(contentsOf: rows.lazy.map(code))
        } else {
            codes.append(contentsOf: other.codes.indices.lazy.map(code))
        }
    }
}

extension Array {
    /// Appends some rows of another column, or all of them.
    mutating func append(_ other: [Element], rows: [Int]?) {
        guard let rows else { return append(contentsOf: other) }
        append(contentsOf: rows.lazy.map { other[$0] })
    }
}

extension [Attribute] {
    /// Appends rows of columns by their names, where `count` rows are there already; a column that one side lacks is
    /// empty there.
    mutating func append(_ others: [Attribute], rows: [Int]?, added: Int, after count: Int) {
        for other in others {
            let known = firstIndex { $0.name == other.name }
            if known == nil {
                var cells = DictionaryColumn()
                cells.codes = Array<Int32>(repeating: -1, count: count)
                append(Attribute(name: other.name, cells: cells))
            }
            self[known ?? endIndex - 1].cells.append(other.cells, rows: rows)
        }
        for index in indices where self[index].cells.count < count + added {
            self[index].cells.codes.append(contentsOf: repeatElement(-1, count: added))
        }
    }
}

/// Interns the ids of rows in order.
/// - Returns: the rows whose ids are new, `nil` where all are; and those that repeat one.
func internNew(_ ids: TextColumn, into table: inout StringTable) -> (kept: [Int]?, repeated: [Int]) {
    var repeated: [Int] = []
    for row in 0..<ids.count {
        let count = table.count
        if table.intern(ids.cell(row)) < count { repeated.append(row) }
    }
    if repeated.isEmpty { return (nil, []) }
    let isRepeated = Set(repeated)
    return ((0..<ids.count).filter { !isRepeated.contains($0) }, repeated)
}
