public import CampaignModel
public import Threads
internal import Foundation

/// What goes with a customer's recent purchases (frequently bought together).
///
/// A product's score is the sum, over the purchases of the last `anchorDays`, of the pair's score, halved for every 30
/// days of age. Its reason names the purchase that adds most. How pairs are counted, filtered and directed: `CoPurchases`.
/// Source: Linden, Smith, York, "Amazon.com Recommendations: Item-to-Item Collaborative Filtering", 2003.
public struct ComplementsRecommender: Recommender {
    public let strategy = Strategy.complements
    /// Of more recent purchases only the newest so many are started from.
    static let maximumAnchors = 40

    private let history: PurchaseHistory
    private let coPurchases: CoPurchases

    public init(shop: Shop, asOf: Instant, workers: Workers) {
        history = PurchaseHistory(shop: shop, asOf: asOf)
        coPurchases = CoPurchases(history: history, workers: workers)
    }

    public func recommend(for customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> [[Recommendation]] {
        var scores = AnchoredScores(products: history.shop.products.count)
        var allowed = CustomerRules(rules, for: strategy)
        return customers.map { customer in
            allowed.start(customer)
            scores.reset()
            let anchors = history.anchors(
                of: customer,
                days: rules.settings.anchorDays,
                limit: ComplementsRecommender.maximumAnchors
            )
            for anchor in anchors { allowed.ruleOut(anchor.product) }
            for anchor in anchors {
                let weight = exp2(-history.days(since: anchor.last) / 30)
                for companion in coPurchases.companions(of: anchor.product) where allowed.allows(companion.product) {
                    scores.add(Double(companion.score) * weight, to: companion.product, from: anchor.product)
                }
            }
            return scores.best(limit, groups: history.shop.products.itemGroups).map { entry in
                recommendation(entry, from: scores.anchor(of: entry.product))
            }
        }
    }

    private func recommendation(_ entry: BestProducts.Entry, from anchor: Int32) -> Recommendation {
        let pair = coPurchases.companions(of: anchor).first { $0.product == entry.product }
        guard let pair else { preconditionFailure("a score comes from a pair") }
        return Recommendation(
            product: entry.product,
            strategy: strategy,
            score: entry.score,
            reason: .goesWith(product: anchor),
            evidence: [
                Evidence("pairs_seen", Double(pair.pairs)),
                Evidence("lift", Double(pair.lift)),
                Evidence("confidence", Double(pair.confidence)),
            ]
        )
    }
}
