internal import Diagnostics

/// The first row of a file, and where our columns are in it.
struct Header: Sendable {
    /// A column that we do not know.
    struct Other: Hashable, Sendable {
        var name: String
        var position: Int
    }

    var format: RowFormat
    /// As the file spells them.
    var names: [String]
    /// Our name → position.
    var positions: [String: Int] = [:]
    /// Positions of the levels of the category, top level first; one where a single column has the whole path.
    var categoryLevels: [Int] = []
    var others: [Other] = []
    /// The row itself.
    var range: Range<Int>
    /// First byte of the rows.
    var body: Int
    /// Line ends before `body`.
    var linesBeforeBody: Int

    /// The position of one of our columns; -1 where it is absent.
    func position(_ name: String) -> Int { positions[name] ?? -1 }
}

/// Reads the header of one file and finds our columns in it.
struct HeaderReader {
    let path: String
    let schema: Schema
    /// Our column name → their header.
    let renamed: [String: String]
    /// Their headers of the levels of the category; empty where one column has it.
    let categoryLevels: [String]
    private(set) var findings: [Diagnostic] = []

    init(path: String, schema: Schema, renamed: [String: String], categoryLevels: [String] = []) {
        self.path = path
        self.schema = schema
        self.renamed = renamed
        self.categoryLevels = categoryLevels
    }

    /// - Returns: `nil` where the file cannot be used; `findings` say why.
    mutating func read(_ text: Span<UInt8>) -> Header? {
        if text.count >= 2, text[0] == 0xff, text[1] == 0xfe { return stop("the file is UTF-16", "save it as UTF-8") }
        if text.count >= 2, text[0] == 0xfe, text[1] == 0xff { return stop("the file is UTF-16", "save it as UTF-8") }
        var start = text.count >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf ? 3 : 0
        let first = (start..<text.count).first { text[$0] > UInt8(ascii: " ") }
        guard let first else { return stop("the file is empty", "export it again") }
        if text[first] == UInt8(ascii: "{") { return readJSONNames(from: start) }

        let delimiter = delimiter(of: text, from: start)
        let format = RowFormat.delimited(by: delimiter)
        var row = RowReader(text, from: start, to: text.count, format: format, cellsWanted: nil)
        guard row.advance() else { return stop("the file is empty", "export it again") }
        if let flaw = row.flaw {
            let (what, remedy) = flaw.kind.sentence(column: "header", value: "", schema: schema)
            return stop(what, remedy)
        }
        start = row.start
        var header = Header(
            format: format,
            names: (0..<min(row.cellCount, RowReader.cellLimit)).map { string(trimmingSpace(row.cell($0))) },
            range: start..<row.end,
            body: row.next,
            linesBeforeBody: row.linesRead
        )
        if row.cellCount > RowReader.cellLimit {
            return stop("the header has \(row.cellCount) columns", "check that its first line is a header")
        }
        if header.names.contains(where: { $0.contains("\r") }) {
            return stop("the lines end with a carriage return alone", "end them with a line feed")
        }
        if delimiter != UInt8(ascii: ",") {
            let name = delimiter == UInt8(ascii: "\t") ? "tabs" : "'\(Character(Unicode.Scalar(delimiter)))'"
            note("the cells are separated by \(name) and not by commas; read so")
        }
        return bind(&header) ? header : nil
    }

    /// The separator that the first line holds most of, outside quotes; a comma where there is none.
    private func delimiter(of text: Span<UInt8>, from start: Int) -> UInt8 {
        let candidates = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
        var counts = [0, 0, 0, 0]
        var isQuoted = false
        for index in start..<text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n"), index > start { break }
            if let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }

    private mutating func readJSONNames(from start: Int) -> Header? {
        guard !schema.keepsAttributes else {
            return stop("the file is JSON", "write the \(schema.part) as CSV")
        }
        let names = schema.names.map { renamed[$0] ?? $0 }
        return Header(
            format: .jsonLines(names: names.map { Array($0.utf8) }),
            names: names,
            positions: Dictionary(uniqueKeysWithValues: zip(schema.names, 0...)),
            range: start..<start,
            body: start,
            linesBeforeBody: 0
        )
    }

    /// Finds our columns among the names.
    private mutating func bind(_ header: inout Header) -> Bool {
        var taken: Set<Int> = []
        bindCategoryLevels(&header, &taken)
        for column in schema.columns where header.positions[column.name] == nil {
            let wanted = renamed[column.name].map { [$0] } ?? [column.name] + column.aliases
            for name in wanted where header.positions[column.name] == nil {
                let found = header.names.indices.filter { normalized(header.names[$0]) == normalized(name) }
                if found.count > 1 { fail("the column '\(name)' is there twice", "take one out") }
                if let position = found.first, taken.insert(position).inserted {
                    header.positions[column.name] = position
                }
            }
            guard header.positions[column.name] == nil else { continue }
            if let theirs = renamed[column.name] {
                fail("there is no column '\(theirs)'", suggestion(for: theirs, among: header.names))
            } else if column.isRequired {
                let remedy = suggestion(for: column.name, among: header.names.filter { !$0.isEmpty })
                let map =
                    schema.isInSettings
                    ? "name yours under data.\(schema.part).columns.\(column.name)" : "name yours so"
                fail("there is no column '\(column.name)'", remedy.isEmpty ? map : "\(remedy) (\(map))")
            }
        }
        if header.categoryLevels.isEmpty, let position = header.positions["category"] {
            header.categoryLevels = [position]
        }
        bindOthers(&header, taken)
        return !findings.contains { $0.severity == .error }
    }

    /// Finds the columns whose cells make the category together: those of the settings, or the usual ones.
    private mutating func bindCategoryLevels(_ header: inout Header, _ taken: inout Set<Int>) {
        var wanted = categoryLevels
        if wanted.isEmpty, renamed["category"] == nil {
            let usual = schema.columns.first { $0.name == "category" }?.levels ?? []
            let claimed = renamed.values.map(normalized)
            let isThere = usual.allSatisfy { level in
                !claimed.contains(level) && header.names.contains { normalized($0) == level }
            }
            wanted = isThere ? usual : []
            if !wanted.isEmpty { note("the category is made of \(wanted.map { "'\($0)'" }.joined(separator: ", "))") }
        }
        for level in wanted {
            if let position = header.names.firstIndex(where: { normalized($0) == normalized(level) }) {
                taken.insert(position)
                header.categoryLevels.append(position)
            } else {
                fail("there is no column '\(level)'", suggestion(for: level, among: header.names))
            }
        }
        if let top = header.categoryLevels.first { header.positions["category"] = top }
    }

    private mutating func bindOthers(_ header: inout Header, _ taken: Set<Int>) {
        for ours in renamed.keys.sorted() where !schema.names.contains(ours) {
            guard schema.keepsAttributes else {
                fail("data.\(schema.part).columns names '\(ours)'", suggestion(for: ours, among: schema.names))
                continue
            }
            if let nearest = nearestName(to: ours, in: schema.names), header.positions[nearest] == nil {
                fail("data.\(schema.part).columns names '\(ours)'", "did you mean '\(nearest)'?")
            }
        }
        var names: Set<String> = []
        for position in header.names.indices where !taken.contains(position) {
            let theirs = header.names[position]
            let name = renamed.first { $0.value == theirs && !schema.names.contains($0.key) }?.key ?? theirs
            if name.isEmpty {
                note("column \(position + 1) has no name and is left out")
            } else if !names.insert(name).inserted {
                note("the column '\(name)' is there twice; the second is left out")
            } else {
                header.others.append(Header.Other(name: name, position: position))
            }
        }
    }

    private mutating func stop(_ what: String, _ remedy: String) -> Header? {
        fail(what, remedy)
        return nil
    }

    private mutating func fail(_ what: String, _ remedy: String) {
        let place = SourceLocation(file: path, line: 1, column: 1)
        findings.append(Diagnostic(.error, at: place, what, remedy: remedy))
    }

    private mutating func note(_ what: String) {
        findings.append(Diagnostic(.note, at: SourceLocation(file: path, line: 1, column: 1), what))
    }
}

/// Headers match whatever their case, and with spaces or hyphens for underscores.
private func normalized(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.map { $0 == 0x20 || $0 == 0x2d ? 0x5f : $0 }, as: UTF8.self)
}
