internal import CampaignModel
internal import Diagnostics

extension CampaignFile {
    static func trigger(_ section: YAMLSection, start: ScheduleSettings.Start) -> TriggerSettings? {
        defer { section.refuseUnknownKeys() }
        if start != .manual {
            section.reportSelf(
                "cannot stand beside 'schedule.at' or 'schedule.cron'",
                remedy: "keep one of them; a trigger is looked for at every 'dovetail run'"
            )
        }
        let event = section.choice("event", of: TriggerSettings.Event.self)
        if !section.has("event") { section.report("event", "is missing", remedy: "write 'event: view'") }
        // The other keys are read in any case, so that all that is wrong is told at once.
        var trigger = TriggerSettings(event: event ?? .view)
        trigger.category = section.text("category").map { Mention(id: $0, line: section.line(of: "category")) }
        trigger.products = section.located("products").map { Mention(id: $0.text, line: $0.line) }
        trigger.atLeast = section.integer("at_least", in: 1...100) ?? trigger.atLeast
        trigger.withinSeconds = section.duration("within", in: 60...366 * 86_400) ?? trigger.withinSeconds
        trigger.likeness = section.choice("same", of: TriggerSettings.Likeness.self) ?? trigger.likeness
        if section.has("cart_value") {
            let cart = section.section("cart_value")
            trigger.cartValue = cart.amount("at_least")
            if !cart.has("at_least") { cart.report("at_least", "is missing", remedy: "write '{at_least: 100}'") }
            cart.refuseUnknownKeys()
        }
        trigger.lapsedDays = section.integer("lapsed_days", in: 1...3_650) ?? 0
        trigger.delaySeconds = section.duration("delay", in: 60...90 * 86_400) ?? trigger.delaySeconds
        trigger.graceSeconds = section.duration("grace", in: 3_600...30 * 86_400) ?? trigger.graceSeconds
        trigger.reenterAfterSeconds =
            section.duration("reenter_after", in: 3_600...3_650 * 86_400) ?? trigger.reenterAfterSeconds
        trigger.exits = exits(section)
        if let event { checkConditions(of: event, section) }
        return event == nil ? nil : trigger
    }

    private static func exits(_ section: YAMLSection) -> Set<TriggerSettings.Exit> {
        let known = TriggerSettings.Exit.allCases.map(\.rawValue)
        return Set(
            (section.texts("exit") ?? []).compactMap { name in
                if let exit = TriggerSettings.Exit(rawValue: name) { return exit }
                section.report("exit", "cannot be '\(name)'", remedy: suggestion(for: name, among: known))
                return nil
            }
        )
    }

    /// Conditions that do not go with an event would be passed over in silence.
    private static func checkConditions(of event: TriggerSettings.Event, _ section: YAMLSection) {
        if event == .lapsed, !section.has("lapsed_days") {
            section.report("lapsed_days", "is missing", remedy: "write 'lapsed_days: 120'")
        }
        var refused: [String] = event == .lapsed ? [] : ["lapsed_days"]
        switch event {
        case .search: refused += ["category", "products", "same"]
        case .lapsed: refused += ["at_least", "within", "same"]
        case .repurchaseDue, .backInStock: refused += ["same"] + (event == .backInStock ? ["at_least"] : ["within"])
        case .view, .addToCart, .removeFromCart, .checkout, .purchase: break
        }
        for key in refused where section.has(key) {
            section.report(key, "has no meaning for '\(event.rawValue)'", remedy: "leave it out")
        }
    }
}
