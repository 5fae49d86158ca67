internal import CampaignModel
internal import Threads

/// Orders as sets of products: a customer's after another's, oldest first; an order without a purchase is none.
///
/// Of an order only the first ``maximumProducts`` products count (its pairs say little and cost the square), of a
/// customer only the newest ``maximumLines`` lines, so that a bot weighs no more than a big household.
struct Baskets: Sendable {
    static let maximumProducts = 60
    static let maximumLines = PurchaseMatrix.maximumLines
    private static let chunk = 4_096

    /// Distinct products, in the order of the lines: basket b holds `items[starts[b] ..< starts[b + 1]]`.
    private(set) var items: [Int32] = []
    private(set) var starts: [Int32] = [0]
    // One entry a basket.
    private(set) var customers: [Int32] = []
    /// Unix seconds.
    private(set) var times: [Int64] = []

    var count: Int { customers.count }

    func range(_ basket: Int) -> Range<Int> { Int(starts[basket])..<Int(starts[basket + 1]) }

    init(_ history: PurchaseHistory, workers: Workers) {
        let parts = workers.mapChunks(of: history.shop.customers.count, chunk: Baskets.chunk) { customers in
            Baskets(history, customers: customers)
        }
        items.reserveCapacity(parts.reduce(0) { $0 + $1.items.count })
        for part in parts {
            let shift = Int32(items.count)
            items += part.items
            starts.append(contentsOf: part.starts.dropFirst().lazy.map { $0 + shift })
            customers += part.customers
            times += part.times
        }
    }

    private init(_ history: PurchaseHistory, customers range: Range<Int>) {
        let (orders, asOf) = (history.shop.orders, history.asOf.seconds)
        let (firstOrders, orderTimes, firstLines) = (orders.firstOrders, orders.times, orders.firstLines)
        let (products, quantities) = (orders.products, orders.quantities)
        for customer in range {
            let first = Int(firstOrders[customer])
            var end = Int(firstOrders[customer + 1])
            while end > first, orderTimes[end - 1] > asOf { end -= 1 }
            guard end > first else { continue }
            let earliestLine = Int(firstLines[end]) - Baskets.maximumLines
            for order in first..<end where order == end - 1 || Int(firstLines[order]) >= earliestLine {
                let start = items.count
                for line in Int(firstLines[order])..<Int(firstLines[order + 1]) where quantities[line] > 0 {
                    let product = products[line]
                    if items.count - start == Baskets.maximumProducts { break }
                    var isNew = true
                    for place in start..<items.count where items[place] == product { isNew = false }
                    if isNew { items.append(product) }
                }
                if items.count == start { continue }
                starts.append(Int32(items.count))
                customers.append(Int32(customer))
                times.append(orderTimes[order])
            }
        }
    }
}

/// For each product the baskets it is in: product p's are the entries `starts[p] ..< starts[p + 1]`, oldest customer first.
struct BasketsByProduct: Sendable {
    private(set) var starts: [Int32]
    // One entry a product and basket.
    private(set) var baskets: [Int32]
    /// Where the basket's items start, and how many they are: a pass over a product's baskets would wait for both.
    private(set) var firstItems: [Int32]
    private(set) var sizes: [UInt8]

    init(_ baskets: Baskets, productCount: Int) {
        let (items, basketStarts) = (baskets.items, baskets.starts)
        var starts = [Int32](repeating: 0, count: productCount + 1)
        for item in items { starts[Int(item) + 1] += 1 }
        for product in 0..<productCount { starts[product + 1] += starts[product] }
        var next = starts
        var found = [Int32](repeating: 0, count: items.count)
        var firstItems = found
        var sizes = [UInt8](repeating: 0, count: items.count)
        for basket in 0..<baskets.count {
            let (start, end) = (basketStarts[basket], basketStarts[basket + 1])
            for place in Int(start)..<Int(end) {
                let product = Int(items[place])
                let entry = Int(next[product])
                found[entry] = Int32(basket)
                firstItems[entry] = start
                sizes[entry] = UInt8(end - start)
                next[product] += 1
            }
        }
        (self.starts, self.baskets, self.firstItems, self.sizes) = (starts, found, firstItems, sizes)
    }

    func range(_ product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }

    func count(_ product: Int) -> Int { Int(starts[product + 1] - starts[product]) }
}
