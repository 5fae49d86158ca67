/// Where the fields of a message's header are, each with its folded lines.
struct HeaderFields {
    struct Field {
        /// Without the line's end.
        let range: Range<Int>
        /// Bytes before the colon.
        let nameLength: Int
    }

    private(set) var fields: [Field] = []
    /// Where the body begins: behind the empty line.
    private(set) var bodyStart: Int

    init(_ message: Span<UInt8>) {
        bodyStart = message.count
        var start = 0
        var colon: Int?
        var index = 0
        while index < message.count {
            let byte = message[index]
            if byte == UInt8(ascii: ":"), colon == nil { colon = index }
            let endsLine =
                byte == UInt8(ascii: "\r") && index + 1 < message.count && message[index + 1] == UInt8(ascii: "\n")
            guard endsLine else {
                index += 1
                continue
            }
            if index == start {
                bodyStart = index + 2
                return
            }
            index += 2
            let isFolded =
                index < message.count && (message[index] == UInt8(ascii: " ") || message[index] == UInt8(ascii: "\t"))
            if isFolded { continue }
            if let colon { fields.append(Field(range: start..<(index - 2), nameLength: colon - start)) }
            start = index
            colon = nil
        }
    }

    /// The fields of a name, the lowest first, as a signature counts them. Source: RFC 6376 section 5.4.2.
    func fields(named name: StaticString, in message: Span<UInt8>) -> [Field] {
        var found: [Field] = []
        for field in fields.reversed() where field.nameLength == name.utf8CodeUnitCount {
            var isSame = true
            for (letter, index) in zip(name.description.utf8, field.range) {
                isSame = isSame && lowercased(letter) == lowercased(message[index])
            }
            if isSame { found.append(field) }
        }
        return found
    }
}
