/// A word of the expression language.
enum Token: Equatable {
    /// A name: letters, digits, `_` and `-`, perhaps with `?` at its end.
    case name(Range<Int>)
    /// What stands between the quotes.
    case string(Range<Int>)
    /// Digits, perhaps with a minus sign and a fraction.
    case number(Range<Int>, isDecimal: Bool)
    case comparison(Term.Comparison)
    /// `. | : , [ ] ( ) ? -`
    case mark(UInt8)
    /// `..`
    case dots
    case end
}

/// Something in a tag that is not Liquid.
struct SyntaxProblem: Error {
    var place: Int
    var what: String
    var remedy = ""
    /// What Shopify/liquid says of it, so that its words can be looked up; empty where it says the same.
    var shopify = ""
}

/// The words between the braces of one tag, and where the reader is among them.
struct Lexer {
    private struct Word {
        var token: Token
        var range: Range<Int>
    }

    private let bytes: [UInt8]
    private let end: Int
    private var words: [Word] = []
    private var next = 0

    init(_ range: Range<Int>, of bytes: [UInt8]) throws(SyntaxProblem) {
        self.bytes = bytes
        end = range.upperBound
        var scanner = WordScanner(at: range.lowerBound, end: end, bytes: bytes)
        repeat {
            while scanner.at < end, bytes[scanner.at].isSpace { scanner.at += 1 }
            let start = scanner.at
            let isMember = words.last?.token == .mark(UInt8(ascii: "."))
            words.append(Word(token: try scanner.read(isMember: isMember), range: start..<scanner.at))
        } while words.last?.token != .end
    }

    var token: Token { words[next].token }

    /// Where `token` starts.
    var place: Int { words[next].range.lowerBound }

    /// Where the word before `token` ended.
    var previousEnd: Int { next == 0 ? place : words[next - 1].range.upperBound }

    mutating func advance() { next = min(next + 1, words.count - 1) }

    func isMark(_ mark: UInt8) -> Bool { token == .mark(mark) }

    /// True, and one further, where the next word is `mark`.
    mutating func take(_ mark: UInt8) -> Bool {
        guard isMark(mark) else { return false }
        advance()
        return true
    }

    mutating func take(word: StaticString) -> Bool {
        guard case .name(let range) = token, bytes[range].elementsEqual(word.description.utf8) else { return false }
        advance()
        return true
    }

    mutating func expect(_ mark: UInt8, _ purpose: String) throws(SyntaxProblem) {
        guard take(mark) else {
            throw SyntaxProblem(
                place: place,
                what: "'\(Character(Unicode.Scalar(mark)))' is missing \(purpose)",
                shopify: "Expected \(kind(of: .mark(mark))) but found \(kind(of: token))"
            )
        }
    }

    /// The next word, which must be a name.
    mutating func takeName(_ what: String, remedy: String = "") throws(SyntaxProblem) -> Range<Int> {
        guard case .name(let range) = token else {
            throw SyntaxProblem(
                place: place,
                what: what,
                remedy: remedy,
                shopify: "Expected id but found \(kind(of: token))"
            )
        }
        advance()
        return range
    }

    func expectEnd() throws(SyntaxProblem) {
        guard token == .end else {
            throw SyntaxProblem(
                place: place,
                what: "'\(rest)' is unexpected here",
                remedy: "take it out",
                shopify: "Expected end_of_string but found \(kind(of: token))"
            )
        }
    }

    /// `name:` of a named argument; the reader then stands at its value.
    mutating func takeOptionName() -> Range<Int>? {
        guard case .name(let range) = token, words[next + 1].token == .mark(UInt8(ascii: ":")) else { return nil }
        next += 2
        return range
    }

    /// What is left of the tag, shortened for a message.
    var rest: String { shown(place..<end) }

    private func shown(_ range: Range<Int>) -> String { excerpt(bytes[range]) }

    /// The words from `start` up to `token`, without the space between them.
    func text(from start: Int) -> [UInt8] {
        var text: [UInt8] = []
        for word in words[..<next] where word.range.lowerBound >= start { text += bytes[word.range] }
        return text
    }

    // MARK: - Shopify's words

    /// What Shopify calls a word.
    func kind(of token: Token) -> String {
        switch token {
        case .name: "id"
        case .string: "string"
        case .number: "number"
        case .comparison: "comparison"
        case .dots: "dotdot"
        case .end: "end_of_string"
        case .mark(let mark): markKinds[mark] ?? ""
        }
    }

    /// What Shopify says where a value should be.
    var shopifyMissingValue: String {
        let text = token == .end ? "" : ", \"\(String(decoding: bytes[words[next].range], as: UTF8.self))\""
        return "[:\(kind(of: token))\(text)] is not a valid expression"
    }
}

private let markKinds: [UInt8: String] = [
    UInt8(ascii: "."): "dot", UInt8(ascii: "|"): "pipe", UInt8(ascii: ":"): "colon", UInt8(ascii: ","): "comma",
    UInt8(ascii: "["): "open_square", UInt8(ascii: "]"): "close_square", UInt8(ascii: "("): "open_round",
    UInt8(ascii: ")"): "close_round", UInt8(ascii: "?"): "question", UInt8(ascii: "-"): "dash",
]

/// The start of a text for a message: one line, at most 40 characters.
func excerpt(_ bytes: ArraySlice<UInt8>) -> String {
    let line = bytes.prefix(200).split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).joined(separator: [0x20])
    let text = String(decoding: Array(line), as: UTF8.self)
    return text.count > 40 ? text.prefix(40) + "…" : text
}

/// Finds where each word ends.
private struct WordScanner {
    var at: Int
    let end: Int
    let bytes: [UInt8]

    init(at: Int, end: Int, bytes: [UInt8]) {
        self.at = at
        self.end = end
        self.bytes = bytes
    }

    /// - Parameter isMember: True behind a dot, where `contains` is a name like others.
    mutating func read(isMember: Bool) throws(SyntaxProblem) -> Token {
        guard at < end else { return .end }
        let start = at
        let byte = bytes[at]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            at += 1
            while at < end, bytes[at] != byte { at += 1 }
            guard at < end else {
                throw unexpected(start, "the string has no end", remedy: "close it with the same quote")
            }
            at += 1
            return .string(start + 1..<at - 1)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: "-") where at + 1 < end && bytes[at + 1].isDigit: return number()
        case UInt8(ascii: "."):
            at += 1
            guard at < end, bytes[at] == UInt8(ascii: ".") else { return .mark(byte) }
            at += 1
            return .dots
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return try comparison(byte)
        case _ where markKinds[byte] != nil:
            at += 1
            return .mark(byte)
        case _ where byte.isLetter || byte == UInt8(ascii: "_"):
            while at < end, bytes[at].isNamePart { at += 1 }
            if at < end, bytes[at] == UInt8(ascii: "?") { at += 1 }
            if !isMember, bytes[start..<at].elementsEqual("contains".utf8) { return .comparison(.contains) }
            return .name(start..<at)
        default:
            throw unexpected(start, "'\(excerpt(bytes[start..<end]))' is unexpected here")
        }
    }

    private func unexpected(_ place: Int, _ what: String, remedy: String = "") -> SyntaxProblem {
        var after = place + 1
        while after < end, bytes[after].isContinuation { after += 1 }
        let character = String(decoding: bytes[place..<after], as: UTF8.self)
        return SyntaxProblem(place: place, what: what, remedy: remedy, shopify: "Unexpected character \(character)")
    }

    private mutating func number() -> Token {
        let start = at
        at += 1
        while at < end, bytes[at].isDigit { at += 1 }
        guard at + 1 < end, bytes[at] == UInt8(ascii: "."), bytes[at + 1].isDigit else {
            return .number(start..<at, isDecimal: false)
        }
        at += 1
        while at < end, bytes[at].isDigit { at += 1 }
        return .number(start..<at, isDecimal: true)
    }

    private mutating func comparison(_ byte: UInt8) throws(SyntaxProblem) -> Token {
        let start = at
        at += 1
        let second = at < end ? bytes[at] : 0
        let found: Token? =
            switch (byte, second) {
            case (UInt8(ascii: "="), UInt8(ascii: "=")): .comparison(.equal)
            case (UInt8(ascii: "!"), UInt8(ascii: "=")), (UInt8(ascii: "<"), UInt8(ascii: ">")): .comparison(.notEqual)
            case (UInt8(ascii: "<"), UInt8(ascii: "=")): .comparison(.lessOrEqual)
            case (UInt8(ascii: ">"), UInt8(ascii: "=")): .comparison(.greaterOrEqual)
            default: nil
            }
        if let found {
            at += 1
            return found
        }
        switch byte {
        case UInt8(ascii: "<"): return .comparison(.less)
        case UInt8(ascii: ">"): return .comparison(.greater)
        case UInt8(ascii: "="): throw unexpected(start, "'=' is no comparison", remedy: "did you mean '=='?")
        default: throw unexpected(start, "'!' is no operator", remedy: "did you mean '!='?")
        }
    }
}

extension UInt8 {
    /// What Ruby's `\s` matches, and NUL.
    var isSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) || self == 0 }
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    var isNamePart: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") }
}
