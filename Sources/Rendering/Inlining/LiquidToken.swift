internal import HTML

/// One `{{ … }}` or `{% … %}` of a template that compiles; a comment counts as one up to its end.
struct LiquidToken {
    var range: Range<Int>
    /// Between the braces and their hyphens.
    var markup: Range<Int>
    /// The tag's name; empty for an output.
    var name: String
    var kind: Hole.Kind
    var trimsBefore: Bool
    var trimsAfter: Bool

    /// All tokens of a template, in order. What stands between `raw` and `endraw` is text.
    static func all(in bytes: [UInt8]) -> [LiquidToken] {
        var tokens: [LiquidToken] = []
        var at = 0
        var isRaw = false
        while at + 1 < bytes.count {
            let next = bytes[at + 1]
            let isOutput = next == UInt8(ascii: "{")
            guard bytes[at] == UInt8(ascii: "{"), isOutput && !isRaw || next == UInt8(ascii: "%") else {
                at += 1
                continue
            }
            guard var token = LiquidToken(bytes, at: at, isOutput: isOutput) else { break }
            if isRaw, token.name != "endraw" {
                at += 1
                continue
            }
            if token.name == "raw" { isRaw = true }
            if token.name == "endraw" { isRaw = false }
            if token.name == "comment" || token.name == "doc" { token.extend(to: "end" + token.name, in: bytes) }
            tokens.append(token)
            at = token.range.upperBound
        }
        return tokens
    }

    private init?(_ bytes: [UInt8], at start: Int, isOutput: Bool) {
        let close = UInt8(ascii: isOutput ? "}" : "%")
        var end = start + 2
        while end + 1 < bytes.count, !(bytes[end] == close && bytes[end + 1] == UInt8(ascii: "}")) { end += 1 }
        guard end + 1 < bytes.count else { return nil }
        trimsBefore = bytes[start + 2] == UInt8(ascii: "-")
        trimsAfter = end > start + 3 && bytes[end - 1] == UInt8(ascii: "-")
        range = start..<end + 2
        let first = start + (trimsBefore ? 3 : 2)
        markup = first..<max(first, end - (trimsAfter ? 1 : 0))
        let words = bytes[markup].split(whereSeparator: { $0 <= 0x20 })
        name = isOutput ? "" : String(decoding: (words.first ?? []).prefix { $0.isNamePart }, as: UTF8.self)
        kind = .value
        kind = kind(in: bytes)
    }

    private mutating func extend(to end: String, in bytes: [UInt8]) {
        var depth = 1
        var at = range.upperBound
        while depth > 0, at + 1 < bytes.count {
            guard bytes[at] == UInt8(ascii: "{"), bytes[at + 1] == UInt8(ascii: "%"),
                let tag = LiquidToken(bytes, at: at, isOutput: false)
            else {
                at += 1
                continue
            }
            if tag.name == name { depth += 1 }
            if tag.name == end { depth -= 1 }
            at = tag.range.upperBound
            trimsAfter = tag.trimsAfter
        }
        range = range.lowerBound..<at
    }

    private static let kinds: [String: Hole.Kind] = [
        "if": .opens, "unless": .opens, "case": .opens, "ifchanged": .opens, "for": .repeats, "capture": .captures,
        "else": .divides, "elsif": .divides, "when": .divides, "endif": .closes, "endunless": .closes,
        "endcase": .closes, "endifchanged": .closes, "endfor": .closes, "endcapture": .closes, "break": .leaves,
        "continue": .leaves, "assign": .silent, "comment": .silent, "doc": .silent, "raw": .silent,
        "endraw": .silent, "abort_message": .silent, "render": .silent, "include": .silent, "": .value,
        "echo": .value, "cycle": .value, "increment": .value, "decrement": .value, "liquid": .value,
    ]

    /// Filters whose result is not escaped, and may hold elements.
    private static let markupFilters: Set<String> = ["raw", "image_tag", "link_to", "newline_to_br"]

    private func kind(in bytes: [UInt8]) -> Hole.Kind {
        if name.isEmpty, bytes[markup].allSatisfy({ $0 <= 0x20 }) { return .silent }
        if bytes[markup].first(where: { $0 > 0x20 }) == UInt8(ascii: "#") { return .silent }
        // `tablerow` and what we do not know.
        guard let kind = LiquidToken.kinds[name] else { return .markup }
        let words = LiquidWords(bytes, markup)
        if name == "liquid" {
            let printing = ["render", "include", "tablerow", "capture", "break", "continue"]
            if words.names.contains(where: { printing.contains($0.text) }) { return .markup }
        }
        let printsElements =
            words.filters.contains(where: LiquidToken.markupFilters.contains)
            || words.strings.contains { $0.contains("<") || $0.hasSuffix("_html") }
        return printsElements && (kind == .value || kind == .silent) ? .markup : kind
    }
}

/// The words of a tag: names that begin a path, filters, and texts in quotes.
struct LiquidWords {
    struct Name {
        var text: String
        /// Whether a colon follows: it is an option's.
        var isOption: Bool
    }

    private(set) var names: [Name] = []
    private(set) var filters: [String] = []
    private(set) var strings: [String] = []

    private static let notVariables: Set<String> = [
        "and", "or", "contains", "true", "false", "nil", "null", "blank", "empty", "in", "if", "elsif", "else",
        "unless", "case", "when", "endif", "endunless", "endcase", "echo",
    ]

    /// Names of variables, of which the value depends.
    var variables: [String] {
        names.filter { !$0.isOption && !LiquidWords.notVariables.contains($0.text) }.map(\.text)
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        var last: UInt8 = 0
        while at < range.upperBound {
            let byte = bytes[at]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let end = bytes[at + 1..<range.upperBound].firstIndex(of: byte) ?? range.upperBound
                strings.append(String(decoding: bytes[at + 1..<end], as: UTF8.self))
                at = min(end + 1, range.upperBound)
            } else if byte.isNamePart, !byte.isDigit {
                let start = at
                while at < range.upperBound, bytes[at].isNamePart { at += 1 }
                let text = String(decoding: bytes[start..<at], as: UTF8.self)
                let next = bytes[at..<range.upperBound].first { $0 > 0x20 }
                switch last {
                case UInt8(ascii: "."): break
                case UInt8(ascii: "|"): filters.append(text)
                default: names.append(Name(text: text, isOption: next == UInt8(ascii: ":")))
                }
            } else {
                at += 1
            }
            if byte > 0x20 { last = byte }
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isNamePart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || isDigit || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "-")
    }
}
