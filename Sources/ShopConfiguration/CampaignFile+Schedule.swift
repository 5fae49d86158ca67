internal import CampaignModel
internal import Diagnostics
internal import Scheduling

extension CampaignFile {
    static func schedule(_ section: YAMLSection) -> ScheduleSettings {
        var settings = ScheduleSettings()
        settings.start = start(section)
        settings.zone = zone(section, start: settings.start)
        settings.graceSeconds = section.duration("grace", in: 60...7 * 86_400) ?? settings.graceSeconds
        settings.recipientMinuteOfDay = section.minuteOfDay("recipient_time")
        if settings.recipientMinuteOfDay != nil, settings.zone == .recipient {
            section.report(
                "recipient_time",
                "cannot stand beside 'timezone: recipient'",
                remedy: "keep one of them; 'at' or 'cron' already says the recipient's time"
            )
        }
        settings.validForHours = validForHours(section) ?? settings.validForHours
        settings.validUntil = moment(section, "valid_until")
        settings.hours = hours(section)
        settings.throttle = throttle(section)
        section.refuseUnknownKeys()
        return settings
    }

    private static func start(_ section: YAMLSection) -> ScheduleSettings.Start {
        let at = moment(section, "at")
        guard let text = section.text("cron") else { return at.map(ScheduleSettings.Start.at) ?? .manual }
        if section.has("at") {
            section.report("cron", "cannot stand beside 'at'", remedy: "keep 'at' for one run, 'cron' for many")
        }
        do throws(Diagnostic) {
            return .cron(try CronExpression(text).description)
        } catch {
            section.report("cron", "cannot be '\(text)': \(error.what)", remedy: error.remedy)
            return .manual
        }
    }

    private static func zone(_ section: YAMLSection, start: ScheduleSettings.Start) -> ScheduleSettings.Zone {
        guard let name = section.text("timezone") else { return .shop }
        if name == "recipient" {
            if case .at(.fixed) = start {
                section.report("at", "has an offset, so it is not the recipient's time", remedy: "leave the offset out")
            }
            if start == .manual, !section.has("at"), !section.has("cron") {
                section.report(
                    "timezone",
                    "needs 'at' or 'cron', which say the time",
                    remedy: "for a campaign sent by hand write 'recipient_time: \"10:00\"'"
                )
            }
            return .recipient
        }
        do throws(Diagnostic) {
            _ = try ZoneDatabase().requiredZone(name)
        } catch {
            section.report("timezone", "cannot be '\(name)': \(error.what)", remedy: error.remedy)
        }
        return .named(name)
    }

    /// A date and a time, with an offset or without.
    private static func moment(_ section: YAMLSection, _ key: String) -> ScheduleSettings.Moment? {
        guard let text = section.text(key) else { return nil }
        if let local = LocalTime(text) { return .local(local) }
        // A bare number would be read as unix time.
        if text.contains("-"), let instant = Instant(text) { return .fixed(instant) }
        section.report(
            key,
            "is no time: '\(text)'",
            remedy: "write '2026-12-01 10:00', or with an offset '…T10:00+01:00'"
        )
        return nil
    }

    private static func validForHours(_ section: YAMLSection) -> Int? {
        let hours = section.integer("valid_for_hours", in: 1...720)
        guard let seconds = section.duration("expires_after", in: 3_600...720 * 3_600) else { return hours }
        if section.has("valid_for_hours") {
            section.report("expires_after", "says the same as 'valid_for_hours'", remedy: "keep one of them")
        }
        if seconds % 3_600 != 0 { section.report("expires_after", "must be whole hours") }
        return Int(seconds / 3_600)
    }

    private static func hours(_ section: YAMLSection) -> SendingHours {
        var hours = SendingHours(window: span(section, "window"), quiet: span(section, "quiet_hours"))
        if let names = section.texts("weekdays") {
            let known = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            let days = names.compactMap { name -> Int? in
                if let day = known.firstIndex(of: name.lowercased()) { return day }
                section.report("weekdays", "cannot be '\(name)'", remedy: suggestion(for: name, among: known))
                return nil
            }
            if names.isEmpty { section.report("weekdays", "names no day", remedy: "leave the key out for all seven") }
            if !days.isEmpty { hours.weekdays = Set(days) }
        }
        if !(0..<1_440).contains(where: hours.allow(minute:)) {
            section.report("quiet_hours", "leave no minute of the window", remedy: "let window and quiet hours differ")
        }
        return hours
    }

    private static func span(_ section: YAMLSection, _ key: String) -> SendingHours.Span? {
        guard section.has(key) else { return nil }
        let span = section.section(key)
        defer { span.refuseUnknownKeys() }
        for end in ["from", "to"] where !span.has(end) {
            span.report(end, "is missing", remedy: "write '\(key): {from: \"09:00\", to: \"20:00\"}'")
        }
        guard let from = span.minuteOfDay("from"), let to = span.minuteOfDay("to") else { return nil }
        if from == to { span.report("to", "must not be 'from'", remedy: "leave '\(key)' out for the whole day") }
        return from == to ? nil : SendingHours.Span(from: from, to: to)
    }

    /// `1000/min`
    private static func throttle(_ section: YAMLSection) -> Throttle? {
        guard let text = section.text("throttle") else { return nil }
        let units = ["s": 1, "min": 60, "h": 3_600]
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard parts.count == 2, let messages = Int(parts[0]), (1...1_000_000).contains(messages),
            let seconds = units[parts[1]]
        else {
            section.report(
                "throttle",
                "is no rate: '\(text)'",
                remedy: "write '1000/min': 1 to 1,000,000 messages per s, min or h"
            )
            return nil
        }
        return Throttle(messages: messages, perSeconds: seconds)
    }
}

extension YAMLSection {
    /// `"09:30"` → 570.
    fileprivate func minuteOfDay(_ key: String) -> Int? {
        guard let text = text(key) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...23).contains(hour), (0...59).contains(minute)
        else {
            report(key, "is no clock time: '\(text)'", remedy: "write '10:00', with the quotes")
            return nil
        }
        return hour * 60 + minute
    }
}
