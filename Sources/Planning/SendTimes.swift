internal import CampaignModel
internal import Scheduling

/// When a message is due for each customer, until when it may go out, and why it cannot.
struct SendTimes: Sendable {
    /// Of everyone in one time zone.
    struct Timing: Sendable {
        var sendAt: Instant
        var validUntil: Instant
        /// Why there is no time at which it could go out.
        var obstacle: (reason: SkipReason, detail: String)?
    }

    let people: PersonZones
    let settings: ScheduleSettings
    /// By position in `people.zones`.
    let timings: [Timing]

    /// - Parameters:
    ///   - zone: Whose clocks `validUntil` goes by, where it is not everyone's own.
    ///   - due: What everyone's clock is to show; `nil` where the schedule does not go by everyone's clock.
    init(_ settings: ScheduleSettings, people: PersonZones, zone: ZoneRules, due: LocalTime?, now: Instant) {
        self.people = people
        self.settings = settings
        timings = people.zones.map { own in
            let ends = settings.zone == .recipient ? own : zone
            return Timing(settings, own: own, validUntil: settings.validUntil?.instant(in: ends), due: due, now: now)
        }
    }

    func timing(of customer: Int32) -> Timing { timings[people.position(of: customer).zone] }
}

extension SendTimes.Timing {
    fileprivate init(_ settings: ScheduleSettings, own: ZoneRules, validUntil: Instant?, due: LocalTime?, now: Instant)
    {
        var wanted = now
        if let due {
            wanted = own.instant(of: due)
        } else if let minute = settings.recipientMinuteOfDay {
            wanted = own.next(minuteOfDay: minute, from: now)
        }
        let end = wanted.advanced(bySeconds: Int64(settings.validForHours) * 3_600)
        self.validUntil = validUntil.map { min($0, end) } ?? end
        let earliest = max(wanted, now)
        sendAt = settings.hours.next(from: earliest, in: own) ?? self.validUntil
        if now.seconds - wanted.seconds > settings.graceSeconds {
            obstacle = (.staleSchedule, "it was \(own.local(now)) there already")
        } else if earliest >= self.validUntil {
            obstacle = (.expired, "it is not valid any more when it is due")
        } else if sendAt >= self.validUntil {
            obstacle = (.quietHours, "no hour in which it may be sent before \(own.text(self.validUntil))")
        }
    }
}

extension ScheduleSettings.Moment {
    fileprivate func instant(in zone: ZoneRules) -> Instant {
        switch self {
        case .fixed(let instant): instant
        case .local(let local): zone.instant(of: local)
        }
    }
}

extension ZoneRules {
    /// The first moment from `now` on at which the clocks show a time of the day. Where they skip it (spring), the first
    /// moment after the gap; where they show it twice (autumn), the first of the two.
    fileprivate func next(minuteOfDay: Int, from now: Instant) -> Instant {
        let today = instant(of: local(now).midnight.advanced(bySeconds: Int64(minuteOfDay) * 60))
        if today >= now { return today }
        let tomorrow = local(now).midnight.advanced(bySeconds: Instant.secondsPerDay + Int64(minuteOfDay) * 60)
        return instant(of: tomorrow)
    }
}
