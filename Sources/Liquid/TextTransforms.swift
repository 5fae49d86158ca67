/// Transformations of bytes that the text filters use. Each appends to `output`.

enum LetterCase { case upper, lower, capital }

/// Changes case; text beyond ASCII takes the slower way through Unicode's tables.
func appendCased(_ text: ArraySlice<UInt8>, _ wanted: LetterCase, to output: inout [UInt8]) {
    guard text.allSatisfy({ $0 < 0x80 }) else {
        let string = String(decoding: text, as: UTF8.self)
        switch wanted {
        case .upper: output += Array(string.uppercased().utf8)
        case .lower: output += Array(string.lowercased().utf8)
        case .capital: output += Array((string.prefix(1).uppercased() + string.dropFirst().lowercased()).utf8)
        }
        return
    }
    for index in text.indices {
        let byte = text[index]
        let makesUpper = wanted == .upper || (wanted == .capital && index == text.startIndex)
        guard byte.isLetter else {
            output.append(byte)
            continue
        }
        output.append(makesUpper ? byte & ~0x20 : byte | 0x20)
    }
}

private let verbatimElements: [(open: [UInt8], close: [UInt8])] = [
    (Array("<script".utf8), Array("</script>".utf8)), (Array("<!--".utf8), Array("-->".utf8)),
    (Array("<style".utf8), Array("</style>".utf8)),
]

/// Takes out tags, comments, and scripts and styles with their content. As in Shopify, what has content to drop goes
/// first, then tags, which may span what was left.
func appendWithoutTags(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    if opensElement(text.span) {
        appendOutsideOfTags(withoutElements(text).span, to: &output)
    } else {
        appendOutsideOfTags(text.span, to: &output)
    }
}

private func appendOutsideOfTags(_ text: Span<UInt8>, to output: inout [UInt8]) {
    var at = 0
    while at < text.count {
        let open = text.firstIndex(of: UInt8(ascii: "<"), from: at) ?? text.count
        output.append(text.extracting(at..<open))
        guard open < text.count else { return }
        guard let close = text.firstIndex(of: UInt8(ascii: ">"), from: open) else {
            return output.append(text.extracting(open...))
        }
        at = close + 1
    }
}

/// True where there may be a comment, script or style.
private func opensElement(_ text: Span<UInt8>) -> Bool {
    var at = 0
    while let open = text.firstIndex(of: UInt8(ascii: "<"), from: at), open + 1 < text.count {
        if text[open + 1] == UInt8(ascii: "s") || text[open + 1] == UInt8(ascii: "!") { return true }
        at = open + 1
    }
    return false
}

private func withoutElements(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var rest: [UInt8] = []
    // Where an end was sought in vain it is not sought again, or this would be quadratic.
    var isHopeless = [false, false, false]
    var at = text.startIndex
    scan: while at < text.endIndex {
        if text[at] == UInt8(ascii: "<") {
            for (number, element) in verbatimElements.enumerated() where !isHopeless[number] {
                guard text[at...].starts(with: element.open) else { continue }
                if let end = find(element.close[...], in: text, from: at + element.open.count) {
                    at = end + element.close.count
                    continue scan
                }
                isHopeless[number] = true
            }
        }
        rest.append(text[at])
        at += 1
    }
    return rest
}

/// True where `\n` or `\r\n` starts.
private func isLineEnd(_ text: ArraySlice<UInt8>, _ at: Int) -> Bool {
    text[at] == UInt8(ascii: "\n")
        || (text[at] == UInt8(ascii: "\r") && at + 1 < text.endIndex && text[at + 1] == UInt8(ascii: "\n"))
}

func appendWithoutNewlines(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    for index in text.indices where !isLineEnd(text, index) { output.append(text[index]) }
}

func appendWithBreaks(_ text: ArraySlice<UInt8>, escaping: Bool, to output: inout [UInt8]) {
    var start = text.startIndex
    // From `start` on, so that the \n of \r\n is not met again.
    for index in text.indices where index >= start && isLineEnd(text, index) {
        if escaping { appendEscaped(text[start..<index], to: &output) } else { output += text[start..<index] }
        output.append(ascii: "<br />\n")
        start = index + (text[index] == UInt8(ascii: "\r") ? 2 : 1)
    }
    if escaping { appendEscaped(text[start...], to: &output) } else { output += text[start...] }
}

/// White space trimmed, and each run of it within made one space.
func appendSquished(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var isFirst = true
    for word in text.split(whereSeparator: \.isSpace) {
        if !isFirst { output.append(UInt8(ascii: " ")) }
        output += word
        isFirst = false
    }
}

/// A text as Ruby's `inspect` shows it: in quotes, with `\"`, `\\`, `\n` and their like.
func appendQuoted(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for index in text.indices {
        let byte = text[index]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): output.append(ascii: "\\n")
        case UInt8(ascii: "\t"): output.append(ascii: "\\t")
        case UInt8(ascii: "\r"): output.append(ascii: "\\r")
        case 0x1b: output.append(ascii: "\\e")
        case 0x07...0x08, 0x0b...0x0c: output += [UInt8(ascii: "\\"), Array("ab..vf".utf8)[Int(byte) - 7]]
        case 0..<0x20, 0x7f:
            output.append(ascii: "\\x")
            output += [hexadecimalDigits[Int(byte >> 4)], hexadecimalDigits[Int(byte & 15)]]
        case UInt8(ascii: "#") where index + 1 < text.endIndex && [0x7b, 0x24, 0x40].contains(text[index + 1]):
            output += [UInt8(ascii: "\\"), byte]
        default: output.append(byte)
        }
    }
    output.append(UInt8(ascii: "\""))
}

private let hexadecimalDigits = Array("0123456789ABCDEF".utf8)

/// As Ruby's `CGI.escape`: a space becomes `+`.
func appendURLEncoded(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    for byte in text {
        switch byte {
        case UInt8(ascii: " "): output.append(UInt8(ascii: "+"))
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "~"): output.append(byte)
        case _ where byte.isLetter || byte.isDigit: output.append(byte)
        default:
            output.append(UInt8(ascii: "%"))
            output.append(hexadecimalDigits[Int(byte >> 4)])
            output.append(hexadecimalDigits[Int(byte & 15)])
        }
    }
}

/// As RFC 3986 has it: a space becomes `%20`.
/// - Parameter keepsReserved: Leaves `/ ? & =` and their like, for a whole address; false for one value in it.
func appendPercentEncoded(_ text: ArraySlice<UInt8>, keepsReserved: Bool, to output: inout [UInt8]) {
    let kept = Array((keepsReserved ? "-._~:/?#[]@!$&'()*+,;=%" : "-._~").utf8)
    for byte in text {
        if byte.isLetter || byte.isDigit || kept.contains(byte) {
            output.append(byte)
        } else {
            output += [UInt8(ascii: "%"), hexadecimalDigits[Int(byte >> 4)], hexadecimalDigits[Int(byte & 15)]]
        }
    }
}

/// Every word with a capital, the rest as it is.
func appendTitleCased(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var isWordStart = true
    var result = ""
    for character in String(decoding: text, as: UTF8.self) {
        result += isWordStart ? character.uppercased() : String(character)
        isWordStart = character.isWhitespace || character == "-"
    }
    output += Array(result.utf8)
}

func appendURLDecoded(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var at = text.startIndex
    while at < text.endIndex {
        if text[at] == UInt8(ascii: "+") {
            output.append(UInt8(ascii: " "))
        } else if text[at] == UInt8(ascii: "%"), at + 2 < text.endIndex,
            let high = hexadecimalValue(text[at + 1]), let low = hexadecimalValue(text[at + 2])
        {
            output.append(high << 4 | low)
            at += 2
        } else {
            output.append(text[at])
        }
        at += 1
    }
}

private func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    if byte.isDigit { return byte - UInt8(ascii: "0") }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
}

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// RFC 4648, padded; `-` and `_` for `+` and `/` where it is to stand in an address.
func appendBase64(_ bytes: ArraySlice<UInt8>, isURLSafe: Bool, to output: inout [UInt8]) {
    func digit(_ value: UInt32) -> UInt8 {
        switch value {
        case 62 where isURLSafe: UInt8(ascii: "-")
        case 63 where isURLSafe: UInt8(ascii: "_")
        default: base64Digits[Int(value)]
        }
    }
    var at = bytes.startIndex
    while at < bytes.endIndex {
        let count = min(3, bytes.endIndex - at)
        var group = UInt32(bytes[at]) << 16
        if count > 1 { group |= UInt32(bytes[at + 1]) << 8 }
        if count > 2 { group |= UInt32(bytes[at + 2]) }
        output += [digit(group >> 18), digit(group >> 12 & 63)]
        output.append(count > 1 ? digit(group >> 6 & 63) : UInt8(ascii: "="))
        output.append(count > 2 ? digit(group & 63) : UInt8(ascii: "="))
        at += count
    }
}

/// - Returns: False for anything but canonical Base64, padded; the form for addresses may lack its padding.
func appendBase64Decoded(_ text: ArraySlice<UInt8>, isURLSafe: Bool, to output: inout [UInt8]) -> Bool {
    var digits = text
    while digits.count > text.count - 2, digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
    let isPadded = digits.count < text.count
    guard digits.count % 4 != 1, isPadded || !isURLSafe ? text.count % 4 == 0 : true else { return false }
    var group: UInt32 = 0
    var bits = 0
    for byte in digits {
        let value: Int?
        switch byte {
        case UInt8(ascii: "-") where isURLSafe: value = 62
        case UInt8(ascii: "_") where isURLSafe: value = 63
        default: value = base64Digits.firstIndex(of: byte)
        }
        guard let value else { return false }
        group = group << 6 | UInt32(value)
        bits += 6
        if bits >= 8 {
            bits -= 8
            output.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            group &= (1 << UInt32(bits)) - 1
        }
    }
    return group == 0
}

func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

/// A text as part of an address: lower case, runs of anything but letters and digits as one hyphen.
func appendHandle(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var lower: [UInt8] = []
    appendCased(text, .lower, to: &lower)
    let start = output.count
    for byte in lower {
        if byte.isLetter || byte.isDigit || byte >= 0x80 {
            output.append(byte)
        } else if byte != UInt8(ascii: "'"), output.count > start, output.last != UInt8(ascii: "-") {
            output.append(UInt8(ascii: "-"))
        }
    }
    if output.count > start, output.last == UInt8(ascii: "-") { output.removeLast() }
}

/// The byte offset of a character, at most the text's length.
func offset(ofCharacter wanted: Int, in text: Span<UInt8>) -> Int {
    var characters = 0
    for index in text.indices where !text[index].isContinuation {
        if characters == wanted { return index }
        characters += 1
    }
    return text.count
}
