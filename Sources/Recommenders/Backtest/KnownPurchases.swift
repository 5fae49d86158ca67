internal import CampaignModel

/// What one customer at a time had bought before a cut, in memory that is kept from customer to customer.
struct KnownPurchases {
    private let shop: Shop
    private let cut: Instant
    /// The number of the customer who last bought the product.
    private var marks: [Int32]
    private var number: Int32 = 0
    /// Unit prices paid, by category code; only where upgrades are asked for.
    private var prices: [Int32: [Int32]] = [:]
    private let keepsPrices: Bool
    /// Of the newest order with a purchase; `nil` without one.
    private(set) var last: Instant?

    init(_ shop: Shop, before cut: Instant, question: ReplayQuestion) {
        self.shop = shop
        self.cut = cut
        marks = Array(repeating: 0, count: shop.products.count)
        keepsPrices = question == .upgrades
    }

    /// Turns to another customer.
    mutating func start(_ customer: Int32) {
        number += 1
        last = nil
        prices.removeAll(keepingCapacity: true)
        let orders = shop.orders
        for order in orders.ordersOf(customer: customer) where orders.times[order] < cut.seconds {
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = orders.products[line]
                marks[Int(product)] = number
                last = Instant(seconds: orders.times[order])
                let category = shop.products.categories.codes[Int(product)]
                if keepsPrices, category >= 0 { prices[category, default: []].append(orders.unitPrices[line]) }
            }
        }
        if keepsPrices { for category in prices.keys { prices[category]?.sort() } }
    }

    func contains(_ product: Int32) -> Bool { marks[Int(product)] == number }

    /// Whether the customer can be asked about at all.
    func isCase(of question: ReplayQuestion) -> Bool {
        guard let last else { return false }
        return question != .additions || last >= cut.advanced(byDays: -ReplayQuestion.anchorDays)
    }

    /// Whether a product counts for the question, were it bought at a price.
    func counts(_ product: Int32, price: Int64, for question: ReplayQuestion) -> Bool {
        switch question {
        case .purchases: true
        case .discoveries, .additions: !contains(product)
        case .repurchases: contains(product)
        case .upgrades: !contains(product) && isStepUp(product, price: price)
        }
    }

    private func isStepUp(_ product: Int32, price: Int64) -> Bool {
        guard let paid = prices[shop.products.categories.codes[Int(product)]] else { return false }
        let usual = Double(paid[paid.count / 2])
        return usual > 0 && ReplayQuestion.stepUp.contains(Double(price) / usual)
    }
}
