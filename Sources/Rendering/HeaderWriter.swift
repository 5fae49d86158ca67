internal import CampaignModel

/// Writes header fields: folded, in ASCII, encoded where they have to be.
///
/// A line has at most 78 characters (76 where it holds an encoded word), unless one address or URL is longer: those
/// are never cut or encoded. Source: RFC 5322 section 2.1.1, RFC 2047 section 2.
enum HeaderWriter {
    static let maximumLine = 78

    /// `name: value` as it is; for values that we make and that are short.
    static func plain(_ name: String, _ value: String, into output: inout [UInt8]) {
        start(name, into: &output)
        append(value, to: &output)
        endLine(&output)
    }

    /// Free text, such as a subject.
    static func text(_ name: String, _ value: HeaderText, into output: inout [UInt8]) {
        let lineStart = output.count
        start(name, into: &output)
        if EncodedWord.isNeeded(for: value.text, column: output.count - lineStart) {
            EncodedWord.append(value.text, column: output.count - lineStart, to: &output)
        } else {
            fold(value.text, lineStart: lineStart, into: &output)
        }
        endLine(&output)
    }

    /// `name: "shown" <identifier>`, for From, To, Reply-To and List-Id. The identifier is never encoded.
    static func named(_ name: String, _ shown: HeaderText, _ identifier: String, into output: inout [UInt8]) {
        var lineStart = output.count
        start(name, into: &output)
        if !shown.text.isEmpty {
            if shown.text.utf8.count > 50 || EncodedWord.isNeeded(for: shown.text, column: 0) {
                EncodedWord.append(shown.text, column: output.count - lineStart, to: &output)
            } else {
                quote(shown.text, into: &output)
            }
            lineStart = (output.lastIndex(of: UInt8(ascii: "\n")) ?? lineStart - 1) + 1
            let fits = output.count - lineStart + identifier.utf8.count + 3 <= EncodedWord.maximumLine
            if !fits { endLine(&output) }
            output.append(UInt8(ascii: " "))
        }
        output.append(UInt8(ascii: "<"))
        append(identifier, to: &output)
        output.append(UInt8(ascii: ">"))
        endLine(&output)
    }

    /// `name: <uri>,\r\n <uri>`, folded between the addresses alone. Source: RFC 2369 section 2.
    static func addresses(_ name: String, _ uris: [String], into output: inout [UInt8]) {
        start(name, into: &output)
        for (index, uri) in uris.enumerated() {
            if index > 0 {
                append(",", to: &output)
                endLine(&output)
                append(" ", to: &output)
            }
            append("<", to: &output)
            append(uri, to: &output)
            append(">", to: &output)
        }
        endLine(&output)
    }

    private static func start(_ name: String, into output: inout [UInt8]) {
        append(name, to: &output)
        append(": ", to: &output)
    }

    /// ASCII words with single spaces between them.
    private static func fold(_ text: String, lineStart: Int, into output: inout [UInt8]) {
        var lineStart = lineStart
        var isFirst = true
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            if !isFirst {
                if output.count - lineStart + 1 + word.count > maximumLine {
                    endLine(&output)
                    lineStart = output.count
                }
                output.append(UInt8(ascii: " "))
            }
            output.append(contentsOf: word)
            isFirst = false
        }
    }

    private static func quote(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { output.append(UInt8(ascii: "\\")) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }
}

func append(_ text: String, to output: inout [UInt8]) { output.append(contentsOf: text.utf8) }

func endLine(_ output: inout [UInt8]) {
    output.append(UInt8(ascii: "\r"))
    output.append(UInt8(ascii: "\n"))
}
