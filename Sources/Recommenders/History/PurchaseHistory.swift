internal import CampaignModel

/// What one customer has had to do with one product.
struct Purchase {
    var product: Int32
    /// Orders in which a piece was bought.
    var orders: Int32
    /// Pieces bought less pieces returned.
    var pieces: Int64
    /// Unix seconds of the first and last of these orders.
    var first: Int64
    var last: Int64
}

/// A shop's orders up to a moment; what is later does not exist.
struct PurchaseHistory: Sendable {
    let shop: Shop
    let asOf: Instant

    /// A customer's orders, oldest first.
    func orders(of customer: Int32) -> Range<Int> {
        let all = shop.orders.ordersOf(customer: customer)
        var end = all.upperBound
        while end > all.lowerBound, shop.orders.times[end - 1] > asOf.seconds { end -= 1 }
        return all.lowerBound..<end
    }

    /// A customer's newest orders, oldest first: as many as have ``PurchaseMatrix/maximumLines`` lines together, and at
    /// least one. What counts for the shop as a whole, so that a bot with 100,000 orders weighs no more than a big
    /// household.
    func newestOrders(of customer: Int32) -> Range<Int> {
        let orders = self.orders(of: customer)
        let firstLines = shop.orders.firstLines
        let earliest = Int(firstLines[orders.upperBound]) - PurchaseMatrix.maximumLines
        var first = orders.lowerBound
        while first < orders.upperBound - 1, Int(firstLines[first]) < earliest { first += 1 }
        return first..<orders.upperBound
    }

    /// Everything a customer ever bought, by product row.
    func purchases(of customer: Int32) -> [Purchase] {
        let orders = shop.orders
        var lines: [(order: Int32, line: Int32)] = []
        // Product, then place in `lines`: one number sorts faster than three.
        var byProduct: [UInt64] = []
        for order in self.orders(of: customer) {
            for line in orders.linesOf(order: order) where orders.quantities[line] != 0 {
                byProduct.append(UInt64(orders.products[line]) << 32 | UInt64(lines.count))
                lines.append((Int32(order), Int32(line)))
            }
        }
        byProduct.sort()

        var purchases: [Purchase] = []
        var lastOrder: Int32 = -1
        for entry in byProduct {
            let product = Int32(entry >> 32)
            let (order, line) = lines[Int(entry & 0xffff_ffff)]
            let quantity = orders.quantities[Int(line)]
            let time = orders.times[Int(order)]
            if purchases.last?.product != product {
                purchases.append(Purchase(product: product, orders: 0, pieces: 0, first: time, last: time))
                lastOrder = -1
            }
            let index = purchases.count - 1
            purchases[index].pieces += Int64(quantity)
            guard quantity > 0, order != lastOrder else { continue }
            if purchases[index].orders == 0 { purchases[index].first = time }
            purchases[index].orders += 1
            purchases[index].last = time
            lastOrder = order
        }
        return purchases.filter { $0.orders > 0 }
    }

    /// What a customer bought within `days` and kept, newest first, at most `limit`.
    func anchors(of customer: Int32, days: Int, limit: Int) -> [Purchase] {
        let earliest = asOf.advanced(byDays: -days).seconds
        let kept = purchases(of: customer)
            .filter { $0.pieces > 0 && $0.last >= earliest }
            .sorted { ($1.last, $0.product) < ($0.last, $1.product) }
        return Array(kept.prefix(limit))
    }

    /// What a customer looked at or put into a cart in the last `days`, newest first, each as often as they did.
    func looks(of customer: Int32, days: Double) -> some Sequence<(product: Int32, days: Double)> {
        let events = shop.events
        return events.eventsOf(customer: customer).reversed().lazy.compactMap { event in
            let age = self.days(since: events.times[event])
            guard age >= 0, age <= days, events.products[event] >= 0 else { return nil }
            guard events.types[event] == .view || events.types[event] == .addToCart else { return nil }
            return (events.products[event], age)
        }
    }

    /// From the oldest order to the newest; `nil` where there is none.
    var life: ClosedRange<Instant>? {
        let (customers, asOf) = (shop.customers.count, asOf.seconds)
        let (times, firstOrders) = (shop.orders.times, shop.orders.firstOrders)
        var (oldest, newest) = (Int64.max, Int64.min)
        for customer in 0..<customers {
            let orders = Int(firstOrders[customer])..<Int(firstOrders[customer + 1])
            guard let first = orders.first, times[first] <= asOf else { continue }
            oldest = min(oldest, times[first])
            newest = max(newest, times[orders.last { times[$0] <= asOf } ?? first])
        }
        guard oldest <= newest else { return nil }
        return Instant(seconds: oldest)...Instant(seconds: newest)
    }

    /// The same history as of its newest order, so that data which end long before `asOf` are read as they would have
    /// been then.
    func asOfNewestOrder() -> PurchaseHistory { PurchaseHistory(shop: shop, asOf: life?.upperBound ?? asOf) }

    /// Whether a piece was bought in any of the orders.
    func hasPurchase(in orders: Range<Int>) -> Bool {
        let (firstLines, quantities) = (shop.orders.firstLines, shop.orders.quantities)
        guard let last = orders.last else { return false }
        return (Int(firstLines[orders.lowerBound])..<Int(firstLines[last + 1])).contains { quantities[$0] > 0 }
    }

    func days(since time: Int64) -> Double { Double(asOf.seconds - time) / Double(Instant.secondsPerDay) }
}
