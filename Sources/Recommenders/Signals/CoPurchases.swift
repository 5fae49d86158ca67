internal import CampaignModel
internal import Foundation
internal import Threads

/// What is bought together, product by product: compressed sparse rows, the best companions of a product first.
///
/// For every order that holds product i, j is counted where it is in the same order, or in the customer's next one
/// within 30 days. From these counts:
///
///     pairs      = same order + next order
///     confidence = pairs / orders of i
///     lift       = pairs / what chance alone would give: (orders of i + their next orders) · orders of j / orders
///     score      = pairs / (orders of i ^ 0.7 · orders of j ^ 0.5)
///
/// Kept are pairs seen 3 times or more with a lift of 1.2 or more that chance hardly explains (a log-likelihood ratio of
/// 10.83 or more, p < 0.001; Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993), in the
/// direction main product → add-on: where j costs more than twice what i does and is the rarer of the two (so that i goes
/// with j more than j with i), j is the main product, and i → j is dropped unless people buy j after i more often than
/// before it (camera → card, not card → camera).
struct CoPurchases: Sendable {
    struct Companion {
        var product: Int32
        var pairs: Int32
        var score: Float
        var confidence: Float
        var lift: Float
    }

    static let minimumPairs: Int32 = 3
    static let minimumLift = 1.2
    static let minimumLogLikelihoodRatio = 10.83
    /// Companions kept of a product.
    static let maximumCompanions = 50
    /// Of a larger order only the first so many products count: its pairs say little, and cost the square.
    static let maximumBasket = 60

    /// Companions `firstCompanions[i] ..< firstCompanions[i + 1]` are product i's.
    private var firstCompanions: [Int32] = [0]
    private var companions: [Companion] = []

    init(history: PurchaseHistory, workers: Workers) {
        let baskets = Baskets(history)
        let rows = workers.mapChunks(of: history.shop.products.count, chunk: 256) { products in
            baskets.companions(of: products)
        }
        for row in rows.joined() {
            companions.append(contentsOf: row)
            firstCompanions.append(Int32(companions.count))
        }
    }

    func companions(of product: Int32) -> ArraySlice<Companion> {
        companions[Int(firstCompanions[Int(product)])..<Int(firstCompanions[Int(product) + 1])]
    }
}

/// Orders as sets of products, and for each product the orders it is in.
private struct Baskets: Sendable {
    private let products: Products
    /// Distinct products bought in basket b: `items[firstItems[b] ..< firstItems[b + 1]]`.
    private var items: [Int32] = []
    private var firstItems: [Int32] = [0]
    /// Whether the basket that follows is the same customer's, within 30 days.
    private var hasNext: [Bool] = []
    /// Baskets that hold product p: `basketsOf[firstBaskets[p] ..< firstBaskets[p + 1]]`.
    private var basketsOf: [Int32]
    private var firstBaskets: [Int32]

    init(_ history: PurchaseHistory) {
        let orders = history.shop.orders
        products = history.shop.products
        var seenIn = [Int32](repeating: -1, count: products.count)
        var basketCounts = [Int32](repeating: 0, count: products.count + 1)
        for customer in 0..<Int32(history.shop.customers.count) {
            var lastTime: Int64?
            for order in history.orders(of: customer) {
                let basket = Int32(hasNext.count)
                let start = items.count
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    let product = orders.products[line]
                    guard seenIn[Int(product)] != basket, items.count - start < CoPurchases.maximumBasket else {
                        continue
                    }
                    seenIn[Int(product)] = basket
                    items.append(product)
                    basketCounts[Int(product) + 1] += 1
                }
                if items.count == start { continue }
                let time = orders.times[order]
                if let lastTime, time - lastTime <= 30 * Instant.secondsPerDay { hasNext[Int(basket) - 1] = true }
                lastTime = time
                hasNext.append(false)
                firstItems.append(Int32(items.count))
            }
        }
        for product in 0..<products.count { basketCounts[product + 1] += basketCounts[product] }
        firstBaskets = basketCounts
        basketsOf = Array(repeating: 0, count: items.count)
        var free = basketCounts
        for basket in hasNext.indices {
            for index in Int(firstItems[basket])..<Int(firstItems[basket + 1]) {
                let product = Int(items[index])
                basketsOf[Int(free[product])] = Int32(basket)
                free[product] += 1
            }
        }
    }

    private func basketCount(_ product: Int32) -> Int32 {
        firstBaskets[Int(product) + 1] - firstBaskets[Int(product)]
    }

    /// The rows of a range of products, with one set of dense counters for all of them.
    func companions(of range: Range<Int>) -> [[CoPurchases.Companion]] {
        var counts = PairCounts(products: products.count)
        return range.map { product in
            let product = Int32(product)
            var nextBaskets: Int32 = 0
            for index in Int(firstBaskets[Int(product)])..<Int(firstBaskets[Int(product) + 1]) {
                let basket = Int(basketsOf[index])
                for item in itemsOf(basket) { counts.add(item, \.together) }
                if hasNext[basket] {
                    nextBaskets += 1
                    for item in itemsOf(basket + 1) { counts.add(item, \.after) }
                }
                if basket > 0, hasNext[basket - 1] {
                    for item in itemsOf(basket - 1) { counts.add(item, \.before) }
                }
            }
            let row = best(of: product, nextBaskets: nextBaskets, counts: counts)
            counts.reset()
            return row
        }
    }

    private func itemsOf(_ basket: Int) -> ArraySlice<Int32> {
        items[Int(firstItems[basket])..<Int(firstItems[basket + 1])]
    }

    private func best(of product: Int32, nextBaskets: Int32, counts: PairCounts) -> [CoPurchases.Companion] {
        let own = Double(basketCount(product))
        var row: [CoPurchases.Companion] = []
        for other in counts.touched where other != product && !isVariant(other, of: product) {
            let pair = counts[other]
            let pairs = pair.together + pair.after
            guard pairs >= CoPurchases.minimumPairs else { continue }
            let theirs = Double(basketCount(other))
            let byChance = (own + Double(nextBaskets)) * theirs / Double(hasNext.count)
            let lift = Double(pairs) / byChance
            guard lift >= CoPurchases.minimumLift, !isMainProduct(other, for: product, pair) else { continue }
            let surprise = logLikelihoodRatio(
                Double(pairs),
                of: own + Double(nextBaskets),
                elsewhere: theirs - Double(pairs),
                of: Double(hasNext.count) - own - Double(nextBaskets)
            )
            guard surprise >= CoPurchases.minimumLogLikelihoodRatio else { continue }
            row.append(
                CoPurchases.Companion(
                    product: other,
                    pairs: pairs,
                    score: Float(Double(pairs) / (pow(own, 0.7) * theirs.squareRoot())),
                    confidence: Float(Double(pairs) / own),
                    lift: Float(lift)
                )
            )
        }
        row.sort { ($1.score, $0.product) < ($0.score, $1.product) }
        return Array(row.prefix(CoPurchases.maximumCompanions))
    }

    /// A product does not go with itself, in another size or colour either.
    private func isVariant(_ other: Int32, of product: Int32) -> Bool {
        let group = products.itemGroups[Int(product)]
        return group >= 0 && group == products.itemGroups[Int(other)]
    }

    /// Whether `other` is rather what `product` is an add-on of.
    private func isMainProduct(_ other: Int32, for product: Int32, _ pair: PairCounts.Pair) -> Bool {
        let isMuchDearer = products.currentPrice(other) > 2 * products.currentPrice(product)
        let needsItLess = basketCount(other) < basketCount(product)
        return isMuchDearer && needsItLess && pair.after <= pair.before
    }
}

/// How surely two rates differ: `hits` of `tries`, and `others` of `rest`; orders that count on both sides are no rest.
private func logLikelihoodRatio(
    _ hits: Double,
    of tries: Double,
    elsewhere others: Double,
    of rest: Double
) -> Double {
    let others = max(0, others)
    let rest = max(others, rest)
    let share = (hits + others) / (tries + rest)
    func term(_ count: Double, _ expected: Double) -> Double { count > 0 ? count * log(count / expected) : 0 }
    return 2
        * (term(hits, tries * share) + term(tries - hits, tries * (1 - share))
            + term(others, rest * share) + term(rest - others, rest * (1 - share)))
}

/// How often one product was seen with every other one.
private struct PairCounts {
    struct Pair {
        var together: Int32 = 0
        /// In the next order, and in the one before.
        var after: Int32 = 0
        var before: Int32 = 0
    }

    private var pairs: [Pair]
    private(set) var touched: [Int32] = []

    init(products: Int) { pairs = Array(repeating: Pair(), count: products) }

    subscript(product: Int32) -> Pair { pairs[Int(product)] }

    mutating func add(_ product: Int32, _ count: WritableKeyPath<Pair, Int32>) {
        let pair = pairs[Int(product)]
        if pair.together | pair.after | pair.before == 0 { touched.append(product) }
        pairs[Int(product)][keyPath: count] += 1
    }

    mutating func reset() {
        for product in touched { pairs[Int(product)] = Pair() }
        touched.removeAll(keepingCapacity: true)
    }
}
