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
            let product = lines[index].product
            var balance: Int64 = 0
            var weight: Float = 0
            let first = occasionAges.count
            while index < lines.count, lines[index].product == product {
                let line = lines[index]
                index += 1
                balance += Int64(line.quantity)
                guard line.quantity > 0 else { continue }
                let order = reader.orderCount - 1 - line.order
                if occasionOrders.count > first, occasionOrders[occasionOrders.count - 1] == order { continue }
                occasionOrders.append(order)
                occasionAges.append(line.age)
                weight += exp(-line.age / PurchaseMatrix.decayDays)
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

/// One customer's lines, by product, then time; its memory is kept from customer to customer.
private struct RowReader {
    struct Line {
        var product: Int32
        /// Counts the customer's orders with a purchase, from the oldest.
        var order: Int32
        var quantity: Int32
        var age: Float
    }

    private let history: PurchaseHistory
    private(set) var lines: [Line] = []
    private(set) var orderCount: Int32 = 0
    private(set) var newestAge: Float = 0

    init(_ history: PurchaseHistory) { self.history = history }

    mutating func read(_ customer: Int32) {
        lines.removeAll(keepingCapacity: true)
        orderCount = 0
        newestAge = 0
        var orders = history.orders(of: customer)
        let source = history.shop.orders
        guard let last = orders.last else { return }
        let enough = Int(source.firstLines[last + 1]) - PurchaseMatrix.maximumLines
        while orders.count > 1, Int(source.firstLines[orders.lowerBound]) < enough { orders.removeFirst() }
        for order in orders {
            var isPurchase = false
            let age = Float(history.days(since: source.times[order]))
            let range = source.linesOf(order: order).prefix(PurchaseMatrix.maximumLines)
            for line in range where source.quantities[line] != 0 {
                let quantity = source.quantities[line]
                isPurchase = isPurchase || quantity > 0
                lines.append(Line(product: source.products[line], order: orderCount, quantity: quantity, age: age))
            }
            guard isPurchase else { continue }
            orderCount += 1
            newestAge = age
        }
        lines.sort { ($0.product, $0.order) < ($1.product, $1.order) }
    }
}
