internal import CampaignModel
internal import Foundation
internal import Threads

/// What some customers bought up to a moment, in compressed sparse rows: row `r` is `customers[r]`, its entries
/// `starts[r] ..< starts[r + 1]` are the distinct products, ascending.
///
/// A line with a positive quantity is a purchase; an order counts once for a product. Only a customer's newest
/// ``maximumLines`` lines count, so that a bot with 100,000 orders weighs no more than a big household.
struct PurchaseMatrix: Sendable {
    static let maximumLines = 4_096
    /// Days after which a purchase weighs 1/e in `weights`.
    static let decayDays: Float = 120
    private static let chunk = 1_024

    let asOf: Instant
    /// Rows in `Customers`.
    private(set) var customers: [Int32] = []

    // One entry a row, and one more.
    private(set) var starts: [Int32] = [0]
    // One entry a row.
    /// Orders with a purchase in them.
    private(set) var orderCounts: [Int32] = []
    /// Days from the newest of these orders to `asOf`; 0 where there is none.
    private(set) var newestAges: [Float] = []

    // One entry a row and product.
    private(set) var products: [Int32] = []
    /// Orders with the product in them, at least 1.
    private(set) var orders: [Int32] = []
    /// Pieces bought less pieces returned.
    private(set) var pieces: [Int32] = []
    /// Days from the first and the last of these orders to `asOf`.
    private(set) var firstAges: [Float] = []
    private(set) var lastAges: [Float] = []
    /// `Σ exp(-age / 120 days)` over these orders.
    private(set) var weights: [Float] = []
    /// Entry `e` was bought in the orders `occasionStarts[e] ..< occasionStarts[e + 1]`, oldest first; one entry more.
    private(set) var occasionStarts: [Int32] = [0]

    // One entry a row, product and order.
    /// Which of the customer's orders with a purchase: 0 is the newest.
    private(set) var occasionOrders: [Int32] = []
    /// Days from the order to `asOf`.
    private(set) var occasionAges: [Float] = []

    var count: Int { customers.count }

    /// - Parameter customers: Rows in `Customers`, in any order.
    init(_ history: PurchaseHistory, customers: ArraySlice<Int32>) {
        asOf = history.asOf
        var reader = RowReader(history)
        for customer in customers { append(customer, &reader) }
    }

    /// The same, built by several threads.
    init(_ history: PurchaseHistory, customers: [Int32], workers: Workers) {
        asOf = history.asOf
        let parts = workers.mapChunks(of: customers.count, chunk: PurchaseMatrix.chunk) { range in
            PurchaseMatrix(history, customers: customers[range])
        }
        for part in parts { append(part) }
    }

    /// The entries of a row.
    func entries(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

    /// The orders of an entry.
    func occasions(_ entry: Int) -> Range<Int> { Int(occasionStarts[entry])..<Int(occasionStarts[entry + 1]) }

    private mutating func append(_ customer: Int32, _ reader: inout RowReader) {
        reader.read(customer)
        customers.append(customer)
        orderCounts.append(reader.orderCount)
        newestAges.append(reader.newestAge)
        var index = 0
        let lines = reader.lines
        while index < lines.count {
            let product = reader.product(index)
            var balance: Int64 = 0
            var weight: Float = 0
            let first = occasionAges.count
            while index < lines.count, reader.product(index) == product {
                let line = lines[reader.line(index)]
                index += 1
                balance += Int64(line.quantity)
                guard line.quantity > 0 else { continue }
                let order = reader.orderCount - 1 - line.order
                if occasionOrders.count > first, occasionOrders[occasionOrders.count - 1] == order { continue }
                occasionOrders.append(order)
                occasionAges.append(line.age)
                weight += line.weight
            }
            guard occasionAges.count > first else { continue }
            products.append(product)
            orders.append(Int32(occasionAges.count - first))
            pieces.append(Int32(clamping: balance))
            firstAges.append(occasionAges[first])
            lastAges.append(occasionAges[occasionAges.count - 1])
            weights.append(weight)
            occasionStarts.append(Int32(occasionAges.count))
        }
        starts.append(Int32(products.count))
    }

    private mutating func append(_ other: PurchaseMatrix) {
        let (entries, occasions) = (Int32(products.count), Int32(occasionAges.count))
        customers += other.customers
        starts.append(contentsOf: other.starts.dropFirst().lazy.map { $0 + entries })
        orderCounts += other.orderCounts
        newestAges += other.newestAges
        products += other.products
        orders += other.orders
        pieces += other.pieces
        firstAges += other.firstAges
        lastAges += other.lastAges
        weights += other.weights
        occasionStarts.append(contentsOf: other.occasionStarts.dropFirst().lazy.map { $0 + occasions })
        occasionOrders += other.occasionOrders
        occasionAges += other.occasionAges
    }
}

/// One customer's lines, by time and by product; its memory is kept from customer to customer.
private struct RowReader {
    struct Line {
        /// Counts the customer's orders with a purchase, from the oldest.
        var order: Int32
        var quantity: Int32
        var age: Float
        /// `exp(-age / 120 days)`
        var weight: Float
    }

    private let history: PurchaseHistory
    private(set) var lines: [Line] = []
    /// Product, then place in `lines`, ascending: one number sorts faster than two.
    private var byProduct: [UInt64] = []
    private(set) var orderCount: Int32 = 0
    private(set) var newestAge: Float = 0

    init(_ history: PurchaseHistory) { self.history = history }

    /// Product and place in `lines` of the `index`-th line by product.
    func product(_ index: Int) -> Int32 { Int32(byProduct[index] >> 32) }
    func line(_ index: Int) -> Int { Int(byProduct[index] & 0xffff_ffff) }

    mutating func read(_ customer: Int32) {
        lines.removeAll(keepingCapacity: true)
        byProduct.removeAll(keepingCapacity: true)
        orderCount = 0
        newestAge = 0
        let source = history.shop.orders
        for order in history.newestOrders(of: customer) {
            var isPurchase = false
            let age = Float(history.days(since: source.times[order]))
            let weight = exp(-age / PurchaseMatrix.decayDays)
            let range = source.linesOf(order: order).prefix(PurchaseMatrix.maximumLines)
            for line in range where source.quantities[line] != 0 {
                let quantity = source.quantities[line]
                isPurchase = isPurchase || quantity > 0
                byProduct.append(UInt64(source.products[line]) << 32 | UInt64(lines.count))
                lines.append(Line(order: orderCount, quantity: quantity, age: age, weight: weight))
            }
            guard isPurchase else { continue }
            orderCount += 1
            newestAge = age
        }
        byProduct.sort()
    }
}
