/// Finds its way in a style sheet past comments, strings, addresses, brackets and escapes.
struct CSSScanner {
    let bytes: [UInt8]

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The first byte that is neither white space nor in a comment.
    /// - Parameter htmlComments: Whether `<!--` and `-->` count as space, as they do between rules.
    func skipSpace(_ range: Range<Int>, htmlComments: Bool = false) -> Int {
        var at = range.lowerBound
        while at < range.upperBound {
            if bytes[at].isCSSSpace {
                at += 1
            } else if isComment(at, end: range.upperBound) {
                at = commentEnd(at, end: range.upperBound)
            } else if htmlComments, let length = htmlCommentMark(at, end: range.upperBound) {
                at += length
            } else {
                break
            }
        }
        return at
    }

    private func htmlCommentMark(_ at: Int, end: Int) -> Int? {
        for mark: StaticString in ["<!--", "-->"] {
            let length = mark.utf8CodeUnitCount
            if at + length <= end, bytes[at..<at + length].elementsEqual(mark.description.utf8) { return length }
        }
        return nil
    }

    /// Where the white space at the end of a range begins; comments there count as space.
    func lastNonSpace(_ range: Range<Int>) -> Int {
        var end = range.lowerBound
        var at = range.lowerBound
        while at < range.upperBound {
            let next = step(at, end: range.upperBound)
            if !bytes[at].isCSSSpace, !isComment(at, end: range.upperBound) { end = next }
            at = next
        }
        return end
    }

    /// The first place of a byte that stands outside of comments, strings and brackets; the range's end where there is none.
    func find(_ wanted: UInt8, or other: UInt8? = nil, in range: Range<Int>) -> Int {
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            if byte == wanted || byte == other { return at }
            at = step(at, end: range.upperBound)
        }
        return range.upperBound
    }

    /// Behind the byte, or the comment, string, escape or brackets that begin with it.
    private func step(_ at: Int, end: Int) -> Int {
        switch bytes[at] {
        case UInt8(ascii: "/") where isComment(at, end: end): return commentEnd(at, end: end)
        case UInt8(ascii: "\\"): return min(at + 2, end)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return stringEnd(at, end: end)
        case UInt8(ascii: "("): return bracketEnd(at, end: end, close: UInt8(ascii: ")"))
        case UInt8(ascii: "["): return bracketEnd(at, end: end, close: UInt8(ascii: "]"))
        case UInt8(ascii: "{"): return bracketEnd(at, end: end, close: UInt8(ascii: "}"))
        default: return at + 1
        }
    }

    /// Behind a bracket's partner; an unclosed round or square one ends before a brace, where people mend.
    private func bracketEnd(_ start: Int, end: Int, close: UInt8) -> Int {
        // Open brackets' partners, innermost last; no recursion, as a page may nest as deep as it is long.
        var open = [close]
        var at = start + 1
        while at < end {
            let byte = bytes[at]
            if byte == open[open.count - 1] {
                open.removeLast()
                if open.isEmpty { return at + 1 }
                at += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "("): open.append(UInt8(ascii: ")"))
            case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{") where close == UInt8(ascii: "}"): open.append(UInt8(ascii: "}"))
            case UInt8(ascii: "{"), UInt8(ascii: "}"):
                if close != UInt8(ascii: "}") { return start + 1 }
                // A round bracket was left open in the block.
                while open.count > 1, open[open.count - 1] != UInt8(ascii: "}") { open.removeLast() }
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"), UInt8(ascii: "\\"):
                at = step(at, end: end)
                continue
            default: break
            }
            at += 1
        }
        return close == UInt8(ascii: "}") ? end : start + 1
    }

    /// A string that its line leaves open ends with the line.
    private func stringEnd(_ start: Int, end: Int) -> Int {
        var at = start + 1
        while at < end {
            switch bytes[at] {
            case bytes[start]: return at + 1
            case UInt8(ascii: "\\"): at += 2
            case 0x0a, 0x0c, 0x0d: return at
            default: at += 1
            }
        }
        return end
    }

    private func isComment(_ at: Int, end: Int) -> Bool {
        at + 1 < end && bytes[at] == UInt8(ascii: "/") && bytes[at + 1] == UInt8(ascii: "*")
    }

    private func commentEnd(_ start: Int, end: Int) -> Int {
        var at = start + 2
        while at + 1 < end {
            if bytes[at] == UInt8(ascii: "*"), bytes[at + 1] == UInt8(ascii: "/") { return at + 2 }
            at += 1
        }
        return end
    }

    /// Comments taken out; strings stay as they are.
    func withoutComments(_ range: Range<Int>) -> String {
        guard bytes[range].contains(UInt8(ascii: "/")) else { return text(range) }
        var kept: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if isComment(at, end: range.upperBound) {
                at = commentEnd(at, end: range.upperBound)
            } else {
                let isString = bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'")
                let next = isString ? stringEnd(at, end: range.upperBound) : at + 1
                kept += bytes[at..<next]
                at = next
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

extension UInt8 {
    var isCSSSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) && self != 0x0b }

    var isCSSDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// A letter, digit, `-`, `_` or anything beyond ASCII.
    var isCSSNamePart: Bool {
        let lower = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || isCSSDigit || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_") || self >= 0x80
    }
}
