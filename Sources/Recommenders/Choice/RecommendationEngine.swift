public import CampaignModel
public import Threads

/// Picks the 3–6 products of every message: asks the recommenders of a campaign's slots in order, then its fallbacks.
///
/// Built once for a shop and a moment. Every item, whatever found it, passes ``PickRules`` once more before it is taken;
/// no product comes twice, nor two variants of one. The same input gives the same picks with any number of threads.
public struct RecommendationEngine: Sendable {
    /// Customers of one job.
    private static let chunk = 1_024

    private let shop: Shop
    private let asOf: Instant
    private let workers: Workers
    private let recommenders: [Strategy: any Recommender]

    /// - Parameters:
    ///   - profiles: Those of the shop's customers at `asOf`.
    ///   - strategies: What campaigns will ask for; only these are learned.
    public init(
        shop: Shop,
        profiles: CustomerProfiles,
        asOf: Instant,
        strategies: Set<Strategy> = Set(Strategy.allCases),
        workers: Workers
    ) {
        var shop = shop
        if shop.products.itemGroups.allSatisfy({ $0 < 0 }) { shop.products.groupByTitle() }
        self.shop = shop
        self.asOf = asOf
        self.workers = workers
        var recommenders: [Strategy: any Recommender] = [:]
        for strategy in strategies {
            recommenders[strategy] =
                switch strategy {
                case .complements: ComplementsRecommender(shop: shop, asOf: asOf, workers: workers)
                case .repurchase: RepurchaseRecommender(shop: shop, asOf: asOf, workers: workers)
                case .upgrade: UpgradeRecommender(shop: shop, profiles: profiles, asOf: asOf)
                case .popular: PopularRecommender(shop: shop, asOf: asOf)
                }
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
        let rules = PickRules(shop: shop, settings: settings, asOf: asOf, recentlyShown: recentlyShown)
        let chunks = workers.mapChunks(of: customers.count, chunk: RecommendationEngine.chunk) { range in
            picks(forChunk: customers[range], rules: rules)
        }
        return Array(chunks.joined())
    }

    private func picks(forChunk customers: ArraySlice<Int32>, rules: PickRules) -> [CustomerPicks] {
        let settings = rules.settings
        var picks = customers.map { CustomerPicks(customer: $0, items: []) }
        var candidates: [Strategy: Candidates] = [:]
        let rungs = settings.slots + settings.fallback.map { .init(strategy: $0, count: settings.maximumItems) }
        for rung in rungs {
            // Only who still has room is asked about.
            let open = picks.indices.filter { picks[$0].items.count < settings.maximumItems }
            if open.isEmpty { break }
            var found = candidates[rung.strategy] ?? Candidates(rules: rules, strategy: rung.strategy)
            found.find(open, of: picks, by: recommender(rung.strategy))
            for index in open {
                let room = min(rung.count, settings.maximumItems - picks[index].items.count)
                found.fill(&picks[index], at: index, room: room)
            }
            candidates[rung.strategy] = found
        }
        return picks
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

/// What one strategy found for the customers of a chunk, and the check that everything passes.
private struct Candidates {
    private let rules: PickRules
    private var allowed: CustomerRules
    private var lists: [Int: [Recommendation]] = [:]

    init(rules: PickRules, strategy: Strategy) {
        self.rules = rules
        allowed = CustomerRules(rules, for: strategy)
    }

    /// Asks for twice as many as a message holds: the items already taken rule out at most one candidate each.
    mutating func find(_ indices: [Int], of picks: [CustomerPicks], by recommender: any Recommender) {
        let missing = indices.filter { lists[$0] == nil }
        let customers = missing.map { picks[$0].customer }
        let limit = 2 * rules.settings.maximumItems
        let found = recommender.recommend(for: customers[...], limit: limit, rules: rules)
        for (index, list) in zip(missing, found) { lists[index] = list }
    }

    mutating func fill(_ picks: inout CustomerPicks, at index: Int, room: Int) {
        guard let list = lists[index], !list.isEmpty else { return }
        allowed.start(picks.customer)
        for item in picks.items { allowed.ruleOut(item.product) }
        var left = room
        for item in list where left > 0 && allowed.allows(item.product) {
            picks.items.append(item)
            allowed.ruleOut(item.product)
            left -= 1
        }
    }
}
