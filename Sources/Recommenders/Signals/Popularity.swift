internal import CampaignModel
internal import Foundation

/// How much each product is bought of late: every order counts `2^(-age / 28 days)`, aged from the shop's newest order,
/// so that a shop whose data end a year ago has popular products too.
struct Popularity: Sendable {
    private(set) var scores: [Double]
    /// Orders of the last 28 and 90 days before that newest one.
    private(set) var orders28: [Int32]
    private(set) var orders90: [Int32]

    init(history: PurchaseHistory) {
        let orders = history.shop.orders
        let count = history.shop.products.count
        scores = Array(repeating: 0, count: count)
        orders28 = Array(repeating: 0, count: count)
        orders90 = Array(repeating: 0, count: count)
        let newest = history.asOfNewestOrder().asOf.seconds
        var lastOrder = [Int32](repeating: -1, count: count)
        let customers = 0..<Int32(history.shop.customers.count)
        for order in customers.lazy.flatMap({ history.newestOrders(of: $0) }) {
            let days = Double(newest - orders.times[order]) / Double(Instant.secondsPerDay)
            let weight = exp2(-days / 28)
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = Int(orders.products[line])
                guard lastOrder[product] != Int32(order) else { continue }
                lastOrder[product] = Int32(order)
                scores[product] += weight
                if days <= 28 { orders28[product] += 1 }
                if days <= 90 { orders90[product] += 1 }
            }
        }
    }
}
