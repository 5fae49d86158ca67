public import CampaignModel
public import Scheduling
public import Threads

/// Computes the features of every customer. Nothing after `asOf` counts.
///
/// An order counts where at least one piece was bought in it, so that a free order is one and a mere return is none; its
/// returns still take from the lifetime value. The result does not depend on the number of threads.
/// - Parameter zones: Clocks that the hours of sessions are read from; UTC without them.
public func profiles(
    of shop: Shop,
    asOf: Instant,
    zones: PersonZones? = nil,
    workers: Workers = Workers(count: 1)
) -> CustomerProfiles {
    var profiles = CustomerProfiles(asOf: asOf)
    let everyone = CustomerChunks(count: shop.customers.count, workers: workers)
    addPurchases(of: shop, to: &profiles, everyone)
    addScores(to: &profiles, workers)
    addLifecycle(to: &profiles)
    addFavourites(of: shop, to: &profiles, everyone)
    addOrderRhythm(to: &profiles)
    addExpectedValue(to: &profiles, everyone)
    addPriceSensitivity(of: shop, to: &profiles, everyone)
    addDevice(of: shop, to: &profiles, everyone)
    addEngagement(of: shop, to: &profiles, everyone)
    profiles.intent = SessionIntent(of: shop, asOf: asOf, zones: zones, workers: workers).probabilities()
    return profiles
}

/// All customers, in chunks for threads.
struct CustomerChunks {
    let count: Int
    let workers: Workers

    /// One value a customer; `values` appends those of a range of customers.
    func column<Value: Sendable>(_ values: @Sendable (Range<Int32>, inout [Value]) -> Void) -> [Value] {
        let chunks = workers.mapChunks(of: count, chunk: 8_192) { range in
            var column: [Value] = []
            column.reserveCapacity(range.count)
            values(Int32(range.lowerBound)..<Int32(range.upperBound), &column)
            return column
        }
        var column: [Value] = []
        column.reserveCapacity(count)
        for chunk in chunks { column.append(contentsOf: chunk) }
        return column
    }
}

private struct Purchases: Sendable {
    var ordersCount: Int32 = 0
    var value: Int64 = 0
    var first: Int64?
    var last: Int64 = 0
}

/// Orders, value and days since the first and last order.
private func addPurchases(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let asOf = profiles.asOf
    let purchases = everyone.column { (customers, column: inout [Purchases]) in
        let orders = shop.orders
        let (times, quantities) = (orders.times.span, orders.quantities.span)
        for customer in customers {
            var all = Purchases()
            for order in orders.ordersOf(customer: customer) where times[order] <= asOf.seconds {
                var pieceBought = false
                for line in orders.linesOf(order: order) {
                    all.value += orders.amount(line: line)
                    if quantities[line] > 0 { pieceBought = true }
                }
                guard pieceBought else { continue }
                all.ordersCount += 1
                all.first = all.first ?? times[order]
                all.last = times[order]
            }
            column.append(all)
        }
    }
    profiles.ordersCount = purchases.map(\.ordersCount)
    profiles.lifetimeValue = purchases.map(\.value)
    profiles.averageOrderValue = purchases.map { all in
        all.ordersCount > 0 ? rounded(all.value, over: Int64(all.ordersCount)) : 0
    }
    profiles.daysSinceFirstOrder = purchases.map { all in
        all.first.map { Int32(asOf.days(since: Instant(seconds: $0))) } ?? -1
    }
    profiles.daysSinceLastOrder = purchases.map { all in
        all.first == nil ? -1 : Int32(asOf.days(since: Instant(seconds: all.last)))
    }
}

/// Half a minor unit goes up, whatever the sign.
private func rounded(_ value: Int64, over divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    if remainder * 2 >= divisor { return quotient + 1 }
    return remainder * 2 < -divisor ? quotient - 1 : quotient
}
