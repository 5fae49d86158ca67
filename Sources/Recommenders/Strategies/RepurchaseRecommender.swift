internal import CampaignModel
internal import Threads
internal import Foundation

/// What a customer buys again and again, and is about to run out of.
///
/// Candidates were bought in two orders or more; or once, where at least 30 % of the shop's buyers came back for it. The
/// usual interval is the customer's own mean, with the shop's median as one more observation (and at least a day). With
/// e = days since the last purchase over the interval:
///
///     due   = e²             for 0.5 ≤ e ≤ 1; sooner than that the product is not picked
///           = exp((1 - e)/2) from there on: who has waited long has perhaps gone elsewhere
///     score = log(1 + orders) · due, and for what was bought once · repeat rate
///
/// The reason is "due again" for 0.8 ≤ e ≤ 3, otherwise "bought before".
struct RepurchaseRecommender: Recommender {
    let strategy = Strategy.repurchase
    static let leastRepeatRate = 0.3

    private let history: PurchaseHistory
    private let rhythm: RepurchaseRhythm

    init(history: PurchaseHistory, workers: Workers) {
        self.history = history
        rhythm = RepurchaseRhythm(history: history, workers: workers)
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        let groups = history.shop.products.itemGroups
        var lists = RankedLists()
        var best = BestProducts(limit: limit)
        for customer in customers {
            allowed.start(customer)
            best.reset()
            for purchase in history.purchases(of: customer) where purchase.pieces > 0 {
                guard allowed.allows(purchase.product), let score = score(purchase) else { continue }
                best.add(purchase.product, score: score, group: groups[Int(purchase.product)])
            }
            lists.appendCase(best)
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        let purchases = history.purchases(of: customer)
        return chosen.map { item in
            guard let purchase = purchases.first(where: { $0.product == item.product }) else {
                preconditionFailure("what is bought again was bought before")
            }
            return Recommendation(
                item,
                (0.8...3).contains(elapsed(purchase)) ? .dueAgain : .boughtBefore,
                [
                    Evidence("times_bought", Double(purchase.orders)),
                    Evidence("days_since", history.days(since: purchase.last).rounded(.down)),
                    Evidence("usual_interval_days", usualDays(purchase).rounded()),
                ]
            )
        }
    }

    private func usualDays(_ purchase: Purchase) -> Double {
        let shop = rhythm.usualDays[Int(purchase.product)]
        let waits = Double(purchase.orders - 1)
        if waits == 0 { return max(1, shop) }
        // Who bought it more than once is a repeater, so the shop's median is known.
        return max(1, (purchase.meanDaysBetween * waits + shop) / (waits + 1))
    }

    private func elapsed(_ purchase: Purchase) -> Double {
        history.days(since: purchase.last) / usualDays(purchase)
    }

    private func score(_ purchase: Purchase) -> Double? {
        let repeatRate = rhythm.repeatRate(purchase.product)
        if purchase.orders == 1, repeatRate < RepurchaseRecommender.leastRepeatRate { return nil }
        let elapsed = elapsed(purchase)
        guard elapsed >= 0.5 else { return nil }
        let due = elapsed <= 1 ? elapsed * elapsed : exp((1 - elapsed) / 2)
        return log(1 + Double(purchase.orders)) * due * (purchase.orders == 1 ? repeatRate : 1)
    }
}
