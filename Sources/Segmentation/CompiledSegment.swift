internal import CampaignModel
internal import Diagnostics

/// A segment's expression, checked word by word and made ready for SQLite: names quoted, the customer's row added to
/// calls of ``SegmentFunction``, products looked up.
struct CompiledSegment {
    static let maximumBytes = 65_536

    private(set) var sql: [UInt8] = []
    private(set) var findings: [Diagnostic] = []
    private let segment: Segment
    private let source: [UInt8]
    private let tokens: [SegmentToken]
    /// Where each token went: its first byte in `sql` and in `source`.
    private var places: [(sql: Int, source: Int)] = []

    init(_ segment: Segment, columns: [String], queries: ProductQueries) {
        self.segment = segment
        source = Array(segment.expression.utf8)
        tokens = source.count <= CompiledSegment.maximumBytes ? segmentTokens(source) : []
        guard source.count <= CompiledSegment.maximumBytes else {
            find(0, "the expression of segment '\(segment.name)' is longer than 64 KiB", "split it into segments")
            return
        }
        guard !tokens.isEmpty else {
            find(0, "segment '\(segment.name)' has no expression", "write a condition such as orders_count > 1")
            return
        }
        let depth = checkParentheses()
        var index = 0
        while index < tokens.count {
            compile(&index, columns: columns, queries: queries)
        }
        if depth > 0, findings.isEmpty { find(source.count, "a parenthesis is not closed", "add ')'") }
    }

    /// The finding for an error of SQLite's at a byte of `sql`.
    func finding(_ message: String, atSQL offset: Int?) -> Diagnostic {
        let offset = offset ?? 0
        guard offset < sql.count else {
            return diagnostic(source.count, "segment '\(segment.name)': the expression ends too early", "")
        }
        let place = places.last { $0.sql <= offset }?.source ?? 0
        return diagnostic(place, "segment '\(segment.name)': \(message)", "")
    }

    /// - Returns: Parentheses still open at the end; one that closes too much is a finding, for the expression must
    ///   not reach out of the place it is put in.
    private mutating func checkParentheses() -> Int {
        var depth = 0
        for token in tokens where token.kind == .symbol {
            if token.text == "(" { depth += 1 }
            if token.text == ")" { depth -= 1 }
            if depth < 0 {
                find(token.range.lowerBound, "this parenthesis closes nothing", "take it away or open it before")
                return 0
            }
        }
        return depth
    }

    private mutating func compile(_ index: inout Int, columns: [String], queries: ProductQueries) {
        let token = tokens[index]
        let isCall = index + 1 < tokens.count && tokens[index + 1].text == "(" && tokens[index + 1].kind == .symbol
        index += 1
        switch token.kind {
        case .number, .symbol, .text: emit(source[token.range], from: token)
        case .quotedName: emitColumn(token, columns: columns)
        case .forbidden: refuse(token)
        case .word where CompiledSegment.keywords.contains(token.text.uppercased()):
            emit(source[token.range], from: token)
        case .word where CompiledSegment.statementWords.contains(token.text.uppercased()):
            find(
                token.range.lowerBound,
                "'\(token.text)' has no place in a segment",
                "a segment is one condition on the columns of customers"
            )
        case .word where !isCall: emitColumn(token, columns: columns)
        case .word:
            if let function = SegmentFunction(rawValue: token.text.lowercased()) {
                emit(call: function, token, &index, queries: queries)
            } else if SegmentFunction.builtIn.contains(token.text.lowercased()) {
                emit(source[token.range], from: token)
            } else {
                let names = SegmentFunction.allCases.map(\.rawValue) + SegmentFunction.builtIn
                find(
                    token.range.lowerBound,
                    "there is no function '\(token.text)'",
                    suggestion(for: token.text, among: names)
                )
            }
        }
    }

    private mutating func emitColumn(_ token: SegmentToken, columns: [String]) {
        guard let column = columns.first(where: { $0.lowercased() == token.text.lowercased() }) else {
            let isQuoted = source[token.range.lowerBound] == UInt8(ascii: "\"")
            find(
                token.range.lowerBound,
                "there is no column '\(token.text)'",
                suggestion(for: token.text, among: columns)
                    + (isQuoted ? " (a text stands in single quotes: '\(token.text)')" : "")
            )
            return
        }
        emit(quotedName(column).utf8, from: token)
    }

    /// `bought('Cameras', 30)` becomes `bought(customer_row, 0, 30)`.
    private mutating func emit(
        call function: SegmentFunction,
        _ token: SegmentToken,
        _ index: inout Int,
        queries: ProductQueries
    ) {
        guard index + 1 < tokens.count, tokens[index + 1].kind == .text else {
            find(
                token.range.lowerBound,
                "\(function.rawValue)() wants a category, product id or sku in single quotes first",
                "write \(function.rawValue)('Cameras', 30)"
            )
            return
        }
        let name = tokens[index + 1]
        index += 2
        guard let number = queries.number(of: name.text) else {
            let nearest = nearestName(to: name.text, in: queries.names).map { "did you mean '\($0)'?" }
            find(
                name.range.lowerBound,
                "there is no category, product or sku '\(name.text)'",
                nearest ?? "take one from the catalogue"
            )
            return
        }
        emit("\(function.rawValue)(\(CustomerTable.rowColumn), \(number)".utf8, from: token)
    }

    private mutating func refuse(_ token: SegmentToken) {
        let (what, remedy) =
            switch source[token.range.lowerBound] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "["):
                ("a quote is not closed", "close it, and double a quote inside a text: 'O''Hara'")
            case UInt8(ascii: ";"): ("a segment is one expression, without ';'", "take the ';' away")
            case UInt8(ascii: "-"), UInt8(ascii: "/"): ("a segment has no comments", "comment in the YAML, after '#'")
            default: ("'\(token.text)' has no place in a segment", "")
            }
        find(token.range.lowerBound, what, remedy)
    }

    private mutating func emit(_ bytes: some Sequence<UInt8>, from token: SegmentToken) {
        places.append((sql.count, token.range.lowerBound))
        sql.append(contentsOf: bytes)
        sql.append(UInt8(ascii: " "))
    }

    private mutating func find(_ offset: Int, _ what: String, _ remedy: String) {
        findings.append(diagnostic(offset, what, remedy))
    }

    private func diagnostic(_ offset: Int, _ what: String, _ remedy: String) -> Diagnostic {
        var finding = Diagnostic(.error, file: segment.file, offset: offset, in: source, what, remedy: remedy)
        finding.location?.line += segment.line - 1
        return finding
    }

    private static let keywords: Set<String> = [
        "AND", "AS", "BETWEEN", "CASE", "CAST", "COLLATE", "DISTINCT", "ELSE", "END", "ESCAPE", "FALSE", "FROM", "GLOB",
        "IN", "INTEGER", "IS", "ISNULL", "LIKE", "NOCASE", "NOT", "NOTNULL", "NULL", "OR", "REAL", "TEXT", "THEN",
        "TRUE", "WHEN",
    ]

    private static let statementWords: Set<String> = [
        "ALTER", "ANALYZE", "ATTACH", "CREATE", "DELETE", "DETACH", "DROP", "EXISTS", "EXPLAIN", "GROUP", "HAVING",
        "INSERT", "INTERSECT", "JOIN", "LIMIT", "ORDER", "OVER", "PRAGMA", "RECURSIVE", "SELECT", "UNION", "UPDATE",
        "VACUUM", "VALUES", "WHERE", "WITH",
    ]
}

/// A name as SQL takes it, whatever is in it.
func quotedName(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
