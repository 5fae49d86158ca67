internal import Diagnostics

extension Renderer {
    /// `date: '%d %B'`, in the render's zone or `time_zone: 'Europe/Dublin'`.
    mutating func date(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let format = try text(of: argument(0, of: call))
        guard !input.isNil, format.count > 0, let time = try time(of: input) else { return input }
        let zone = try zone(of: call)
        let shown = (zone ?? environment.timeZone).offset(at: time.seconds)
        let usesOwn = zone == nil && time.offset != nil
        let moment = LocalTime(time.seconds, offset: usesOwn ? time.offset ?? 0 : shown.seconds)
        memory.work.removeAll(keepingCapacity: true)
        let pattern = bytes(of: format)
        appendFormatted(moment, zone: usesOwn ? nil : shown.abbreviation, pattern: pattern, to: &memory.work)
        return .text(try commit(isSafe: format.isSafe))
    }

    /// The zone that a filter names; kept, since reading one takes as long as a whole message.
    private mutating func zone(of call: FilterCall) throws(Stop) -> ZoneOffsets? {
        guard let given = try namedArgument("time_zone", of: call), !given.isNil else { return nil }
        let name = try string(of: given)
        if let known = memory.zones[name] { return known }
        guard let zone = ZoneOffsets(identifier: name) else {
            throw fail("there is no time zone '\(name)'", remedy: "write an IANA name such as Europe/Dublin")
        }
        if memory.zones.count >= 64 { memory.zones.removeAll() }
        memory.zones[name] = zone
        return zone
    }

    /// `'now' | date_add: 3, 'days'`, by calendar for days and more; the time as ISO 8601, for `date` to show.
    mutating func shiftedDate(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        guard !input.isNil, let time = try time(of: input) else {
            throw fail("\(call.filter.rawValue) takes a time, not \(describe(input))")
        }
        let given = try integer(argument(0, of: call), "what is added")
        guard given.magnitude <= 100_000_000 else { throw fail("\(given) is too much to add to a date") }
        let amount = call.filter == .dateSubtract ? -given : given
        let unit = try unit(of: optionalArgument(1, of: call), standard: "days")
        let offset = time.offset ?? environment.timeZone.offset(at: time.seconds).seconds
        let local = LocalTime(time.seconds, offset: offset)
        var seconds = time.seconds
        switch unit {
        case "second": seconds += amount
        case "minute": seconds += amount * 60
        case "hour": seconds += amount * 3_600
        default:
            var months = Int64(local.year) * 12 + Int64(local.month) - 1
            var days: Int64 = 0
            switch unit {
            case "day": days = amount
            case "week": days = amount * 7
            case "month": months += amount
            default: months += amount * 12
            }
            let year = Int(months >= 0 ? months / 12 : (months - 11) / 12)
            let month = Int(months) - year * 12 + 1
            let nextMonth = LocalTime.days(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
            let firstDay = LocalTime.days(year: year, month: month, day: 1)
            // The 31st of a shorter month is its last day.
            let day = Int64(min(firstDay + local.day - 1, nextMonth - 1)) + days
            let clock = day * 86_400 + Int64(local.hour * 3_600 + local.minute * 60 + local.second)
            let guess = time.offset ?? environment.timeZone.offset(at: clock - Int64(offset)).seconds
            seconds = clock - Int64(guess)
        }
        let shown = time.offset ?? environment.timeZone.offset(at: seconds).seconds
        memory.work.removeAll(keepingCapacity: true)
        let pattern = Array("%Y-%m-%dT%H:%M:%S%:z".utf8)
        appendFormatted(LocalTime(seconds, offset: shown), zone: nil, pattern: pattern[...], to: &memory.work)
        return .text(try commit(isSafe: false))
    }

    /// `offer.ends_at | countdown: 'hours'`: whole units from now until then, 0 once it is past. Without a unit the days,
    /// hours and minutes: `2d 03h 15m`.
    mutating func countdown(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        guard !input.isNil, let time = try time(of: input) else {
            throw fail("countdown takes a time, not \(describe(input))")
        }
        let (difference, overflow) = time.seconds.subtractingReportingOverflow(environment.now)
        let left = overflow ? 0 : max(0, difference)
        if let given = try optionalArgument(0, of: call) {
            let lengths: [String: Int64] = [
                "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800,
            ]
            let unit = try unit(of: given, standard: "")
            guard let length = lengths[unit] else {
                throw fail("countdown knows no '\(unit)s'", remedy: "write 'days'")
            }
            return .integer(left / length)
        }
        func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let clock = "\(twoDigits(left / 3_600 % 24))h \(twoDigits(left / 60 % 60))m"
        return try text(left >= 86_400 ? "\(left / 86_400)d \(clock)" : clock)
    }

    /// `day` for `day` and `days`.
    private mutating func unit(of value: Value?, standard: String) throws(Stop) -> String {
        let word = try value.map { value throws(Stop) in try string(of: value) } ?? standard
        let unit = word.lowercased().hasSuffix("s") ? String(word.lowercased().dropLast()) : word.lowercased()
        let known = ["second", "minute", "hour", "day", "week", "month", "year"]
        guard known.contains(unit) else {
            throw fail(
                "there is no unit of time '\(word)'",
                remedy: suggestion(for: word, among: known.map { $0 + "s" })
            )
        }
        return unit
    }
}
