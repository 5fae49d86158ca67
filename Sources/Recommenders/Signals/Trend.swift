internal import CampaignModel
internal import Foundation

/// What sells better in the last seven days than in the four weeks before.
///
/// Buyers are counted once a period, so that nobody can make a trend alone. With r = buyers of the last 7 days, and
/// e = what the 28 days before lead to expect, given how busy the whole shop was in both:
///
///     growth = log((r + 5) / (e + 5))
///
/// The five imagined buyers at the usual pace pull what few bought towards no growth. A trend has three buyers or more
/// in the week and a growth of at least log 1.2. Ages count from `asOf`: last month's trend is none.
struct Trend: Sendable {
    static let recentDays = 7.0
    static let earlierDays = 28.0
    static let prior = 5.0
    static let minimumBuyers: Int32 = 3
    static let minimumGrowth = log(1.2)
    static let maximumProducts = 200

    /// Growing products, the fastest first.
    private(set) var products: [Int32] = []
    /// One entry a product.
    private(set) var growth: [Double]
    private(set) var recentBuyers: [Int32]
    private(set) var earlierBuyers: [Int32]

    init(history: PurchaseHistory) {
        let orders = history.shop.orders
        let count = history.shop.products.count
        var recent = [Int32](repeating: 0, count: count)
        var earlier = recent
        var lastRecent = [Int32](repeating: -1, count: count)
        var lastEarlier = lastRecent
        for customer in 0..<Int32(history.shop.customers.count) {
            for order in history.newestOrders(of: customer).reversed() {
                let age = history.days(since: orders.times[order])
                if age >= Trend.recentDays + Trend.earlierDays { break }
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    let product = Int(orders.products[line])
                    if age < Trend.recentDays {
                        if lastRecent[product] != customer { recent[product] += 1 }
                        lastRecent[product] = customer
                    } else {
                        if lastEarlier[product] != customer { earlier[product] += 1 }
                        lastEarlier[product] = customer
                    }
                }
            }
        }
        let all = (recent: recent.reduce(0.0) { $0 + Double($1) }, earlier: earlier.reduce(0.0) { $0 + Double($1) })
        let pace = all.earlier > 0 ? all.recent / all.earlier : 0
        growth = (0..<count).map { product in
            log((Double(recent[product]) + Trend.prior) / (Double(earlier[product]) * pace + Trend.prior))
        }
        recentBuyers = recent
        earlierBuyers = earlier
        var best = BestProducts(limit: Trend.maximumProducts)
        for product in 0..<count where recent[product] >= Trend.minimumBuyers && growth[product] >= Trend.minimumGrowth
        {
            best.add(Int32(product), score: growth[product], group: -1)
        }
        products = best.entries.map(\.product)
    }
}
