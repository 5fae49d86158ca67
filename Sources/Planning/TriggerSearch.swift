public import CampaignModel

/// What somebody did that a trigger waits for. Working memory, kept from customer to customer.
struct Occasion {
    var moment: Int64 = 0
    /// Events that counted.
    var count: Int32 = 0
    /// What it is about, each once, the newest first.
    var products: [Int32] = []

    mutating func reset() {
        moment = 0
        count = 0
        products.removeAll(keepingCapacity: true)
    }

    mutating func note(_ product: Int32) {
        guard product >= 0, products.count < TriggerSearch.maximumProducts, !products.contains(product) else { return }
        products.append(product)
    }
}

/// Finds who did what a trigger waits for.
///
/// The newest occasion counts, so that the wait begins anew with every further one: who is still adding to the cart has
/// not abandoned it. Nothing after `now` is looked at.
public struct TriggerSearch: Sendable {
    /// Of one customer's events, only so many of the newest are looked at.
    static let maximumEvents = 1_000
    /// A message is about so many products at most.
    static let maximumProducts = 10

    let trigger: TriggerSettings
    let shop: Shop
    let now: Instant
    private let cart: OpenCart
    /// Least value of the cart in minor units; 0 for any, an empty one too.
    private let cartValue: Int64
    /// One entry a product.
    private let matches: [Bool]
    /// One entry a product: when it was seen back in stock, in Unix seconds; 0 where it was not.
    private let backAt: [Int64]

    /// - Parameter backInStock: Product's row → when it was first seen back.
    public init(_ trigger: TriggerSettings, shop: Shop, now: Instant, backInStock: [Int32: Instant] = [:]) {
        self.trigger = trigger
        self.shop = shop
        self.now = now
        cart = OpenCart(shop: shop, now: now)
        cartValue = trigger.cartValue?.minorUnits(in: shop.currency) ?? 0
        matches = TriggerSearch.matches(trigger, shop.products)
        var times = [Int64](repeating: 0, count: shop.products.count)
        for (product, time) in backInStock { times[Int(product)] = time.seconds }
        backAt = times
    }

    private static func matches(_ trigger: TriggerSettings, _ products: Products) -> [Bool] {
        let under = trigger.category.map { products.categories(under: $0.id) }
        var named: Set<Int32>?
        if !trigger.products.isEmpty {
            named = Set(products.rows(of: trigger.products.map(\.id)).compactMap { $0 })
        }
        return (0..<products.count).map { product in
            if let named, !named.contains(Int32(product)) { return false }
            guard let under else { return true }
            let category = products.categories.codes[product]
            return category >= 0 && under[Int(category)]
        }
    }

    /// - Returns: Whether it happened, however long ago.
    func find(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let isFound =
            switch trigger.event {
            case .view, .search, .removeFromCart: findBrowsing(customer, &occasion)
            case .addToCart, .checkout: findBrowsing(customer, &occasion) && fillFromCart(customer, &occasion)
            case .purchase: findPurchase(customer, &occasion)
            case .lapsed: findLapse(customer, &occasion)
            case .repurchaseDue: findRepurchase(customer, &occasion)
            case .backInStock: findRestocked(customer, &occasion)
            }
        return isFound && (cartValue == 0 || cart.value(of: customer) >= cartValue)
    }

    /// Why a message for the occasion would be needless now; `nil` where it would not.
    func exit(_ customer: Int32, _ occasion: Occasion) -> TriggerSettings.Exit? {
        if trigger.exits.contains(.purchased), let last = newestOrder(customer),
            shop.orders.times[last] > occasion.moment
        {
            return .purchased
        }
        if trigger.exits.contains(.outOfStock), shop.products.present.contains(.availability),
            occasion.products.contains(where: { shop.products.availability[Int($0)] == .outOfStock })
        {
            return .outOfStock
        }
        if trigger.exits.contains(.backInCart) {
            for event in events(of: customer).reversed() where shop.events.times[event] > occasion.moment {
                if shop.events.types[event] == .addToCart, occasion.products.contains(shop.events.products[event]) {
                    return .backInCart
                }
            }
        }
        return nil
    }

    // MARK: What people do

    /// The newest event with enough of its like in the time before it.
    private func findBrowsing(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let events = shop.events
        guard let type = trigger.event.browsing else { return false }
        let range = self.events(of: customer)
        for event in range.reversed() where events.types[event] == type && isWanted(events.products[event]) {
            let time = events.times[event]
            occasion.count = 0
            occasion.products.removeAll(keepingCapacity: true)
            for other in (range.lowerBound...event).reversed() {
                if events.times[other] <= time - trigger.withinSeconds { break }
                guard events.types[other] == type, isWanted(events.products[other]),
                    isLike(events.products[other], events.products[event])
                else { continue }
                occasion.count += 1
                occasion.note(events.products[other])
            }
            if occasion.count >= trigger.atLeast {
                occasion.moment = time
                return true
            }
        }
        return false
    }

    /// The occasion is about what is in the cart; there is none where the cart is empty or holds nothing wanted.
    private func fillFromCart(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let held = cart.products(of: customer)
        guard held.contains(where: { matches[Int($0)] }) else { return false }
        occasion.products.removeAll(keepingCapacity: true)
        for product in held.reversed() { occasion.note(product) }
        return true
    }

    private func findPurchase(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let orders = shop.orders
        var newest: Int64?
        for order in orders.ordersOf(customer: customer).reversed() where orders.times[order] <= now.seconds {
            let time = orders.times[order]
            if let newest, time <= newest - trigger.withinSeconds { break }
            var hasWanted = false
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                guard matches[Int(orders.products[line])] else { continue }
                hasWanted = true
                if newest == nil || newest == time { occasion.note(orders.products[line]) }
            }
            if hasWanted {
                newest = newest ?? time
                occasion.count += 1
            }
        }
        occasion.moment = newest ?? 0
        return newest != nil && occasion.count >= trigger.atLeast
    }

    // MARK: What comes by itself

    private func findLapse(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let orders = shop.orders
        let last = orders.ordersOf(customer: customer).last { order in
            orders.times[order] <= now.seconds
                && orders.linesOf(order: order).contains {
                    orders.quantities[$0] > 0 && matches[Int(orders.products[$0])]
                }
        }
        guard let last else { return false }
        occasion.moment = orders.times[last] + Int64(trigger.lapsedDays) * Instant.secondsPerDay
        occasion.count = 1
        return true
    }

    /// A product bought in two orders or more is due a mean interval after the last one; what is due first counts
    /// until something else is.
    private func findRepurchase(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let orders = shop.orders
        var bought: [Int32: (first: Int64, last: Int64, orders: Int32)] = [:]
        for order in orders.ordersOf(customer: customer) where orders.times[order] <= now.seconds {
            let time = orders.times[order]
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = orders.products[line]
                guard matches[Int(product)] else { continue }
                guard let known = bought[product] else {
                    bought[product] = (time, time, 1)
                    continue
                }
                if known.last < time { bought[product] = (known.first, time, known.orders + 1) }
            }
        }
        var due: [(moment: Int64, product: Int32, orders: Int32)] = []
        let latest = now.seconds - trigger.delaySeconds
        for (product, times) in bought where times.orders >= max(2, trigger.atLeast) {
            let moment = times.last + (times.last - times.first) / Int64(times.orders - 1)
            if moment <= latest, moment > latest - trigger.graceSeconds { due.append((moment, product, times.orders)) }
        }
        due.sort { ($1.moment, $0.product) < ($0.moment, $1.product) }
        guard let newest = due.first else { return false }
        occasion.moment = newest.moment
        occasion.count = newest.orders
        for one in due { occasion.note(one.product) }
        return true
    }

    /// Whoever looked at a product or had it in the cart before it came back, and did not buy it since.
    private func findRestocked(_ customer: Int32, _ occasion: inout Occasion) -> Bool {
        let events = shop.events
        for event in self.events(of: customer).reversed() {
            let (product, time) = (events.products[event], events.times[event])
            guard product >= 0, matches[Int(product)], case let back = backAt[Int(product)], back > 0, time < back,
                time > back - trigger.withinSeconds, events.types[event] == .view || events.types[event] == .addToCart,
                !hasBought(customer, product, since: time)
            else { continue }
            occasion.moment = max(occasion.moment, back)
            occasion.count += 1
            occasion.note(product)
        }
        return occasion.count > 0
    }

    // MARK: Looking things up

    /// The newest events up to now, in the order of time.
    private func events(of customer: Int32) -> Range<Int> {
        let events = shop.events
        guard events.firstEvents.count > Int(customer) + 1 else { return 0..<0 }
        var range = events.eventsOf(customer: customer)
        while let last = range.last, events.times[last] > now.seconds { range = range.lowerBound..<last }
        return max(range.lowerBound, range.upperBound - TriggerSearch.maximumEvents)..<range.upperBound
    }

    private func newestOrder(_ customer: Int32) -> Int? {
        shop.orders.ordersOf(customer: customer).last { shop.orders.times[$0] <= now.seconds }
    }

    private func hasBought(_ customer: Int32, _ product: Int32, since: Int64) -> Bool {
        let orders = shop.orders
        return orders.ordersOf(customer: customer).contains { order in
            orders.times[order] > since && orders.times[order] <= now.seconds
                && orders.linesOf(order: order).contains { orders.products[$0] == product && orders.quantities[$0] > 0 }
        }
    }

    /// An event without a product is wanted where any is.
    private func isWanted(_ product: Int32) -> Bool {
        product >= 0 ? matches[Int(product)] : trigger.category == nil && trigger.products.isEmpty
    }

    private func isLike(_ product: Int32, _ other: Int32) -> Bool {
        switch trigger.likeness {
        case .any: return true
        case .product: return product == other
        case .category:
            if product < 0 || other < 0 { return product == other }
            return shop.products.categories.codes[Int(product)] == shop.products.categories.codes[Int(other)]
        }
    }
}
