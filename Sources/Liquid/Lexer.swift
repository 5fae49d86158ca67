/// A word of the expression language.
enum Token: Equatable {
    /// A name: letters, digits, `_` and `-`, perhaps with `?` at its end.
    case name(Range<Int>)
    case string(Range<Int>)
    case integer(Int64)
    case decimal(Double)
    case comparison(Term.Comparison)
    /// `. | : , = [ ] ( )`
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
}

/// Reads the words between the braces of one tag, one ahead.
struct Lexer {
    let bytes: [UInt8]
    let end: Int
    /// Where the reader is behind `token`.
    private(set) var at: Int
    private(set) var token = Token.end
    /// Where `token` starts.
    private(set) var place: Int
    /// Where the word before `token` ended.
    private(set) var previousEnd: Int

    init(_ range: Range<Int>, of bytes: [UInt8]) throws(SyntaxProblem) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
        place = at
        previousEnd = at
        try advance()
    }

    mutating func advance() throws(SyntaxProblem) {
        previousEnd = at
        while at < end, bytes[at].isSpace { at += 1 }
        place = at
        token = try read()
    }

    func isMark(_ mark: UInt8) -> Bool { token == .mark(mark) }

    /// True, and one further, where the next word is `mark`.
    mutating func take(_ mark: UInt8) throws(SyntaxProblem) -> Bool {
        guard isMark(mark) else { return false }
        try advance()
        return true
    }

    mutating func take(word: String) throws(SyntaxProblem) -> Bool {
        guard case .name(let range) = token, bytes[range].elementsEqual(word.utf8) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ mark: UInt8, _ purpose: String) throws(SyntaxProblem) {
        guard try take(mark) else {
            throw SyntaxProblem(place: place, what: "'\(Character(Unicode.Scalar(mark)))' is missing \(purpose)")
        }
    }

    mutating func expectEnd() throws(SyntaxProblem) {
        guard token == .end else {
            throw SyntaxProblem(place: place, what: "'\(rest)' is unexpected here", remedy: "take it out")
        }
    }

    /// What is left of the tag, shortened for a message.
    var rest: String {
        let text = String(decoding: bytes[place..<end], as: UTF8.self)
        return text.count > 40 ? text.prefix(40) + "…" : text
    }

    private mutating func read() throws(SyntaxProblem) -> Token {
        guard at < end else { return .end }
        let start = at
        let byte = bytes[at]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            at += 1
            while at < end, bytes[at] != byte { at += 1 }
            guard at < end else {
                throw SyntaxProblem(place: start, what: "the string has no end", remedy: "close it with the same quote")
            }
            at += 1
            return .string(start + 1..<at - 1)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "-") where at + 1 < end && bytes[at + 1].isDigit: return try number()
        case UInt8(ascii: "."):
            at += 1
            guard at < end, bytes[at] == UInt8(ascii: ".") else { return .mark(byte) }
            at += 1
            return .dots
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            return try comparison(byte)
        case UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            at += 1
            return .mark(byte)
        case _ where byte.isLetter || byte == UInt8(ascii: "_"):
            while at < end, bytes[at].isNamePart { at += 1 }
            if at < end, bytes[at] == UInt8(ascii: "?") { at += 1 }
            if bytes[start..<at].elementsEqual("contains".utf8) { return .comparison(.contains) }
            return .name(start..<at)
        default:
            throw SyntaxProblem(place: start, what: "'\(rest)' is unexpected here")
        }
    }

    private mutating func number() throws(SyntaxProblem) -> Token {
        let start = at
        at += 1
        while at < end, bytes[at].isDigit { at += 1 }
        var isDecimal = false
        if at + 1 < end, bytes[at] == UInt8(ascii: "."), bytes[at + 1].isDigit {
            isDecimal = true
            at += 1
            while at < end, bytes[at].isDigit { at += 1 }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isDecimal, let value = Double(text) { return .decimal(value) }
        if let value = Int64(text) { return .integer(value) }
        throw SyntaxProblem(place: start, what: "the number does not fit 64 bits")
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
        case UInt8(ascii: "="): return .mark(byte)
        default: throw SyntaxProblem(place: start, what: "'!' is no operator", remedy: "did you mean '!='?")
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
