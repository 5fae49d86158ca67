/// Writes the style attribute of an element from the rules that match it, and the attributes that old mail programs read
/// instead.
///
/// What the rules say stands before what the attribute says already, so the attribute wins; what they say with
/// `!important` stands behind it, without the mark, so that marked rules in `@media` still win over it.
struct StyleWriter {
    let sources: [StyleSource]
    let rules: [Inliner.Rule]
    let holes: Holes
    private var merged: [[Int]: Merged] = [:]

    init(sources: [StyleSource], rules: [Inliner.Rule], holes: Holes) {
        self.sources = sources
        self.rules = rules
        self.holes = holes
    }

    private struct Piece {
        var rule: Int
        var declaration: CSSDeclaration
    }

    private struct Merged {
        var normal: [Piece]
        var important: [Piece]
        /// In double quotes: `a:b;c:d`
        var normalText: [UInt8]
        var importantText: [UInt8]
    }

    mutating func edits(
        for tag: Markup.Tag,
        matched: [Int],
        page: [UInt8],
        masked: [UInt8]
    ) -> (edits: [Inlining.Edit], unknownAttribute: String?) {
        let style = merge(matched)
        guard !style.normal.isEmpty || !style.important.isEmpty else { return ([], nil) }
        var edits: [Inlining.Edit] = []
        let existing = tag.attribute("style")
        var added: [UInt8] = []
        if let existing {
            edits += extending(existing, by: style, page, masked)
        } else {
            added = Array(" style=\"".utf8) + joined([style.normalText, style.importantText]) + Array("\"".utf8)
        }
        let (attributes, unknown) = attributes(tag, style, existing, masked)
        added += attributes
        if !added.isEmpty {
            edits.append(Inlining.Edit(range: tag.attributesEnd..<tag.attributesEnd, replacement: added))
        }
        return (edits, unknown)
    }

    private func joined(_ parts: [[UInt8]]) -> [UInt8] {
        Array(parts.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: ";")]))
    }

    private func extending(
        _ attribute: Markup.Attribute,
        by style: Merged,
        _ page: [UInt8],
        _ masked: [UInt8]
    ) -> [Inlining.Edit] {
        let semicolon = Array(";".utf8)
        guard let value = attribute.value, attribute.isQuoted else {
            let old = attribute.value.map { Array(page[$0]) } ?? []
            let new = joined([style.normalText, old, style.importantText])
            return [Inlining.Edit(range: attribute.range, replacement: Array("style=\"".utf8) + new + Array("\"".utf8))]
        }
        let quote = page[value.lowerBound - 1]
        let quoted = { (text: [UInt8]) in quote == UInt8(ascii: "'") ? StyleWriter.inSingleQuotes(text) : text }
        var edits: [Inlining.Edit] = []
        if !style.normalText.isEmpty {
            let start = value.lowerBound..<value.lowerBound
            edits.append(Inlining.Edit(range: start, replacement: quoted(style.normalText) + semicolon))
        }
        if !style.importantText.isEmpty {
            let last = masked[value].last { !$0.isCSSSpace }
            let separator = last == nil || last == UInt8(ascii: ";") ? [] : semicolon
            // The quote is written anew, so that this edit belongs to where the attribute ends.
            let end = value.upperBound..<min(value.upperBound + 1, page.count)
            edits.append(Inlining.Edit(range: end, replacement: separator + quoted(style.importantText) + page[end]))
        }
        return edits
    }

    // MARK: - The cascade

    private mutating func merge(_ matched: [Int]) -> Merged {
        if let known = merged[matched] { return known }
        let pieces = matched.flatMap { rule in
            rules[rule].rule.declarations.map { Piece(rule: rule, declaration: $0) }
        }
        let normal = StyleWriter.winning(pieces.filter { !$0.declaration.isImportant })
        let important = StyleWriter.winning(pieces.filter(\.declaration.isImportant))
        let new = Merged(
            normal: normal,
            important: important,
            normalText: joined(normal.map(text)),
            importantText: joined(important.map(text))
        )
        merged[matched] = new
        return new
    }

    /// Of each property what the last rule says, in the order of the rules; a rule's own fallbacks stay.
    private static func winning(_ pieces: [Piece]) -> [Piece] {
        var lastRule: [String: Int] = [:]
        for (index, piece) in pieces.enumerated() { lastRule[piece.declaration.property] = pieces[index].rule }
        return pieces.filter { lastRule[$0.declaration.property] == $0.rule }
    }

    /// `property:value` for an attribute in double quotes.
    private func text(_ piece: Piece) -> [UInt8] {
        let source = sources[rules[piece.rule].source]
        let declaration = piece.declaration
        let name = Array(declaration.property.utf8) + [UInt8(ascii: ":")]
        let inside = source.file == nil ? holes.indices(in: declaration.valueRange) : 0..<0
        if inside.isEmpty { return name + StyleWriter.inDoubleQuotes(Array(declaration.value.utf8)) }
        var result = name
        var at = declaration.valueRange.lowerBound
        for index in inside {
            let hole = holes.all[index].range
            result += StyleWriter.inDoubleQuotes(Array(source.text[at..<hole.lowerBound]))
            result += source.text[hole]
            at = hole.upperBound
        }
        return result + StyleWriter.inDoubleQuotes(Array(source.text[at..<declaration.valueRange.upperBound]))
    }

    /// Line ends become spaces, so that places in the template stay on their lines.
    private static func inDoubleQuotes(_ text: [UInt8]) -> [UInt8] {
        let hasSingle = text.contains(UInt8(ascii: "'"))
        var result: [UInt8] = []
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\""): result += hasSingle ? Array("&quot;".utf8) : [UInt8(ascii: "'")]
            case UInt8(ascii: "&"):
                // What a template printed into the sheet is escaped already.
                result += resolvingEntities(text[index...].prefix(12)).first == byte ? Array("&amp;".utf8) : [byte]
            case 0x09, 0x0a, 0x0c, 0x0d: result.append(0x20)
            default: result.append(byte)
            }
        }
        return result
    }

    private static func inSingleQuotes(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { $0 == UInt8(ascii: "'") ? Array("&#39;".utf8) : [$0] }
    }

    // MARK: - Attributes that say the same

    private static let sized: Set<String> = ["table", "td", "th", "img"]
    private static let coloured: Set<String> = ["body", "table", "tr", "td", "th"]
    private static let aligned: Set<String> = ["tr", "td", "th"]

    private func attributes(
        _ tag: Markup.Tag,
        _ style: Merged,
        _ existing: Markup.Attribute?,
        _ masked: [UInt8]
    ) -> (written: [UInt8], unknown: String?) {
        let element = String(decoding: tag.name, as: UTF8.self)
        var wanted: [(attribute: StaticString, properties: Set<String>, convert: (String) -> String?)] = []
        if StyleWriter.sized.contains(element) {
            wanted.append(("width", ["width"], { LegacyValue.length($0, percent: element != "img") }))
            wanted.append(("height", ["height"], { LegacyValue.length($0, percent: element != "img") }))
        }
        if StyleWriter.coloured.contains(element) {
            wanted.append(("bgcolor", ["background-color", "background"], LegacyValue.colour))
        }
        if StyleWriter.aligned.contains(element) {
            wanted.append(("align", ["text-align"], { LegacyValue.word($0, ["left", "center", "right", "justify"]) }))
            wanted.append(
                ("valign", ["vertical-align"], { LegacyValue.word($0, ["top", "middle", "bottom", "baseline"]) })
            )
        }
        var written: [UInt8] = []
        for (attribute, properties, convert) in wanted where tag.attribute(attribute) == nil {
            let pieces = style.normal + style.important
            guard let piece = pieces.last(where: { properties.contains($0.declaration.property) }) else { continue }
            let isPage = sources[rules[piece.rule].source].file == nil
            switch says(existing, properties, masked) {
            case .yes: continue
            case .unknown: return (written, attribute.description)
            case .no: break
            }
            if isPage, holes.touches(piece.declaration.valueRange) { return (written, attribute.description) }
            guard let value = convert(piece.declaration.value.lowercased()) else { continue }
            written += Array(" \(attribute)=\"\(value)\"".utf8)
        }
        return (written, nil)
    }

    /// Whether a style attribute sets one of the properties itself.
    private func says(_ attribute: Markup.Attribute?, _ properties: Set<String>, _ masked: [UInt8]) -> Answer {
        guard let range = attribute?.value else { return .no }
        let text = resolvingEntities(masked[range])
        let declarations = CSSDeclaration.list(parsing: text).declarations
        if declarations.contains(where: { properties.contains($0.property) }) { return .yes }
        let inside = holes.indices(in: range)
        if inside.isEmpty { return .no }
        // Holes in values set nothing.
        guard text.count == range.count else { return .unknown }
        let inValues = declarations.reduce(0) { sum, declaration in
            let value = declaration.valueRange
            return sum
                + holes.indices(in: range.lowerBound + value.lowerBound..<range.lowerBound + value.upperBound).count
        }
        return inValues == inside.count ? .no : .unknown
    }
}

/// Values of CSS as attributes of HTML 4 write them.
enum LegacyValue {
    /// `600px` → `600`, `50%` → `50%`; `nil` for all else.
    static func length(_ value: String, percent: Bool) -> String? {
        if value.hasSuffix("px"), let pixels = Int(value.dropLast(2)), pixels >= 0 { return String(pixels) }
        if percent, value.hasSuffix("%"), let share = Int(value.dropLast()), share >= 0 { return value }
        return value == "0" ? "0" : nil
    }

    /// `#fff` → `#ffffff`, and names of colours.
    static func colour(_ value: String) -> String? {
        let digits = value.dropFirst()
        if value.hasPrefix("#"), digits.allSatisfy(\.isHexDigit) {
            if digits.count == 6 { return value }
            if digits.count == 3 { return "#" + digits.map { "\($0)\($0)" }.joined() }
        }
        return names.contains(value) ? value : nil
    }

    static func word(_ value: String, _ words: Set<String>) -> String? { words.contains(value) ? value : nil }

    /// Source: HTML 4.01, 6.5 "Colors".
    private static let names: Set<String> = [
        "aqua", "black", "blue", "fuchsia", "gray", "green", "lime", "maroon", "navy", "olive", "purple", "red",
        "silver", "teal", "white", "yellow",
    ]
}
