public import CampaignModel

/// What customers bought in the days after a cut, as far as a question asks: the cases of a replay, one entry a case.
public struct WindowTruth: Sendable {
    public let question: ReplayQuestion
    /// Rows in `Customers`, ascending; everyone here had bought before the cut, and something that counts after it.
    public private(set) var customers: [Int32] = []
    /// Products `starts[i] ..< starts[i + 1]` are case i's, ascending.
    private(set) var starts: [Int32] = [0]
    private(set) var products: [Int32] = []
    /// What was paid for each product, in minor units.
    private(set) var revenues: [Int64] = []

    /// - Parameters:
    ///   - cut: Orders before it are known.
    ///   - days: Orders count that are so much later at most.
    ///   - nextOrderOnly: Whether only the first order after the cut counts.
    ///   - customers: Whom to ask about, ascending.
    public init(
        _ question: ReplayQuestion,
        shop: Shop,
        cut: Instant,
        days: Int,
        nextOrderOnly: Bool,
        customers: [Int32]
    ) {
        self.question = question
        let window = cut.seconds..<cut.advanced(byDays: days).seconds
        var known = KnownPurchases(shop, before: cut, question: question)
        let orders = shop.orders
        for customer in customers {
            var bought: [(product: Int32, amount: Int64)] = []
            for order in orders.ordersOf(customer: customer) where window.contains(orders.times[order]) {
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    // A discount above the price pays nobody.
                    bought.append((orders.products[line], max(0, orders.amount(line: line))))
                }
                if nextOrderOnly, !bought.isEmpty { break }
            }
            if bought.isEmpty { continue }
            known.start(customer)
            guard known.isCase(of: question) else { continue }
            bought.sort { ($0.product, $0.amount) < ($1.product, $1.amount) }
            append(bought, of: customer, known, shop)
        }
    }

    private mutating func append(
        _ bought: [(product: Int32, amount: Int64)],
        of customer: Int32,
        _ known: KnownPurchases,
        _ shop: Shop
    ) {
        let start = products.count
        for (product, amount) in bought {
            if products.count > start, products[products.count - 1] == product {
                revenues[revenues.count - 1] += amount
                continue
            }
            guard known.counts(product, price: shop.products.prices[Int(product)], for: question) else { continue }
            products.append(product)
            revenues.append(amount)
        }
        guard products.count > start else { return }
        customers.append(customer)
        starts.append(Int32(products.count))
    }

    func range(_ index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }
}
