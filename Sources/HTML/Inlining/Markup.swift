/// A page taken apart into tags and what is between them, every byte where it was. Source: HTML Living Standard, 13.2.5.
struct Markup {
    struct Attribute {
        /// In lower case.
        var name: [UInt8]
        var range: Range<Int>
        /// Without the quotes; `nil` where there is no `=`.
        var value: Range<Int>?
        var isQuoted: Bool
    }

    struct Tag {
        /// In lower case.
        var name: [UInt8]
        /// From `<` to behind `>`.
        var range: Range<Int>
        var nameEnd: Int
        var isEnd: Bool
        /// `<br/>`
        var closesItself: Bool
        var attributes: [Attribute]

        func attribute(_ name: StaticString) -> Attribute? {
            attributes.first { $0.name.elementsEqual(name.description.utf8) }
        }

        /// Where a further attribute can be written.
        var attributesEnd: Int { attributes.last?.range.upperBound ?? nameEnd }
    }

    enum Piece {
        case tag(Int)
        case text(Range<Int>)
        /// What stands in a `style`, `script`, `title` or `textarea` element, whose start tag came before.
        case raw(Range<Int>)
        /// A comment, a document type or a downlevel-revealed `<![if …]>`.
        case passive(Range<Int>)
    }

    private(set) var tags: [Tag] = []
    private(set) var pieces: [Piece] = []

    private static let rawElements: [[UInt8]] = ["style", "script", "title", "textarea", "xmp", "iframe", "noembed"].map
    {
        Array($0.utf8)
    }

    init(_ bytes: [UInt8]) {
        let span = bytes.span
        var at = 0
        var textStart = 0
        while at < span.count {
            guard span[at] == UInt8(ascii: "<"), at + 1 < span.count else {
                at += 1
                continue
            }
            let next = span[at + 1]
            let isEnd = next == UInt8(ascii: "/")
            let isTag = Markup.isLetter(isEnd && at + 2 < span.count ? span[at + 2] : next)
            guard isTag || isEnd || next == UInt8(ascii: "!") || next == UInt8(ascii: "?") else {
                at += 1
                continue
            }
            if textStart < at { pieces.append(.text(textStart..<at)) }
            if isTag {
                let tag = Markup.tag(span, from: at, isEnd: isEnd)
                at = tag.range.upperBound
                let isRaw = !isEnd && Markup.rawElements.contains(tag.name)
                pieces.append(.tag(tags.count))
                if isRaw {
                    let end = Markup.rawEnd(span, from: at, name: tag.name)
                    if at < end { pieces.append(.raw(at..<end)) }
                    at = end
                }
                tags.append(tag)
            } else {
                let end = Markup.passiveEnd(span, from: at)
                pieces.append(.passive(at..<end))
                at = end
            }
            textStart = at
        }
        if textStart < span.count { pieces.append(.text(textStart..<span.count)) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func tag(_ span: Span<UInt8>, from start: Int, isEnd: Bool) -> Tag {
        var at = start + (isEnd ? 2 : 1)
        let nameStart = at
        while at < span.count, !endsName(span[at]) { at += 1 }
        var tag = Tag(
            name: word(span, nameStart..<at),
            range: start..<at,
            nameEnd: at,
            isEnd: isEnd,
            closesItself: false,
            attributes: []
        )
        while true {
            while at < span.count, span[at].isCSSSpace || span[at] == UInt8(ascii: "/") {
                tag.closesItself = span[at] == UInt8(ascii: "/")
                at += 1
            }
            guard at < span.count else { break }
            if span[at] == UInt8(ascii: ">") {
                at += 1
                break
            }
            tag.closesItself = false
            tag.attributes.append(attribute(span, &at))
        }
        tag.range = start..<at
        return tag
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte.isCSSSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private static func attribute(_ span: Span<UInt8>, _ at: inout Int) -> Attribute {
        let start = at
        at += 1
        while at < span.count, !endsName(span[at]), span[at] != UInt8(ascii: "=") { at += 1 }
        var attribute = Attribute(name: word(span, start..<at), range: start..<at, value: nil, isQuoted: false)
        var equals = at
        while equals < span.count, span[equals].isCSSSpace { equals += 1 }
        guard equals < span.count, span[equals] == UInt8(ascii: "=") else { return attribute }
        at = equals + 1
        while at < span.count, span[at].isCSSSpace { at += 1 }
        let quote = at < span.count ? span[at] : 0
        attribute.isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if attribute.isQuoted { at += 1 }
        let valueStart = at
        while at < span.count, attribute.isQuoted ? span[at] != quote : !endsValue(span[at]) { at += 1 }
        attribute.value = valueStart..<at
        if attribute.isQuoted, at < span.count { at += 1 }
        attribute.range = start..<at
        return attribute
    }

    private static func endsValue(_ byte: UInt8) -> Bool { byte.isCSSSpace || byte == UInt8(ascii: ">") }

    private static func word(_ span: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var word: [UInt8] = []
        word.reserveCapacity(range.count)
        for index in range {
            let byte = span[index]
            word.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
        }
        return word
    }

    private static func rawEnd(_ span: Span<UInt8>, from start: Int, name: [UInt8]) -> Int {
        var at = start
        while at + name.count + 2 <= span.count {
            if span[at] == UInt8(ascii: "<"), span[at + 1] == UInt8(ascii: "/"),
                word(span, at + 2..<at + 2 + name.count) == name,
                at + 2 + name.count == span.count || endsName(span[at + 2 + name.count])
            {
                return at
            }
            at += 1
        }
        return span.count
    }

    private static func passiveEnd(_ span: Span<UInt8>, from start: Int) -> Int {
        let dash = UInt8(ascii: "-")
        let isComment = start + 3 < span.count && span[start + 2] == dash && span[start + 3] == dash
        var at = start + 2
        while at < span.count {
            if span[at] == UInt8(ascii: ">"),
                !isComment || at >= start + 4 && span[at - 1] == dash && span[at - 2] == dash
            {
                return at + 1
            }
            at += 1
        }
        return span.count
    }
}
