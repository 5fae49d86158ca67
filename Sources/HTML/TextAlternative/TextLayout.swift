extension TextAlternative {
    /// Longest line, in characters; one word may be longer, so that addresses stay whole. Source: RFC 5322, 2.1.1.
    public static let maximumLine = 78

    /// Lays out filled-in text: lines wrapped between words, headings underlined, no more than one empty line.
    public static func laidOut(_ text: [UInt8]) -> [UInt8] {
        var layout = TextLayout()
        layout.run(text.span)
        return layout.output
    }
}

private struct TextLayout {
    private(set) var output: [UInt8] = []
    private var word: [UInt8] = []
    /// Characters.
    private var wordWidth = 0
    private var lineWidth = 0
    /// Of the heading so far.
    private var widestLine = 0
    private var underline: UInt8?
    private var indent = 0
    /// Line ends at the end of `output`; as many as an empty line has, where there is no text yet.
    private var lineEnds = 2

    mutating func run(_ text: Span<UInt8>) {
        output.reserveCapacity(text.count + text.count / 16)
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: endWord()
            case TextAlternative.Mark.line: endLine()
            case TextAlternative.Mark.paragraph: endParagraph()
            case TextAlternative.Mark.title: startHeading(UInt8(ascii: "="))
            case TextAlternative.Mark.heading: startHeading(UInt8(ascii: "-"))
            case TextAlternative.Mark.headingEnd: endHeading()
            case TextAlternative.Mark.item:
                endLine()
                append(Array("- ".utf8), width: 2)
                indent = 2
            case TextAlternative.Mark.cell:
                endWord()
                if lineWidth > 0 { append(Array(" |".utf8), width: 2) }
            default:
                word.append(byte)
                if byte & 0b1100_0000 != 0b1000_0000 { wordWidth += 1 }
            }
        }
        endParagraph()
        // One line end at the end.
        if output.count > 1, lineEnds == 2 { output.removeLast() }
    }

    private mutating func append(_ bytes: [UInt8], width: Int) {
        output += bytes
        lineWidth += width
        widestLine = max(widestLine, lineWidth)
        lineEnds = 0
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        if lineWidth > indent, lineWidth + 1 + wordWidth > TextAlternative.maximumLine {
            breakLine()
            append(Array(repeating: 0x20, count: indent), width: indent)
        } else if lineWidth > indent || lineWidth > 0 && indent == 0 {
            append([0x20], width: 1)
        }
        append(word, width: wordWidth)
        word.removeAll(keepingCapacity: true)
        wordWidth = 0
    }

    private mutating func breakLine() {
        guard lineEnds < 2 else { return }
        output.append(0x0a)
        lineEnds += 1
        lineWidth = 0
    }

    private mutating func endLine() {
        endWord()
        if lineEnds == 0 { breakLine() }
        indent = 0
    }

    private mutating func endParagraph() {
        endLine()
        breakLine()
    }

    private mutating func startHeading(_ mark: UInt8) {
        endParagraph()
        underline = mark
        widestLine = 0
    }

    private mutating func endHeading() {
        endLine()
        if let underline, widestLine > 0 { append(Array(repeating: underline, count: widestLine), width: widestLine) }
        underline = nil
        endParagraph()
    }
}
