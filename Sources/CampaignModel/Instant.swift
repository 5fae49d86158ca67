/// A moment in time: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Sendable {
    public var seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    public static let secondsPerDay: Int64 = 86_400

    public func advanced(bySeconds seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }

    public func advanced(byDays days: Int) -> Instant {
        advanced(bySeconds: Int64(days) * Instant.secondsPerDay)
    }

    /// Whole days from `earlier` to this moment, rounded down; negative where `earlier` is later.
    public func days(since earlier: Instant) -> Int {
        Int((seconds - earlier.seconds).flooredQuotient(dividingBy: Instant.secondsPerDay))
    }
}

extension Instant: Comparable {
    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let seconds = try? container.decode(Int64.self) {
            self.init(seconds: seconds)
            return
        }
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an ISO 8601 time")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC: `2026-11-22T15:48:06Z`.
    public var description: String {
        let time = CivilTime(self)
        return "\(pad(time.year, 4))-\(pad(time.month, 2))-\(pad(time.day, 2))"
            + "T\(pad(time.hour, 2)):\(pad(time.minute, 2)):\(pad(time.second, 2))Z"
    }
}

extension Instant: LosslessStringConvertible {
    /// Reads ISO 8601 (`2026-11-22`, `2026-11-22T15:48:06+01:00`, a space for the `T`) or unix seconds.
    public init?(_ text: String) {
        guard let instant = Instant(utf8: Array(text.utf8).span) else { return nil }
        self = instant
    }

    /// Reads ISO 8601 or unix time from bytes. A time without an offset is UTC; a fraction of a second is dropped;
    /// a number of 12 digits or more is milliseconds; eight digits that are a date (`20261122`) are that date.
    /// - Returns: `nil` also for a year that four digits cannot write.
    public init?(utf8 text: Span<UInt8>) {
        var reader = DigitReader(text)
        guard let instant = reader.instant(), Instant.fourDigitYears.contains(instant.seconds) else { return nil }
        self = instant
    }

    private static let fourDigitYears: ClosedRange<Int64> = -62_167_219_200...253_402_300_799
}

/// A moment as a calendar and a clock show it in UTC (proleptic Gregorian).
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`, `days_from_civil`.
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    /// 1 ... 12
    public var month: Int
    /// 1 ... 31
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    public init(_ instant: Instant) {
        let days = instant.seconds.flooredQuotient(dividingBy: Instant.secondsPerDay)
        let ofDay = Int(instant.seconds - days * Instant.secondsPerDay)
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = ofDay / 3_600
        minute = ofDay / 60 % 60
        second = ofDay % 60
    }

    /// 0 is Sunday.
    public static func weekday(of instant: Instant) -> Int {
        let days = Int(instant.seconds.flooredQuotient(dividingBy: Instant.secondsPerDay))
        return ((days + 4) % 7 + 7) % 7
    }

    /// The moment this calendar date and clock time is in UTC.
    public var instant: Instant {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        return Instant(seconds: days * Instant.secondsPerDay + Int64(hour * 3_600 + minute * 60 + second))
    }

    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Whether the date exists and the clock shows it (a leap second reads as :59's successor and is refused).
    var isValid: Bool {
        guard (1...12).contains(month), (1...31).contains(day) else { return false }
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return false }
        return day <= 28 || day <= daysInMonth
    }

    public var daysInMonth: Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Reads the digits of a time from bytes.
private struct DigitReader: ~Escapable {
    let text: Span<UInt8>
    var at = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    var next: UInt8? { at < text.count ? text[at] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    /// Reads exactly `count` digits.
    mutating func number(_ count: Int) -> Int? {
        guard at + count <= text.count else { return nil }
        var value = 0
        for _ in 0..<count {
            let digit = text[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
            at += 1
        }
        return value
    }

    mutating func instant() -> Instant? {
        guard text.count >= 5, text[4] == UInt8(ascii: "-") else { return unixTime() }
        guard let year = number(4), take(UInt8(ascii: "-")), let month = number(2), take(UInt8(ascii: "-")),
            let day = number(2)
        else { return nil }
        var time = CivilTime(year: year, month: month, day: day)
        var offset = 0
        if next != nil {
            guard take(UInt8(ascii: "T")) || take(UInt8(ascii: " ")) || take(UInt8(ascii: "t")) else { return nil }
            guard let hour = number(2), take(UInt8(ascii: ":")), let minute = number(2) else { return nil }
            time.hour = hour
            time.minute = minute
            if take(UInt8(ascii: ":")) {
                guard let second = number(2) else { return nil }
                time.second = second
                if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
                    guard number(1) != nil else { return nil }
                    while number(1) != nil {}
                }
            }
            guard let read = zoneOffset() else { return nil }
            offset = read
        }
        guard at == text.count, time.isValid else { return nil }
        return time.instant.advanced(bySeconds: -Int64(offset))
    }

    /// Seconds east of Greenwich; 0 where none is written.
    mutating func zoneOffset() -> Int? {
        if next == nil { return 0 }
        _ = take(UInt8(ascii: " "))
        if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
        let sign = take(UInt8(ascii: "-")) ? -1 : 1
        guard sign < 0 || take(UInt8(ascii: "+")), let hours = number(2), hours < 24 else { return nil }
        if next == nil { return sign * hours * 3_600 }
        _ = take(UInt8(ascii: ":"))
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    mutating func unixTime() -> Instant? {
        let negative = take(UInt8(ascii: "-"))
        let digits = text.count - at
        guard (1...15).contains(digits), let value = number(digits) else { return nil }
        if digits == 8, !negative {
            let date = CivilTime(year: value / 10_000, month: value / 100 % 100, day: value % 100)
            if date.year >= 1_900, date.isValid { return date.instant }
        }
        let seconds = Int64(digits >= 12 ? value / 1_000 : value)
        return Instant(seconds: negative ? -seconds : seconds)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    func flooredQuotient(dividingBy divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
