public import CampaignModel
public import Threads

/// Picks for customers straight from a ranker, without a campaign's slots: next purchases, or discoveries alone.
///
/// Raw, they are the ranking as it is. Otherwise the filters of ``PickRules`` hold and a set is chosen, as in a message.
public struct RankedPicks: Sendable {
    private let shop: Shop
    private let asOf: Instant
    private let ranker: any CustomerRanker
    private let limit: Int
    /// `nil` where the ranking is wanted as it is.
    private let rules: PickRules?

    /// Learns from the shop's past.
    /// - Parameters:
    ///   - novelOnly: Whether only what a customer never bought is picked.
    ///   - limit: Products a customer.
    public init(shop: Shop, asOf: Instant, novelOnly: Bool, limit: Int, isRaw: Bool, workers: Workers) {
        self.shop = shop
        self.asOf = asOf
        self.limit = limit
        ranker =
            novelOnly
            ? DiscoveryRanker(shop: shop, asOf: asOf, workers: workers)
            : NextBasketRanker(shop: shop, asOf: asOf, workers: workers)
        rules =
            isRaw
            ? nil
            : PickRules(shop: shop, settings: .ranked(limit: limit, boughtWithinDays: 0), asOf: asOf)
    }

    public func picks(for customers: ArraySlice<Int32>) -> [CustomerPicks] {
        let chosen =
            if let rules {
                choose(
                    from: ranker.rank(customers, limit: SetChoice.candidatesPerPlace * limit, rules: rules),
                    for: customers,
                    rules: rules
                )
            } else {
                ranker.rank(customers, limit: limit, rules: nil)
            }
        var owned = OwnedProducts(shop: shop, asOf: asOf)
        return zip(customers, 0...).map { customer, index in
            owned.start(customer)
            let items = chosen.range(index).map { entry in
                let product = chosen.products[entry]
                let isOwned = owned.contains(product)
                return Recommendation(
                    product: product,
                    strategy: isOwned ? .repurchase : .discover,
                    score: Double(chosen.scores[entry]),
                    reason: isOwned
                        ? .boughtBefore : .newForYou(brand: nil, category: shop.products.categories[Int(product)]),
                    evidence: []
                )
            }
            return CustomerPicks(customer: customer, items: items)
        }
    }
}

/// Picks that complete carts.
public struct CartPicks: Sendable {
    private let shop: Shop
    private let asOf: Instant
    private let ranker: CartRanker
    private let limit: Int
    private let novelOnly: Bool
    private let rules: PickRules?

    /// Learns from the shop's past.
    /// - Parameter novelOnly: Whether only what the cart's customer never bought is picked.
    public init(shop: Shop, asOf: Instant, novelOnly: Bool, limit: Int, isRaw: Bool, workers: Workers) {
        self.shop = shop
        self.asOf = asOf
        self.limit = limit
        self.novelOnly = novelOnly
        ranker = CartRanker(shop: shop, asOf: asOf, workers: workers)
        rules =
            isRaw
            ? nil
            : PickRules(shop: shop, settings: .ranked(limit: limit, boughtWithinDays: 0), asOf: asOf)
    }

    /// One list a cart, in their order; nothing that is in the cart.
    public func picks(for carts: ArraySlice<Cart>) -> [[Recommendation]] {
        let customers = carts.map(\.customer)
        let chosen =
            if let rules {
                choose(
                    from: ranker.rank(
                        carts,
                        limit: SetChoice.candidatesPerPlace * limit,
                        rules: rules,
                        novelOnly: novelOnly
                    ),
                    for: customers[...],
                    except: carts.map(\.products),
                    rules: rules
                )
            } else {
                ranker.rank(carts, limit: limit, rules: nil, novelOnly: novelOnly)
            }
        var owned = OwnedProducts(shop: shop, asOf: asOf)
        return zip(carts, 0...).map { cart, index in
            if cart.customer >= 0 { owned.start(cart.customer) }
            return chosen.range(index).map { entry in
                let product = chosen.products[entry]
                let anchor = ranker.anchor(of: product, in: cart.products)
                let isOwned = cart.customer >= 0 && owned.contains(product)
                return Recommendation(
                    product: product,
                    strategy: .complements,
                    score: Double(chosen.scores[entry]),
                    reason: anchor.map(Reason.goesWith) ?? (isOwned ? .boughtBefore : .popular(category: nil)),
                    evidence: []
                )
            }
        }
    }
}

/// Chooses a set for every case from its candidates.
/// - Parameters:
///   - customers: Whose the cases are; -1 for someone unknown.
///   - except: Products of each case that it must not get, with their variants; empty for none.
private func choose(
    from candidates: RankedLists,
    for customers: ArraySlice<Int32>,
    except: [[Int32]] = [],
    rules: PickRules
) -> RankedLists {
    let choice = SetChoice(rules: rules)
    // What was bought before may be bought again; where it may not, the ranker has left it out.
    var allowed = CustomerRules(rules, for: .repurchase)
    var chosen = ChosenProducts(customers: customers, maximum: rules.settings.maximumItems)
    var lists = RankedLists()
    for (index, customer) in customers.enumerated() {
        allowed.start(customer)
        if !except.isEmpty { for product in except[index] { allowed.ruleOut(product) } }
        choice.choose(
            rules.settings.maximumItems,
            from: candidates,
            list: index,
            strategy: .repurchase,
            into: &chosen,
            at: index,
            allowed: &allowed
        )
        for item in chosen.items(index) { lists.append(item.product, score: item.score) }
        lists.endCase()
    }
    return lists
}

extension RecommendSettings {
    /// Settings for picks without a campaign.
    fileprivate static func ranked(limit: Int, boughtWithinDays: Int) -> RecommendSettings {
        RecommendSettings(
            minimumItems: 1,
            maximumItems: limit,
            slots: [],
            fallback: [],
            boughtWithinDays: boughtWithinDays,
            noRepeatDays: 0
        )
    }
}

/// What one customer at a time had bought at a moment, in memory that is kept from customer to customer.
private struct OwnedProducts {
    private let shop: Shop
    private let asOf: Instant
    private var marks: [Int32]
    private var number: Int32 = 0

    init(shop: Shop, asOf: Instant) {
        self.shop = shop
        self.asOf = asOf
        marks = Array(repeating: 0, count: shop.products.count)
    }

    mutating func start(_ customer: Int32) {
        number += 1
        for order in shop.orders.ordersOf(customer: customer) where shop.orders.times[order] <= asOf.seconds {
            for line in shop.orders.linesOf(order: order) where shop.orders.quantities[line] > 0 {
                marks[Int(shop.orders.products[line])] = number
            }
        }
    }

    func contains(_ product: Int32) -> Bool { marks[Int(product)] == number }
}
