/// Quoted-printable: text that stays readable and passes every relay. Source: RFC 2045 section 6.7.
///
/// Lines have at most 76 characters and end in CRLF, whatever the text's ended in. No line starts with a full stop or
/// with `From `, so that SMTP sends it as it is and no mailbox file changes it.
enum QuotedPrintable {
    /// Characters of a line, the `=` at its end apart.
    private static let maximumLine = 75

    /// Bytes of text between two looks at the room in the output.
    private static let stretch = 2_048

    /// - Parameter limit: Where the encoding with ends of lines left out is longer than this, nothing is written.
    /// - Returns: Whether it was written.
    @discardableResult
    static func append(_ text: Span<UInt8>, limit: Int = .max, to output: inout [UInt8]) -> Bool {
        let start = output.count
        var index = 0
        var column = 0
        var length = text.count
        while index < text.count {
            let end = min(text.count, index + stretch)
            // Each byte makes three at most, and each 73 of those or more a soft end of a line; a run passes the end.
            output.append(addingCapacity: 4 * stretch + 512) { line in
                while index < end { step(text, &index, &column, &length, into: &line) }
            }
            if length > limit {
                output.removeSubrange(start...)
                return false
            }
        }
        return true
    }

    /// Writes a run of plain bytes and what ends it.
    @inline(__always)
    private static func step(
        _ text: Span<UInt8>,
        _ index: inout Int,
        _ column: inout Int,
        _ length: inout Int,
        into line: inout OutputSpan<UInt8>
    ) {
        if column > 0 || !isRisky(text, index) {
            let end = runEnd(text, from: index, limit: min(text.count, index + maximumLine - column))
            let run = text.extracting(index..<end)
            for position in run.indices { line.append(run[position]) }
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
            // Other bytes are encoded for where they stand.
            if byte > 0x20, !isPlain(byte) { length += 2 }
        }
    }

    /// Where the bytes end that stand for themselves, from `start` on.
    @inline(__always)
    private static func runEnd(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var end = start
        while end < limit {
            if end + 8 <= limit {
                let others = encodedBytes(eightBytes(text.extracting(end..<end + 8)))
                end += others.trailingZeroBitCount / 8
                if others == 0 { continue }
            } else if isPlain(text[end]) {
                end += 1
                continue
            }
            if end == limit || text[end] != 0x09 { break }
            end += 1
        }
        // A space or tab before the end of a line may get lost.
        if end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09,
            end == text.count || text[end] == 0x0a || text[end] == 0x0d
        {
            end -= 1
        }
        return end
    }

    /// The highest bit of the first byte that is not plain; further bits may be wrong, and there are none where all are.
    @inline(__always)
    private static func encodedBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let equals = word ^ (ones &* UInt64(UInt8(ascii: "=")))
        let deletes = word ^ (ones &* 0x7f)
        let controls = (word &- (ones &* 0x20)) & ~word
        let isOther = controls | ((equals &- ones) & ~equals) | ((deletes &- ones) & ~deletes) | word
        return isOther & (ones &* 0x80)
    }

    /// Whether a byte stands for itself inside of a line; a tab does, too.
    private static func isPlain(_ byte: UInt8) -> Bool { byte &- 0x20 <= 0x5e && byte != UInt8(ascii: "=") }

    private static func endLine(_ line: inout OutputSpan<UInt8>) {
        line.append(0x0d)
        line.append(0x0a)
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
