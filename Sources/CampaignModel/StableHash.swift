/// A 64-bit hash of bytes that is the same in every process and on every machine; not for secrets.
///
/// FNV-1a over eight bytes at a time, finished with the mixer of MurmurHash3 so that low bits can pick a slot.
/// Source: Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash Algorithm"; Appleby, MurmurHash3 `fmix64`.
public func fingerprint(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
    var index = 0
    while index + 8 <= bytes.count {
        // Eight bytes of a span of eight: the compiler sees that all are there and loads them at once.
        let eight = bytes.extracting(index..<index &+ 8)
        var word: UInt64 = 0
        for byte in 0..<8 { word |= UInt64(eight[byte]) << UInt64(8 * byte) }
        hash = mix(hash ^ word) &* 0x100_0000_01b3
        index += 8
    }
    while index < bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3
        index += 1
    }
    return mix(hash ^ UInt64(bytes.count))
}

public func fingerprint(_ text: String, seed: UInt64 = 0) -> UInt64 { fingerprint(Array(text.utf8).span, seed: seed) }

/// A bijection on 64 bits in which every input bit moves about half of the output bits.
public func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value ^= value >> 33
    value &*= 0xff51_afd7_ed55_8ccd
    value ^= value >> 33
    value &*= 0xc4ce_b9fe_1a85_ec53
    return value ^ value >> 33
}

/// At most eight bytes as one number; of texts as long as each other, different ones give different numbers.
@inline(__always)
func word(_ bytes: Span<UInt8>) -> UInt64 {
    let count = bytes.count
    guard count >= 4 else {
        var word: UInt64 = 0
        for index in 0..<count { word = word << 8 | UInt64(bytes[index]) }
        return word
    }
    // Two loads of four bytes, which overlap where there are fewer than eight.
    return UInt64(fourBytes(bytes.extracting(0..<4))) | UInt64(fourBytes(bytes.extracting(count - 4..<count))) << 32
}

@inline(__always)
private func fourBytes(_ bytes: Span<UInt8>) -> UInt32 {
    var word: UInt32 = 0
    for byte in 0..<4 { word |= UInt32(bytes[byte]) << UInt32(8 * byte) }
    return word
}
