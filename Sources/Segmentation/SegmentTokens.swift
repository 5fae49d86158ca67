/// One word of a segment's SQL.
struct SegmentToken {
    enum Kind: Hashable {
        /// A bare word: a keyword, a function or a column.
        case word
        /// `"a column"`, `` `a column` `` or `[a column]`.
        case quotedName
        /// `'a text'`
        case text
        case number
        /// Operators, parentheses, commas.
        case symbol
        /// What has no place in an expression: `;`, `?`, comments, an open quote.
        case forbidden
    }

    var kind: Kind
    /// Bytes of the expression.
    var range: Range<Int>
    /// The word, or what stands between the quotes with doubled quotes made single.
    var text: String
}

/// Cuts SQL into tokens as SQLite does. Never fails: what cannot be read is `forbidden`.
/// Source: <https://www.sqlite.org/lang_keywords.html>, <https://www.sqlite.org/c3ref/complete.html>
func segmentTokens(_ source: [UInt8]) -> [SegmentToken] {
    var tokens: [SegmentToken] = []
    var index = 0
    while index < source.count {
        let start = index
        let byte = source[index]
        var kind = SegmentToken.Kind.symbol
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            index += 1
            continue
        case UInt8(ascii: "'"): kind = quoted(source, &index, until: byte, .text)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): kind = quoted(source, &index, until: byte, .quotedName)
        case UInt8(ascii: "["): kind = quoted(source, &index, until: UInt8(ascii: "]"), .quotedName)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            kind = .number
            while index < source.count, isWordByte(source[index]) || source[index] == UInt8(ascii: ".") { index += 1 }
        case _ where isWordByte(byte):
            kind = .word
            while index < source.count, isWordByte(source[index]) { index += 1 }
        default:
            index += symbolLength(source, at: index)
            if index == start {
                kind = .forbidden
                index = endOfScalar(source, after: start)
            }
        }
        var text = source[start..<index]
        if kind == .text || kind == .quotedName { text = text.dropFirst().dropLast() }
        var token = SegmentToken(kind: kind, range: start..<index, text: String(decoding: text, as: UTF8.self))
        if kind == .text || kind == .quotedName { token.text = unescaped(text, quote: source[start]) }
        tokens.append(token)
    }
    return tokens
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xff:
        true
    default: false
    }
}

/// Moves `index` behind the closing quote; a doubled one does not close.
private func quoted(
    _ source: [UInt8],
    _ index: inout Int,
    until quote: UInt8,
    _ kind: SegmentToken.Kind
) -> SegmentToken.Kind {
    index += 1
    while index < source.count {
        if source[index] == 0 { break }
        if source[index] != quote {
            index += 1
        } else if quote != UInt8(ascii: "]"), index + 1 < source.count, source[index + 1] == quote {
            index += 2
        } else {
            index += 1
            return kind
        }
    }
    index = source.count
    return .forbidden
}

private func unescaped(_ text: ArraySlice<UInt8>, quote: UInt8) -> String {
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
        bytes.append(text[index])
        let isDoubled = text[index] == quote && quote != UInt8(ascii: "[")
        index += isDoubled ? 2 : 1
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Bytes of the operator at `index`; 0 where there is none, and for the comments `--` and `/*`.
private func symbolLength(_ source: [UInt8], at index: Int) -> Int {
    let next = index + 1 < source.count ? source[index + 1] : 0
    switch (source[index], next) {
    case (UInt8(ascii: "-"), UInt8(ascii: "-")), (UInt8(ascii: "/"), UInt8(ascii: "*")): return 0
    case (UInt8(ascii: "<"), UInt8(ascii: "=")), (UInt8(ascii: "<"), UInt8(ascii: ">")),
        (UInt8(ascii: ">"), UInt8(ascii: "=")), (UInt8(ascii: "!"), UInt8(ascii: "=")),
        (UInt8(ascii: "="), UInt8(ascii: "=")), (UInt8(ascii: "|"), UInt8(ascii: "|")):
        return 2
    default: return "()=<>+-*/%,.".utf8.contains(source[index]) ? 1 : 0
    }
}

private func endOfScalar(_ source: [UInt8], after start: Int) -> Int {
    let next = source[start...].dropFirst().firstIndex { $0 & 0b1100_0000 != 0b1000_0000 }
    return next ?? source.count
}
