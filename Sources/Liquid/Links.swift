/// Attributes whose value is followed as a link or loaded.
private let linkAttributes = ["href", "src", "action", "formaction", "background", "poster", "cite"].map {
    Array($0.utf8)
}

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
    return linkAttributes.contains { name in
        let count = name.count
        guard at - count >= start else { return false }
        var index = at - count
        for byte in name {
            if output[index] | 0x20 != byte { return false }
            index += 1
        }
        guard at - count > start else { return true }
        let before = output[at - count - 1]
        return !(before.isNamePart) || before == UInt8(ascii: "-")
    }
}

enum LinkVerdict: Equatable {
    case allowed
    /// Too short to tell; more output may make a scheme of it.
    case undecided
    case forbidden(scheme: String)
}

/// Judges how a link starts. Browsers ignore white space and control characters in a scheme, so they are here.
func judgeLink(_ link: ArraySlice<UInt8>) -> LinkVerdict {
    var scheme: [UInt8] = []
    for index in link.indices {
        let byte = link[index]
        switch byte {
        case 0...0x20: continue
        case UInt8(ascii: ":"):
            let name = String(decoding: scheme, as: UTF8.self).lowercased()
            return ["http", "https", "mailto", "tel"].contains(name) ? .allowed : .forbidden(scheme: name + ":")
        case UInt8(ascii: "&"):
            // An entity may spell a colon; the one we write for & itself does not.
            if link[index...].starts(with: "&amp;".utf8) { return .allowed }
            return .forbidden(scheme: String(decoding: link.prefix(24), as: UTF8.self))
        case _ where byte.isLetter, _ where byte.isDigit, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            scheme.append(byte)
        default: return .allowed
        }
    }
    return .undecided
}
