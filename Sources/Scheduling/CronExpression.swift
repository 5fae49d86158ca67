internal import CampaignModel

/// A recurring time in the five fields of cron: minute, hour, day of the month, month, weekday.
///
/// Where both day fields are restricted, either will do; where both are steps of `*`, both must hold. An expression whose minute or hour begins with `*` goes by
/// the clock as it runs: nothing is made up for what a change of clocks skips, and what it repeats comes twice. Any other
/// names times of the day, and each comes once: after the gap where the clocks skip it, the first time where they show
/// it twice. Source: Debian's cron(8), "Daylight Saving Time and other time changes".
public struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    /// As it was written, with single spaces.
    public let description: String
    /// Bit n stands for the number n.
    let minutes: UInt64
    let hours: UInt64
    let days: Days
    let months: UInt64
    let weekdays: Weekdays
    /// Whether a day must be right by both day fields.
    let needsBothDays: Bool
    /// Whether minute or hour begins with `*`.
    let isInterval: Bool

    struct Days: Hashable, Sendable {
        var numbers: UInt64 = 0
        /// `L`
        var last = false
    }

    struct Weekdays: Hashable, Sendable {
        /// Bit 0 is Sunday.
        var every: UInt64 = 0
        /// `5#3`: bit 8 * weekday + number.
        var numbered: UInt64 = 0
        /// `5L`
        var last: UInt64 = 0
    }

    /// Whether it comes at a time of a day.
    func matches(_ time: LocalTime) -> Bool {
        let civil = time.civil
        return matchesDay(civil, weekday: time.weekday) && minutes >> UInt64(civil.minute) & 1 == 1
            && hours >> UInt64(civil.hour) & 1 == 1
    }

    func matchesDay(_ date: CivilTime, weekday: Int) -> Bool {
        guard months >> UInt64(date.month) & 1 == 1 else { return false }
        if needsBothDays { return matchesDays(date) && matchesWeekdays(date, weekday) }
        return matchesDays(date) || matchesWeekdays(date, weekday)
    }

    private func matchesDays(_ date: CivilTime) -> Bool {
        days.numbers >> UInt64(date.day) & 1 == 1 || days.last && date.day == date.daysInMonth
    }

    private func matchesWeekdays(_ date: CivilTime, _ weekday: Int) -> Bool {
        weekdays.every >> UInt64(weekday) & 1 == 1
            || weekdays.numbered >> UInt64(8 * weekday + (date.day + 6) / 7) & 1 == 1
            || weekdays.last >> UInt64(weekday) & 1 == 1 && date.day + 7 > date.daysInMonth
    }
}
