public import CampaignModel
internal import Synchronization
public import Threads

/// How often two products were in one basket, in compressed sparse rows: the companions of product i are the entries
/// `starts[i] ..< starts[i + 1]`, the one with the most pairs for its own sales (`pairs / √orders`) first.
///
/// A product's row is counted in one pass over its baskets into dense counters, a product after another, so that memory
/// holds one row of counters a thread and the ``maximumCompanions`` kept of each product.
struct BasketPairs: Sendable {
    static let maximumCompanions = 1_024
    /// What was seen together once may be chance.
    static let minimumPairs: Int32 = 2
    private static let chunk = 64

    /// Baskets counted.
    let basketCount: Int
    /// Baskets with each product.
    let orders: [Int32]
    private(set) var starts: [Int32] = [0]
    private(set) var companions: [Int32] = []
    /// Baskets that hold both.
    private(set) var pairs: [Int32] = []
    /// Unordered pairs of products seen three times or more, kept or not.
    private(set) var frequentPairs = 0

    /// - Parameter maximum: Companions kept of a product.
    init(_ baskets: Baskets, _ byProduct: BasketsByProduct, maximum: Int = maximumCompanions, workers: Workers) {
        let productCount = byProduct.starts.count - 1
        basketCount = baskets.count
        orders = (0..<productCount).map { Int32(byProduct.count($0)) }
        let inverseRoots = orders.map { $0 > 0 ? 1 / Float($0).squareRoot() : 0 }
        let rows = workers.mapChunks(of: productCount, chunk: BasketPairs.chunk) { products in
            PairRows(products, baskets, byProduct, inverseRoots: inverseRoots, maximum: maximum)
        }
        let kept = rows.reduce(0) { $0 + $1.entries.count }
        companions.reserveCapacity(kept)
        pairs.reserveCapacity(kept)
        starts.reserveCapacity(productCount + 1)
        for row in rows {
            for entry in row.entries {
                companions.append(entry.product)
                pairs.append(entry.pairs)
            }
            for size in row.sizes { starts.append(starts[starts.count - 1] + size) }
            frequentPairs += row.frequentPairs
        }
        frequentPairs /= 2
    }

    func range(_ product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }
}

/// What all recommenders that think in baskets start from: a shop's baskets up to a moment, read and counted once, when
/// the first of them asks.
public final class ShopBaskets: Sendable {
    let asOf: Instant
    private let history: PurchaseHistory
    private let workers: Workers
    private let counted = Mutex<BasketFacts?>(nil)

    public init(shop: Shop, asOf: Instant, workers: Workers) {
        self.asOf = asOf
        self.workers = workers
        history = PurchaseHistory(shop: shop, asOf: asOf)
    }

    var facts: BasketFacts {
        counted.withLock { counted in
            let facts = counted ?? BasketFacts(history, workers: workers)
            counted = facts
            return facts
        }
    }
}

/// What the baskets of a shop up to a moment are, and how often two products were in one.
struct BasketFacts: Sendable {
    let baskets: Baskets
    let byProduct: BasketsByProduct
    let pairs: BasketPairs

    init(_ history: PurchaseHistory, workers: Workers) {
        baskets = Baskets(history, workers: workers)
        byProduct = BasketsByProduct(baskets, productCount: history.shop.products.count)
        pairs = BasketPairs(baskets, byProduct, workers: workers)
    }
}

/// The rows of a few products.
private struct PairRows: Sendable {
    struct Entry: Sendable {
        var product: Int32
        var pairs: Int32
        var rank: Float
    }

    var entries: [Entry] = []
    /// Entries of each product.
    var sizes: [Int32] = []
    var frequentPairs = 0

    init(
        _ products: Range<Int>,
        _ baskets: Baskets,
        _ byProduct: BasketsByProduct,
        inverseRoots: [Float],
        maximum: Int
    ) {
        let items = baskets.items
        let (firstItems, basketSizes) = (byProduct.firstItems, byProduct.sizes)
        var counts = [Int32](repeating: 0, count: inverseRoots.count)
        // One more than there are products: every item is written, and only the new ones are kept.
        var touched = [Int32](repeating: 0, count: inverseRoots.count + 1)
        for product in products {
            var touchedCount = 0
            for entry in byProduct.range(product) {
                let start = Int(firstItems[entry])
                for index in start..<start &+ Int(basketSizes[entry]) {
                    let item = items[index]
                    let before = counts[Int(item)]
                    counts[Int(item)] = before &+ 1
                    touched[touchedCount] = item
                    touchedCount &+= before == 0 ? 1 : 0
                }
            }
            var best = BestEntries(limit: maximum)
            for index in 0..<touchedCount {
                let item = touched[index]
                let pairs = counts[Int(item)]
                counts[Int(item)] = 0
                guard pairs >= BasketPairs.minimumPairs, Int(item) != product else { continue }
                if pairs >= 3 { frequentPairs += 1 }
                best.add(Entry(product: item, pairs: pairs, rank: Float(pairs) * inverseRoots[Int(item)]))
            }
            best.finish()
            entries += best.entries
            sizes.append(Int32(best.entries.count))
        }
    }

    /// The entries of the highest rank; of equal ones the product that comes first.
    private struct BestEntries {
        let limit: Int
        var entries: [Entry] = []
        private var least = -Float.infinity

        init(limit: Int) { self.limit = limit }

        mutating func add(_ entry: Entry) {
            guard entry.rank >= least else { return }
            entries.append(entry)
            if entries.count == 4 * limit {
                finish()
                least = entries[entries.count - 1].rank
            }
        }

        mutating func finish() {
            entries.sort { ($1.rank, $0.product) < ($0.rank, $1.product) }
            if entries.count > limit { entries.removeLast(entries.count - limit) }
        }
    }
}
