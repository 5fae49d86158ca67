public import CampaignModel
public import Threads

/// Picks the 3–6 products of every message: asks the recommenders of a campaign's slots in order, then goes down the
/// ladder of its fallbacks.
///
/// The ladder ends with `popular` (what sells in the customer's categories, in their segment, in the shop) unless the
/// campaign turned it off by naming no fallback. Every item, whatever found it, passes ``PickRules`` once more before it
/// is taken; no product comes twice, nor two variants of one. Built once for a shop and a moment; the same input gives
/// the same picks with any number of threads.
public struct RecommendationEngine: Sendable {
    /// Customers of one job.
    static let chunk = 1_024

    private let shop: Shop
    private let asOf: Instant
    private let workers: Workers
    private let recommenders: [Strategy: any Recommender]

    /// - Parameters:
    ///   - profiles: Those of the shop's customers at `asOf`.
    ///   - strategies: What campaigns will ask for; only these are learned, and `popular`.
    ///   - baskets: The shop's at `asOf`, where somebody else needs them too.
    public init(
        shop: Shop,
        profiles: CustomerProfiles,
        asOf: Instant,
        strategies: Set<Strategy> = Set(Strategy.allCases),
        baskets: ShopBaskets? = nil,
        workers: Workers
    ) {
        precondition(baskets.map { $0.asOf == asOf } ?? true, "the baskets are of the same moment")
        var shop = shop
        if shop.products.itemGroups.allSatisfy({ $0 < 0 }) { shop.products.groupByTitle() }
        self.shop = shop
        self.asOf = asOf
        self.workers = workers
        var learning = StrategyLearning(
            shop: shop,
            profiles: profiles,
            asOf: asOf,
            baskets: baskets,
            workers: workers
        )
        var recommenders: [Strategy: any Recommender] = [:]
        for strategy in Strategy.allCases where strategy == .popular || strategies.contains(strategy) {
            recommenders[strategy] = learning.recommender(strategy)
        }
        self.recommenders = recommenders
    }

    /// The picks for each customer, in the order of `customers`.
    ///
    /// Fewer than `settings.minimumItems` come back where there are no more; it is for the caller to skip the person.
    /// - Parameters:
    ///   - recentlyShown: Rows of the products that this campaign showed within `noRepeatDays`, by customer.
    public func picks(
        for customers: [Int32],
        settings: RecommendSettings,
        recentlyShown: [Int32: [Int32]] = [:]
    ) -> [CustomerPicks] {
        let rules = rules(settings, recentlyShown: recentlyShown)
        let chunks = workers.mapChunks(of: customers.count, chunk: RecommendationEngine.chunk) { range in
            explain(choose(for: customers[range], rules: rules), rules: rules)
        }
        return Array(chunks.joined())
    }

    /// A campaign's filters over the shop as the engine sees it.
    /// - Parameters:
    ///   - recentlyShown: Rows of the products that the campaign showed of late, by customer.
    ///   - anchors: Rows of the products that picks start from, by customer: see ``PickRules``.
    public func rules(
        _ settings: RecommendSettings,
        recentlyShown: [Int32: [Int32]] = [:],
        anchors: [Int32: [Int32]] = [:]
    ) -> PickRules {
        PickRules(shop: shop, settings: settings, asOf: asOf, recentlyShown: recentlyShown, anchors: anchors)
    }

    /// Chooses the products of a chunk of customers, on the calling thread; no reasons are made.
    public func choose(for customers: ArraySlice<Int32>, rules: PickRules) -> ChosenProducts {
        let settings = rules.settings
        var chosen = ChosenProducts(customers: customers, maximum: settings.maximumItems)
        let choice = SetChoice(rules: rules)
        for rung in rungs(settings) {
            // Only who still has room is asked about.
            let open = customers.indices.filter { chosen.room($0 - customers.startIndex) > 0 }
            if open.isEmpty { break }
            let limit = SetChoice.candidatesPerPlace * settings.maximumItems
            let candidates = recommender(rung.strategy).rank(
                open.map { customers[$0] }[...],
                limit: limit,
                rules: rules
            )
            var allowed = CustomerRules(rules, for: rung.strategy)
            for (list, position) in open.enumerated() where !candidates.range(list).isEmpty {
                let index = position - customers.startIndex
                allowed.start(customers[position])
                for item in chosen.items(index) { allowed.ruleOut(item.product) }
                choice.choose(
                    min(rung.count, chosen.room(index)),
                    from: candidates,
                    list: list,
                    strategy: rung.strategy,
                    into: &chosen,
                    at: index,
                    allowed: &allowed
                )
            }
        }
        return chosen
    }

    /// The reasons and the evidence of what was chosen.
    public func explain(_ chosen: ChosenProducts, rules: PickRules) -> [CustomerPicks] {
        chosen.customers.enumerated().map { index, customer in
            let items = chosen.items(index)
            var picks = CustomerPicks(customer: customer, items: [])
            picks.items.reserveCapacity(items.count)
            var start = items.startIndex
            while start < items.endIndex {
                let strategy = items[start].strategy
                let end = items[start...].firstIndex { $0.strategy != strategy } ?? items.endIndex
                picks.items += recommender(strategy).recommendations(items[start..<end], for: customer, rules: rules)
                start = end
            }
            return picks
        }
    }

    private func rungs(_ settings: RecommendSettings) -> [RecommendSettings.Slot] {
        var ladder = settings.fallback
        if !ladder.isEmpty, ladder.last != .popular { ladder.append(.popular) }
        return settings.slots + ladder.map { .init(strategy: $0, count: settings.maximumItems) }
    }

    private func recommender(_ strategy: Strategy) -> any Recommender {
        guard let recommender = recommenders[strategy] else {
            preconditionFailure(
                "the engine was built without the strategy '\(strategy.rawValue)' that a campaign asks for"
            )
        }
        return recommender
    }
}
