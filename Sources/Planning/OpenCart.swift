internal import CampaignModel

/// What a customer has in the cart: put in and not taken out again since their last purchase, within 30 days.
struct OpenCart: Sendable {
    private static let days = 30

    let shop: Shop
    let now: Instant

    /// What the cart's products cost now, one piece of each, in minor units; 0 for an empty cart.
    func value(of customer: Int32) -> Int64 {
        products(of: customer).reduce(0) { $0 + shop.products.currentPrice($1) }
    }

    /// Each once, in the order in which they were put in.
    func products(of customer: Int32) -> [Int32] {
        let events = shop.events
        guard events.firstEvents.count > Int(customer) + 1 else { return [] }
        let orders = shop.orders.ordersOf(customer: customer)
        let lastOrder = orders.last { shop.orders.times[$0] <= now.seconds }.map { shop.orders.times[$0] }
        let earliest = max(now.advanced(byDays: -OpenCart.days).seconds, lastOrder ?? .min)
        var products: [Int32] = []
        for event in events.eventsOf(customer: customer)
        where events.times[event] > earliest && events.times[event] <= now.seconds {
            let product = events.products[event]
            switch events.types[event] {
            case .addToCart: if product >= 0, !products.contains(product) { products.append(product) }
            case .removeFromCart: products.removeAll { $0 == product }
            case .purchase: products.removeAll()
            case .view, .search, .checkout: continue
            }
        }
        return products
    }
}
