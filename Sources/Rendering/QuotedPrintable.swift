/// Quoted-printable: text that stays readable and passes every relay. Source: RFC 2045 section 6.7.
///
/// Lines have at most 76 characters and end in CRLF, whatever the text's ended in. No line starts with a full stop or
/// with `From `, so that SMTP sends it as it is and no mailbox file changes it.
enum QuotedPrintable {
    /// Characters of a line, the `=` at its end apart.
    private static let maximumLine = 75

    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + text.count + text.count / 8 + 16)
        let isLiteral = literal.span
        var column = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if isLiteral[Int(byte)], column < maximumLine, column > 0 {
                output.append(byte)
                column += 1
                index += 1
                continue
            }
            if byte == 0x0a || byte == 0x0d {
                let isPair = byte == 0x0d && index + 1 < text.count && text[index + 1] == 0x0a
                endLine(&output)
                column = 0
                index += isPair ? 2 : 1
                continue
            }
            let encodes = !isLiteral[Int(byte)] && !isInnerSpace(text, index) || column == 0 && isRisky(text, index)
            let width = encodes ? 3 : 1
            if column + width > maximumLine {
                output.append(UInt8(ascii: "="))
                endLine(&output)
                column = 0
                continue
            }
            if encodes { appendEncoded(byte, to: &output) } else { output.append(byte) }
            column += width
            index += 1
        }
    }

    /// Bytes that ``append(_:to:)`` writes, but for the ends of lines that it adds.
    static func encodedLength(of text: Span<UInt8>) -> Int {
        let isLiteral = literal.span
        var encoded = 0
        for index in text.indices where !isLiteral[Int(text[index])] && text[index] > 0x20 { encoded += 1 }
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

    /// Whether a byte stands for itself wherever it is, but at the start of a line.
    private static let literal: [Bool] = (0...255).map { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "=") }

    /// A space or tab may stand for itself unless a line ends behind it.
    private static func isInnerSpace(_ text: Span<UInt8>, _ index: Int) -> Bool {
        guard text[index] == 0x20 || text[index] == 0x09, index + 1 < text.count else { return false }
        return text[index + 1] != 0x0a && text[index + 1] != 0x0d
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
