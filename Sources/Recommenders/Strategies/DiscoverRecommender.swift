internal import CampaignModel

/// What a customer has never bought and would most likely take up: ``DiscoveryRanker``, with a reason that says what of it
/// they know already, the brand or else the category.
struct DiscoverRecommender: Recommender {
    let strategy = Strategy.discover

    let history: PurchaseHistory
    let ranker: DiscoveryRanker

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        ranker.rank(customers, limit: limit, rules: rules)
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        let products = history.shop.products
        let bought = history.purchases(of: customer).map { Int($0.product) }
        func isKnown(_ column: DictionaryColumn, _ product: Int) -> Bool {
            let code = column.codes[product]
            return code >= 0 && bought.contains { column.codes[$0] == code }
        }
        let evidence = ranker.evidence(chosen.map(\.product), for: customer)
        return zip(chosen, evidence).map { item, evidence in
            let product = Int(item.product)
            let reason = Reason.newForYou(
                brand: isKnown(products.brands, product) ? products.brands[product] : nil,
                category: isKnown(products.categories, product) ? products.categories[product] : nil
            )
            return Recommendation(item, reason, evidence)
        }
    }
}
