internal import CampaignModel

/// One way of finding products for a person: what a campaign's slot asks for by the name of its strategy.
protocol Recommender: Sendable {
    var strategy: Strategy { get }

    /// Finds the best products for a chunk of customers, so that an implementation can keep its working memory, or one
    /// block of dense scores, for all of them. Makes no texts and no lists per customer.
    ///
    /// Equal scores go to the product that comes first in the catalogue; the result for a customer never depends on the
    /// others of the chunk. Nothing after the moment the recommender was made for is used.
    /// - Parameters:
    ///   - limit: At most so many products a customer.
    ///   - rules: What a product must pass; no two of one item group are returned for a customer.
    /// - Returns: One case a customer, in the order of `customers`; best first.
    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists

    /// The reason and the evidence of what was chosen, made for these few products alone.
    /// - Parameter chosen: Products that `rank` found for the customer under the same rules.
    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation]
}

extension Recommendation {
    init(_ chosen: ChosenProduct, _ reason: Reason, _ evidence: [Evidence], bundle: Bundle? = nil) {
        self.init(
            product: chosen.product,
            strategy: chosen.strategy,
            score: Double(chosen.score),
            reason: reason,
            evidence: evidence,
            bundle: bundle
        )
    }
}
