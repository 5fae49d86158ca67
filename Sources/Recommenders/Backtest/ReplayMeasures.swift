public import CampaignModel
internal import Foundation

/// How lists of products did against what was bought: one entry a case in every column.
///
/// Only the first six products of a list count. With n products bought and hits at ranks r (from 1):
///
///     recall = hits / n        NDCG = Σ 1/log2(r + 1)  /  Σ_{r = 1 … min(n, 6)} 1/log2(r + 1)
///
/// Source: Järvelin, Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 20, 2002.
public struct ReplayMeasures: Sendable {
    public static let listLength = 6

    /// Rows in `Customers`.
    public private(set) var customers: [Int32] = []
    public private(set) var recall: [Double] = []
    public private(set) var ndcg: [Double] = []
    /// 1 where the list holds something that was bought, otherwise 0.
    public private(set) var hit: [Double] = []
    /// What was paid for the hits, and for all that counts; minor units.
    public private(set) var revenueHit: [Double] = []
    public private(set) var revenue: [Double] = []
    /// Distinct categories (full paths) in the list.
    public private(set) var categories: [Double] = []
    /// Every product that is in a list, ascending.
    public private(set) var shown: [Int32] = []

    /// - Parameter lists: One a case of `truth`, in its order.
    public init(_ lists: RankedLists, against truth: WindowTruth, in products: Products) {
        precondition(lists.count == truth.customers.count, "there is one list a case")
        let discounts = (1...ReplayMeasures.listLength).map { 1 / log2(Double($0) + 1) }
        var isShown = [Bool](repeating: false, count: products.count)
        customers = truth.customers
        for index in customers.indices {
            let bought = truth.range(index)
            var hits = 0
            var gain = 0.0
            var paid: Int64 = 0
            var seen: [Int32] = []
            for (rank, entry) in lists.range(index).prefix(ReplayMeasures.listLength).enumerated() {
                let product = lists.products[entry]
                isShown[Int(product)] = true
                let category = products.categories.codes[Int(product)]
                if !seen.contains(category) { seen.append(category) }
                guard let match = bought.first(where: { truth.products[$0] == product }) else { continue }
                hits += 1
                gain += discounts[rank]
                paid += truth.revenues[match]
            }
            let ideal = discounts.prefix(bought.count).reduce(0, +)
            recall.append(Double(hits) / Double(bought.count))
            ndcg.append(gain / ideal)
            hit.append(hits > 0 ? 1 : 0)
            revenueHit.append(Double(paid))
            revenue.append(Double(truth.revenues[bought].reduce(0, +)))
            categories.append(Double(seen.count))
        }
        shown = (0..<Int32(products.count)).filter { isShown[Int($0)] }
    }
}
