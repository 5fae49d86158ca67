public import CampaignModel

/// Computes the features of every customer. Nothing after `asOf` counts.
///
/// An order counts where at least one piece was bought in it, so that a free order is one and a mere return is none; its
/// returns still take from the lifetime value.
public func profiles(of shop: Shop, asOf: Instant) -> CustomerProfiles {
    var profiles = CustomerProfiles(asOf: asOf)
    addPurchases(of: shop, to: &profiles)
    addScores(to: &profiles)
    addLifecycle(to: &profiles)
    addFavourites(of: shop, to: &profiles)
    addOrderRhythm(to: &profiles)
    addExpectedValue(to: &profiles)
    addPriceSensitivity(of: shop, to: &profiles)
    addDeviceAndEngagement(of: shop, to: &profiles)
    return profiles
}

/// Orders, value and days since the first and last order.
private func addPurchases(of shop: Shop, to profiles: inout CustomerProfiles) {
    let orders = shop.orders
    let count = shop.customers.count
    profiles.ordersCount.reserveCapacity(count)
    profiles.lifetimeValue.reserveCapacity(count)
    for customer in 0..<Int32(count) {
        var ordersCount: Int32 = 0
        var value: Int64 = 0
        var first: Int64?
        var last: Int64 = 0
        for order in orders.ordersOf(customer: customer) where orders.times[order] <= profiles.asOf.seconds {
            var pieceBought = false
            for line in orders.linesOf(order: order) {
                value += orders.amount(line: line)
                if orders.quantities[line] > 0 { pieceBought = true }
            }
            guard pieceBought else { continue }
            ordersCount += 1
            first = first ?? orders.times[order]
            last = orders.times[order]
        }
        profiles.ordersCount.append(ordersCount)
        profiles.lifetimeValue.append(value)
        profiles.averageOrderValue.append(ordersCount > 0 ? rounded(value, over: Int64(ordersCount)) : 0)
        profiles.daysSinceFirstOrder.append(
            first.map { Int32(profiles.asOf.days(since: Instant(seconds: $0))) } ?? -1
        )
        profiles.daysSinceLastOrder.append(
            first == nil ? -1 : Int32(profiles.asOf.days(since: Instant(seconds: last)))
        )
    }
}

/// Half a minor unit goes up, whatever the sign.
private func rounded(_ value: Int64, over divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    if remainder * 2 >= divisor { return quotient + 1 }
    return remainder * 2 < -divisor ? quotient - 1 : quotient
}
