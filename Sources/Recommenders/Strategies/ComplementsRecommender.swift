internal import CampaignModel
internal import Foundation

/// What goes with a customer's recent purchases (frequently bought together), or with the anchors that the rules name.
///
/// A product's score is the sum, over the purchases of the last `anchorDays`, of the pair's score, halved for every 30
/// days of age. Its reason names the purchase that adds most. The marketer's own pairs come first. How pairs are counted, filtered and directed: `CoPurchases`.
/// Source: Linden, Smith, York, "Amazon.com Recommendations: Item-to-Item Collaborative Filtering", 2003.
struct ComplementsRecommender: Recommender {
    let strategy = Strategy.complements
    /// Of more recent purchases only the newest so many are started from.
    static let maximumAnchors = 40

    let history: PurchaseHistory
    let coPurchases: CoPurchases

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var scores = AnchoredScores(products: history.shop.products.count)
        var allowed = CustomerRules(rules, for: strategy)
        let groups = history.shop.products.itemGroups
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            scores.reset()
            let anchors = anchors(of: customer, rules)
            for anchor in anchors { allowed.ruleOut(anchor.product) }
            for anchor in anchors {
                let weight = weight(of: anchor)
                for (place, product) in rules.pairs.shown(with: anchor.product).enumerated()
                where allowed.allows(product) {
                    scores.add((OwnPairs.score - Double(place)) * weight, to: product, from: anchor.product)
                }
                for companion in coPurchases.companions(of: anchor.product) where allowed.allows(companion.product) {
                    scores.add(Double(companion.score) * weight, to: companion.product, from: anchor.product)
                }
            }
            lists.appendCase(scores.best(limit, groups: groups))
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        let anchors = anchors(of: customer, rules)
        return chosen.map { item in
            var most = 0.0
            var best: (anchor: Int32, pair: CoPurchases.Companion)?
            for anchor in anchors {
                if rules.pairs.shown(with: anchor.product).contains(item.product) {
                    return Recommendation(item, .goesWith(product: anchor.product), [Evidence("own_pair", 1)])
                }
                for companion in coPurchases.companions(of: anchor.product) where companion.product == item.product {
                    let part = Double(companion.score) * weight(of: anchor)
                    if part > most { (most, best) = (part, (anchor.product, companion)) }
                }
            }
            guard let best else { preconditionFailure("a score comes from a pair") }
            return Recommendation(item, .goesWith(product: best.anchor), best.pair.evidence)
        }
    }

    private func anchors(of customer: Int32, _ rules: PickRules) -> [Purchase] {
        if let given = rules.anchors[customer], !given.isEmpty {
            let now = history.asOf.seconds
            return given.map { Purchase(product: $0, orders: 1, pieces: 1, first: now, last: now) }
        }
        let days = rules.settings.anchorDays
        return history.anchors(of: customer, days: days, limit: ComplementsRecommender.maximumAnchors)
    }

    private func weight(of anchor: Purchase) -> Double { exp2(-history.days(since: anchor.last) / 30) }
}

extension CoPurchases.Companion {
    var evidence: [Evidence] {
        [
            Evidence("pairs_seen", Double(pairs)), Evidence("lift", Double(lift)),
            Evidence("confidence", Double(confidence)),
        ]
    }
}
