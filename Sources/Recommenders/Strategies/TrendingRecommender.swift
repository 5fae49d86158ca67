internal import CampaignModel

/// What sells better this week than before, in the customer's own top-level categories first.
///
///     score = growth · (1 + share of the category in the customer's taste)
///
/// See `Trend` and `CategoryTaste`.
struct TrendingRecommender: Recommender {
    let strategy = Strategy.trending

    private let history: PurchaseHistory
    private let trend: Trend
    private let taste: CategoryTaste

    init(history: PurchaseHistory, taste: CategoryTaste) {
        self.history = history
        trend = Trend(history: history)
        self.taste = taste
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        var weights = [Double](repeating: 0, count: taste.names.count)
        let groups = history.shop.products.itemGroups
        var best = BestProducts(limit: limit)
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            best.reset()
            let categories = taste.top(of: customer, weights: &weights)
            for product in trend.products where allowed.allows(product) {
                let category = taste.category(of: product)
                let share = categories.first { $0.category == category }?.share ?? 0
                best.add(product, score: trend.growth[Int(product)] * (1 + share), group: groups[Int(product)])
            }
            lists.appendCase(best)
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        chosen.map { item in
            let product = Int(item.product)
            return Recommendation(
                item,
                .trending(category: history.shop.products.categories[product]),
                [
                    Evidence("buyers_7_days", Double(trend.recentBuyers[product])),
                    Evidence("buyers_28_days_before", Double(trend.earlierBuyers[product])),
                    Evidence("growth", trend.growth[product]),
                ]
            )
        }
    }
}
