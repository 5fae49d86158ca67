internal import JSON

/// How the rows of a file are written.
enum RowFormat: Hashable, Sendable {
    /// RFC 4180, with this byte for the comma.
    case delimited(by: UInt8)
    /// One JSON object a line; cells are found by these names.
    case jsonLines(names: [[UInt8]])
}

/// Cuts a text into rows and rows into cells, in place: no cell is copied unless it holds doubled quotes or is JSON.
///
/// Where a row ends depends only on the text from its first byte on, so reading may start at any row. A quote means
/// something at the start of a cell only. A quoted cell that does not close, or goes on after its quotes, spoils its
/// line alone: the next row starts on the next line.
struct RowReader: ~Escapable {
    private struct Cell {
        /// Where the cell stands in `text`, without its quotes.
        var start = 0
        var end = 0
        /// Where it stands in `unescaped`; -1 where it can be read in place.
        var copyStart: Int32 = -1
        var copyCount: Int32 = 0
    }

    /// A quoted cell beyond this has lost its closing quote.
    static let quotedCellLimitBytes = 1 << 20
    /// A JSON line beyond this is refused.
    static let lineLimitBytes = 1 << 20
    /// Cells of one row beyond this are counted, not kept.
    static let cellLimit = 16_384

    let text: Span<UInt8>
    /// Rows that start here or later are left to others.
    let limit: Int
    let format: RowFormat
    /// Cells a row must have; `nil` takes any number.
    let cellsWanted: Int?

    /// First byte of the row.
    private(set) var start: Int
    /// First byte after the row, its line end taken off.
    private(set) var end: Int
    /// First byte after the row and its line end.
    private(set) var next: Int
    /// Line ends before the row, counted from where reading began.
    private(set) var line = 0
    /// Line ends before `next`.
    private(set) var linesRead = 0
    private(set) var cellCount = 0
    /// What is wrong with the row as such; its cells are of no use then.
    private(set) var flaw: Flaw?

    private var cells: [Cell]
    private var unescaped: [UInt8] = []
    private var document = JSONDocument()

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, from start: Int, to limit: Int, format: RowFormat, cellsWanted: Int?) {
        self.text = text
        self.limit = min(limit, text.count)
        self.format = format
        self.cellsWanted = cellsWanted
        self.start = start
        end = start
        next = start
        cells = Array(repeating: Cell(), count: cellsWanted ?? 0)
    }

    /// Moves to the next row, whole or flawed. Empty lines are no rows.
    mutating func advance() -> Bool {
        skipEmptyLines()
        guard next < limit else { return false }
        start = next
        line = linesRead
        flaw = nil
        if !unescaped.isEmpty { unescaped.removeAll(keepingCapacity: true) }
        switch format {
        case .delimited(let delimiter): readDelimited(delimiter)
        case .jsonLines(let names): readJSON(names)
        }
        return true
    }

    /// The cell at a position of the header, without its quotes; empty for -1, which means no such column.
    @_lifetime(borrow self)
    @inline(__always)
    func cell(_ position: Int) -> Span<UInt8> {
        if position < 0 { return text.extracting(0..<0) }
        let cell = cells[position]
        if cell.copyStart >= 0 {
            return unescaped.span.extracting(Int(cell.copyStart)..<Int(cell.copyStart + cell.copyCount))
        }
        return text.extracting(cell.start..<cell.end)
    }

    /// Where the cell begins in the text; the row's start where it cannot be told.
    func offset(ofCell position: Int) -> Int {
        cells.indices.contains(position) && position < cellCount ? cells[position].start : start
    }

    private mutating func skipEmptyLines() {
        while next < limit {
            if text[next] == UInt8(ascii: "\n") {
                next += 1
            } else if text[next] == UInt8(ascii: "\r"), next + 1 < text.count, text[next + 1] == UInt8(ascii: "\n") {
                next += 2
            } else {
                return
            }
            linesRead += 1
        }
    }
}

// MARK: RFC 4180

extension RowReader {
    private mutating func readDelimited(_ delimiter: UInt8) {
        let count = text.count
        var index = start
        var position = 0
        var allBits: UInt8 = 0
        while true {
            var cell = Cell(start: index)
            if index < count, text[index] == UInt8(ascii: "\"") {
                guard let closed = readQuoted(from: index, delimiter, into: &cell, &allBits) else {
                    keep(cell, at: position)
                    cellCount = position + 1
                    flaw = Flaw(.badQuotes, at: position)
                    return skipLine(from: index)
                }
                index = closed
            } else {
                while index < count {
                    let byte = text[index]
                    if byte == delimiter || byte == UInt8(ascii: "\n") { break }
                    allBits |= byte
                    index &+= 1
                }
                cell.end = index
            }
            let isLast = index >= count || text[index] == UInt8(ascii: "\n")
            if isLast {
                end = index
                if end > start, text[end - 1] == UInt8(ascii: "\r") {
                    end -= 1
                    cell.end = min(cell.end, end)
                }
            }
            keep(cell, at: position)
            position += 1
            if isLast { break }
            index += 1
        }
        cellCount = position
        next = min(index + 1, count)
        if index < count { linesRead += 1 }
        if let cellsWanted, position != cellsWanted {
            flaw = Flaw(.wrongColumnCount, at: min(position, cellsWanted) - 1)
        } else if allBits >= 0x80, !isUTF8(text.extracting(start..<end)) {
            flaw = Flaw(.badUTF8, at: (0..<min(position, cells.count)).first { !isUTF8(self.cell($0)) } ?? 0)
        }
    }

    /// Reads a cell that opens with a quote.
    /// - Returns: where its delimiter or line end stands; `nil` where the quotes are wrong.
    private mutating func readQuoted(
        from open: Int,
        _ delimiter: UInt8,
        into cell: inout Cell,
        _ allBits: inout UInt8
    ) -> Int? {
        let stop = min(text.count, open + RowReader.quotedCellLimitBytes)
        var index = open + 1
        var lines = 0
        var hasDoubledQuotes = false
        while index < stop {
            let byte = text[index]
            allBits |= byte
            index += 1
            if byte == UInt8(ascii: "\n") { lines += 1 }
            guard byte == UInt8(ascii: "\"") else { continue }
            if index < text.count, text[index] == UInt8(ascii: "\"") {
                hasDoubledQuotes = true
                index += 1
                continue
            }
            guard endsCell(at: index, delimiter) else { return nil }
            cell.start = open + 1
            cell.end = index - 1
            if hasDoubledQuotes { unescape(&cell) }
            linesRead += lines
            if index < text.count, text[index] == UInt8(ascii: "\r") { index += 1 }
            return index
        }
        return nil
    }

    private func endsCell(at index: Int, _ delimiter: UInt8) -> Bool {
        guard index < text.count else { return true }
        if text[index] == UInt8(ascii: "\r") { return index + 1 >= text.count || text[index + 1] == UInt8(ascii: "\n") }
        return text[index] == delimiter || text[index] == UInt8(ascii: "\n")
    }

    private mutating func unescape(_ cell: inout Cell) {
        cell.copyStart = Int32(unescaped.count)
        var index = cell.start
        while index < cell.end {
            let byte = text[index]
            unescaped.append(byte)
            index += byte == UInt8(ascii: "\"") ? 2 : 1
        }
        cell.copyCount = Int32(unescaped.count) - cell.copyStart
    }

    @inline(__always)
    private mutating func keep(_ cell: Cell, at position: Int) {
        if position < cells.count {
            cells[position] = cell
        } else if cellsWanted == nil, position < RowReader.cellLimit {
            cells.append(cell)
        }
    }

    /// Ends a spoilt row with the line that byte `index` stands in.
    private mutating func skipLine(from index: Int) {
        end = index
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        next = min(end + 1, text.count)
        // Line ends inside earlier cells of the row are counted already.
        if end < text.count { linesRead += 1 }
        if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    }
}

// MARK: JSON Lines

extension RowReader {
    private mutating func readJSON(_ names: [[UInt8]]) {
        skipLine(from: start)
        guard end - start <= RowReader.lineLimitBytes else { return flaw = Flaw(.badJSON, at: 0) }
        cellCount = names.count
        for position in cells.indices { cells[position] = Cell(start: start, end: start) }
        let line = text.extracting(start..<end)
        guard isUTF8(line) else { return flaw = Flaw(.badUTF8, at: 0) }
        do throws(JSONError) {
            try document.read(line)
        } catch {
            return flaw = Flaw(.badJSON, at: 0)
        }
        guard document.kind(JSONDocument.root) == .object else { return flaw = Flaw(.badJSON, at: 0) }
        var key = document.firstChild(JSONDocument.root)
        for _ in 0..<document.count(JSONDocument.root) {
            let value = document.next(key)
            if let position = names.firstIndex(where: { equal($0.span, document.text(key)) }) {
                guard keepValue(value, at: position) else { return flaw = Flaw(.badJSON, at: position) }
            }
            key = document.next(value)
        }
    }

    /// - Returns: false where the value is no scalar.
    private mutating func keepValue(_ value: Int, at position: Int) -> Bool {
        let copyStart = unescaped.count
        switch document.kind(value) {
        case .null: break
        case .true, .false, .integer, .decimal, .string:
            for index in document.range(value) { unescaped.append(document.bytes[index]) }
        case .array, .object: return false
        }
        cells[position].copyStart = Int32(copyStart)
        cells[position].copyCount = Int32(unescaped.count - copyStart)
        return true
    }
}

func isUTF8(_ text: Span<UInt8>) -> Bool {
    do {
        _ = try UTF8Span(validating: text)
        return true
    } catch {
        return false
    }
}

func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}
