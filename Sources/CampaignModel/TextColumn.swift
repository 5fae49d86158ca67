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
    public private(set) var texts = TextColumn()
    /// Open addressing, linear probing; -1 is free. Its size is a power of two, at most half full.
    private var slots: [Int32] = Array(repeating: -1, count: 16)

    public init() {}

    public init(_ texts: some Sequence<String>) {
        for text in texts { intern(text) }
    }

    public var count: Int { texts.count }

    public subscript(id: Int32) -> String { texts[Int(id)] }

    /// The id of `text`, new if it was not there.
    @discardableResult
    public mutating func intern(_ text: Span<UInt8>) -> Int32 {
        let slot = find(text)
        if slots[slot] >= 0 { return slots[slot] }
        let id = Int32(texts.count)
        texts.append(text)
        slots[slot] = id
        if texts.count * 2 > slots.count { grow() }
        return id
    }

    @discardableResult
    public mutating func intern(_ text: String) -> Int32 { intern(Array(text.utf8).span) }

    /// The id of `text`; `nil` if it is not in the table.
    public func id(of text: Span<UInt8>) -> Int32? {
        let id = slots[find(text)]
        return id >= 0 ? id : nil
    }

    public func id(of text: String) -> Int32? { id(of: Array(text.utf8).span) }

    /// The slot that holds `text`, or the free one where it belongs.
    private func find(_ text: Span<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: fingerprint(text)) & mask
        while slots[slot] >= 0, !holds(slots[slot], text) { slot = (slot + 1) & mask }
        return slot
    }

    private func holds(_ id: Int32, _ text: Span<UInt8>) -> Bool {
        let range = texts.range(Int(id))
        guard range.count == text.count else { return false }
        let bytes = texts.bytes.span
        for index in text.indices where bytes[range.lowerBound + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for id in 0..<Int32(texts.count) {
            var slot = Int(truncatingIfNeeded: fingerprint(texts.bytes.span.extracting(texts.range(Int(id))))) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = id
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
