/// What a calendar and a clock on the wall show, without saying where: `2026-12-01T10:00`. Only a time zone makes an
/// instant of it, or none, or two, where clocks are changed.
public struct LocalTime: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00 by the same clock, as if it were never changed.
    public var seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    public init(_ civil: CivilTime) { seconds = civil.instant.seconds }

    public var civil: CivilTime { CivilTime(Instant(seconds: seconds)) }

    /// 0 is Sunday.
    public var weekday: Int { CivilTime.weekday(of: Instant(seconds: seconds)) }

    /// 0 ... 1,439
    public var minuteOfDay: Int { Int((seconds - midnight.seconds) / 60) }

    /// The start of the same day.
    public var midnight: LocalTime {
        LocalTime(seconds: seconds.flooredQuotient(dividingBy: Instant.secondsPerDay) * Instant.secondsPerDay)
    }

    public func advanced(bySeconds seconds: Int64) -> LocalTime { LocalTime(seconds: self.seconds + seconds) }
}

extension LocalTime: Comparable {
    public static func < (left: LocalTime, right: LocalTime) -> Bool { left.seconds < right.seconds }
}

extension LocalTime: LosslessStringConvertible {
    /// ISO 8601 to the minute, or to the second where that is not 0.
    public var description: String { String(Instant(seconds: seconds).description.dropLast(seconds % 60 == 0 ? 4 : 1)) }

    /// Reads `2026-12-01`, `2026-12-01T10:00` or `2026-12-01 10:00:30`; a text with an offset or a `Z` is refused.
    public init?(_ text: String) {
        guard text.utf8.count >= 10, text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return nil }
        let clock = text.utf8.dropFirst(10)
        let marks = [UInt8(ascii: "Z"), UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-")]
        guard !clock.contains(where: marks.contains), let instant = Instant(text) else { return nil }
        self.init(seconds: instant.seconds)
    }
}

extension LocalTime: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = LocalTime(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no local time")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
