internal import CampaignModel
internal import Foundation

/// The next tier up of what a customer bought within `anchorDays` and kept, or looked at in the last 30 days.
///
/// Candidates are of the anchor's full category path or item group, cost 1.1 to `2.5 - 1.1 · price sensitivity` times
/// its regular price, and are better by more than that: see `UpgradeSteps`. Where a customer owns a dearer product of that
/// category, it is the anchor instead. Of an anchor's candidates the one that ``UpgradeRanker`` puts first is taken: one
/// upgrade an anchor. Anchors are ranked by
///
///     score = the ranker's score of the candidate - log 2 · age / 90 days, and - log 2 for what was only looked at
struct UpgradeRecommender: Recommender {
    let strategy = Strategy.upgrade
    static let maximumAnchors = 20
    static let viewDays = 30.0

    private let history: PurchaseHistory
    private let ladders: PriceLadders
    private let ranker: UpgradeRanker
    private let kinds: ProductKinds
    private let unitPrices: UnitPrices
    private let priceSensitivity: [Float]

    /// What an upgrade starts from.
    private struct Anchor {
        var product: Int32
        var days: Double
        var isOwned: Bool
    }

    /// A product, and what it is a step up from.
    private struct Step {
        var product: Int32
        var anchor: Anchor
        var score: Float
    }

    init(
        history: PurchaseHistory,
        profiles: CustomerProfiles,
        ladders: PriceLadders,
        unitPrices: UnitPrices,
        ranker: UpgradeRanker
    ) {
        self.history = history
        self.ladders = ladders
        self.ranker = ranker
        kinds = ProductKinds(history.shop.products)
        self.unitPrices = unitPrices
        priceSensitivity = profiles.priceSensitivity
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var search = Search(self, rules)
        var lists = RankedLists()
        for customer in customers {
            for step in steps(for: customer, &search).prefix(limit) { lists.append(step.product, score: step.score) }
            lists.endCase()
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        var taste = ranker.signals.emptyTaste()
        ranker.signals.turn(&taste, to: customer)
        var steps = UpgradeSteps(products: history.shop.products, kinds: kinds, unitPrices: unitPrices)
        let anchors = anchors(of: customer, rules)
        return chosen.map { item in
            // Each is told from the anchor that it is the best step from, also where two have the same one.
            let found = anchors.compactMap { anchor -> Step? in
                guard let ratio = priceRatio(of: item.product, to: anchor, for: customer),
                    steps.isUpgrade(item.product, of: anchor.product)
                else { return nil }
                let score = ranker.scores(of: [(item.product, ratio)], taste: taste)[0] - penalty(of: anchor)
                return Step(product: item.product, anchor: anchor, score: score)
            }
            let best = found.min { ($1.score, $0.anchor.product) < ($0.score, $1.anchor.product) }
            guard let best else { preconditionFailure("an upgrade is a step from an anchor") }
            return recommendation(item, best, for: customer, taste: taste)
        }
    }

    /// How much dearer a product is than an anchor of its category; `nil` where it is no trade-up within reach.
    private func priceRatio(of product: Int32, to anchor: Anchor, for customer: Int32) -> Double? {
        let products = history.shop.products
        let category = products.categories.codes[Int(anchor.product)]
        guard category >= 0, products.categories.codes[Int(product)] == category else { return nil }
        guard let range = range(from: anchor, for: customer) else { return nil }
        let price = products.prices[Int(product)]
        return range.contains(price) ? Double(price) / Double(products.prices[Int(anchor.product)]) : nil
    }

    /// Prices of a step up within the customer's reach.
    private func range(from anchor: Anchor, for customer: Int32) -> ClosedRange<Int64>? {
        let price = Double(history.shop.products.prices[Int(anchor.product)])
        let reach = 2.5 - 1.1 * Double(priceSensitivity[Int(customer)])
        let (lowest, highest) = (Int64((price * UpgradeSteps.leastRatio).rounded(.up)), Int64(price * reach))
        return price > 0 && lowest <= highest ? lowest...highest : nil
    }

    /// Old anchors, and those only looked at, count less.
    private func penalty(of anchor: Anchor) -> Float {
        Float(anchor.days / 90 + (anchor.isOwned ? 0 : 1)) * Float(log(2.0))
    }

    /// Working memory, kept from customer to customer.
    private struct Search {
        var allowed: CustomerRules
        var steps: UpgradeSteps
        var taste: UpgradeSignals.Taste
        let rules: PickRules

        init(_ recommender: UpgradeRecommender, _ rules: PickRules) {
            allowed = CustomerRules(rules, for: .upgrade)
            steps = UpgradeSteps(
                products: recommender.history.shop.products,
                kinds: recommender.kinds,
                unitPrices: recommender.unitPrices
            )
            taste = recommender.ranker.signals.emptyTaste()
            self.rules = rules
        }
    }

    /// One step up from each anchor that has one, the best first.
    private func steps(for customer: Int32, _ search: inout Search) -> [Step] {
        let anchors = anchors(of: customer, search.rules)
        if anchors.isEmpty { return [] }
        search.allowed.start(customer)
        for anchor in anchors { search.allowed.ruleOutBought(anchor.product) }
        let found = anchors.map { candidates(from: $0, for: customer, &search) }
        if found.allSatisfy({ $0.isEmpty }) { return [] }
        ranker.signals.turn(&search.taste, to: customer)
        var steps: [Step] = []
        for (anchor, candidates) in zip(anchors, found) {
            let scores = ranker.scores(of: candidates, taste: search.taste)
            for (candidate, score) in zip(candidates, scores) {
                steps.append(Step(product: candidate.product, anchor: anchor, score: score - penalty(of: anchor)))
            }
        }
        steps.sort { ($1.score, $0.product, $0.anchor.product) < ($0.score, $1.product, $1.anchor.product) }
        var taken: [Step] = []
        for step in steps where !taken.contains(where: { $0.anchor.product == step.anchor.product }) {
            guard search.allowed.allows(step.product) else { continue }
            taken.append(step)
            search.allowed.ruleOut(step.product)
        }
        return taken
    }

    private func candidates(
        from anchor: Anchor,
        for customer: Int32,
        _ search: inout Search
    ) -> [(product: Int32, priceRatio: Double)] {
        let products = history.shop.products
        let category = products.categories.codes[Int(anchor.product)]
        guard category >= 0, let range = range(from: anchor, for: customer) else { return [] }
        let price = Double(products.prices[Int(anchor.product)])
        var candidates: [(product: Int32, priceRatio: Double)] = []
        for product in ladders.products(of: category, pricesIn: range)
        where search.allowed.allows(product) && search.steps.isUpgrade(product, of: anchor.product) {
            candidates.append((product, Double(products.prices[Int(product)]) / price))
        }
        return candidates
    }

    /// What the rules name; else the dearest of what the customer owns in a category, and what they looked at since,
    /// newest first.
    private func anchors(of customer: Int32, _ rules: PickRules) -> [Anchor] {
        let products = history.shop.products
        let owned = history.purchases(of: customer).filter { $0.pieces > 0 }
        if let given = rules.anchors[customer], !given.isEmpty {
            return given.prefix(UpgradeRecommender.maximumAnchors).map { product in
                Anchor(product: product, days: 0, isOwned: owned.contains { $0.product == product })
            }
        }
        func isOutdone(_ product: Int32) -> Bool {
            let category = products.categories.codes[Int(product)]
            return category >= 0
                && owned.contains { other in
                    products.categories.codes[Int(other.product)] == category
                        && products.prices[Int(other.product)] > products.prices[Int(product)]
                }
        }
        var anchors: [Anchor] = []
        for purchase in owned {
            let days = history.days(since: purchase.last)
            guard days <= Double(rules.settings.anchorDays), !isOutdone(purchase.product) else { continue }
            anchors.append(Anchor(product: purchase.product, days: days, isOwned: true))
        }
        for (product, days) in history.looks(of: customer, days: UpgradeRecommender.viewDays) {
            guard !anchors.contains(where: { $0.product == product }), !isOutdone(product) else { continue }
            anchors.append(Anchor(product: product, days: days, isOwned: false))
        }
        anchors.sort { ($0.days, $0.product) < ($1.days, $1.product) }
        return Array(anchors.prefix(UpgradeRecommender.maximumAnchors))
    }

    private func recommendation(
        _ item: ChosenProduct,
        _ step: Step,
        for customer: Int32,
        taste: UpgradeSignals.Taste
    ) -> Recommendation {
        let products = history.shop.products
        let ratio = Double(products.prices[Int(item.product)]) / Double(products.prices[Int(step.anchor.product)])
        var evidence = [
            Evidence("price_ratio", rounded(ratio)),
            Evidence("owned", step.anchor.isOwned ? 1 : 0),
            Evidence("days_since", step.anchor.days.rounded(.down)),
            Evidence("price_sensitivity", Double(priceSensitivity[Int(customer)])),
        ]
        if let ratio = unitPrices.ratio(item.product, to: step.anchor.product) {
            evidence.append(Evidence("unit_price_ratio", rounded(ratio)))
        }
        evidence += ranker.evidence(item.product, priceRatio: ratio, taste: taste)
        let added = addedValue(of: item.product, over: step.anchor.product, in: products)
        let reason = Reason.upgradeOf(product: step.anchor.product, isOwned: step.anchor.isOwned, added: added)
        return Recommendation(item, reason, evidence)
    }

    private func rounded(_ ratio: Double) -> Double { (ratio * 100).rounded() / 100 }
}
