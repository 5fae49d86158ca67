internal import CampaignModel
internal import Threads

/// How often two products were in one basket, in compressed sparse rows: the companions of product i are the entries
/// `starts[i] ..< starts[i + 1]`, the one with the most pairs for its own sales (`pairs / √orders`) first.
///
/// A product's row is counted in one pass over its baskets into dense counters, a product after another, so that memory
/// holds one row of counters a thread and the ``maximumCompanions`` kept of each product.
struct BasketPairs: Sendable {
    static let maximumCompanions = 512
    /// What was seen together once may be chance.
    static let minimumPairs = 2
    private static let chunk = 64

    /// Baskets counted.
    let basketCount: Int
    /// Baskets with each product.
    let orders: [Int32]
    private(set) var starts: [Int32] = [0]
    private(set) var companions: [Int32] = []
    /// Baskets that hold both.
    private(set) var pairs: [Int32] = []
    /// Of these, where the companion's line comes after the product's.
    private(set) var followed: [Int32] = []
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
        followed.reserveCapacity(kept)
        starts.reserveCapacity(productCount + 1)
        for row in rows {
            for entry in row.entries {
                companions.append(entry.product)
                pairs.append(Int32(truncatingIfNeeded: entry.counts & 0xffff_ffff))
                followed.append(Int32(truncatingIfNeeded: entry.counts >> 32))
            }
            for size in row.sizes { starts.append(starts[starts.count - 1] + size) }
            frequentPairs += row.frequentPairs
        }
        frequentPairs /= 2
    }

    func range(_ product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }
}

/// The rows of a few products.
private struct PairRows: Sendable {
    struct Entry: Sendable {
        var product: Int32
        /// Pairs, and in the upper half those where the companion follows.
        var counts: UInt64
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
        let (items, starts) = (baskets.items, baskets.starts)
        let found = byProduct.baskets
        var counts = [UInt64](repeating: 0, count: inverseRoots.count)
        var touched = [Int32](repeating: 0, count: inverseRoots.count)
        for product in products {
            var touchedCount = 0
            for place in byProduct.range(product) {
                let basket = Int(found[place])
                var step: UInt64 = 1
                for index in Int(starts[basket])..<Int(starts[basket + 1]) {
                    let item = Int(items[index])
                    if item == product {
                        step = 1 | 1 << 32
                        continue
                    }
                    let before = counts[item]
                    if before == 0 {
                        touched[touchedCount] = Int32(item)
                        touchedCount += 1
                    }
                    counts[item] = before &+ step
                }
            }
            var best = BestEntries(limit: maximum)
            for index in 0..<touchedCount {
                let item = touched[index]
                let count = counts[Int(item)]
                counts[Int(item)] = 0
                let pairs = count & 0xffff_ffff
                if pairs >= 3 { frequentPairs += 1 }
                guard pairs >= UInt64(BasketPairs.minimumPairs) else { continue }
                best.add(Entry(product: item, counts: count, rank: Float(pairs) * inverseRoots[Int(item)]))
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
