public import CampaignModel
internal import Foundation

/// The next tier up of what a customer bought within `anchorDays` and kept, or looked at in the last 30 days.
///
/// Candidates share the full category path with the anchor, cost 1.1 to `2.5 - 1.1 · price sensitivity` times its regular
/// price, and are better by more than that: see `UpgradeSteps`. Where a customer owns a dearer product of that category,
/// it is the anchor instead.
///
///     score = sum over anchors of  weight · 1.1 / price ratio · likeness · (0.5 + 0.5 · popularity share)
///
/// The weight is `2^(-age / 90 days)`, half of it for what was only looked at; likeness is 1 for the same brand or item
/// group, otherwise 0.5; popularity share is `(popularity + 1) / (the most popular candidate's + 1)`, so that a single sale decides nothing.
public struct UpgradeRecommender: Recommender {
    public let strategy = Strategy.upgrade
    static let maximumAnchors = 20
    static let viewDays = 30

    private let history: PurchaseHistory
    private let ladders: PriceLadders
    private let popularity: Popularity
    private let kinds: ProductKinds
    private let priceSensitivity: [Float]

    /// What an upgrade starts from.
    private struct Anchor {
        var product: Int32
        var weight: Double
        var days: Double
        var isOwned: Bool
    }

    public init(shop: Shop, profiles: CustomerProfiles, asOf: Instant) {
        history = PurchaseHistory(shop: shop, asOf: asOf)
        ladders = PriceLadders(shop.products)
        popularity = Popularity(history: history)
        kinds = ProductKinds(shop.products)
        priceSensitivity = profiles.priceSensitivity
    }

    public func recommend(for customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> [[Recommendation]] {
        var scores = AnchoredScores(products: history.shop.products.count)
        var allowed = CustomerRules(rules, for: strategy)
        var steps = UpgradeSteps(products: history.shop.products, kinds: kinds)
        return customers.map { customer in
            allowed.start(customer)
            scores.reset()
            let anchors = anchors(of: customer, anchorDays: rules.settings.anchorDays)
            for anchor in anchors { allowed.ruleOutBought(anchor.product) }
            for anchor in anchors { score(anchor, for: customer, allowed: allowed, &steps, &scores) }
            return scores.best(limit, groups: history.shop.products.itemGroups).compactMap { entry in
                let product = scores.anchor(of: entry.product)
                return anchors.first { $0.product == product }.map {
                    recommendation(entry, from: $0, for: customer)
                }
            }
        }
    }

    private func score(
        _ anchor: Anchor,
        for customer: Int32,
        allowed: CustomerRules,
        _ steps: inout UpgradeSteps,
        _ scores: inout AnchoredScores
    ) {
        let products = history.shop.products
        let category = products.categories.codes[Int(anchor.product)]
        let price = products.prices[Int(anchor.product)]
        guard category >= 0, price > 0 else { return }
        let reach = 2.5 - 1.1 * Double(priceSensitivity[Int(customer)])
        let range = Int64((Double(price) * 1.1).rounded(.up))...Int64(Double(price) * reach)
        let candidates = ladders.products(of: category, pricesIn: range).filter {
            allowed.allows($0) && steps.isUpgrade($0, of: anchor.product)
        }
        var most = 0.0
        for candidate in candidates {
            most = max(most, popularity.scores[Int(candidate)])
        }
        for candidate in candidates {
            let isAlike =
                isSame(products.brands.codes, candidate, anchor.product)
                || isSame(products.itemGroups, candidate, anchor.product)
            let popularityShare = (popularity.scores[Int(candidate)] + 1) / (most + 1)
            let nearness = 1.1 * Double(price) / Double(products.prices[Int(candidate)])
            let part = anchor.weight * nearness * (isAlike ? 1 : 0.5) * (0.5 + 0.5 * popularityShare)
            scores.add(part, to: candidate, from: anchor.product)
        }
    }

    private func isSame(_ codes: [Int32], _ one: Int32, _ other: Int32) -> Bool {
        codes[Int(one)] >= 0 && codes[Int(one)] == codes[Int(other)]
    }

    /// The dearest of what the customer owns in a category, and what they looked at since; newest first.
    private func anchors(of customer: Int32, anchorDays: Int) -> [Anchor] {
        let products = history.shop.products
        let owned = history.purchases(of: customer).filter { $0.pieces > 0 }
        func isOutdone(_ product: Int32) -> Bool {
            owned.contains { other in
                isSame(products.categories.codes, other.product, product)
                    && products.prices[Int(other.product)] > products.prices[Int(product)]
            }
        }
        var anchors: [Anchor] = []
        for purchase in owned where !isOutdone(purchase.product) {
            let days = history.days(since: purchase.last)
            guard days <= Double(anchorDays) else { continue }
            anchors.append(Anchor(product: purchase.product, weight: exp2(-days / 90), days: days, isOwned: true))
        }
        let events = history.shop.events
        for event in events.eventsOf(customer: customer).reversed() {
            let days = history.days(since: events.times[event])
            let product = events.products[event]
            guard days >= 0, days <= Double(UpgradeRecommender.viewDays), product >= 0 else { continue }
            guard events.types[event] == .view || events.types[event] == .addToCart else { continue }
            guard !anchors.contains(where: { $0.product == product }), !isOutdone(product) else { continue }
            anchors.append(Anchor(product: product, weight: exp2(-days / 90) / 2, days: days, isOwned: false))
        }
        anchors.sort { ($1.weight, $0.product) < ($0.weight, $1.product) }
        return Array(anchors.prefix(UpgradeRecommender.maximumAnchors))
    }

    private func recommendation(
        _ entry: BestProducts.Entry,
        from anchor: Anchor,
        for customer: Int32
    ) -> Recommendation {
        let products = history.shop.products
        let ratio = Double(products.prices[Int(entry.product)]) / Double(products.prices[Int(anchor.product)])
        return Recommendation(
            product: entry.product,
            strategy: strategy,
            score: entry.score,
            reason: .upgradeOf(
                product: anchor.product,
                isOwned: anchor.isOwned,
                added: addedValue(of: entry.product, over: anchor.product, in: products)
            ),
            evidence: [
                Evidence("price_ratio", (ratio * 100).rounded() / 100),
                Evidence("owned", anchor.isOwned ? 1 : 0),
                Evidence("days_since", anchor.days.rounded(.down)),
                Evidence("price_sensitivity", Double(priceSensitivity[Int(customer)])),
            ]
        )
    }
}
