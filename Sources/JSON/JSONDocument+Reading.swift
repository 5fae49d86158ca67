extension JSONDocument {
    /// Containers inside containers at most.
    public static let maximumDepth = 250

    /// Replaces the document's content by what `text` says.
    public mutating func read(_ text: Span<UInt8>) throws(JSONError) {
        guard text.count <= Int(UInt32.max) / 4 else { throw JSONError(offset: 0, what: "the text is over 1 GiB") }
        bytes.removeAll(keepingCapacity: true)
        nodes.removeAll(keepingCapacity: true)
        bytes.append(addingCapacity: text.count) { copy in
            for index in text.indices { copy.append(text[index]) }
        }
        var reader = JSONReader(end: text.count)
        try reader.value(into: &self, depth: 0)
        reader.skipSpace(in: self)
        if reader.at < reader.end { throw JSONError(offset: reader.at, what: "there is more after the value") }
    }
}

extension JSONDocument {
    /// Marks an earlier member of `object`, which is being read, whose key is that of `key`.
    fileprivate mutating func shadow(_ key: Int, in object: Int) {
        var node = object + 1
        while node < key {
            if nodes[node].tag == nodes[key].tag, bytes[range(node)] == bytes[range(key)] {
                nodes[node].level = 0
            }
            node = next(node + 1)
        }
    }
}

/// A cursor over the first `end` bytes of a document that appends the nodes it reads.
private struct JSONReader {
    var at = 0
    let end: Int

    init(end: Int) { self.end = end }

    mutating func skipSpace(in document: JSONDocument) {
        while at < end {
            switch document.bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): at += 1
            default: return
            }
        }
    }

    mutating func value(into document: inout JSONDocument, depth: Int) throws(JSONError) {
        skipSpace(in: document)
        guard at < end else { throw fail("a value is missing") }
        switch document.bytes[at] {
        case UInt8(ascii: "{"): try object(into: &document, depth: depth)
        case UInt8(ascii: "["): try array(into: &document, depth: depth)
        case UInt8(ascii: "\""): try string(into: &document)
        case UInt8(ascii: "t"): try word("true", .true, into: &document)
        case UInt8(ascii: "f"): try word("false", .false, into: &document)
        case UInt8(ascii: "n"): try word("null", .null, into: &document)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(into: &document)
        default: throw fail("this starts no JSON value")
        }
    }

    private mutating func object(into document: inout JSONDocument, depth: Int) throws(JSONError) {
        let node = try open(.object, depth: depth, in: &document)
        if closes(UInt8(ascii: "}"), in: document) { return close(node, children: 0, in: &document) }
        var members: UInt32 = 0
        var seenTags: UInt64 = 0
        while true {
            skipSpace(in: document)
            guard at < end, document.bytes[at] == UInt8(ascii: "\"") else { throw fail("a member's name is missing") }
            let key = document.nodes.count
            try string(into: &document)
            let tag = JSONDocument.tag(of: document.text(key))
            document.nodes[key].tag = tag
            document.nodes[key].level = UInt8(depth + 1)
            // Few objects have members enough for two tags to meet here; those that do are looked at closely.
            if seenTags & 1 << UInt64(tag & 63) != 0 { document.shadow(key, in: node) }
            seenTags |= 1 << UInt64(tag & 63)
            skipSpace(in: document)
            guard take(UInt8(ascii: ":"), in: document) else { throw fail("a colon is missing") }
            try value(into: &document, depth: depth + 1)
            members += 1
            skipSpace(in: document)
            if take(UInt8(ascii: ","), in: document) { continue }
            guard take(UInt8(ascii: "}"), in: document) else { throw fail("a comma or } is missing") }
            return close(node, children: members, in: &document)
        }
    }

    private mutating func array(into document: inout JSONDocument, depth: Int) throws(JSONError) {
        let node = try open(.array, depth: depth, in: &document)
        if closes(UInt8(ascii: "]"), in: document) { return close(node, children: 0, in: &document) }
        var items: UInt32 = 0
        while true {
            try value(into: &document, depth: depth + 1)
            items += 1
            skipSpace(in: document)
            if take(UInt8(ascii: ","), in: document) { continue }
            guard take(UInt8(ascii: "]"), in: document) else { throw fail("a comma or ] is missing") }
            return close(node, children: items, in: &document)
        }
    }

    private mutating func open(
        _ kind: JSONDocument.Kind,
        depth: Int,
        in document: inout JSONDocument
    ) throws(JSONError) -> Int {
        guard depth < JSONDocument.maximumDepth else { throw fail("it nests deeper than \(JSONDocument.maximumDepth)") }
        at += 1
        document.nodes.append(JSONDocument.Node(kind: kind, level: UInt8(depth + 1), start: 0, end: 0, next: 0))
        return document.nodes.count - 1
    }

    private func close(_ node: Int, children: UInt32, in document: inout JSONDocument) {
        document.nodes[node].start = children
        document.nodes[node].next = UInt32(document.nodes.count)
    }

    private mutating func closes(_ byte: UInt8, in document: JSONDocument) -> Bool {
        skipSpace(in: document)
        return take(byte, in: document)
    }

    private mutating func take(_ byte: UInt8, in document: JSONDocument) -> Bool {
        guard at < end, document.bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func word(
        _ word: StaticString,
        _ kind: JSONDocument.Kind,
        into document: inout JSONDocument
    ) throws(JSONError) {
        let start = at
        for byte in word.description.utf8 {
            guard take(byte, in: document) else { throw fail("this starts no JSON value") }
        }
        append(kind, start..<at, to: &document)
    }

    private mutating func number(into document: inout JSONDocument) throws(JSONError) {
        let start = at
        _ = take(UInt8(ascii: "-"), in: document)
        if take(UInt8(ascii: "0"), in: document) {
            if digits(in: document) > 0 { throw JSONError(offset: start, what: "a number starts with a needless 0") }
        } else if digits(in: document) == 0 {
            throw fail("a digit is missing")
        }
        var kind = JSONDocument.Kind.integer
        if take(UInt8(ascii: "."), in: document) {
            kind = .decimal
            if digits(in: document) == 0 { throw fail("a digit is missing after the point") }
        }
        if take(UInt8(ascii: "e"), in: document) || take(UInt8(ascii: "E"), in: document) {
            kind = .decimal
            _ = take(UInt8(ascii: "+"), in: document) || take(UInt8(ascii: "-"), in: document)
            if digits(in: document) == 0 { throw fail("a digit is missing in the exponent") }
        }
        if kind == .integer, JSONDocument.integer(document.bytes.span.extracting(start..<at)) == nil { kind = .decimal }
        append(kind, start..<at, to: &document)
    }

    private mutating func digits(in document: JSONDocument) -> Int {
        let start = at
        while at < end, document.bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        return at - start
    }

    private mutating func string(into document: inout JSONDocument) throws(JSONError) {
        at += 1
        let start = at
        while at < end {
            switch document.bytes[at] {
            case UInt8(ascii: "\""):
                append(.string, start..<at, to: &document)
                at += 1
                return
            case UInt8(ascii: "\\"): return try escapedString(from: start, into: &document)
            case 0..<0x20: throw fail("a control character stands in a string")
            default: at += 1
            }
        }
        throw fail("a string has no end")
    }

    /// Goes on at the first backslash, writing the content behind the text.
    private mutating func escapedString(from start: Int, into document: inout JSONDocument) throws(JSONError) {
        let content = document.bytes.count
        document.bytes.append(contentsOf: document.bytes[start..<at])
        while at < end {
            let byte = document.bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                return append(.string, content..<document.bytes.count, to: &document)
            case UInt8(ascii: "\\"):
                try escape(into: &document)
            case 0..<0x20: throw fail("a control character stands in a string")
            default: document.bytes.append(byte)
            }
        }
        throw fail("a string has no end")
    }

    private mutating func escape(into document: inout JSONDocument) throws(JSONError) {
        guard at < end else { throw fail("a string has no end") }
        let byte = document.bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): document.bytes.append(byte)
        case UInt8(ascii: "b"): document.bytes.append(0x08)
        case UInt8(ascii: "f"): document.bytes.append(0x0c)
        case UInt8(ascii: "n"): document.bytes.append(0x0a)
        case UInt8(ascii: "r"): document.bytes.append(0x0d)
        case UInt8(ascii: "t"): document.bytes.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal(in: document)
            if 0xd800..<0xdc00 ~= code, at + 1 < end, document.bytes[at] == UInt8(ascii: "\\"),
                document.bytes[at + 1] == UInt8(ascii: "u")
            {
                let before = at
                at += 2
                let low = try hexadecimal(in: document)
                if 0xdc00..<0xe000 ~= low {
                    code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
                } else {
                    at = before
                }
            }
            let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
            document.bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw fail("this escape is unknown")
        }
    }

    private mutating func hexadecimal(in document: JSONDocument) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard at < end, let digit = Character(Unicode.Scalar(document.bytes[at])).hexDigitValue else {
                throw fail("four hexadecimal digits must follow \\u")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private func append(_ kind: JSONDocument.Kind, _ range: Range<Int>, to document: inout JSONDocument) {
        let next = UInt32(document.nodes.count + 1)
        document.nodes.append(
            JSONDocument.Node(
                kind: kind,
                start: UInt32(range.lowerBound),
                end: UInt32(range.upperBound),
                next: next
            )
        )
    }

    private func fail(_ what: String) -> JSONError { JSONError(offset: at, what: what) }
}
