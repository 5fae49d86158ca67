public import CampaignModel
internal import Foundation

/// What many buy: in the customer's own top-level categories, at most three, then in the whole shop. The last fallback.
///
/// A category weighs what the customer bought from it, every line counting `2^(-age / 90 days)`, and a fifth of that for
/// what they looked at. A product of such a category scores `1 + weight share · popularity share in the category`, any
/// other half its popularity share in the shop. How popularity is counted: `Popularity`.
public struct PopularRecommender: Recommender {
    public let strategy = Strategy.popular
    static let maximumCategories = 3

    private let history: PurchaseHistory
    private let popularity: Popularity
    /// Top-level category by category code, and their names.
    private let topLevel: (codes: [Int32], names: StringTable)
    /// Products by popularity: of each top-level category those that were ever bought; of the shop all.
    private let inCategory: [[Int32]]
    private let inShop: [Int32]

    public init(shop: Shop, asOf: Instant) {
        history = PurchaseHistory(shop: shop, asOf: asOf)
        popularity = Popularity(history: history)
        topLevel = shop.products.topLevelCategories()
        let scores = popularity.scores
        inShop = (0..<Int32(shop.products.count)).sorted {
            (scores[Int($1)], $0) < (scores[Int($0)], $1)
        }
        var inCategory = [[Int32]](repeating: [], count: topLevel.names.count)
        for product in inShop where scores[Int(product)] > 0 {
            let code = shop.products.categories.codes[Int(product)]
            if code >= 0 { inCategory[Int(topLevel.codes[Int(code)])].append(product) }
        }
        self.inCategory = inCategory
    }

    public func recommend(for customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> [[Recommendation]] {
        var allowed = CustomerRules(rules, for: strategy)
        var weights = [Double](repeating: 0, count: topLevel.names.count)
        // What nobody may get is left out once, not once a customer.
        let inCategory = inCategory.map { list in list.filter { rules.sellable[Int($0)] } }
        let inShop = inShop.filter { rules.sellable[Int($0)] }
        let groups = history.shop.products.itemGroups
        return customers.map { customer in
            allowed.start(customer)
            var best = BestProducts(limit: limit)
            for (category, share) in topCategories(of: customer, weights: &weights) {
                for (product, popularityShare) in take(limit, from: inCategory[Int(category)], allowed: allowed) {
                    best.add(product, score: 1 + share * popularityShare, group: groups[Int(product)])
                }
            }
            var picks = best.entries.map {
                recommendation($0.product, score: $0.score, category: topLevel(of: $0.product))
            }
            for pick in picks { allowed.ruleOut(pick.product) }
            for (product, popularityShare) in take(limit - picks.count, from: inShop, allowed: allowed) {
                picks.append(recommendation(product, score: popularityShare / 2, category: nil))
            }
            return picks
        }
    }

    private func topLevel(of product: Int32) -> Int32? {
        let code = history.shop.products.categories.codes[Int(product)]
        return code < 0 ? nil : topLevel.codes[Int(code)]
    }

    /// The first few of a list that are allowed, no two of a group, with their share of the first one's popularity.
    private func take(_ limit: Int, from list: [Int32], allowed: CustomerRules) -> [(product: Int32, share: Double)] {
        guard let first = list.first else { return [] }
        let most = max(popularity.scores[Int(first)], .leastNormalMagnitude)
        let groups = history.shop.products.itemGroups
        var taken: [(product: Int32, share: Double)] = []
        for product in list where allowed.allows(product) {
            if taken.count == limit { break }
            let group = groups[Int(product)]
            if group >= 0, taken.contains(where: { groups[Int($0.product)] == group }) { continue }
            taken.append((product, popularity.scores[Int(product)] / most))
        }
        return taken
    }

    private func topCategories(of customer: Int32, weights: inout [Double]) -> [(category: Int32, share: Double)] {
        let shop = history.shop
        var touched: [Int32] = []
        func add(_ product: Int32, time: Int64, _ factor: Double) {
            guard product >= 0 else { return }
            guard let category = topLevel(of: product) else { return }
            if weights[Int(category)] == 0 { touched.append(category) }
            weights[Int(category)] += factor * exp2(-history.days(since: time) / 90)
        }
        for order in history.orders(of: customer) {
            for line in shop.orders.linesOf(order: order) where shop.orders.quantities[line] > 0 {
                add(shop.orders.products[line], time: shop.orders.times[order], 1)
            }
        }
        for event in shop.events.eventsOf(customer: customer) where shop.events.times[event] <= history.asOf.seconds {
            add(shop.events.products[event], time: shop.events.times[event], 0.2)
        }
        var best = BestProducts(limit: PopularRecommender.maximumCategories)
        for category in Set(touched).sorted() { best.add(category, score: weights[Int(category)], group: -1) }
        let total = best.entries.reduce(0) { $0 + $1.score }
        for category in touched { weights[Int(category)] = 0 }
        return best.entries.filter { $0.score > 0 }.map { ($0.product, $0.score / total) }
    }

    private func recommendation(_ product: Int32, score: Double, category: Int32?) -> Recommendation {
        Recommendation(
            product: product,
            strategy: strategy,
            score: score,
            reason: .popular(category: category.map { topLevel.names[$0] }),
            evidence: [
                Evidence("orders_28_days", Double(popularity.orders28[Int(product)])),
                Evidence("orders_90_days", Double(popularity.orders90[Int(product)])),
            ]
        )
    }
}
