public import CampaignModel
public import Diagnostics

/// The times at which a campaign runs by itself.
public struct Timetable: Sendable {
    /// Where clocks are first to show a time, and by how much: the Line Islands.
    private static let earliestOffset: Int64 = 14 * 3_600
    /// How far back a missed time is looked for.
    private static let daysBack = 400

    private let settings: ScheduleSettings
    private let cron: CronExpression?
    /// The zone that the times are in; the shop's where they are in everyone's own.
    public let zone: ZoneRules

    /// - Parameter shopZone: IANA name.
    /// - Throws: A zone or an expression that is wrong.
    public init(_ settings: ScheduleSettings, shopZone: String, zones: ZoneDatabase) throws(Diagnostic) {
        self.settings = settings
        if case .cron(let text) = settings.start { cron = try CronExpression(text) } else { cron = nil }
        if case .named(let name) = settings.zone {
            zone = try zones.requiredZone(name)
        } else {
            zone = try zones.requiredZone(shopZone)
        }
    }

    /// The next times after a moment.
    public func next(_ count: Int, after moment: Instant) -> [DueTime] {
        switch settings.start {
        case .manual: []
        case .at(let time): [due(at: time)].filter { $0.at > moment }
        case .cron: times(count, after: moment)
        }
    }

    /// The newest time that has come by `now`, and was not there at `start` already.
    /// - Returns: `nil` also for a cron expression's times of more than 400 days ago.
    public func last(after start: Instant, upTo now: Instant) -> DueTime? {
        switch settings.start {
        case .manual: return nil
        case .at(let time):
            let due = due(at: time)
            return due.at <= now ? due : nil
        case .cron:
            let first = max(start, now.advanced(byDays: -Timetable.daysBack))
            // Bisection: the later half that has a time has the newest.
            var low = first.seconds
            var high = now.seconds
            guard low < high, let found = times(1, after: first).first, found.at <= now else { return nil }
            var newest = found
            while low < high {
                let middle = (low + high) / 2
                if let later = times(1, after: Instant(seconds: middle)).first, later.at <= now {
                    newest = later
                    low = max(middle + 1, later.at.seconds)
                } else {
                    high = middle
                }
            }
            return newest
        }
    }

    private func times(_ count: Int, after moment: Instant) -> [DueTime] {
        guard let cron else { return [] }
        if settings.zone == .recipient {
            // The clocks of the first zone are UTC's, moved.
            let ahead = moment.advanced(bySeconds: Timetable.earliestOffset)
            return cron.next(count, after: ahead, in: .utc).map { due(local: LocalTime(seconds: $0.seconds)) }
        }
        return cron.next(count, after: moment, in: zone).map { due(fixed: $0) }
    }

    private func due(at time: ScheduleSettings.Moment) -> DueTime {
        switch time {
        case .fixed(let instant): due(fixed: instant)
        case .local(let local): settings.zone == .recipient ? due(local: local) : due(fixed: zone.instant(of: local))
        }
    }

    private func due(fixed instant: Instant) -> DueTime {
        let staleFrom = instant.advanced(bySeconds: settings.graceSeconds + 1)
        return DueTime(local: zone.local(instant), at: instant, staleFrom: staleFrom)
    }

    /// A time by everyone's own clock: it is too late when it is so for people in the shop's zone.
    private func due(local: LocalTime) -> DueTime {
        let first = Instant(seconds: local.seconds - Timetable.earliestOffset)
        let staleFrom = zone.instant(of: local).advanced(bySeconds: settings.graceSeconds + 1)
        return DueTime(local: local, at: first, staleFrom: staleFrom)
    }
}
