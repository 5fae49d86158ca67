internal import CampaignModel

/// How clocks go on after the last change that a zone's file lists, such as `EET-2EEST,M3.5.0/3,M10.5.0/4`.
///
/// Source: POSIX.1-2017, 8.3, `TZ`, with the wider hours of RFC 8536, 3.3.1.
struct ClockRule {
    /// A day of every year, and when the clocks are changed on it.
    private struct Change {
        enum Day {
            /// 1 ... 365; 29 February is never counted.
            case julian(Int)
            /// 0 ... 365
            case ofYear(Int)
            /// Week 1 ... 5, where 5 is the last; weekday 0 is Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds after midnight by the clock before the change.
        var time: Int64
    }

    /// Seconds east of Greenwich.
    private let standardOffset: Int64
    private let summer: (offset: Int64, from: Change, until: Change)?

    /// Whether there is summer time.
    var changesClocks: Bool { summer != nil }

    /// - Returns: `nil` where the text is no rule.
    init?(_ text: some StringProtocol) {
        var reader = RuleReader(text)
        guard reader.skipName(), let west = reader.clock() else { return nil }
        standardOffset = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        let summerWest = reader.isAt(",") ? west - 3_600 : reader.clock()
        guard let summerWest, let from = ClockRule.change(&reader), let until = ClockRule.change(&reader),
            reader.isAtEnd
        else { return nil }
        summer = (-summerWest, from, until)
    }

    private static func change(_ reader: inout RuleReader) -> Change? {
        guard reader.take(","), let day = day(&reader) else { return nil }
        guard reader.take("/") else { return Change(day: day, time: 7_200) }
        return reader.clock().map { Change(day: day, time: $0) }
    }

    private static func day(_ reader: inout RuleReader) -> Change.Day? {
        if reader.take("J") { return reader.number().map(Change.Day.julian) }
        guard reader.take("M") else { return reader.number().map(Change.Day.ofYear) }
        guard let month = reader.number(), (1...12).contains(month), reader.take("."), let week = reader.number(),
            (1...5).contains(week), reader.take("."), let weekday = reader.number(), (0...6).contains(weekday)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// The changes after a moment, ascending, for so many years.
    func changes(after last: Int64, years: Int) -> [(at: Int64, offset: Int64)] {
        guard let summer else { return [] }
        let first = CivilTime(Instant(seconds: last)).year
        let all = (first..<first + years).flatMap { year in
            [
                (at: ClockRule.local(summer.from, year) - standardOffset, offset: summer.offset),
                (at: ClockRule.local(summer.until, year) - summer.offset, offset: standardOffset),
            ]
        }
        return all.filter { $0.at > last }.sorted { $0.at < $1.at }
    }

    private static func local(_ change: Change, _ year: Int) -> Int64 {
        let january = CivilTime(year: year, month: 1, day: 1).instant
        let day: Instant
        switch change.day {
        case .ofYear(let number): day = january.advanced(byDays: number)
        case .julian(let number):
            let march = CivilTime(year: year, month: 3, day: 1).instant
            day = number < 60 ? january.advanced(byDays: number - 1) : march.advanced(byDays: number - 60)
        case .weekday(let month, let week, let weekday):
            let start = CivilTime(year: year, month: month, day: 1).instant
            let first = start.advanced(byDays: (weekday - CivilTime.weekday(of: start) + 7) % 7)
            let wanted = first.advanced(byDays: 7 * (week - 1))
            // The fifth may be in the next month: then the fourth is the last.
            day = CivilTime(wanted).month == month ? wanted : wanted.advanced(byDays: -7)
        }
        return day.seconds + change.time
    }
}

/// Reads the parts of a rule from left to right.
private struct RuleReader {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ mark: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: mark) }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard isAt(mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// An abbreviation: letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let after = rest.drop { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        defer { rest = after }
        return after.count < rest.count
    }

    mutating func number() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits.count <= 4 ? Int(String(Substring(digits))) : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func clock() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number().map({ $0 * 3_600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let part = number() else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }
}
