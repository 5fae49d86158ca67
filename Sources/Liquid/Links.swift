/// True where the next byte of `output` is the first of a link's address: behind `href="` and its like. Looking at
/// what was really printed covers branches, partials and empty values alike.
func startsLink(_ output: [UInt8], from start: Int) -> Bool {
    guard let last = output.last else { return false }
    guard last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") || last == UInt8(ascii: "=") || last.isSpace else {
        return false
    }
    var at = output.count
    func skipSpace() { while at > start, output[at - 1].isSpace { at -= 1 } }
    skipSpace()
    if at > start, output[at - 1] == UInt8(ascii: "\"") || output[at - 1] == UInt8(ascii: "'") {
        at -= 1
        skipSpace()
    }
    guard at > start, output[at - 1] == UInt8(ascii: "=") else { return false }
    at -= 1
    skipSpace()
    let end = at
    while at > start, output[at - 1].isLetter { at -= 1 }
    guard isLinkAttribute(output.span.extracting(at..<end)) else { return false }
    guard at > start else { return true }
    let before = output[at - 1]
    return !before.isNamePart || before == UInt8(ascii: "-")
}

/// True for attributes whose value is followed as a link or loaded.
private func isLinkAttribute(_ name: Span<UInt8>) -> Bool {
    switch name.count {
    case 3: name.isWord("src")
    case 4: name.isWord("href") || name.isWord("cite")
    case 6: name.isWord("action") || name.isWord("poster")
    case 10: name.isWord("formaction") || name.isWord("background")
    default: false
    }
}

enum LinkVerdict: Equatable {
    case allowed
    /// Too short to tell; more output may make a scheme of it.
    case undecided
    case forbidden(scheme: String)
}

/// Judges how a link starts. Browsers ignore white space and control characters in a scheme, so they are here.
func judgeLink(_ link: Span<UInt8>) -> LinkVerdict {
    // Schemes of more letters than this are not allowed whatever they are.
    var scheme = InlineArray<8, UInt8>(repeating: 0)
    var count = 0
    for index in link.indices {
        let byte = link[index]
        switch byte {
        case 0...0x20: continue
        case UInt8(ascii: ":"):
            let isAllowed =
                switch count {
                case 3: scheme.span.extracting(first: count).isWord("tel")
                case 4: scheme.span.extracting(first: count).isWord("http")
                case 5: scheme.span.extracting(first: count).isWord("https")
                case 6: scheme.span.extracting(first: count).isWord("mailto")
                default: false
                }
            if isAllowed { return .allowed }
            let name = [UInt8](link.extracting(first: index + 1)).filter { $0 > 0x20 }
            return .forbidden(scheme: String(decoding: name, as: UTF8.self).lowercased())
        case UInt8(ascii: "&"):
            // An entity may spell a colon; the one we write for & itself does not.
            if link.extracting(index...).extracting(first: 5).isWord("&amp;") { return .allowed }
            return .forbidden(scheme: String(decoding: [UInt8](link.extracting(first: 24)), as: UTF8.self))
        case _ where byte.isLetter, _ where byte.isDigit, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if count < 8 { scheme[count] = byte }
            count += 1
        default: return .allowed
        }
    }
    return .undecided
}
