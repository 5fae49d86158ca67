/// Reads one selector of a list.
struct SelectorParser {
    /// Compounds in one selector; longer ones stay in the sheet.
    static let maximumCompounds = 32

    private let bytes: ArraySlice<UInt8>
    private let end: Int
    private var at: Int
    private var ids = 0
    private var classes = 0
    private var elements = 0

    private enum Failure: Error {
        case live
        case wrong(Int, String)
    }

    /// - Parameter text: The selector in the sheet's bytes, without the space around it.
    static func read(_ text: ArraySlice<UInt8>) -> Selector.Reading {
        var parser = SelectorParser(text)
        do throws(Failure) {
            return .selector(try parser.selector())
        } catch {
            switch error {
            case .live: return .live
            case .wrong(let offset, let what):
                return .wrong(CSSProblem(offset: offset, what: what, remedy: "it stays in the style sheet as it is"))
            }
        }
    }

    private init(_ text: ArraySlice<UInt8>) {
        bytes = text
        at = text.startIndex
        end = text.endIndex
    }

    private mutating func selector() throws(Failure) -> Selector {
        var compounds = [try compound()]
        var combinators: [Selector.Combinator] = []
        while true {
            let hadSpace = skipSpace()
            guard at < end else { break }
            switch bytes[at] {
            case UInt8(ascii: ">"): combinators.append(.child)
            case UInt8(ascii: "+"): combinators.append(.next)
            case UInt8(ascii: "~"): combinators.append(.later)
            default:
                guard hadSpace else { throw unexpected() }
                combinators.append(.descendant)
                at -= 1
            }
            at += 1
            _ = skipSpace()
            compounds.append(try compound())
            if compounds.count > SelectorParser.maximumCompounds { throw .wrong(at, "this selector is too long") }
        }
        return Selector(
            compounds: compounds.reversed(),
            combinators: combinators.reversed(),
            specificity: ids << 20 + min(classes, 1_023) << 10 + min(elements, 1_023)
        )
    }

    private mutating func compound() throws(Failure) -> Selector.Compound {
        var compound = Selector.Compound()
        let start = at
        if at < end, bytes[at] == UInt8(ascii: "*") {
            at += 1
        } else if let name = name() {
            compound.element = lowercased(name)
            elements += 1
        }
        if at < end, bytes[at] == UInt8(ascii: "|") { throw .wrong(at, "names with a namespace are not read") }
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: "#"):
                at += 1
                guard let name = name() else { throw unexpected() }
                compound.tests.append(.id(name))
                ids += 1
            case UInt8(ascii: "."):
                at += 1
                guard let name = name() else { throw unexpected() }
                compound.tests.append(.hasClass(name))
                classes += 1
            case UInt8(ascii: "["):
                at += 1
                compound.tests.append(.attribute(try attribute()))
                classes += 1
            case UInt8(ascii: ":"):
                at += 1
                compound.tests.append(try pseudoClass())
            default:
                guard at > start else { throw unexpected() }
                return compound
            }
        }
        guard at > start else { throw .wrong(at, "a selector ends too early") }
        return compound
    }

    private mutating func attribute() throws(Failure) -> Selector.AttributeTest {
        _ = skipSpace()
        guard let name = name() else { throw unexpected() }
        _ = skipSpace()
        var test = Selector.AttributeTest(name: lowercased(name), comparison: .isThere, value: [], ignoresCase: false)
        guard at < end else { throw unexpected() }
        if take("]") { return test }
        switch bytes[at] {
        case UInt8(ascii: "="): test.comparison = .equals
        case UInt8(ascii: "~"): test.comparison = .word
        case UInt8(ascii: "|"): test.comparison = .dash
        case UInt8(ascii: "^"): test.comparison = .prefix
        case UInt8(ascii: "$"): test.comparison = .suffix
        case UInt8(ascii: "*"): test.comparison = .contains
        default: throw unexpected()
        }
        if test.comparison != .equals { at += 1 }
        guard take("=") else { throw unexpected() }
        _ = skipSpace()
        guard let value = string() ?? word() else { throw unexpected() }
        test.value = value
        _ = skipSpace()
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "i") {
            test.ignoresCase = true
            at += 1
            _ = skipSpace()
        }
        guard take("]") else { throw unexpected() }
        return test
    }

    private static let withoutArguments: [String: Selector.Test] = [
        "root": .root,
        "empty": .empty,
        "first-child": .place(step: 0, offset: 1, fromEnd: false, ofType: false),
        "last-child": .place(step: 0, offset: 1, fromEnd: true, ofType: false),
        "first-of-type": .place(step: 0, offset: 1, fromEnd: false, ofType: true),
        "last-of-type": .place(step: 0, offset: 1, fromEnd: true, ofType: true),
        "only-child": .onlyChild(ofType: false),
        "only-of-type": .onlyChild(ofType: true),
    ]

    /// What depends on the reader, on other pages or on the client, and old names of pseudo-elements.
    private static let live: Set<String> = [
        "hover", "active", "focus", "focus-within", "focus-visible", "visited", "link", "any-link", "target",
        "checked", "enabled", "disabled", "indeterminate", "before", "after", "first-line", "first-letter",
    ]

    private mutating func pseudoClass() throws(Failure) -> Selector.Test {
        let start = at
        guard let written = name() else { throw .live }  // `::before`
        let name = String(decoding: lowercased(written), as: UTF8.self)
        if at < end, bytes[at] == UInt8(ascii: "(") {
            at += 1
            if name == "not" { return try negation() }
            classes += 1
            switch name {
            case "nth-child": return try place(fromEnd: false, ofType: false)
            case "nth-last-child": return try place(fromEnd: true, ofType: false)
            case "nth-of-type": return try place(fromEnd: false, ofType: true)
            case "nth-last-of-type": return try place(fromEnd: true, ofType: true)
            case "lang":
                _ = skipSpace()
                guard let language = string() ?? self.name() else { throw unexpected() }
                _ = skipSpace()
                guard take(")") else { throw unexpected() }
                return .language(lowercased(language))
            default: throw .wrong(start, "':\(name)()' is not of Selectors Level 3")
            }
        }
        if let test = SelectorParser.withoutArguments[name] {
            classes += 1
            return test
        }
        // Browsers' own ones, such as `:-moz-focusring`.
        if SelectorParser.live.contains(name) || name.hasPrefix("-") { throw .live }
        throw .wrong(start, "there is no ':\(name)'")
    }

    private mutating func negation() throws(Failure) -> Selector.Test {
        var compounds: [Selector.Compound] = []
        repeat {
            _ = skipSpace()
            compounds.append(try compound())
            _ = skipSpace()
        } while take(",")
        guard take(")") else { throw unexpected() }
        return .none(of: compounds)
    }

    /// `2n+1`, `odd`, `-n + 3`, up to the bracket.
    private mutating func place(fromEnd: Bool, ofType: Bool) throws(Failure) -> Selector.Test {
        let start = at
        while at < end, bytes[at] != UInt8(ascii: ")") { at += 1 }
        let formula = lowercased(Array(bytes[start..<at])).filter { !$0.isCSSSpace }
        guard take(")") else { throw unexpected() }
        let text = String(decoding: formula, as: UTF8.self)
        func test(_ step: Int, _ offset: Int) -> Selector.Test {
            .place(step: step, offset: offset, fromEnd: fromEnd, ofType: ofType)
        }
        if text == "odd" { return test(2, 1) }
        if text == "even" { return test(2, 0) }
        let halves = text.split(separator: "n", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 1, let offset = Int(text) { return test(0, offset) }
        if halves.count == 2 {
            let step = ["": 1, "+": 1, "-": -1][halves[0]] ?? Int(halves[0])
            if let step, let offset = halves[1].isEmpty ? 0 : Int(halves[1]) { return test(step, offset) }
        }
        throw .wrong(start, "'\(text)' is no place among siblings")
    }

    // MARK: - Words

    /// An identifier, escapes resolved.
    private mutating func name() -> [UInt8]? {
        guard at < end, !bytes[at].isCSSDigit else { return nil }
        return word()
    }

    /// As ``name()``, but it may begin with a digit, as values of attributes do where their quotes were forgotten.
    private mutating func word() -> [UInt8]? {
        var name: [UInt8] = []
        while at < end {
            if bytes[at].isCSSNamePart {
                name.append(bytes[at])
                at += 1
            } else if bytes[at] == UInt8(ascii: "\\"), at + 1 < end {
                escape(into: &name)
            } else {
                break
            }
        }
        return name.isEmpty ? nil : name
    }

    private mutating func escape(into text: inout [UInt8]) {
        at += 1
        var code: UInt32 = 0
        var digits = 0
        while at < end, digits < 6, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue {
            code = code << 4 | UInt32(digit)
            digits += 1
            at += 1
        }
        if digits == 0 {
            text.append(bytes[at])
            at += 1
        } else {
            if at < end, bytes[at].isCSSSpace { at += 1 }
            text += Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{fffd}").utf8)
        }
    }

    private mutating func string() -> [UInt8]? {
        guard at < end, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { return nil }
        let quote = bytes[at]
        at += 1
        var text: [UInt8] = []
        while at < end, bytes[at] != quote {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < end {
                escape(into: &text)
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        at = min(at + 1, end)
        return text
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard at < end, bytes[at] == UInt8(ascii: mark) else { return false }
        at += 1
        return true
    }

    /// - Returns: Whether there was any. Comments count.
    private mutating func skipSpace() -> Bool {
        let start = at
        while at < end {
            if bytes[at].isCSSSpace {
                at += 1
            } else if at + 1 < end, bytes[at] == UInt8(ascii: "/"), bytes[at + 1] == UInt8(ascii: "*") {
                at += 2
                while at < end, !(bytes[at] == UInt8(ascii: "/") && bytes[at - 1] == UInt8(ascii: "*")) { at += 1 }
                at = min(at + 1, end)
            } else {
                break
            }
        }
        return at > start
    }

    private func unexpected() -> Failure {
        let rest = String(decoding: bytes[min(at, end)..<min(at + 12, end)], as: UTF8.self)
        return .wrong(at, rest.isEmpty ? "a selector ends too early" : "'\(rest)' is unexpected in a selector")
    }
}

func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}
