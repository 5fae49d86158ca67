internal import JSON

/// Names as small numbers, equal where their bytes are.
struct NameTable: Sendable {
    struct Entry: Sendable {
        /// Where the name stands in the program's bytes.
        var range: Range<Int>
        /// By which objects of a document find it.
        var tag: UInt16
    }

    private(set) var entries: [Entry] = []
    private var numbers: [[UInt8]: Int32] = [:]

    /// The number of the name that stands at `range` of `bytes`.
    mutating func intern(_ range: Range<Int>, of bytes: [UInt8]) -> Int32 {
        let name = Array(bytes[range])
        if let known = numbers[name] { return known }
        let number = Int32(entries.count)
        entries.append(Entry(range: range, tag: JSONDocument.tag(of: name.span)))
        numbers[name] = number
        return number
    }
}

/// The names the engine itself knows, in the order they are interned before any template's.
enum KnownName: Int32, CaseIterable {
    case forloop, tablerowloop, first, last, size, index, index0, rindex, rindex0, length, parentloop, name
    case col, col0, colFirst, colLast, row
    case `self`

    var text: String {
        switch self {
        case .colFirst: "col_first"
        case .colLast: "col_last"
        default: "\(self)"
        }
    }
}
