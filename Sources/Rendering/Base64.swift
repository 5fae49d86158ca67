/// Base64 with padding, as MIME uses it. Source: RFC 4648 section 4, RFC 2045 section 6.8.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// Bytes that make a line of 76 letters.
    private static let bytesPerLine = 57

    /// On one line.
    static func append(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        append(bytes.span, to: &output)
    }

    /// A body: lines of 76 letters, ends of lines in the text as CRLF, whatever they were.
    static func appendBody(_ text: Span<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + text.count / 3 * 4 + text.count / 16 + 16)
        var line = [UInt8]()
        line.reserveCapacity(bytesPerLine + 2)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == 0x0d || byte == 0x0a {
                if byte == 0x0d, index < text.count, text[index] == 0x0a { index += 1 }
                line.append(0x0d)
                line.append(0x0a)
            } else {
                line.append(byte)
            }
            if line.count >= bytesPerLine {
                append(line.span.extracting(first: bytesPerLine), to: &output)
                endLine(&output)
                line.removeFirst(bytesPerLine)
            }
        }
        if !line.isEmpty {
            append(line.span, to: &output)
            endLine(&output)
        }
    }

    private static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        let alphabet = alphabet.span
        var index = 0
        while index + 3 <= bytes.count {
            let word = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(alphabet[Int(word >> 18)])
            output.append(alphabet[Int(word >> 12 & 63)])
            output.append(alphabet[Int(word >> 6 & 63)])
            output.append(alphabet[Int(word & 63)])
            index += 3
        }
        let left = bytes.count - index
        guard left > 0 else { return }
        let word = UInt32(bytes[index]) << 16 | (left == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
        output.append(alphabet[Int(word >> 18)])
        output.append(alphabet[Int(word >> 12 & 63)])
        output.append(left == 2 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
        output.append(UInt8(ascii: "="))
    }
}
