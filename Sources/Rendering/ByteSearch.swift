/// Where `needle` first stands in `bytes` at or after `start`; `nil` where it does not, or is empty.
func firstRange(of needle: [UInt8], in bytes: Span<UInt8>, from start: Int = 0) -> Range<Int>? {
    guard let first = needle.first, needle.count <= bytes.count else { return nil }
    let last = bytes.count - needle.count
    var index = start
    while index <= last {
        if bytes[index] == first, stands(needle, at: index, in: bytes) { return index..<(index + needle.count) }
        index += 1
    }
    return nil
}

/// Whether `needle` stands in `bytes`, looked for from the end.
func contains(_ needle: [UInt8], in bytes: Span<UInt8>) -> Bool {
    guard let first = needle.first, needle.count <= bytes.count else { return false }
    var index = bytes.count - needle.count
    while index >= 0 {
        if bytes[index] == first, stands(needle, at: index, in: bytes) { return true }
        index -= 1
    }
    return false
}

/// Where `byte` first stands at or after `start`; the end where it does not.
func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = ones &* UInt64(byte)
    var index = start
    while index + 8 <= bytes.count {
        let difference = eightBytes(bytes.extracting(index..<index + 8)) ^ pattern
        let found = (difference &- ones) & ~difference & (ones &* 0x80)
        if found != 0 { return index + found.trailingZeroBitCount / 8 }
        index += 8
    }
    while index < bytes.count, bytes[index] != byte { index += 1 }
    return index
}

/// Eight bytes as one number, the first one lowest: one load.
/// - Parameter bytes: Eight of them.
@inline(__always)
func eightBytes(_ bytes: Span<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[index]) << UInt64(8 * index) }
    return word
}

private func stands(_ needle: [UInt8], at start: Int, in bytes: Span<UInt8>) -> Bool {
    for index in needle.indices where bytes[start + index] != needle[index] { return false }
    return true
}
