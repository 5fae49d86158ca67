/// An instant that a text names.
struct ParsedTime {
    var seconds: Int64
    /// The text's own offset in seconds east of Greenwich; `nil` where it has none.
    var offset: Int?
}

/// Reads what data and templates write as a time: Unix seconds, ISO 8601, `March 14, 2016`, `14 Mar 2016 10:30 pm`,
/// `14/3/2016` (day first, as in Ruby). Without an offset the time is the zone's; without a date it is that of `now`.
/// - Returns: `nil` where the text is no time.
func parseTime(_ text: ArraySlice<UInt8>, now: Int64, zone: ZoneOffsets) -> ParsedTime? {
    guard text.count <= 64 else { return nil }
    if !text.isEmpty, text.allSatisfy(\.isDigit) {
        return Int64(String(decoding: text, as: UTF8.self)).map { ParsedTime(seconds: $0) }
    }
    var parser = DateParser(text)
    guard parser.read() else { return nil }
    let today = LocalTime(now, offset: zone.offset(at: now).seconds)
    if parser.month == nil, parser.day == nil, parser.year == nil {
        guard parser.clock != nil else { return nil }
        (parser.year, parser.month, parser.day) = (today.year, today.month, today.day)
    }
    let year = parser.year ?? today.year
    let month = parser.month ?? 1
    let day = parser.day ?? 1
    guard (1...12).contains(month), (1...dayCount(month: month, year: year)).contains(day) else { return nil }
    let local = LocalTime.days(year: year, month: month, day: day) * 86_400 + (parser.clock ?? 0)
    if let offset = parser.offset { return ParsedTime(seconds: Int64(local - offset), offset: offset) }
    let guess = zone.offset(at: Int64(local)).seconds
    return ParsedTime(seconds: Int64(local - zone.offset(at: Int64(local - guess)).seconds))
}

private func dayCount(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

private struct DateParser {
    let text: ArraySlice<UInt8>
    var at: Int
    var year: Int?
    var month: Int?
    var day: Int?
    /// Seconds since midnight.
    var clock: Int?
    var offset: Int?

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        at = text.startIndex
    }

    private var next: UInt8? { at < text.endIndex ? text[at] : nil }

    /// - Returns: False at the first thing that belongs to no date.
    mutating func read() -> Bool {
        while let byte = next {
            if byte.isSpace || byte == UInt8(ascii: ",") {
                at += 1
            } else if byte.isDigit {
                guard readNumbers() else { return false }
            } else if byte.isLetter {
                guard readWord() else { return false }
            } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), clock != nil {
                guard readOffset() else { return false }
            } else {
                return false
            }
        }
        return true
    }

    private mutating func digits() -> (value: Int, count: Int) {
        var value = 0
        let start = at
        while let byte = next, byte.isDigit, at - start < 9 {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            at += 1
        }
        return (value, at - start)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func readNumbers() -> Bool {
        let first = digits()
        if take(UInt8(ascii: ":")) { return readClock(hour: first.value) }
        if let separator = next,
            separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".")
        {
            at += 1
            guard next?.isDigit == true else { return false }
            let second = digits()
            guard take(separator), next?.isDigit == true else {
                guard first.count == 4 else { return false }
                (year, month) = (first.value, second.value)
                return true
            }
            let third = digits()
            if first.count == 4 {
                (year, month, day) = (first.value, second.value, third.value)
            } else {
                (day, month, year) = (first.value, second.value, third.count == 4 ? third.value : 2000 + third.value)
            }
            return true
        }
        // "14th"
        if first.count <= 2, day == nil {
            day = first.value
            for ending in ["st", "nd", "rd", "th"] where text[at...].starts(with: ending.utf8) { at += 2 }
            return true
        }
        if first.count == 8, year == nil {
            (year, month, day) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
            return true
        }
        guard first.count == 4, year == nil else { return false }
        year = first.value
        return true
    }

    private mutating func readClock(hour: Int) -> Bool {
        guard next?.isDigit == true else { return false }
        let minute = digits().value
        var second = 0
        if take(UInt8(ascii: ":")) {
            guard next?.isDigit == true else { return false }
            second = digits().value
            if take(UInt8(ascii: ".")) { while next?.isDigit == true { at += 1 } }
        }
        guard hour <= 24, minute < 60, second <= 60, clock == nil else { return false }
        clock = hour * 3600 + minute * 60 + second
        return true
    }

    private mutating func readWord() -> Bool {
        let start = at
        while next?.isLetter == true { at += 1 }
        // The T and Z of ISO 8601, which most data have, need no text of their own.
        if at == start + 1, text[start] == UInt8(ascii: "T"), year != nil, clock == nil { return true }
        if at == start + 1, text[start] == UInt8(ascii: "Z") {
            offset = 0
            return true
        }
        let word = String(decoding: text[start..<at], as: UTF8.self).lowercased()
        _ = take(UInt8(ascii: "."))
        switch word {
        case "t" where year != nil && clock == nil: return true
        case "z", "utc", "gmt":
            offset = 0
            return true
        case "am", "pm":
            guard let time = clock, time < 13 * 3600 else { return false }
            clock = time % 43_200 + (word == "pm" ? 43_200 : 0)
            return true
        case "at", "of": return true
        default: break
        }
        guard word.count >= 3 else { return false }
        if let index = monthNames.firstIndex(where: { $0.lowercased().hasPrefix(word) }) {
            month = index + 1
            return true
        }
        return weekdayNames.contains { $0.lowercased().hasPrefix(word) }
    }

    private mutating func readOffset() -> Bool {
        let sign = next == UInt8(ascii: "-") ? -1 : 1
        at += 1
        let hours = digits()
        if hours.count == 4 {
            offset = sign * (hours.value / 100 * 3600 + hours.value % 100 * 60)
            return true
        }
        guard hours.count == 2 else { return false }
        _ = take(UInt8(ascii: ":"))
        offset = sign * (hours.value * 3600 + digits().value * 60)
        return true
    }
}
