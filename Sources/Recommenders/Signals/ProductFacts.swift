internal import CampaignModel
internal import Foundation

/// Of one product what the first, cheap look at a cart's candidates needs: small, because it is read for hundreds of
/// products a cart, all over the catalogue.
struct FirstFacts: Sendable {
    /// `orders ^ -0.5`
    var inverseRoot: Float
    var logRecentOrders: Float
    var logBuyers: Float
    var category: Int32

    init(_ facts: ProductFacts) {
        inverseRoot = facts.inverseRoot
        logRecentOrders = facts.logRecentOrders
        logBuyers = facts.logBuyers
        category = facts.category
    }
}

/// What stands fixed of one product before any cart is seen; side by side, because a candidate needs most of it.
struct ProductFacts: Sendable {
    static let recentDays: Int64 = 28
    static let adoptionDays: Int64 = 56

    var orders: Float
    /// `orders ^ -0.5` and `orders ^ -0.7`; 0 without orders.
    var inverseRoot: Float
    var inversePower: Float
    var recentOrders: Int32 = 0
    var logRecentOrders: Float = 0
    var logBuyers: Float = 0
    /// Of the customers who bought the product for the first time in the last 56 days.
    var logNewBuyers: Float = 0
    /// Of the product's orders in all its type's.
    var logShareOfType: Float = 0
    /// Share of its orders by customers who had it before.
    var repeatShare: Float = 0
    /// As in `BasketTypes`.
    var category: Int32
    var type: Int32
    var typeRow: Int32

    /// One entry a product.
    static func all(_ baskets: Baskets, orders: [Int32], _ types: BasketTypes) -> [ProductFacts] {
        var facts = orders.indices.map { product in
            let count = Float(orders[product])
            return ProductFacts(
                orders: count,
                inverseRoot: count > 0 ? 1 / count.squareRoot() : 0,
                inversePower: count > 0 ? pow(count, -0.7) : 0,
                category: types.categoryOf[product],
                type: types.typeOf[product],
                typeRow: types.rowOf[product]
            )
        }
        addBuyers(baskets, to: &facts)
        var typeOrders = [Float](repeating: 0, count: Int(types.typeOf.max() ?? -1) + 1)
        for fact in facts where fact.type >= 0 { typeOrders[Int(fact.type)] += fact.orders }
        for product in facts.indices where facts[product].type >= 0 {
            let all = typeOrders[Int(facts[product].type)]
            if all > 0 { facts[product].logShareOfType = log(max(facts[product].orders, 0.5) / all) }
        }
        return facts
    }

    private static func addBuyers(_ baskets: Baskets, to facts: inout [ProductFacts]) {
        let (items, starts, customers, times) = (baskets.items, baskets.starts, baskets.customers, baskets.times)
        let newest = times.max() ?? 0
        var buyers = [Int32](repeating: 0, count: facts.count)
        var newBuyers = buyers
        var lastBuyer = [Int32](repeating: -1, count: facts.count)
        for basket in 0..<baskets.count {
            let age = (newest - times[basket]) / Instant.secondsPerDay
            for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                let product = Int(items[place])
                if age < recentDays { facts[product].recentOrders += 1 }
                guard lastBuyer[product] != customers[basket] else { continue }
                lastBuyer[product] = customers[basket]
                buyers[product] += 1
                if age < adoptionDays { newBuyers[product] += 1 }
            }
        }
        for product in facts.indices {
            facts[product].logRecentOrders = log(Float(facts[product].recentOrders) + 0.5)
            facts[product].logBuyers = log(Float(buyers[product]) + 0.5)
            facts[product].logNewBuyers = log(Float(newBuyers[product]) + 0.5)
            if facts[product].orders > 0 {
                facts[product].repeatShare = 1 - Float(buyers[product]) / facts[product].orders
            }
        }
    }
}
