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
    guard name.count <= 16 else { return false }
    let word = packed(name)
    return word == href || word == src || word == action || word == formaction || word == background || word == poster
        || word == cite
}

private let href = packed("href")
private let src = packed("src")
private let action = packed("action")
private let formaction = packed("formaction")
private let background = packed("background")
private let poster = packed("poster")
private let cite = packed("cite")
private let http = packed("http")
private let https = packed("https")
private let mailto = packed("mailto")
private let tel = packed("tel")
private let ampersand = Array("&amp;".utf8)

/// Up to 16 bytes as one number, letters in lower case.
private func packed(_ word: Span<UInt8>) -> UInt128 {
    var number: UInt128 = 0
    for index in word.indices {
        number = number << 8 | UInt128(word[index].isLetter ? word[index] | 0x20 : word[index])
    }
    return number
}

private func packed(_ word: String) -> UInt128 { packed(Array(word.utf8).span) }

enum LinkVerdict: Equatable {
    case allowed
    /// Too short to tell; more output may make a scheme of it.
    case undecided
    case forbidden(scheme: String)
}

/// Judges how a link starts. Browsers ignore white space and control characters in a scheme, so they are here.
func judgeLink(_ link: Span<UInt8>) -> LinkVerdict {
    // Longer ones than these 16 letters are not allowed whatever they are.
    var scheme: UInt128 = 0
    var count = 0
    for index in link.indices {
        let byte = link[index]
        switch byte {
        case 0...0x20: continue
        case UInt8(ascii: ":"):
            let isAllowed = scheme == https || scheme == http || scheme == mailto || scheme == tel
            if isAllowed, count <= 16 { return .allowed }
            let name = [UInt8](link.extracting(first: index + 1)).filter { $0 > 0x20 }
            return .forbidden(scheme: String(decoding: name, as: UTF8.self).lowercased())
        case UInt8(ascii: "&"):
            // An entity may spell a colon; the one we write for & itself does not.
            if equal(link.extracting(index...).extracting(first: 5), ampersand.span) { return .allowed }
            return .forbidden(scheme: String(decoding: [UInt8](link.extracting(first: 24)), as: UTF8.self))
        case _ where byte.isLetter, _ where byte.isDigit, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            scheme = scheme << 8 | UInt128(byte.isLetter ? byte | 0x20 : byte)
            count += 1
        default: return .allowed
        }
    }
    return .undecided
}
