/// Ranks products for customers, as the rankers and the baselines of a replay do.
public protocol CustomerRanker: Sendable {
    /// The best `limit` products of each customer, in the order of `customers`.
    ///
    /// The result for a customer does not depend on the others of the batch.
    /// - Parameter rules: What a product must pass; `nil` lets everything pass.
    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules?) -> RankedLists
}

extension NextBasketRanker: CustomerRanker {}
extension DiscoveryRanker: CustomerRanker {}
