extension CSSStylesheet {
    /// Reads a style sheet; whatever is wrong with it, the rest is read.
    /// - Parameter range: Where in `bytes` the sheet stands, such as the content of a `style` element; `nil` means all.
    public init(parsing bytes: [UInt8], in range: Range<Int>? = nil) {
        var parser = CSSParser(bytes)
        let items = parser.items(range ?? 0..<bytes.count, depth: 0)
        self.init(items: items, problems: parser.problems)
    }
}

/// Takes a sheet apart at its braces and semicolons.
struct CSSParser {
    /// Rules within at-rules within at-rules; deeper ones stay unread in the sheet.
    static let maximumDepth = 16

    private let scanner: CSSScanner
    private(set) var problems: [CSSProblem] = []

    init(_ bytes: [UInt8]) { scanner = CSSScanner(bytes: bytes) }

    private mutating func report(_ offset: Int, _ what: String, _ remedy: String) {
        problems.append(CSSProblem(offset: offset, what: what, remedy: remedy))
    }

    mutating func items(_ range: Range<Int>, depth: Int) -> [CSSItem] {
        var items: [CSSItem] = []
        var at = range.lowerBound
        while true {
            at = scanner.skipSpace(at..<range.upperBound, htmlComments: true)
            guard at < range.upperBound else { return items }
            switch scanner.bytes[at] {
            case UInt8(ascii: "}"):
                // As in browsers, it spoils the rule that follows.
                report(at, "this '}' closes nothing, and the next rule is lost", "take it out")
                let brace = scanner.find(UInt8(ascii: "{"), in: at + 1..<range.upperBound)
                at = brace < range.upperBound ? block(at: brace, end: range.upperBound).end : brace
            case UInt8(ascii: "@"):
                let rule = atRule(at..<range.upperBound, depth: depth)
                items.append(.atRule(rule))
                at = rule.range.upperBound
            default:
                let brace = scanner.find(UInt8(ascii: "{"), in: at..<range.upperBound)
                guard brace < range.upperBound else {
                    report(at, "there is no '{' behind '\(excerpt(at..<brace))'", "write a block, or take it out")
                    return items
                }
                let block = block(at: brace, end: range.upperBound)
                let content = declarations(block.content)
                let rule = CSSRule(
                    selectors: selectors(at..<brace),
                    declarations: content.declarations,
                    isWhole: content.isWhole,
                    range: at..<block.end
                )
                items.append(.rule(rule))
                at = block.end
            }
        }
    }

    private static let withRules: Set<String> = [
        "media", "supports", "layer", "container", "document", "-moz-document", "keyframes", "-webkit-keyframes",
        "-moz-keyframes", "-o-keyframes",
    ]

    private mutating func atRule(_ range: Range<Int>, depth: Int) -> CSSAtRule {
        let start = range.lowerBound
        var nameEnd = start + 1
        while nameEnd < range.upperBound, scanner.bytes[nameEnd].isCSSNamePart { nameEnd += 1 }
        let name = scanner.text(start + 1..<nameEnd).lowercased()
        let end = scanner.find(UInt8(ascii: "{"), or: UInt8(ascii: ";"), in: nameEnd..<range.upperBound)
        var rule = CSSAtRule(
            name: name,
            prelude: trimmed(nameEnd..<end),
            items: [],
            declarations: [],
            range: start..<min(end + 1, range.upperBound)
        )
        guard end < range.upperBound, scanner.bytes[end] == UInt8(ascii: "{") else { return rule }
        let block = block(at: end, end: range.upperBound)
        rule.range = start..<block.end
        if !CSSParser.withRules.contains(name) {
            rule.declarations = declarations(block.content).declarations
        } else if depth < CSSParser.maximumDepth {
            rule.items = items(block.content, depth: depth + 1)
        }
        return rule
    }

    /// What stands between a `{` and its `}`, and where it is over.
    private mutating func block(at brace: Int, end: Int) -> (content: Range<Int>, end: Int) {
        let close = scanner.find(UInt8(ascii: "}"), in: brace + 1..<end)
        if close < end { return (brace + 1..<close, close + 1) }
        report(brace, "this '{' is never closed", "add '}'")
        return (brace + 1..<end, end)
    }

    private func selectors(_ range: Range<Int>) -> [CSSText] {
        var selectors: [CSSText] = []
        var start = range.lowerBound
        while true {
            let end = scanner.find(UInt8(ascii: ","), in: start..<range.upperBound)
            selectors.append(trimmed(start..<end))
            if end >= range.upperBound { return selectors }
            start = end + 1
        }
    }

    mutating func declarations(_ range: Range<Int>) -> (declarations: [CSSDeclaration], isWhole: Bool) {
        var declarations: [CSSDeclaration] = []
        var isWhole = true
        var at = range.lowerBound
        while true {
            at = scanner.skipSpace(at..<range.upperBound)
            guard at < range.upperBound else { return (declarations, isWhole) }
            let end = scanner.find(UInt8(ascii: ";"), or: UInt8(ascii: "{"), in: at..<range.upperBound)
            if end < range.upperBound, scanner.bytes[end] == UInt8(ascii: "{") {
                report(at, "mail clients do not know rules within rules", "write it as a rule of its own")
                isWhole = false
                let close = scanner.find(UInt8(ascii: "}"), in: end + 1..<range.upperBound)
                at = min(close + 1, range.upperBound)
                continue
            }
            if let declaration = declaration(at..<end) {
                declarations.append(declaration)
            } else if end > at {
                report(at, "'\(excerpt(at..<end))' is no declaration", "write it as property: value")
                isWhole = false
            }
            at = min(end + 1, range.upperBound)
        }
    }

    private func declaration(_ range: Range<Int>) -> CSSDeclaration? {
        var nameEnd = range.lowerBound
        while nameEnd < range.upperBound, scanner.bytes[nameEnd].isCSSNamePart { nameEnd += 1 }
        let colon = scanner.skipSpace(nameEnd..<range.upperBound)
        guard nameEnd > range.lowerBound, !scanner.bytes[range.lowerBound].isCSSDigit, colon < range.upperBound,
            scanner.bytes[colon] == UInt8(ascii: ":")
        else { return nil }
        let name = scanner.text(range.lowerBound..<nameEnd)
        var value = trimmed(colon + 1..<range.upperBound).range
        let whole = range.lowerBound..<value.upperBound
        var isImportant = false
        if let mark = scanner.bytes[value].lastIndex(of: UInt8(ascii: "!")) {
            let word = trimmed(mark + 1..<value.upperBound).text.lowercased()
            if word == "important" {
                isImportant = true
                value = trimmed(value.lowerBound..<mark).range
            }
        }
        let isCustom = name.hasPrefix("--")
        guard !value.isEmpty || isCustom else { return nil }
        return CSSDeclaration(
            property: isCustom ? name : name.lowercased(),
            value: scanner.withoutComments(value),
            isImportant: isImportant,
            range: whole,
            valueRange: value
        )
    }

    /// Without the space and the comments at its ends.
    private func trimmed(_ range: Range<Int>) -> CSSText {
        let start = scanner.skipSpace(range)
        let end = scanner.lastNonSpace(start..<range.upperBound)
        return CSSText(text: scanner.withoutComments(start..<end), range: start..<end)
    }

    private func excerpt(_ range: Range<Int>) -> String {
        let text = normalizingSpace(scanner.text(range))
        return text.count > 40 ? text.prefix(40) + "…" : text
    }
}
