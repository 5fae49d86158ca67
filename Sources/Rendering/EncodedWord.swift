/// `=?UTF-8?B?…?=`: text in a header that is not plain ASCII. Source: RFC 2047.
enum EncodedWord {
    /// Characters of one word, brackets and all.
    static let maximumLength = 75
    /// Characters of a line that holds one.
    static let maximumLine = 76

    private static let opening = Array("=?UTF-8?".utf8)
    /// `=?UTF-8?Q?` and `?=`
    private static let overhead = 12

    /// Whether text would not come back as it is if it were written plainly.
    /// - Parameter column: Characters before it on its line.
    static func isNeeded(for text: String, column: Int) -> Bool {
        var previous = UInt8(ascii: " ")
        var wordLength = 0
        var lineLength = column
        for byte in text.utf8 {
            // Outside of 0x20 ... 0x7e are tabs and all that is not ASCII.
            guard (0x20...0x7e).contains(byte) else { return true }
            if byte == UInt8(ascii: " ") {
                // Spaces at an end or in a row are lost where a reader unfolds.
                if previous == UInt8(ascii: " ") { return true }
                wordLength = 0
                lineLength = 0
            } else {
                if previous == UInt8(ascii: "="), byte == UInt8(ascii: "?") { return true }
                wordLength += 1
                lineLength += 1
                if lineLength >= HeaderWriter.maximumLine { return true }
            }
            previous = byte
        }
        return previous == UInt8(ascii: " ") && !text.isEmpty
    }

    /// Writes text as words, each on a line of its own but for the first, never cutting a character.
    /// - Parameter column: Characters that stand on the line already.
    static func append(_ text: String, column: Int, to output: inout [UInt8]) {
        let bytes = Array(text.utf8)
        let quoted = bytes.reduce(0) { $0 + quotedLength($1) }
        let usesBase64 = quoted > (bytes.count + 2) / 3 * 4
        var room = min(maximumLength, maximumLine - column) - overhead
        var start = 0
        while start < bytes.count {
            let end = usesBase64 ? base64End(bytes, start, room) : quotedEnd(bytes, start, room)
            if start > 0 || end == start {
                output.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: " ")])
            }
            room = maximumLength - overhead
            if end == start { continue }
            output.append(contentsOf: opening)
            output.append(usesBase64 ? UInt8(ascii: "B") : UInt8(ascii: "Q"))
            output.append(UInt8(ascii: "?"))
            if usesBase64 {
                Base64.append(bytes[start..<end], to: &output)
            } else {
                for byte in bytes[start..<end] { appendQuoted(byte, to: &output) }
            }
            output.append(contentsOf: [UInt8(ascii: "?"), UInt8(ascii: "=")])
            start = end
        }
    }

    /// Where a word that starts at `start` has to end: behind the last character that fits.
    private static func base64End(_ bytes: [UInt8], _ start: Int, _ room: Int) -> Int {
        characterStart(bytes, notAfter: min(bytes.count, start + max(0, room / 4 * 3)))
    }

    private static func quotedEnd(_ bytes: [UInt8], _ start: Int, _ room: Int) -> Int {
        var end = start
        var length = 0
        while end < bytes.count, length + quotedLength(bytes[end]) <= room {
            length += quotedLength(bytes[end])
            end += 1
        }
        return characterStart(bytes, notAfter: end)
    }

    private static func characterStart(_ bytes: [UInt8], notAfter end: Int) -> Int {
        var end = end
        while end > 0, end < bytes.count, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
        return end
    }

    /// The letters that need no encoding even in a name (RFC 2047 section 5, rule 3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: " "):
            true
        default: false
        }
    }

    private static func quotedLength(_ byte: UInt8) -> Int { isPlain(byte) ? 1 : 3 }

    private static func appendQuoted(_ byte: UInt8, to output: inout [UInt8]) {
        if byte == UInt8(ascii: " ") {
            output.append(UInt8(ascii: "_"))
        } else if isPlain(byte) {
            output.append(byte)
        } else {
            QuotedPrintable.appendEncoded(byte, to: &output)
        }
    }
}
