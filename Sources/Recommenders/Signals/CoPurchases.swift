internal import CampaignModel
internal import Foundation
internal import Threads

/// What goes with a product: compressed sparse rows, the companions most often taken along first.
///
/// For every order that holds product i, j is counted where it is in the same order, or in the customer's next one
/// within 30 days. From these counts:
///
///     pairs      = same order + next order
///     confidence = pairs / orders of i
///     lift       = pairs / what chance alone would give: (orders of i + their next orders) · orders of j / orders
///     score      = the rate at which an order of i takes j along: see `AttachRates`
///
/// Kept are pairs seen 3 times or more with a lift of 1.2 or more that chance hardly explains (a log-likelihood ratio of
/// 6.63 or more, p < 0.01; Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993), and of these
/// what nothing else in the baskets explains better: at least two items, with the same ratio.
///
/// Direction, camera → card: what is taken along comes after what it goes with. Where the order of lines does not tell, a
/// j that costs more than twice what i does and is the rarer of the two is the main product, and i → j is dropped unless
/// people buy j after i more often than before it. Two products of one type are substitutes unless they are in one
/// basket: the next order counts for nothing there, and what is bought instead of i has no lift.
struct CoPurchases: Sendable {
    struct Companion: Sendable {
        var product: Int32
        var pairs: Int32
        var score: Float
        var confidence: Float
        var lift: Float
    }

    static let minimumPairs: Int32 = 3
    static let minimumLift = 1.2
    static let minimumLogLikelihoodRatio = 6.63
    static let minimumExplained: Float = 2
    /// Companions kept of a product.
    static let maximumCompanions = 50

    /// Companions `firstCompanions[i] ..< firstCompanions[i + 1]` are product i's.
    private var firstCompanions: [Int32] = [0]
    private var companions: [Companion] = []

    init(history: PurchaseHistory, workers: Workers) {
        self.init(BasketFacts(history, workers: workers), history.shop.products, workers: workers)
    }

    init(_ facts: BasketFacts, _ products: Products, workers: Workers) {
        let (baskets, pairs) = (facts.baskets, facts.pairs)
        let order = LineOrder(baskets, orders: pairs.orders)
        let candidates = Candidates(products, facts, order: order, workers: workers)
        let rates = AttachRates(candidates.edges, baskets, orders: pairs.orders, order: order, workers: workers)
        for product in 0..<products.count {
            var row: [Companion] = []
            for edge in Int(candidates.edges.starts[product])..<Int(candidates.edges.starts[product + 1])
            where rates.explained[edge] >= CoPurchases.minimumExplained
                && rates.surprises[edge] >= Float(CoPurchases.minimumLogLikelihoodRatio)
            {
                var companion = candidates.companions[edge]
                companion.score = rates.rates[edge]
                row.append(companion)
            }
            row.sort { ($1.score, $0.product) < ($0.score, $1.product) }
            companions += row
            firstCompanions.append(Int32(companions.count))
        }
    }

    /// The companions of a product, best first.
    func companions(of product: Int32) -> ArraySlice<Companion> {
        companions[Int(firstCompanions[Int(product)])..<Int(firstCompanions[Int(product) + 1])]
    }
}

/// The pairs that are seen often enough, and more often than chance gives.
private struct Candidates: Sendable {
    private(set) var edges: AttachRates.Edges
    /// One an edge; the score is still open.
    private(set) var companions: [CoPurchases.Companion] = []

    init(
        _ products: Products,
        _ facts: BasketFacts,
        order: LineOrder,
        workers: Workers
    ) {
        let pairs = facts.pairs
        let counter = NextOrders(facts)
        let rows = workers.mapChunks(of: products.count, chunk: 64) { range in
            counter.rows(of: range, products)
        }
        var all = rows.joined().flatMap { $0 }
        var starts: [Int32] = [0]
        for row in rows.joined() { starts.append(starts[starts.count - 1] + Int32(row.count)) }
        if order == .uninformative {
            let edges = AttachRates.Edges(starts: starts, targets: all.map(\.product), reachesNextOrder: [])
            let counts = all.map(\.next)
            var kept: [NextOrders.Pair] = []
            var keptStarts: [Int32] = [0]
            for product in 0..<Int32(products.count) {
                for edge in Int(starts[Int(product)])..<Int(starts[Int(product) + 1]) {
                    let other = all[edge].product
                    let isMuchDearer = products.currentPrice(other) > 2 * products.currentPrice(product)
                    let isRarer = pairs.orders[Int(other)] < pairs.orders[Int(product)]
                    let back = edges.index(from: other, to: product).map { counts[Int($0)] } ?? 0
                    if isMuchDearer && isRarer && counts[edge] <= back { continue }
                    kept.append(all[edge])
                }
                keptStarts.append(Int32(kept.count))
            }
            (all, starts) = (kept, keptStarts)
        }
        edges = AttachRates.Edges(
            starts: starts,
            targets: all.map(\.product),
            reachesNextOrder: all.map(\.reachesNextOrder)
        )
        companions = all.map { pair in
            CoPurchases.Companion(
                product: pair.product,
                pairs: pair.count,
                score: 0,
                confidence: pair.confidence,
                lift: pair.lift
            )
        }
    }
}

/// Adds to the pairs of one basket those with the customer's next basket within 30 days.
private struct NextOrders: Sendable {
    struct Pair: Sendable {
        var product: Int32
        var count: Int32
        var next: Int32
        var confidence: Float
        var lift: Float
        var reachesNextOrder: Bool
    }

    private let baskets: Baskets
    private let byProduct: BasketsByProduct
    private let pairs: BasketPairs

    init(_ facts: BasketFacts) {
        (baskets, byProduct, pairs) = (facts.baskets, facts.byProduct, facts.pairs)
    }

    /// The candidates of a range of products, each row ascending by product.
    func rows(of range: Range<Int>, _ products: Products) -> [[Pair]] {
        let (items, starts, found) = (baskets.items, baskets.starts, byProduct.baskets)
        let (customers, times) = (baskets.customers, baskets.times)
        let groups = products.itemGroups
        let types = products.categories.codes
        let orders = pairs.orders
        let total = Double(pairs.basketCount)
        var together = [Int32](repeating: 0, count: products.count)
        var next = together
        var touched: [Int32] = []
        return range.map { product in
            touched.removeAll(keepingCapacity: true)
            for entry in pairs.range(product) {
                together[Int(pairs.companions[entry])] = pairs.pairs[entry]
                touched.append(pairs.companions[entry])
            }
            var nextBaskets = 0
            for place in byProduct.range(product) {
                let basket = Int(found[place]) + 1
                guard basket < customers.count, customers[basket] == customers[basket - 1] else { continue }
                guard times[basket] - times[basket - 1] <= AttachRates.nextDays * Instant.secondsPerDay else {
                    continue
                }
                nextBaskets += 1
                for index in Int(starts[basket])..<Int(starts[basket + 1]) {
                    let item = items[index]
                    if next[Int(item)] == 0, together[Int(item)] == 0 { touched.append(item) }
                    next[Int(item)] += 1
                }
            }
            let own = Double(orders[product])
            var row: [Pair] = []
            for other in touched where Int(other) != product {
                // A product does not go with itself, in another size or colour either.
                if groups[product] >= 0, groups[product] == groups[Int(other)] { continue }
                let isOneType = types[product] >= 0 && types[product] == types[Int(other)]
                let count = together[Int(other)] + (isOneType ? 0 : next[Int(other)])
                let tries = own + (isOneType ? 0 : Double(nextBaskets))
                guard count >= CoPurchases.minimumPairs else { continue }
                let theirs = Double(orders[Int(other)])
                let lift = Double(count) * total / (tries * theirs)
                guard lift >= CoPurchases.minimumLift else { continue }
                let surprise = logLikelihoodRatio(
                    Double(count),
                    of: tries,
                    elsewhere: theirs - Double(count),
                    of: total - tries
                )
                guard surprise >= CoPurchases.minimumLogLikelihoodRatio else { continue }
                row.append(
                    Pair(
                        product: other,
                        count: count,
                        next: next[Int(other)],
                        confidence: Float(Double(count) / own),
                        lift: Float(lift),
                        reachesNextOrder: !isOneType
                    )
                )
            }
            for other in touched {
                together[Int(other)] = 0
                next[Int(other)] = 0
            }
            next[product] = 0
            if row.count > CoPurchases.maximumCompanions {
                row.sort { one, other in
                    let left = Double(one.count) / Double(orders[Int(one.product)]).squareRoot()
                    let right = Double(other.count) / Double(orders[Int(other.product)]).squareRoot()
                    return (right, one.product) < (left, other.product)
                }
                row.removeLast(row.count - CoPurchases.maximumCompanions)
            }
            return row.sorted { $0.product < $1.product }
        }
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
