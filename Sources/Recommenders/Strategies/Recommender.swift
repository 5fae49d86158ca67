public import CampaignModel

/// One way of finding products for a person: what a campaign's slot asks for by the name of its strategy.
public protocol Recommender: Sendable {
    var strategy: Strategy { get }

    /// Finds the best products for a batch of customers, so that an implementation can keep its working memory, or one
    /// block of dense scores, for all of them.
    ///
    /// Equal scores go to the product that comes first in the catalogue; the result for a customer never depends on the
    /// others of the batch. Nothing after the moment the recommender was made for is used.
    /// - Parameters:
    ///   - limit: At most so many products a customer.
    ///   - rules: What a product must pass; no two of one item group are returned for a customer.
    /// - Returns: One list a customer, in the order of `customers`; best first.
    func recommend(for customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> [[Recommendation]]
}
