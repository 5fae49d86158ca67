internal import CampaignModel
internal import Foundation
internal import Threads

/// What speaks for a dearer product as the next one of its kind for a customer, as of a moment.
///
///     log_buyers            log(1 + customers who ever bought it)
///     log_orders_28_days    log(1 + orders of the last 28 days)
///     log_new_buyers        log(1 + customers who bought it for the first time in the last 56 days)
///     brand_in_type         log of the brand's share of what the customer buys of that full category path
///     brand_in_category     log of the brand's and category's share of all the customer buys; the category is the path's
///                           last level but one
///     attributes            mean log of the share of what the customer buys that has the same value, over attributes
///     goes_with_purchases   ``LinearItemModel``, and
///     similar_customers     ``SimilarCustomers``, as in ``DiscoverySignals``; 0 for products that are no columns there
///     log_price_ratio       log(price / the price stepped up from)
///
/// A customer's line counts `exp(-age / 120 days)`; shares are pulled to the shop's own.
struct UpgradeSignals: Sendable {
    static let names = [
        "log_buyers", "log_orders_28_days", "log_new_buyers", "brand_in_type", "brand_in_category", "attributes",
        "goes_with_purchases", "similar_customers", "log_price_ratio",
    ]
    static let width = names.count
    static let priceRatio = 8
    /// Of ``DiscoverySignals``: purchases that go with it, and similar customers.
    private static let discoveryWidth = 2
    private static let decayDays = 120.0
    private static let prior: Float = 0.05

    let history: PurchaseHistory
    /// One entry a product.
    private var popularity: [(buyers: Float, orders: Float, newBuyers: Float)]
    /// Full category path by product, -1 without; and its pair with a brand, and the pair one level above.
    private let types: [Int32]
    private let typeBrands: [Int32]
    private let categoryBrands: [Int32]
    /// The shop's share of each pair: within its type, and of everything.
    private let shareInType: [Float]
    private let shareOfAll: [Float]
    private let typeCount: Int
    private let attributes: AttributeValues
    private let discovery: DiscoverySignals

    init(history: PurchaseHistory, workers: Workers) {
        self.history = history
        discovery = DiscoverySignals(history, workers: workers)
        let products = history.shop.products
        let types = products.categories.codes
        let brands = products.brands.codes
        let parents = products.parentCategories()
        let typeBrands = codes(of: zip(types, brands))
        let categoryBrands = codes(of: zip(types.map { $0 < 0 ? -1 : parents[Int($0)] }, brands))
        typeCount = products.categories.values.count
        (self.types, self.typeBrands, self.categoryBrands) = (types, typeBrands, categoryBrands)

        let orders = history.shop.orders
        var buyers = [Int32](repeating: 0, count: products.count)
        var newBuyers = buyers
        var orders28 = buyers
        var lines = buyers
        var lastBuyer = [Int32](repeating: -1, count: products.count)
        for customer in 0..<Int32(history.shop.customers.count) {
            for order in history.newestOrders(of: customer) {
                let age = history.days(since: orders.times[order])
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    let product = Int(orders.products[line])
                    lines[product] += 1
                    if age <= 28 { orders28[product] += 1 }
                    guard lastBuyer[product] != customer else { continue }
                    lastBuyer[product] = customer
                    buyers[product] += 1
                    if age <= 56 { newBuyers[product] += 1 }
                }
            }
        }
        popularity = (0..<products.count).map { product in
            (log1p(Float(buyers[product])), log1p(Float(orders28[product])), log1p(Float(newBuyers[product])))
        }
        attributes = AttributeValues(products, lines: lines)
        let all = max(1, Float(lines.reduce(0) { $0 + Int($1) }))
        var ofType = [Float](repeating: 0, count: typeCount)
        var ofTypeBrand = [Float](repeating: 0, count: Int(typeBrands.max() ?? -1) + 1)
        var ofCategoryBrand = [Float](repeating: 0, count: Int(categoryBrands.max() ?? -1) + 1)
        for product in 0..<products.count where types[product] >= 0 {
            ofType[Int(types[product])] += Float(lines[product])
            ofTypeBrand[Int(typeBrands[product])] += Float(lines[product])
            ofCategoryBrand[Int(categoryBrands[product])] += Float(lines[product])
        }
        shareInType = (0..<products.count).map { product in
            guard types[product] >= 0, ofType[Int(types[product])] > 0 else { return 0 }
            return ofTypeBrand[Int(typeBrands[product])] / ofType[Int(types[product])]
        }
        shareOfAll = (0..<products.count).map { product in
            types[product] < 0 ? 0 : ofCategoryBrand[Int(categoryBrands[product])] / all
        }
    }

    /// What one customer has bought of each type and brand; its memory is kept from customer to customer.
    struct Taste {
        fileprivate var types: [Float]
        fileprivate var typeBrands: [Float]
        fileprivate var categoryBrands: [Float]
        fileprivate var all: Float = 0
        fileprivate var attributes: [Float]
        fileprivate var touched: [Int32] = []
        /// By signal of `DiscoverySignals`, then column.
        fileprivate var discovery: [[Float]]
        fileprivate var scratch: DiscoverySignals.Scratch
    }

    func emptyTaste() -> Taste {
        Taste(
            types: Array(repeating: 0, count: typeCount),
            typeBrands: Array(repeating: 0, count: Int(typeBrands.max() ?? -1) + 1),
            categoryBrands: Array(repeating: 0, count: Int(categoryBrands.max() ?? -1) + 1),
            attributes: Array(repeating: 0, count: attributes.shares.count),
            discovery: Array(
                repeating: Array(repeating: 0, count: discovery.products.count),
                count: UpgradeSignals.discoveryWidth
            ),
            scratch: DiscoverySignals.Scratch(discovery)
        )
    }

    func turn(_ taste: inout Taste, to customer: Int32) {
        for product in taste.touched {
            taste.types[Int(types[Int(product)])] = 0
            taste.typeBrands[Int(typeBrands[Int(product)])] = 0
            taste.categoryBrands[Int(categoryBrands[Int(product)])] = 0
            for value in attributes.values(of: product) { taste.attributes[Int(value)] = 0 }
        }
        taste.touched.removeAll(keepingCapacity: true)
        taste.all = 0
        let orders = history.shop.orders
        for order in history.orders(of: customer) {
            let weight = Float(exp(-history.days(since: orders.times[order]) / UpgradeSignals.decayDays))
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = Int(orders.products[line])
                taste.all += weight
                guard types[product] >= 0 else { continue }
                taste.types[Int(types[product])] += weight
                taste.typeBrands[Int(typeBrands[product])] += weight
                taste.categoryBrands[Int(categoryBrands[product])] += weight
                taste.touched.append(Int32(product))
                for value in attributes.values(of: Int32(product)) { taste.attributes[Int(value)] += weight }
            }
        }
        let matrix = PurchaseMatrix(history, customers: [customer])
        for signal in 0..<UpgradeSignals.discoveryWidth {
            var scores = taste.discovery[signal].mutableSpan
            for column in scores.indices { scores[column] = 0 }
            discovery.addScores(of: signal, for: 0, of: matrix, times: 1, to: &scores, &taste.scratch)
        }
    }

    /// Appends the signals of one candidate, which has a category.
    func append(_ candidate: Int32, priceRatio: Double, taste: Taste, to cells: inout [Float]) {
        let product = Int(candidate)
        let prior = UpgradeSignals.prior
        let popularity = popularity[product]
        let inType = taste.typeBrands[Int(typeBrands[product])] + prior * shareInType[product]
        let ofAll = taste.categoryBrands[Int(categoryBrands[product])] + prior * shareOfAll[product]
        cells.append(popularity.buyers)
        cells.append(popularity.orders)
        cells.append(popularity.newBuyers)
        cells.append(log((inType + 1e-6) / (taste.types[Int(types[product])] + prior)))
        cells.append(log((ofAll + 1e-6) / (taste.all + prior)))
        var shares: Float = 0
        for value in attributes.values(of: candidate) {
            shares += log(
                (taste.attributes[Int(value)] + prior * attributes.shares[Int(value)] + 1e-6) / (taste.all + prior)
            )
        }
        cells.append(shares / Float(max(1, attributes.columnCount)))
        let column = Int(discovery.columns[product])
        for signal in 0..<UpgradeSignals.discoveryWidth {
            cells.append(column < 0 ? 0 : taste.discovery[signal][column])
        }
        cells.append(Float(log(priceRatio)))
    }
}

/// Numbers pairs in order of first appearance.
private func codes(of pairs: Zip2Sequence<[Int32], [Int32]>) -> [Int32] {
    var known: [Int64: Int32] = [:]
    return pairs.map { one, other in
        let pair = Int64(one) << 32 | Int64(UInt32(bitPattern: other))
        if let code = known[pair] { return code }
        known[pair] = Int32(known.count)
        return Int32(known.count) - 1
    }
}
