public import CampaignModel

extension CronExpression {
    /// How far ahead a next time is looked for. The rarest there is, the fifth Monday of February, comes again after 40
    /// years at most.
    static let yearsAhead = 50

    /// The first time after a moment at which the expression comes, by the clocks of a zone.
    /// - Returns: `nil` where that is more than 50 years ahead, which no expression that can be made reaches.
    public func next(after moment: Instant, in zone: ZoneRules) -> Instant? {
        isInterval ? nextByRunningClock(after: moment, in: zone) : nextByTimeOfDay(after: moment, in: zone)
    }

    /// The next `count` times after a moment.
    public func next(_ count: Int, after moment: Instant, in zone: ZoneRules) -> [Instant] {
        var times: [Instant] = []
        var last = moment
        while times.count < count, let next = next(after: last, in: zone) {
            times.append(next)
            last = next
        }
        return times
    }

    /// Clocks never go back over a time that was reached before them, so the first candidate that is later than `moment`
    /// is the answer.
    private func nextByTimeOfDay(after moment: Instant, in zone: ZoneRules) -> Instant? {
        var candidate = nextTime(from: zone.local(moment))
        while let time = candidate {
            let instant = zone.instant(of: time)
            if instant > moment { return instant }
            candidate = nextTime(from: time.advanced(bySeconds: 60))
        }
        return nil
    }

    /// Looks at one stretch between two changes of the clocks after the other.
    private func nextByRunningClock(after moment: Instant, in zone: ZoneRules) -> Instant? {
        var start = moment.advanced(bySeconds: 1)
        let limit = moment.advanced(byDays: 366 * CronExpression.yearsAhead)
        while start < limit {
            let offset = zone.offset(at: start)
            let end = zone.nextChange(after: start)
            guard let time = nextTime(from: LocalTime(seconds: start.seconds + offset)) else { return nil }
            let instant = Instant(seconds: time.seconds - offset)
            guard let end, instant >= end else { return instant }
            start = end
        }
        return nil
    }

    /// The first full minute from `start` on that matches, by the calendar alone.
    func nextTime(from start: LocalTime) -> LocalTime? {
        let first = start.advanced(bySeconds: 59)
        let minute = first.minuteOfDay
        var day = first.midnight
        var earliest = minute
        let lastYear = day.civil.year + CronExpression.yearsAhead
        while true {
            let date = day.civil
            guard date.year <= lastYear else { return nil }
            if months >> UInt64(date.month) & 1 == 0 {
                let isDecember = date.month == 12
                day = LocalTime(
                    CivilTime(
                        year: isDecember ? date.year + 1 : date.year,
                        month: isDecember ? 1 : date.month + 1,
                        day: 1
                    )
                )
                earliest = 0
                continue
            }
            if matchesDay(date, weekday: day.weekday), let minute = nextMinute(from: earliest) {
                return day.advanced(bySeconds: Int64(minute) * 60)
            }
            day = day.advanced(bySeconds: Instant.secondsPerDay)
            earliest = 0
        }
    }

    /// The first minute of the day from `earliest` on that matches.
    private func nextMinute(from earliest: Int) -> Int? {
        let (hour, minute) = (earliest / 60, earliest % 60)
        if hours >> UInt64(hour) & 1 == 1, let rest = lowestBit(of: minutes, from: minute) { return hour * 60 + rest }
        guard let later = lowestBit(of: hours, from: hour + 1), let first = lowestBit(of: minutes, from: 0) else {
            return nil
        }
        return later * 60 + first
    }
}

private func lowestBit(of bits: UInt64, from start: Int) -> Int? {
    let rest = (bits >> UInt64(start)) << UInt64(start)
    return rest == 0 ? nil : rest.trailingZeroBitCount
}
