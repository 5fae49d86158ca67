/// Names as small numbers, equal where their bytes are.
struct NameTable: Sendable {
    private var ranges: [Range<Int>] = []
    private var numbers: [[UInt8]: Int32] = [:]

    var count: Int { ranges.count }

    func range(_ name: Int32) -> Range<Int> { ranges[Int(name)] }

    /// The number of the name that stands at `range` of `bytes`.
    mutating func intern(_ range: Range<Int>, of bytes: [UInt8]) -> Int32 {
        let name = Array(bytes[range])
        if let known = numbers[name] { return known }
        let number = Int32(ranges.count)
        ranges.append(range)
        numbers[name] = number
        return number
    }

    /// The number of a name met before.
    func number(_ name: [UInt8]) -> Int32? { numbers[name] }
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
