internal import CampaignModel

/// `email.smtp`: one relay as it is, or several under `relays`, and what holds for all of them.
extension SettingsFile {
    static func smtp(_ section: YAMLSection) -> SMTPSettings {
        let relays = section.sections("relays").map { $0.map(listedRelay) } ?? [relay(section)]
        if relays.isEmpty { section.report("relays", "is empty", remedy: "name at least one relay") }
        var names: Set<String> = []
        for relay in relays where !names.insert(relay.name).inserted {
            section.report("relays", "has two named '\(relay.name)'", remedy: "give each a 'name'")
        }
        let settings = SMTPSettings(
            relays: relays,
            rates: (section.texts("rate") ?? []).compactMap { rate($0, section) },
            domains: domains(section),
            warmUp: section.has("warm_up") ? warmUp(section.section("warm_up")) : nil,
            dotPatienceSeconds: seconds(section, "dot_patience", in: 10...3_600) ?? 600,
            brake: brake(section)
        )
        section.refuseUnknownKeys()
        return settings
    }

    private static func listedRelay(_ section: YAMLSection) -> SMTPRelay {
        defer { section.refuseUnknownKeys() }
        return relay(section)
    }

    private static func relay(_ section: YAMLSection) -> SMTPRelay {
        let security = section.choice("security", of: SMTPRelay.Security.self) ?? .startTLS
        if section.has("password") {
            section.report(
                "password",
                "does not belong in a file",
                remedy: "set DOVETAIL_SMTP_PASSWORD in the environment"
            )
        }
        return SMTPRelay(
            name: section.text("name"),
            host: section.requiredText("host"),
            port: section.integer("port", in: 1...65_535) ?? (security == .tls ? 465 : 587),
            security: security,
            username: section.text("username"),
            maximumConnections: section.integer("max_connections", in: 1...200) ?? 4,
            messagesPerConnection: section.integer("messages_per_connection", in: 1...100_000) ?? 1_000,
            idleTimeoutSeconds: seconds(section, "idle_timeout", in: 1...3_600) ?? 25,
            weight: section.integer("weight", in: 1...1_000) ?? 1,
            caFile: section.text("ca_file")
        )
    }

    static func rate(_ text: String, _ section: YAMLSection) -> SendingRate? {
        if let rate = SendingRate(text) { return rate }
        section.report("rate", "is no rate: '\(text)'", remedy: "write 100/s, 6000/min, 300/h or 5000/day")
        return nil
    }

    private static func domains(_ section: YAMLSection) -> [String: DomainLimits] {
        let inner = section.section("domains")
        var domains: [String: DomainLimits] = [:]
        for name in inner.names {
            let domain = inner.section(name)
            domains[name.lowercased()] = DomainLimits(
                rate: domain.text("rate").flatMap { rate($0, domain) },
                maximumConnections: domain.integer("max_connections", in: 1...200)
            )
            domain.refuseUnknownKeys()
        }
        return domains
    }

    private static func warmUp(_ section: YAMLSection) -> WarmUp? {
        let text = section.requiredText("start")
        let perDay = (section.texts("per_day") ?? []).map { Int($0) ?? -1 }
        section.refuseUnknownKeys()
        if perDay.isEmpty || perDay.contains(where: { $0 < 0 }) {
            section.report("per_day", "must list how many messages each day may have", remedy: "write [50, 100, 200]")
            return nil
        }
        guard text.utf8.count == 10, let start = Instant(text) else {
            if !text.isEmpty { section.report("start", "is no date: '\(text)'", remedy: "write 2026-12-01") }
            return nil
        }
        return WarmUp(start: start, perDay: perDay)
    }

    private static func brake(_ section: YAMLSection) -> BounceBrake {
        let standard = BounceBrake()
        guard section.has("brake") else { return standard }
        if section.isBoolean("brake") {
            return section.boolean("brake") == true ? standard : BounceBrake(hardBounceShare: nil, complaintShare: nil)
        }
        let inner = section.section("brake")
        let brake = BounceBrake(
            hardBounceShare: inner.share("hard_bounces") ?? standard.hardBounceShare,
            ofFirst: inner.integer("of_first", in: 10...1_000_000) ?? standard.ofFirst,
            complaintShare: inner.share("complaints") ?? standard.complaintShare
        )
        inner.refuseUnknownKeys()
        return brake
    }

    /// `90s`, `10min`, `1h`.
    private static func seconds(_ section: YAMLSection, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = section.text(key) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["s": 1, "min": 60, "h": 3_600]
        if let number = Int(digits), number <= 100_000, let unit = units[String(text.dropFirst(digits.count))],
            range.contains(number * unit)
        {
            return number * unit
        }
        let limits = "\(range.lowerBound)s to \(range.upperBound)s"
        section.report(key, "is no time of \(limits): '\(text)'", remedy: "write 30s or 10min")
        return nil
    }
}
