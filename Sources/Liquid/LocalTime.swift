/// A time as clock and calendar show it, in the proleptic Gregorian calendar.
struct LocalTime {
    /// Unix seconds.
    let seconds: Int64
    /// Seconds east of Greenwich.
    let offset: Int
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    /// 0 is Sunday.
    let weekday: Int
    /// 1 ... 366
    let dayOfYear: Int

    init(_ seconds: Int64, offset: Int) {
        // Kept within some ten million years, so that nothing below overflows.
        let bounded = max(-300_000_000_000_000, min(seconds, 300_000_000_000_000))
        self.seconds = bounded
        self.offset = offset
        let local = Int(bounded) + offset
        let days = floorDivided(local, by: 86_400)
        let ofDay = local - days * 86_400
        hour = ofDay / 3600
        minute = ofDay / 60 % 60
        second = ofDay % 60
        weekday = floorModulo(days + 4, by: 7)
        (year, month, day) = civil(fromDays: days)
        dayOfYear = days - LocalTime.days(year: year, month: 1, day: 1) + 1
    }

    /// Days since 1970-01-01. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivided(shifted, by: 400)
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// ISO 8601 week and the year it belongs to.
    var isoWeek: (year: Int, week: Int) {
        let monday = (weekday + 6) % 7
        let week = (dayOfYear - 1 - monday + 10) / 7
        if week < 1 { return (year - 1, LocalTime.weeks(inYear: year - 1)) }
        return week > LocalTime.weeks(inYear: year) ? (year + 1, 1) : (year, week)
    }

    private static func weeks(inYear year: Int) -> Int {
        func firstWeekday(_ year: Int) -> Int { floorModulo(days(year: year, month: 1, day: 1) + 4, by: 7) }
        return firstWeekday(year) == 4 || firstWeekday(year + 1) == 5 ? 53 : 52
    }
}

private func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivided(shifted, by: 146_097)
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
}

func floorDivided(_ value: Int, by divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
}

func floorModulo(_ value: Int, by divisor: Int) -> Int { value - floorDivided(value, by: divisor) * divisor }

let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]

let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
