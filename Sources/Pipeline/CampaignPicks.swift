internal import CampaignModel
internal import Planning
internal import Recommenders

/// Picks for a campaign's people, each by the settings of the variant that they are drawn to.
struct CampaignPicks: Sendable {
    private let engine: RecommendationEngine
    private let customers: Customers
    private let draw: VariantDraw
    /// One for each way that some variant picks.
    private let rules: [PickRules]
    /// Place in `rules`, by variant.
    private let ruleOfVariant: [Int]

    init(
        campaign: Campaign,
        shares: [Double],
        engine: RecommendationEngine,
        shop: Shop,
        recentlyShown: [Int32: [Int32]],
        anchors: [Int32: [Int32]] = [:]
    ) {
        self.engine = engine
        customers = shop.customers
        draw = VariantDraw(campaign: campaign, shares: shares)
        let settings = campaign.variants.map(\.picked)
        let distinct = settings.reduce(into: [RecommendSettings]()) { list, one in
            if !list.contains(one) { list.append(one) }
        }
        ruleOfVariant = settings.map { distinct.firstIndex(of: $0) ?? 0 }
        rules = distinct.map { settings in
            engine.rules(settings, recentlyShown: settings.noRepeatDays > 0 ? recentlyShown : [:], anchors: anchors)
        }
    }

    /// For a chunk of customers, on the calling thread.
    func picks(for chunk: ArraySlice<Int32>) -> [CustomerPicks] {
        if rules.count == 1 { return engine.explain(engine.choose(for: chunk, rules: rules[0]), rules: rules[0]) }
        let wanted = chunk.map { ruleOfVariant[draw.variant(of: customers.ids.texts.cell(Int($0)))] }
        var picks = chunk.map { CustomerPicks(customer: $0, items: []) }
        for (rule, rules) in rules.enumerated() {
            let places = wanted.indices.filter { wanted[$0] == rule }
            let customers = places.map { chunk[chunk.startIndex + $0] }
            let found = engine.explain(engine.choose(for: customers[...], rules: rules), rules: rules)
            for (place, one) in zip(places, found) { picks[place] = one }
        }
        return picks
    }
}
