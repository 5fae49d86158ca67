extension ZoneRules {
    /// Reads a zone's file.
    /// - Parameter bytes: TZif, version 2 or later. Source: RFC 8536.
    /// - Returns: `nil` where it is no such file.
    init?(name: String, file bytes: [UInt8]) {
        guard let first = FileHeader(bytes[...]), first.version >= UInt8(ascii: "2") else { return nil }
        // The 64-bit data stand behind the 32-bit ones, which old readers use.
        let rest = bytes.dropFirst(FileHeader.size + first.dataSize(bytesPerTime: 4))
        guard let header = FileHeader(rest) else { return nil }
        var reader = BigEndianReader(rest.dropFirst(FileHeader.size))
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(reader.integer(bytes: 8)) }
        var types: [Int] = []
        for _ in 0..<header.timeCount { types.append(Int(reader.integer(bytes: 1) & 0xff)) }
        var offsets: [Int64] = []
        for _ in 0..<header.typeCount {
            offsets.append(reader.integer(bytes: 4))
            _ = reader.integer(bytes: 2)
        }
        reader.skip(header.characterCount + header.leapCount * 12 + header.standardCount + header.universalCount)
        guard !reader.isExhausted, let firstOffset = offsets.first, types.allSatisfy(offsets.indices.contains),
            times == times.sorted()
        else { return nil }
        var changes = zip(times, types).map { (at: $0, offset: offsets[$1]) }
        let footer = String(decoding: reader.rest, as: UTF8.self).split(separator: "\n").first ?? ""
        let rule = ClockRule(footer)
        if let rule { changes += rule.changes(after: changes.last?.at ?? 0, years: 403) }
        self.init(name: name, changes: changes, firstOffset: firstOffset, repeats: rule?.changesClocks ?? false)
    }
}

/// The counts at the start of each of the two blocks.
private struct FileHeader {
    static let size = 44

    let version: UInt8
    let universalCount: Int
    let standardCount: Int
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    let characterCount: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= FileHeader.size, bytes.prefix(4).elementsEqual("TZif".utf8) else { return nil }
        version = bytes[bytes.startIndex + 4]
        var reader = BigEndianReader(bytes.dropFirst(20))
        universalCount = Int(reader.integer(bytes: 4))
        standardCount = Int(reader.integer(bytes: 4))
        leapCount = Int(reader.integer(bytes: 4))
        timeCount = Int(reader.integer(bytes: 4))
        typeCount = Int(reader.integer(bytes: 4))
        characterCount = Int(reader.integer(bytes: 4))
        let counts = [universalCount, standardCount, leapCount, timeCount, typeCount, characterCount]
        guard counts.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
    }

    func dataSize(bytesPerTime: Int) -> Int {
        timeCount * (bytesPerTime + 1) + typeCount * 6 + characterCount + leapCount * (bytesPerTime + 4)
            + standardCount + universalCount
    }
}

/// Reads signed numbers, most significant byte first; past the end it reads zeros and says so.
private struct BigEndianReader {
    private(set) var rest: ArraySlice<UInt8>
    private(set) var isExhausted = false

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func integer(bytes count: Int) -> Int64 {
        guard rest.count >= count else {
            isExhausted = true
            return 0
        }
        let bits = rest.prefix(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        let unused = 64 - 8 * count
        return Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused)
    }

    mutating func skip(_ count: Int) {
        isExhausted = isExhausted || rest.count < count
        rest = rest.dropFirst(count)
    }
}
