/// A column of texts in one block of bytes: cell `i` is `bytes[range(i)]`, UTF-8.
public struct TextColumn: Hashable, Sendable {
    public private(set) var bytes: [UInt8] = []
    /// End of each cell in `bytes`; it starts where the one before ends.
    public private(set) var ends: [UInt32] = []

    public init() {}

    public var count: Int { ends.count }

    /// Where cell `index` stands in `bytes`.
    public func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    public func isEmpty(at index: Int) -> Bool { range(index).isEmpty }

    /// The bytes of cell `index`, in place.
    @_lifetime(borrow self)
    public func cell(_ index: Int) -> Span<UInt8> { bytes.span.extracting(range(index)) }

    public subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    public mutating func append(_ cell: Span<UInt8>) {
        // One check of capacity a cell instead of one a byte.
        bytes.append(addingCapacity: cell.count) { free in
            for index in cell.indices { free.append(cell[index]) }
        }
        endCell()
    }

    /// Appends one cell of another column.
    public mutating func append(cell index: Int, of other: TextColumn) {
        bytes.append(contentsOf: other.bytes[other.range(index)])
        endCell()
    }

    public mutating func append(_ cell: String) {
        bytes.append(contentsOf: cell.utf8)
        endCell()
    }

    public mutating func append(contentsOf other: TextColumn) {
        let shift = UInt32(bytes.count)
        bytes.append(contentsOf: other.bytes)
        ends.append(contentsOf: other.ends.lazy.map { $0 + shift })
        checkSize()
    }

    public mutating func reserveCapacity(cells: Int, bytes: Int) {
        ends.reserveCapacity(cells)
        self.bytes.reserveCapacity(bytes)
    }

    private mutating func endCell() {
        checkSize()
        ends.append(UInt32(bytes.count))
    }

    private func checkSize() {
        precondition(bytes.count <= Int(UInt32.max), "a text column holds at most 4 GiB")
    }
}

/// Distinct texts and the small integers that stand for them: 0, 1, 2 … in order of first appearance.
public struct StringTable: Hashable, Sendable {
    /// What is kept of a text where it is looked for: one access to memory finds a short text, and rules out others.
    private struct Slot: Hashable {
        /// Texts of at most eight bytes whole, longer ones by their fingerprint.
        var key: UInt64 = 0
        var byteCount: UInt32 = 0
        /// -1 is free.
        var id: Int32 = -1

        static let shortTextBytes = 8

        init() {}

        init(_ text: Span<UInt8>) {
            key = text.count <= Slot.shortTextBytes ? word(text) : fingerprint(text)
            byteCount = UInt32(truncatingIfNeeded: text.count)
        }

        var hash: UInt64 { mix(key &+ UInt64(byteCount)) }
    }

    public private(set) var texts = TextColumn()
    /// Open addressing, linear probing. Its size is a power of two, at most half full.
    private var slots: [Slot] = Array(repeating: Slot(), count: 16)

    public init() {}

    public init(_ texts: some Sequence<String>) {
        for text in texts { intern(text) }
    }

    public var count: Int { texts.count }

    public subscript(id: Int32) -> String { texts[Int(id)] }

    /// The id of `text`, new if it was not there.
    @discardableResult
    public mutating func intern(_ text: Span<UInt8>) -> Int32 {
        var wanted = Slot(text)
        let place = find(wanted, text)
        if slots[place].id >= 0 { return slots[place].id }
        wanted.id = Int32(texts.count)
        texts.append(text)
        slots[place] = wanted
        if texts.count * 2 > slots.count { grow() }
        return wanted.id
    }

    @discardableResult
    public mutating func intern(_ text: String) -> Int32 { intern(Array(text.utf8).span) }

    /// The id of `text`; `nil` if it is not in the table.
    public func id(of text: Span<UInt8>) -> Int32? {
        let id = slots[find(Slot(text), text)].id
        return id >= 0 ? id : nil
    }

    public func id(of text: String) -> Int32? { id(of: Array(text.utf8).span) }

    /// The id of every cell; -1 where it is not in the table.
    ///
    /// In a large table a look-up is a wait for memory. Here many wait at once, so each costs a fraction of one alone.
    public func ids(of cells: TextColumn) -> [Int32] {
        let mask = slots.count - 1
        let slots = slots.span
        var found = [Int32](repeating: -1, count: cells.count)
        var wanted = [Slot](repeating: Slot(), count: StringTable.batch)
        for start in stride(from: 0, to: cells.count, by: StringTable.batch) {
            let count = min(StringTable.batch, cells.count - start)
            for index in 0..<count {
                wanted[index] = Slot(cells.cell(start + index))
                found[start + index] = slots[Int(truncatingIfNeeded: wanted[index].hash) & mask].id
            }
            for index in 0..<count where found[start + index] >= 0 {
                found[start + index] = slots[find(wanted[index], cells.cell(start + index))].id
            }
        }
        return found
    }

    private static let batch = 64

    /// The slot that holds `text`, or the free one where it belongs.
    private func find(_ wanted: Slot, _ text: Span<UInt8>) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: wanted.hash) & mask
        while slots[place].id >= 0, !isSame(slots[place], wanted, text) { place = (place + 1) & mask }
        return place
    }

    private func isSame(_ slot: Slot, _ wanted: Slot, _ text: Span<UInt8>) -> Bool {
        guard slot.key == wanted.key, slot.byteCount == wanted.byteCount else { return false }
        return text.count <= Slot.shortTextBytes || holds(slot.id, text)
    }

    private func holds(_ id: Int32, _ text: Span<UInt8>) -> Bool {
        let range = texts.range(Int(id))
        guard range.count == text.count else { return false }
        let bytes = texts.bytes.span
        for index in text.indices where bytes[range.lowerBound + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        let filled = slots
        slots = Array(repeating: Slot(), count: filled.count * 2)
        let mask = slots.count - 1
        for slot in filled where slot.id >= 0 {
            var place = Int(truncatingIfNeeded: slot.hash) & mask
            while slots[place].id >= 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }
}

/// A column whose few distinct texts are interned: cell `i` is `values[codes[i]]`, absent where the code is -1.
public struct DictionaryColumn: Hashable, Sendable {
    public var codes: [Int32] = []
    public var values = StringTable()

    public init() {}

    public var count: Int { codes.count }

    public subscript(index: Int) -> String? { codes[index] < 0 ? nil : values[codes[index]] }

    /// Appends a cell; an empty one is absent.
    public mutating func append(_ cell: Span<UInt8>) {
        codes.append(cell.isEmpty ? -1 : values.intern(cell))
    }

    public mutating func append(_ cell: String) { append(Array(cell.utf8).span) }
}
