internal import CampaignModel
internal import Threads

/// How much each product is bought, and by how many: one entry a product in every column.
///
/// A line with a positive quantity is a purchase; an order counts once for a product. Days count back from the moment of
/// the history. Of one customer only the newest ``PurchaseMatrix/maximumLines`` lines count.
struct ProductCounts: Sendable {
    static let adoptionDays = 56
    private static let jobs = 8

    /// Orders with the product in them: ever, and in the last 28 and 7 days.
    private(set) var orders: [Int32]
    private(set) var orders28: [Int32]
    private(set) var orders7: [Int32]
    /// Customers who ever bought it.
    private(set) var customers: [Int32]
    /// Customers who bought it for the first time in the last ``adoptionDays`` days.
    private(set) var adopters: [Int32]

    init(_ history: PurchaseHistory, workers: Workers) {
        let customers = history.shop.customers.count
        let parts = workers.mapChunks(of: customers, chunk: max(1, (customers + 7) / ProductCounts.jobs)) { range in
            var counts = ProductCounts(products: history.shop.products.count)
            counts.count(range, of: history)
            return counts
        }
        self.init(products: history.shop.products.count)
        for part in parts { add(part) }
    }

    private init(products: Int) {
        orders = Array(repeating: 0, count: products)
        (orders28, orders7, customers, adopters) = (orders, orders, orders, orders)
    }

    private mutating func count(_ range: Range<Int>, of history: PurchaseHistory) {
        let source = history.shop.orders
        let (times, firstLines, products, quantities) =
            (source.times, source.firstLines, source.products, source.quantities)
        let since28 = history.asOf.advanced(byDays: -28).seconds
        let since7 = history.asOf.advanced(byDays: -7).seconds
        let sinceAdoption = history.asOf.advanced(byDays: -ProductCounts.adoptionDays).seconds
        var lastOrder = [Int32](repeating: -1, count: orders.count)
        var lastCustomer = lastOrder
        for customer in range {
            let orders = history.orders(of: Int32(customer))
            guard let last = orders.last else { continue }
            let earliest = Int(firstLines[last + 1]) - PurchaseMatrix.maximumLines
            for order in orders {
                let time = times[order]
                for line in max(earliest, Int(firstLines[order]))..<max(earliest, Int(firstLines[order + 1]))
                where quantities[line] > 0 {
                    let product = Int(products[line])
                    if lastOrder[product] == Int32(order) { continue }
                    lastOrder[product] = Int32(order)
                    self.orders[product] += 1
                    if time > since28 { orders28[product] += 1 }
                    if time > since7 { orders7[product] += 1 }
                    if lastCustomer[product] == Int32(customer) { continue }
                    lastCustomer[product] = Int32(customer)
                    customers[product] += 1
                    if time > sinceAdoption { adopters[product] += 1 }
                }
            }
        }
    }

    private mutating func add(_ other: ProductCounts) {
        for product in orders.indices {
            orders[product] += other.orders[product]
            orders28[product] += other.orders28[product]
            orders7[product] += other.orders7[product]
            customers[product] += other.customers[product]
            adopters[product] += other.adopters[product]
        }
    }
}
