public import CampaignModel
internal import Diagnostics

/// Reads `campaigns/NAME.yaml`.
public enum CampaignFile {
    /// - Parameters:
    ///   - file: Path for findings; its last part without `.yaml` is the campaign's name.
    ///   - text: The file's content, UTF-8.
    ///   - segments: The named segments of `dovetail.yaml`, for `audience: {segment: NAME}`.
    /// - Throws: Every finding at once: YAML errors, unknown keys, missing and wrong values.
    public static func read(file: String, text: [UInt8], segments: [Segment]) throws(ConfigurationError) -> Campaign {
        let top = try YAMLSection.file(file, text)
        let name = name(top, file: file)
        let channel = top.choice("channel", of: ChannelChoice.self) ?? .email
        let message = top.has("message") ? email(top.section("message")) : nil
        let push = top.has("push") ? push(top.section("push")) : nil
        if message == nil, channel != .push {
            top.report("message", "is missing", remedy: "say subject and template, or write 'channel: push'")
        }
        if push == nil, channel != .email {
            top.report("push", "is missing", remedy: "name its template, or write 'channel: email'")
        }
        let campaign = Campaign(
            name: name,
            enabled: top.boolean("enabled") ?? true,
            channel: channel,
            audience: audience(top.section("audience"), campaign: name, segments: segments),
            message: message,
            push: push,
            recommend: recommend(top.section("recommend")),
            schedule: schedule(top.section("schedule")),
            experiment: experiment(top.section("experiment"))
        )
        top.refuseUnknownKeys()
        if !top.findings.all.isEmpty { throw ConfigurationError(top.findings.all) }
        return campaign
    }

    private static func name(_ top: YAMLSection, file: String) -> String {
        let fileName = String(file.split(separator: "/").last ?? "").replacing(".yaml", with: "")
        let name = top.text("name") ?? fileName
        if name != fileName {
            top.report("name", "must be the file's name, '\(fileName)'")
        }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if name.isEmpty || !isPlain {
            top.report("name", "must be lower-case letters, digits and hyphens")
        }
        return name
    }

    private static func audience(_ section: YAMLSection, campaign: String, segments: [Segment]) -> Audience {
        defer { section.refuseUnknownKeys() }
        let expression = section.text("where")
        let named = section.text("segment")
        if expression != nil, named != nil {
            section.report("where", "cannot stand beside 'segment'", remedy: "keep one of them")
        }
        if let expression {
            // A block text (`|`, `>`) starts on the line after its mark.
            let line = section.line(of: "where") + (expression.contains("\n") ? 1 : 0)
            let file = section.findings.file
            return Audience(segment: Segment(name: campaign, expression: expression, file: file, line: line))
        }
        guard let named else { return Audience() }
        if let segment = segments.first(where: { $0.name == named }) { return Audience(segment: segment) }
        section.report(
            "segment",
            "is unknown: '\(named)'",
            remedy: suggestion(for: named, among: segments.map(\.name))
        )
        return Audience()
    }

    private static func email(_ section: YAMLSection) -> EmailContent {
        for key in ["from", "reply_to"] {
            guard let text = section.text(key), Mailbox(text) == nil else { continue }
            section.report(
                key,
                "is no address: '\(text)'",
                remedy: "write 'Name <news@brand.example>'"
            )
        }
        let content = EmailContent(
            from: section.text("from"),
            replyTo: section.text("reply_to"),
            subject: section.requiredText("subject"),
            preheader: section.text("preheader") ?? "",
            template: section.requiredText("template")
        )
        section.refuseUnknownKeys()
        return content
    }

    private static func push(_ section: YAMLSection) -> PushContent {
        let content = PushContent(template: section.requiredText("template"))
        section.refuseUnknownKeys()
        return content
    }

    private static func recommend(_ section: YAMLSection) -> RecommendSettings {
        defer { section.refuseUnknownKeys() }
        let items = section.section("items")
        let maximum = items.integer("max", in: 3...6) ?? 6
        let minimum = items.integer("min", in: 3...6) ?? 3
        if minimum > maximum { items.report("min", "must not be more than 'max'") }
        items.refuseUnknownKeys()
        var settings = RecommendSettings(minimumItems: minimum, maximumItems: maximum, slots: slots(section, maximum))
        if let names = section.texts("fallback") {
            settings.fallback = names.compactMap { name in
                if let strategy = Strategy(rawValue: name) { return strategy }
                let names = Strategy.allCases.map(\.rawValue)
                section.report(
                    "fallback",
                    "cannot be '\(name)'",
                    remedy: suggestion(for: name, among: names)
                )
                return nil
            }
        }
        settings.excludedCategories = section.texts("exclude_categories") ?? []
        settings.boughtWithinDays = section.integer("bought_within_days", in: 0...3_650) ?? settings.boughtWithinDays
        settings.anchorDays = section.integer("anchor_days", in: 1...3_650) ?? settings.anchorDays
        settings.noRepeatDays = section.integer("no_repeat_days", in: 0...365) ?? settings.noRepeatDays
        settings.diversity = diversity(section.section("diversity"))
        settings.weights = weights(section.section("weights"))
        settings.bundle = bundle(section.section("bundle"))
        settings.pinned = section.located("pinned").map { .init(id: $0.text, line: $0.line) }
        let asksForPins = (settings.slots.map(\.strategy) + settings.fallback).contains(.pinned)
        if asksForPins, !section.has("pinned") {
            section.report("pinned", "is missing", remedy: "list the products to show: 'pinned: [id, id]'")
        }
        return settings
    }

    private static func diversity(_ section: YAMLSection) -> RecommendSettings.Diversity {
        var diversity = RecommendSettings.Diversity()
        diversity.perCategory = section.integer("per_category", in: 1...6) ?? diversity.perCategory
        diversity.perBrand = section.integer("per_brand", in: 1...6) ?? diversity.perBrand
        section.refuseUnknownKeys()
        return diversity
    }

    private static func weights(_ section: YAMLSection) -> RecommendSettings.BusinessWeights {
        var weights = RecommendSettings.BusinessWeights()
        weights.margin = section.number("margin", in: 0...0.5) ?? weights.margin
        weights.stock = section.number("stock", in: 0...0.5) ?? weights.stock
        section.refuseUnknownKeys()
        return weights
    }

    private static func bundle(_ section: YAMLSection) -> RecommendSettings.BundleSettings {
        var bundle = RecommendSettings.BundleSettings()
        bundle.discount = section.share("discount") ?? bundle.discount
        bundle.minimumMargin = section.share("minimum_margin") ?? bundle.minimumMargin
        section.refuseUnknownKeys()
        return bundle
    }

    private static func slots(_ section: YAMLSection, _ maximum: Int) -> [RecommendSettings.Slot] {
        guard let sections = section.sections("slots"), !sections.isEmpty else {
            section.report("slots", "is missing", remedy: "write 'slots: [{strategy: complements, count: 4}]'")
            return []
        }
        return sections.compactMap { slot in
            defer { slot.refuseUnknownKeys() }
            let strategy = slot.choice("strategy", of: Strategy.self)
            let count = slot.integer("count", in: 1...6) ?? maximum
            if strategy == nil, !slot.has("strategy") { slot.report("strategy", "is missing") }
            let required = required(slot, count)
            return strategy.map { RecommendSettings.Slot(strategy: $0, count: count, required: required) }
        }
    }

    /// `required: true` asks for one item, a number for so many.
    private static func required(_ slot: YAMLSection, _ count: Int) -> Int {
        slot.isBoolean("required")
            ? (slot.boolean("required") == true ? 1 : 0) : slot.integer("required", in: 0...count) ?? 0
    }

    private static func schedule(_ section: YAMLSection) -> ScheduleSettings {
        var settings = ScheduleSettings()
        if let text = section.text("recipient_time") {
            settings.recipientMinuteOfDay = minuteOfDay(text)
            if settings.recipientMinuteOfDay == nil {
                section.report(
                    "recipient_time",
                    "is no clock time: '\(text)'",
                    remedy: "write '10:00', with the quotes"
                )
            }
        }
        settings.validForHours = section.integer("valid_for_hours", in: 1...720) ?? settings.validForHours
        section.refuseUnknownKeys()
        return settings
    }

    /// `09:30` → 570.
    private static func minuteOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    private static func experiment(_ section: YAMLSection) -> ExperimentSettings {
        let settings = ExperimentSettings(holdout: section.share("holdout") ?? 0, name: section.text("name"))
        section.refuseUnknownKeys()
        return settings
    }
}
