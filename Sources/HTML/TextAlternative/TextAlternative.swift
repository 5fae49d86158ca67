/// A page as plain text, in two steps: taken from the page's source once, holes kept, and laid out once they are filled.
public enum TextAlternative {
    /// What stands between the steps where the layout has something to do; they are in no text that people write.
    enum Mark {
        static let line: UInt8 = 0x01
        static let paragraph: UInt8 = 0x02
        static let title: UInt8 = 0x03
        static let heading: UInt8 = 0x04
        static let headingEnd: UInt8 = 0x05
        static let item: UInt8 = 0x06
        static let cell: UInt8 = 0x07
    }

    /// The page's words with marks in them: addresses of links behind their words, alternatives of pictures, lists; what
    /// is hidden from readers or from those who listen is left out. Holes stay as they are.
    /// - Parameter holes: In order.
    public static func source(of page: [UInt8], holes: [Hole]) -> [UInt8] {
        var writer = TextSourceWriter(page, Holes(all: holes))
        writer.run()
        return writer.output
    }
}

private struct TextSourceWriter {
    private let page: [UInt8]
    private let masked: [UInt8]
    private let holes: Holes
    private let markup: Markup
    private(set) var output: [UInt8] = []
    /// Elements that are open, with what is to be written behind each.
    private var open: [(name: [UInt8], closing: [UInt8], isData: Bool)] = []
    /// How many elements were open where something began that is not to be read.
    private var hiddenFrom: Int?
    private var captures = 0

    init(_ page: [UInt8], _ holes: Holes) {
        self.page = page
        self.holes = holes
        masked = holes.masking(page)
        markup = Markup(masked)
    }

    mutating func run() {
        for piece in markup.pieces {
            switch piece {
            case .tag(let index): tag(markup.tags[index])
            case .text(let range): text(range)
            case .raw: break
            case .passive(let range): keepSilentHoles(range)
            }
        }
        while !open.isEmpty { closeLast() }
    }

    // MARK: - Text and holes

    private mutating func text(_ range: Range<Int>) {
        var at = range.lowerBound
        for index in holes.indices(in: range) {
            let hole = holes.all[index]
            words(at..<hole.range.lowerBound)
            if hole.kind == .captures { captures += 1 }
            // What is captured or assigned where nobody reads may be printed where people do.
            if hiddenFrom == nil || captures > 0 || hole.kind == .silent { output += page[hole.range] }
            if hole.kind == .closes, captures > 0 { captures -= 1 }
            at = hole.range.upperBound
        }
        words(at..<range.upperBound)
    }

    private mutating func keepSilentHoles(_ range: Range<Int>) {
        for index in holes.indices(in: range) where holes.all[index].kind == .silent {
            output += page[holes.all[index].range]
        }
    }

    private mutating func words(_ range: Range<Int>) {
        guard hiddenFrom == nil || captures > 0, !range.isEmpty else { return }
        let hasEntity = page[range].contains(UInt8(ascii: "&"))
        let text = String(decoding: resolvingEntities(page[range]), as: UTF8.self)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{ad}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{feff}", "\u{34f}": continue
            case "{" where hasEntity: output += Array("{{ '{' }}".utf8)
            case _ where scalar.properties.isWhitespace:
                if output.last != 0x20 { output.append(0x20) }
            default: output += Array(String(scalar).utf8)
            }
        }
    }

    /// An attribute's value with its holes as they are.
    private func value(_ name: StaticString, of tag: Markup.Tag) -> [UInt8]? {
        guard let range = tag.attribute(name)?.value else { return nil }
        var value: [UInt8] = []
        var at = range.lowerBound
        for index in holes.indices(in: range) {
            let hole = holes.all[index].range
            value += resolvingEntities(page[at..<hole.lowerBound]) + page[hole]
            at = hole.upperBound
        }
        return value + resolvingEntities(page[at..<range.upperBound])
    }

    // MARK: - Elements

    private mutating func tag(_ tag: Markup.Tag) {
        if tag.isEnd {
            guard let place = open.lastIndex(where: { $0.name == tag.name }) else { return }
            while open.count > place { closeLast() }
            return
        }
        let name = String(decoding: tag.name, as: UTF8.self)
        if hiddenFrom == nil, TextSourceWriter.unread.contains(name) || isHidden(tag) { hiddenFrom = open.count }
        let isVoid = tag.closesItself || Outline.void.contains(tag.name)
        let isHidden = hiddenFrom != nil
        if isVoid, hiddenFrom == open.count { hiddenFrom = nil }
        let closing = isHidden ? [] : start(name, tag)
        if isVoid { return }
        let role = value("role", of: tag).map { String(decoding: $0, as: UTF8.self) }
        let isData = name == "table" ? role == nil : open.last?.isData ?? false
        open.append((tag.name, closing, isData))
    }

    private mutating func closeLast() {
        let last = open.removeLast()
        if hiddenFrom == nil { output += last.closing }
        if hiddenFrom == open.count { hiddenFrom = nil }
    }

    private static let unread: Set<String> = [
        "head", "title", "style", "script", "template", "noscript", "object", "select",
    ]

    private func isHidden(_ tag: Markup.Tag) -> Bool {
        if tag.attribute("hidden") != nil || value("aria-hidden", of: tag) == Array("true".utf8) { return true }
        guard let style = tag.attribute("style")?.value else { return false }
        return CSSDeclaration.list(parsing: Array(masked[style])).declarations.contains {
            $0.property == "display" && $0.value.lowercased() == "none"
        }
    }

    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figure", "footer",
        "header", "html", "main", "nav", "section", "tbody", "tfoot", "thead",
    ]

    /// Writes what an element begins with.
    /// - Returns: What it ends with.
    private mutating func start(_ name: String, _ tag: Markup.Tag) -> [UInt8] {
        typealias Mark = TextAlternative.Mark
        switch name {
        case "br": output.append(Mark.line)
        case "hr":
            output += [Mark.paragraph] + Array("---".utf8) + [Mark.paragraph]
        case "img": output += value("alt", of: tag) ?? []
        case "a":
            guard let href = value("href", of: tag), !href.isEmpty, href.first != UInt8(ascii: "#") else { return [] }
            return Array(" <".utf8) + href + Array(">".utf8)
        case "h1":
            output.append(Mark.title)
            return [Mark.headingEnd]
        case "h2", "h3", "h4", "h5", "h6":
            output.append(Mark.heading)
            return [Mark.headingEnd]
        case "s", "del", "strike":
            output += Array("(".utf8)
            return Array(")".utf8)
        case "li":
            output.append(Mark.item)
            return [Mark.line]
        case "p", "ul", "ol", "table":
            output.append(Mark.paragraph)
            return [Mark.paragraph]
        case "td", "th":
            let isData = open.last?.isData ?? false
            output.append(isData ? Mark.cell : Mark.line)
            return isData ? [] : [Mark.line]
        case "tr":
            output.append(Mark.line)
            return [Mark.line]
        case _ where TextSourceWriter.blocks.contains(name):
            output.append(Mark.line)
            return [Mark.line]
        default: break
        }
        return []
    }
}
