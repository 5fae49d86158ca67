/// Quoted-printable: text that stays readable and passes every relay. Source: RFC 2045 section 6.7.
///
/// Lines have at most 76 characters and end in CRLF, whatever the text's ended in. No line starts with a full stop or
/// with `From `, so that SMTP sends it as it is and no mailbox file changes it.
enum QuotedPrintable {
    /// Characters of a line, the `=` at its end apart.
    private static let maximumLine = 75

    /// Plain bytes are looked for this many at a time.
    private static let block = 16

    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        output.append(addingCapacity: longest(text)) { line in
            var column = 0
            var index = 0
            while index < text.count {
                if column > 0 || !isRisky(text, index) {
                    let end = runEnd(text, from: index, limit: min(text.count, index + maximumLine - column))
                    for position in index..<end { line.append(text[position]) }
                    column += end - index
                    index = end
                    if index == text.count { return }
                }
                let byte = text[index]
                if byte == 0x0a || byte == 0x0d {
                    let isPair = byte == 0x0d && index + 1 < text.count && text[index + 1] == 0x0a
                    endLine(&line)
                    column = 0
                    index += isPair ? 2 : 1
                } else if column + 3 > maximumLine {
                    line.append(UInt8(ascii: "="))
                    endLine(&line)
                    column = 0
                } else {
                    line.append(UInt8(ascii: "="))
                    line.append(hexadecimal(byte >> 4))
                    line.append(hexadecimal(byte & 15))
                    column += 3
                    index += 1
                }
            }
        }
    }

    /// Where the bytes end that stand for themselves, from `start` on.
    private static func runEnd(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var end = start
        while end + block <= limit {
            let bytes = text.extracting(end..<end + block)
            var allPlain = true
            for index in 0..<block { allPlain = isPlain(bytes[index]) && allPlain }
            if !allPlain { break }
            end += block
        }
        while end < limit, isPlain(text[end]) || text[end] == 0x09 { end += 1 }
        // A space or tab before the end of a line may get lost.
        if end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09,
            end == text.count || text[end] == 0x0a || text[end] == 0x0d
        {
            end -= 1
        }
        return end
    }

    /// Whether a byte stands for itself inside of a line; a tab does, too.
    private static func isPlain(_ byte: UInt8) -> Bool { byte &- 0x20 <= 0x5e && byte != UInt8(ascii: "=") }

    private static func endLine(_ line: inout OutputSpan<UInt8>) {
        line.append(0x0d)
        line.append(0x0a)
    }

    /// No fewer bytes than ``append(_:to:)`` writes: each end of a line may be two instead of one, and make the space
    /// before it and the full stop behind it three; lines that we end have 73 characters or more.
    private static func longest(_ text: Span<UInt8>) -> Int {
        var encoded = 0
        var lines = 1
        for index in text.indices {
            encoded += isPlain(text[index]) ? 0 : 1
            lines += text[index] == 0x0a || text[index] == 0x0d ? 1 : 0
        }
        let columns = text.count + 2 * encoded + 4 * lines
        return columns + lines + (columns / 71 + 1) * 5
    }

    /// Bytes that ``append(_:to:)`` writes, but for the ends of lines that it adds.
    static func encodedLength(of text: Span<UInt8>) -> Int {
        var encoded = 0
        for index in text.indices { encoded += text[index] <= 0x20 || isPlain(text[index]) ? 0 : 1 }
        return text.count + 2 * encoded
    }

    static func appendEncoded(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "="))
        output.append(hexadecimal(byte >> 4))
        output.append(hexadecimal(byte & 15))
    }

    private static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// Whether a line that starts here would be taken for something else: a full stop that SMTP doubles, or the
    /// `From ` by which mailbox files tell messages apart.
    private static func isRisky(_ text: Span<UInt8>, _ index: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: "."): return true
        case UInt8(ascii: "F"):
            guard index + 4 < text.count else { return false }
            return text[index + 1] == UInt8(ascii: "r") && text[index + 2] == UInt8(ascii: "o")
                && text[index + 3] == UInt8(ascii: "m") && text[index + 4] == UInt8(ascii: " ")
        default: return false
        }
    }
}
