public import CampaignModel
internal import Diagnostics
internal import Planning
internal import Recommenders

extension Workspace {
    /// What would be picked for one customer or everyone, without a campaign and without a trace.
    public func recommend(
        strategy: Strategy?,
        customer: String?,
        items: Int,
        observer: PipelineObserver
    ) throws(PipelineError) -> [RecommendedItem] {
        let situation = try situation(observer: observer)
        let shop = situation.shop
        var customers = Array(0..<Int32(shop.customers.count))
        if let customer {
            guard let row = shop.customers.ids.id(of: customer) else {
                throw .refused("there is no customer '\(customer)'", remedy: "see the ids in the customers file")
            }
            customers = [row]
        }
        let strategies = strategy.map { [$0] } ?? [.repurchase, .complements, .popular]
        let settings = RecommendSettings(
            maximumItems: items,
            slots: strategies.map { RecommendSettings.Slot(strategy: $0, count: items) },
            fallback: []
        )
        observer(.picking)
        let engine = RecommendationEngine(
            shop: shop,
            profiles: situation.profiles,
            asOf: now,
            strategies: Set(strategies),
            workers: workers
        )
        return engine.picks(for: customers, settings: settings, recentlyShown: [:]).flatMap { picks in
            picks.items.enumerated().map { rank, item in
                RecommendedItem(
                    customer: shop.customers.ids[picks.customer],
                    rank: rank + 1,
                    product: shop.products.ids[item.product],
                    title: shop.products.titles[Int(item.product)],
                    score: item.score,
                    strategy: item.strategy,
                    reason: item.reason.sentence(in: shop)
                )
            }
        }
    }
}
