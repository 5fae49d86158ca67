public import CampaignModel

/// The two simplest ways to answer a question, which everything else is held against.
public enum ReplayBaseline: String, Sendable, CaseIterable {
    /// What most orders of the 28 days before the cut hold, and after that, what most orders hold at all.
    case popularity
    /// What most orders of the customer hold, the newest first where they are as many; then what is popular.
    case personalFrequency = "personal frequency"

    /// A baseline that can only name what was never bought has nothing personal to count.
    public static func all(for question: ReplayQuestion) -> [ReplayBaseline] {
        switch question {
        case .purchases, .repurchases: allCases
        case .discoveries, .additions, .upgrades: [.popularity]
        }
    }
}

/// Answers questions by the baselines, knowing what was before the cut.
public struct ReplayBaselines: Sendable {
    private let history: PurchaseHistory
    private let cut: Instant
    /// Every product that was bought before the cut, most popular first.
    let popular: [Int32]

    public init(shop: Shop, cut: Instant) {
        self.cut = cut
        history = PurchaseHistory(shop: shop, asOf: cut.advanced(bySeconds: -1))
        let orders = shop.orders
        let lately = cut.advanced(byDays: -28).seconds
        var recent = [Int32](repeating: 0, count: shop.products.count)
        var all = recent
        var lastOrder = [Int32](repeating: -1, count: shop.products.count)
        for order in 0..<orders.count where orders.times[order] < cut.seconds {
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = Int(orders.products[line])
                guard lastOrder[product] != Int32(order) else { continue }
                lastOrder[product] = Int32(order)
                all[product] += 1
                if orders.times[order] >= lately { recent[product] += 1 }
            }
        }
        popular = (0..<Int32(shop.products.count)).filter { all[Int($0)] > 0 }.sorted {
            (recent[Int($1)], all[Int($1)], $0) < (recent[Int($0)], all[Int($0)], $1)
        }
    }

    /// One list a case.
    public func lists(_ baseline: ReplayBaseline, for truth: WindowTruth) -> RankedLists {
        raw(baseline, truth.customers[...], truth.question, ReplayMeasures.listLength)
    }

    func raw(_ baseline: ReplayBaseline, _ customers: ArraySlice<Int32>, _ question: ReplayQuestion, _ limit: Int)
        -> RankedLists
    {
        let prices = history.shop.products.prices
        var known = KnownPurchases(history.shop, before: cut, question: question)
        var lists = RankedLists()
        for customer in customers {
            known.start(customer)
            var chosen: [Int32] = []
            if baseline == .personalFrequency {
                let own = history.purchases(of: customer)
                    .sorted { ($1.orders, $1.last, $0.product) < ($0.orders, $0.last, $1.product) }
                chosen = own.prefix(limit).map(\.product)
            }
            for product in popular {
                if chosen.count == limit { break }
                guard known.counts(product, price: prices[Int(product)], for: question) else { continue }
                if !chosen.contains(product) { chosen.append(product) }
            }
            for (rank, product) in chosen.enumerated() { lists.append(product, score: Float(limit - rank)) }
            lists.endCase()
        }
        return lists
    }
}
