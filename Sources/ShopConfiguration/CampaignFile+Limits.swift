internal import CampaignModel

extension CampaignFile {
    static func limits(_ section: YAMLSection) -> LimitSettings {
        let settings = LimitSettings(
            caps: caps(section),
            ignoresCaps: section.boolean("ignore_caps") ?? false,
            priority: section.integer("priority", in: -1_000...1_000) ?? 0
        )
        if settings.ignoresCaps, !settings.caps.isEmpty {
            section.report("ignore_caps", "cannot stand beside 'caps'", remedy: "keep one of them")
        }
        section.refuseUnknownKeys()
        return settings
    }
}

/// `caps: [{count: 3, per: 7d, channel: email}]`, of a campaign or of the shop.
func caps(_ section: YAMLSection) -> [FrequencyCap] {
    (section.sections("caps") ?? []).compactMap { cap in
        defer { cap.refuseUnknownKeys() }
        let count = cap.integer("count", in: 1...1_000)
        let period = cap.duration("per", in: 60...31_622_400)
        for key in ["count", "per"] where !cap.has(key) { cap.report(key, "is missing") }
        let channel = cap.choice("channel", of: Channel.self)
        guard let count, let period else { return nil }
        return FrequencyCap(count: count, perSeconds: period, channel: channel)
    }
}
