internal import CampaignModel
internal import Diagnostics

extension CampaignFile {
    /// - Parameter base: What holds where the section says nothing: of a variant, the campaign's settings.
    static func recommend(_ section: YAMLSection, base: RecommendSettings? = nil) -> RecommendSettings {
        defer { section.refuseUnknownKeys() }
        var settings = base ?? RecommendSettings(slots: [])
        let items = section.section("items")
        settings.maximumItems = items.integer("max", in: 3...6) ?? settings.maximumItems
        settings.minimumItems = items.integer("min", in: 3...6) ?? settings.minimumItems
        if settings.minimumItems > settings.maximumItems { items.report("min", "must not be more than 'max'") }
        items.refuseUnknownKeys()
        if base == nil || section.has("slots") { settings.slots = slots(section, settings.maximumItems) }
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
        settings.excludedCategories = section.texts("exclude_categories") ?? settings.excludedCategories
        readFilters(section, into: &settings)
        settings.boughtWithinDays = section.integer("bought_within_days", in: 0...3_650) ?? settings.boughtWithinDays
        settings.anchorDays = section.integer("anchor_days", in: 1...3_650) ?? settings.anchorDays
        settings.noRepeatDays = section.integer("no_repeat_days", in: 0...365) ?? settings.noRepeatDays
        settings.diversity = diversity(section.section("diversity"), settings.diversity)
        settings.weights = weights(section.section("weights"), settings.weights)
        settings.bundle = bundle(section.section("bundle"), settings.bundle)
        if section.has("pinned") { settings.pinned = mentions(section, "pinned") }
        if let pairs = section.sections("pairs") { settings.pairs = pairs.compactMap(pair) }
        let strategies = settings.slots.map(\.strategy) + settings.fallback
        if strategies.contains(.pinned), settings.pinned.isEmpty {
            section.report("pinned", "is missing", remedy: "list the products to show: 'pinned: [id, id]'")
        }
        if !strategies.contains(.complements), !settings.pairs.isEmpty {
            section.report(
                "pairs",
                "are never asked for",
                remedy: "add a slot '{strategy: complements, count: 2}', which shows them first"
            )
        }
        return settings
    }

    /// What may be picked at all.
    private static func readFilters(_ section: YAMLSection, into settings: inout RecommendSettings) {
        func replace(_ value: inout [Mention], _ key: String) {
            if section.has(key) { value = mentions(section, key) }
        }
        replace(&settings.categories, "categories")
        replace(&settings.brands, "brands")
        replace(&settings.excludedBrands, "exclude_brands")
        replace(&settings.excludedProducts, "exclude_products")
        settings.inStockOnly = section.boolean("in_stock") ?? settings.inStockOnly
        settings.marginFloor = section.share("margin_floor") ?? settings.marginFloor
        let band = section.section("price_band")
        settings.minimumPrice = band.amount("min") ?? settings.minimumPrice
        settings.maximumPrice = band.amount("max") ?? settings.maximumPrice
        if let low = settings.minimumPrice, let high = settings.maximumPrice, low.thousandths > high.thousandths {
            band.report("min", "must not be more than 'max'")
        }
        band.refuseUnknownKeys()
    }

    private static func mentions(_ section: YAMLSection, _ key: String) -> [Mention] {
        section.located(key).map { Mention(id: $0.text, line: $0.line) }
    }

    private static func pair(_ section: YAMLSection) -> RecommendSettings.Pair? {
        defer { section.refuseUnknownKeys() }
        let when = section.requiredText("when")
        let show = mentions(section, "show")
        if show.isEmpty { section.report("show", "is missing", remedy: "list products: 'show: [id, id]'") }
        return RecommendSettings.Pair(when: Mention(id: when, line: section.line(of: "when")), show: show)
    }

    private static func diversity(
        _ section: YAMLSection,
        _ base: RecommendSettings.Diversity
    ) -> RecommendSettings.Diversity {
        var diversity = base
        diversity.perCategory = section.integer("per_category", in: 1...6) ?? diversity.perCategory
        diversity.perBrand = section.integer("per_brand", in: 1...6) ?? diversity.perBrand
        section.refuseUnknownKeys()
        return diversity
    }

    private static func weights(
        _ section: YAMLSection,
        _ base: RecommendSettings.BusinessWeights
    ) -> RecommendSettings.BusinessWeights {
        var weights = base
        weights.margin = section.number("margin", in: 0...0.5) ?? weights.margin
        weights.stock = section.number("stock", in: 0...0.5) ?? weights.stock
        section.refuseUnknownKeys()
        return weights
    }

    private static func bundle(
        _ section: YAMLSection,
        _ base: RecommendSettings.BundleSettings
    ) -> RecommendSettings.BundleSettings {
        var bundle = base
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
}
