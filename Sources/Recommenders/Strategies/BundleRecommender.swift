internal import CampaignModel
internal import Foundation

/// Sets of two or three products that are bought together, sold at a price of their own.
///
/// A set starts from an anchor: a purchase of the last `anchorDays`, which two of its companions complete; or, without
/// owning it, a product looked at in the last 30 days, which is then a part of the set itself, with one companion or
/// two. No companion costs more than twice what the anchor does: a kettle does not complete filter papers. Every part is
/// sellable and was never bought; no two are variants, or of one full category path. The set's price is what its parts cost now less `bundle.discount`, and after the parts' own cost `bundle.minimumMargin` of it must be
/// left: a set is cut to two, or dropped, where it is not. Where the catalogue knows no margins at all, that guard is off.
///
///     score = anchor's weight · sum of the pairs' scores        see `CoPurchases`
///
/// The weight is `2^(-age / 30 days)`, half of it for what was only looked at.
struct BundleRecommender: Recommender {
    let strategy = Strategy.bundle
    static let maximumAnchors = 20
    static let viewDays = 30.0
    static let maximumParts = 3
    /// Of a product's companions only the best so many are tried.
    static let maximumCompanions = 12

    let history: PurchaseHistory
    let coPurchases: CoPurchases

    private struct Anchor {
        var product: Int32
        var weight: Double
        var isOwned: Bool
    }

    private struct Offer {
        var parts: [Int32]
        var anchor: Anchor
        var score: Double
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            var left = limit
            for offer in offers(for: customer, rules, allowed) {
                // No product stands in two sets.
                guard offer.parts.count <= left, offer.parts.allSatisfy({ allowed.allows($0) }) else { continue }
                lists.append(set: offer.parts, score: Float(offer.score))
                for part in offer.parts { allowed.ruleOut(part) }
                left -= offer.parts.count
            }
            lists.endCase()
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
            let parts = chosen.filter { $0.set == item.set }.map(\.product)
            let bundle = Bundle(number: Int(item.set), price: price(of: parts, rules))
            // The set's own first product, or what is owned: the anchor from which all its parts follow.
            let anchor = anchors.first { anchor in
                parts.allSatisfy { $0 == anchor.product || pair(anchor.product, $0) != nil }
                    && (anchor.isOwned || parts.first == anchor.product)
            }
            guard let anchor else { preconditionFailure("a set has an anchor") }
            let saving = parts.reduce(-bundle.price) { $0 + history.shop.products.currentPrice($1) }
            let other = item.product == anchor.product ? parts[1] : anchor.product
            let companion = item.product == anchor.product ? other : item.product
            var evidence = pair(anchor.product, companion)?.evidence ?? []
            evidence.append(Evidence("set_saving", Double(saving)))
            return Recommendation(
                item,
                .partOfSet(with: other, isOwned: anchor.isOwned),
                evidence,
                bundle: bundle
            )
        }
    }

    private func pair(_ anchor: Int32, _ companion: Int32) -> CoPurchases.Companion? {
        coPurchases.companions(of: anchor).first { $0.product == companion }
    }

    private func offers(for customer: Int32, _ rules: PickRules, _ allowed: CustomerRules) -> [Offer] {
        anchors(of: customer, rules).compactMap { offer(from: $0, rules, allowed) }
            .sorted { ($1.score, $0.anchor.product) < ($0.score, $1.anchor.product) }
    }

    private func offer(from anchor: Anchor, _ rules: PickRules, _ allowed: CustomerRules) -> Offer? {
        if !anchor.isOwned, !allowed.allows(anchor.product) { return nil }
        var parts = anchor.isOwned ? [] : [anchor.product]
        var score = 0.0
        for companion in coPurchases.companions(of: anchor.product).prefix(BundleRecommender.maximumCompanions) {
            let product = companion.product
            guard parts.count < BundleRecommender.maximumParts, allowed.allows(product) else { continue }
            // A third part is worth it only where it goes nearly as well.
            if parts.count == 2, Double(companion.score) < score / 2 { break }
            guard !isMuchDearer(product, than: anchor.product), !isAlike(product, anchor.product) else { continue }
            guard parts.allSatisfy({ !isAlike(product, $0) }) else { continue }
            if parts.count >= 1, !keepsMargin(parts + [product], rules) { continue }
            parts.append(product)
            score += Double(companion.score)
        }
        guard parts.count >= 2, keepsMargin(parts, rules) else { return nil }
        return Offer(parts: parts, anchor: anchor, score: score * anchor.weight)
    }

    private func isMuchDearer(_ product: Int32, than anchor: Int32) -> Bool {
        history.shop.products.currentPrice(product) > 2 * history.shop.products.currentPrice(anchor)
    }

    private func isAlike(_ one: Int32, _ other: Int32) -> Bool {
        let products = history.shop.products
        func isSame(_ codes: [Int32]) -> Bool { codes[Int(one)] >= 0 && codes[Int(one)] == codes[Int(other)] }
        return one == other || isSame(products.itemGroups) || isSame(products.categories.codes)
    }

    private func price(of parts: [Int32], _ rules: PickRules) -> Int64 {
        let sum = parts.reduce(Int64(0)) { $0 + history.shop.products.currentPrice($1) }
        return Int64((Double(sum) * (1 - rules.settings.bundle.discount)).rounded())
    }

    /// What a piece costs the shop is its regular price less the margin.
    private func keepsMargin(_ parts: [Int32], _ rules: PickRules) -> Bool {
        let products = history.shop.products
        guard products.present.contains(.margin) else { return true }
        let price = Double(price(of: parts, rules))
        let cost = parts.reduce(0.0) { sum, part in
            sum + Double(products.prices[Int(part)]) * (1 - Double(products.margins[Int(part)]))
        }
        // An unknown margin makes the cost NaN: what nobody can vouch for is not offered.
        return price > 0 && price - cost >= rules.settings.bundle.minimumMargin * price
    }

    /// What the rules name; else what was bought, then what was looked at and is not owned, the newest first.
    private func anchors(of customer: Int32, _ rules: PickRules) -> [Anchor] {
        if let given = rules.anchors[customer], !given.isEmpty {
            let owned = history.purchases(of: customer).filter { $0.pieces > 0 }
            return given.prefix(BundleRecommender.maximumAnchors).map { product in
                Anchor(product: product, weight: 1, isOwned: owned.contains { $0.product == product })
            }
        }
        let owned = history.anchors(
            of: customer,
            days: rules.settings.anchorDays,
            limit: BundleRecommender.maximumAnchors
        )
        var anchors = owned.map { purchase in
            Anchor(product: purchase.product, weight: exp2(-history.days(since: purchase.last) / 30), isOwned: true)
        }
        for (product, days) in history.looks(of: customer, days: BundleRecommender.viewDays) {
            if anchors.count >= 2 * BundleRecommender.maximumAnchors { break }
            guard !anchors.contains(where: { $0.product == product }) else { continue }
            anchors.append(Anchor(product: product, weight: exp2(-days / 30) / 2, isOwned: false))
        }
        return anchors
    }
}
