/// Writing to byte buffers.
extension [UInt8] {
    init(_ bytes: Span<UInt8>) {
        self = []
        append(bytes)
    }

    /// One copy as a whole. The pointer is used and gone: the standard library cannot append a span yet, and byte by byte
    /// takes a page 3 % more time.
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    mutating func append(ascii text: String) {
        append(contentsOf: text.utf8)
    }

    /// The number in decimal digits.
    mutating func append(integer: Int64) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        var rest = integer.magnitude
        var low = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        var high = count - 1
        while low < high {
            swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    /// The array, leaving an empty one behind, so that it can be changed elsewhere without a copy.
    mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &self)
        return taken
    }
}

extension Span<UInt8> {
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var at = start
        while at + 16 <= count, !block(at).contains(where: { $0 == byte }) { at += 16 }
        while at < count {
            if self[at] == byte { return at }
            at += 1
        }
        return nil
    }
}

extension Span<UInt8> {
    /// The 16 bytes from `start` on.
    @inline(__always)
    @_lifetime(copy self)
    func block(_ start: Int) -> Span<UInt8> { extracting(start..<start + 16) }

    /// Looks at all bytes whatever it finds, so that the compiler can take a block's at once.
    @inline(__always)
    func contains(where isWanted: (UInt8) -> Bool) -> Bool {
        var found = false
        for index in indices { found = isWanted(self[index]) || found }
        return found
    }
}

func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}
