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

private func stands(_ needle: [UInt8], at start: Int, in bytes: Span<UInt8>) -> Bool {
    for index in needle.indices where bytes[start + index] != needle[index] { return false }
    return true
}
