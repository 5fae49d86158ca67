internal import CampaignModel

/// Reads the value of one cell; all throw the flaw that rejects the row.
extension RowReader {
    /// The text of an id, which may not be empty.
    @_lifetime(borrow self)
    func id(at position: Int) throws(Flaw) -> Span<UInt8> {
        let text = cell(position)
        if text.isEmpty { throw Flaw(.missingID, at: position) }
        return text
    }

    /// The row number that an id stands for.
    func reference(at position: Int, to table: borrowing StringTable, _ kind: RejectKind) throws(Flaw) -> Int32 {
        guard let row = table.id(of: cell(position)) else { throw Flaw(kind, at: position) }
        return row
    }

    /// Unix seconds, at most `latest`.
    func time(at position: Int, latest: Int64) throws(Flaw) -> Int64 {
        guard let instant = Instant(utf8: trimmingSpace(cell(position))) else { throw Flaw(.badTime, at: position) }
        if instant.seconds > latest { throw Flaw(.futureTime, at: position) }
        return instant.seconds
    }

    /// Minor units, at least 0; `empty` where the cell is empty.
    func amount(at position: Int, _ money: MoneyReader, empty: Int64? = nil) throws(Flaw) -> Int64 {
        let text = trimmingSpace(cell(position))
        if text.isEmpty, let empty { return empty }
        do throws(RejectKind) {
            return try money.minorUnits(text)
        } catch {
            throw Flaw(error, at: position)
        }
    }

    /// A number of pieces other than 0; 1 where the cell is empty. `2.0` is 2.
    func quantity(at position: Int) throws(Flaw) -> Int32 {
        let text = trimmingSpace(cell(position))
        if text.isEmpty { return 1 }
        let isNegative = text[0] == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        var value: Int32 = 0
        var hasDigits = false
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
            guard value < 100_000_000 else { throw Flaw(.badNumber, at: position) }
            value = value * 10 + Int32(text[index] &- UInt8(ascii: "0"))
            hasDigits = true
            index += 1
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, text[index] == UInt8(ascii: "0") { index += 1 }
        }
        guard hasDigits, index == text.count, value != 0 else { throw Flaw(.badNumber, at: position) }
        return isNegative ? -value : value
    }

    /// A share of 1: `0.35` or `35%`; NaN where the cell is empty.
    func share(at position: Int) throws(Flaw) -> Float {
        let cell = trimmingSpace(cell(position))
        if cell.isEmpty { return .nan }
        let isPercent = cell[cell.count - 1] == UInt8(ascii: "%")
        guard let number = Float(string(isPercent ? trimmingSpace(cell.extracting(droppingLast: 1)) : cell)) else {
            throw Flaw(.badNumber, at: position)
        }
        let share = isPercent ? number / 100 : number
        guard (0...1).contains(share) else { throw Flaw(.badNumber, at: position) }
        return share
    }

    /// One of a few words, whatever its case; `empty` where the cell is empty.
    func choice<Value>(at position: Int, _ words: WordList<Value>, empty: Value) throws(Flaw) -> Value {
        let text = trimmingSpace(cell(position))
        if text.isEmpty { return empty }
        guard let value = words.value(of: text) else { throw Flaw(.badChoice, at: position) }
        return value
    }
}

/// Words and what they mean; they match in any case, with spaces or hyphens for underscores.
struct WordList<Value: Sendable>: Sendable {
    private let words: [[UInt8]]
    private let values: [Value]

    init(_ meanings: KeyValuePairs<String, Value>) {
        words = meanings.map { Array($0.key.utf8) }
        values = meanings.map(\.value)
    }

    func value(of text: Span<UInt8>) -> Value? {
        for index in words.indices where matches(words[index], text) { return values[index] }
        return nil
    }

    private func matches(_ word: [UInt8], _ text: Span<UInt8>) -> Bool {
        guard word.count == text.count else { return false }
        for index in word.indices {
            var byte = text[index]
            if byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") { byte = UInt8(ascii: "_") }
            if byte != word[index] { return false }
        }
        return true
    }
}

/// The text without spaces and tabs around it.
@_lifetime(copy text)
func trimmingSpace(_ text: Span<UInt8>) -> Span<UInt8> {
    var start = 0
    var end = text.count
    while start < end, isSpace(text[start]) { start += 1 }
    while start < end, isSpace(text[end - 1]) { end -= 1 }
    return text.extracting(start..<end)
}

private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

func string(_ bytes: Span<UInt8>) -> String { String(decoding: array(bytes), as: UTF8.self) }

func array(_ bytes: Span<UInt8>) -> [UInt8] {
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count)
    for index in bytes.indices { copy.append(bytes[index]) }
    return copy
}
