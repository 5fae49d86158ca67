/// Appends text with `& < > " '` as entities, byte for byte as Ruby's `CGI.escapeHTML`; runs without any are copied whole.
func appendEscaped(_ text: Span<UInt8>, to output: inout [UInt8]) {
    // Most texts have nothing to escape, which this loop without a branch finds out many bytes at a time.
    var needsEscaping = false
    for index in text.indices {
        let byte = text[index]
        let isMark = byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
        needsEscaping = needsEscaping || isMark || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
    guard needsEscaping else { return output.append(text) }
    var runStart = 0
    for index in text.indices {
        guard let entity = entity(for: text[index]) else { continue }
        output.append(text.extracting(runStart..<index))
        output.append(ascii: entity)
        runStart = index + 1
    }
    output.append(text.extracting(runStart...))
}

func appendEscaped(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) { appendEscaped(text.span, to: &output) }

/// As ``appendEscaped(_:to:)``, but leaves entities that are there already.
func appendEscapedOnce(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    for index in text.indices {
        if let entity = entity(for: text[index]), text[index] != UInt8(ascii: "&") || !isEntity(text[index...]) {
            output.append(ascii: entity)
        } else {
            output.append(text[index])
        }
    }
}

@inline(__always)
private func entity(for byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
}

/// True where an entity such as `&amp;` or `&#39;` starts.
private func isEntity(_ text: ArraySlice<UInt8>) -> Bool {
    var at = text.startIndex + 1
    let isNumber = at < text.endIndex && text[at] == UInt8(ascii: "#")
    if isNumber { at += 1 }
    let start = at
    while at < text.endIndex, isNumber ? text[at].isDigit : text[at].isLetter { at += 1 }
    return at > start && at < text.endIndex && text[at] == UInt8(ascii: ";")
}
