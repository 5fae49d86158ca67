internal import Foundation

/// What a household's past baskets say about each product they bought, given what is in the cart.
struct HouseholdTrips: Sendable {
    /// One product's past; the default is that of a product never bought.
    struct Past: Sendable {
        var decay15: Float = quickLog(0.01)
        var decay60: Float = quickLog(0.01)
        var decay120: Float = quickLog(0.01)
        var early: Float = 0
        var together: Float = quickLog(0.01)
        var togetherLately: Float = quickLog(0.01)
        var confidence: Float = 0
    }

    /// Bought products that are not in the cart.
    private(set) var products: [Int32] = []
    private(set) var logProducts: Float = 0
    private var pasts: [Past] = []
    private var never = Past()
    /// One a past basket: products in it, and of these in the cart.
    private var sizes: [Float] = []
    private var overlaps: [Float] = []

    func past(_ owned: Int32) -> Past { owned >= 0 ? pasts[Int(owned)] : never }

    /// Nothing is known of the household.
    mutating func clear() {
        products.removeAll(keepingCapacity: true)
        pasts.removeAll(keepingCapacity: true)
        logProducts = 0
        never = Past()
    }

    mutating func start(_ purchases: PurchaseMatrix, row: Int, cart: [Int32]) {
        clear()
        let entries = purchases.entries(row)
        let (bought, starts) = (purchases.products, purchases.occasionStarts)
        let (orders, ages) = (purchases.occasionOrders, purchases.occasionAges)
        let baskets = Int(purchases.orderCounts[row])
        sizes.removeAll(keepingCapacity: true)
        sizes.append(contentsOf: repeatElement(0, count: baskets))
        overlaps.removeAll(keepingCapacity: true)
        overlaps.append(contentsOf: repeatElement(0, count: baskets))
        for entry in entries {
            let isInCart = cart.contains(bought[entry])
            for occasion in Int(starts[entry])..<Int(starts[entry + 1]) {
                sizes[Int(orders[occasion])] += 1
                if isInCart { overlaps[Int(orders[occasion])] += 1 }
            }
        }
        var sharing: Float = 0
        for basket in 0..<baskets where overlaps[basket] > 0 {
            sharing += 1
            overlaps[basket] /= (sizes[basket] * Float(max(1, cart.count))).squareRoot()
        }
        never.confidence = quickLog(0.1 / (sharing + 1))
        var occasions = 0
        for entry in entries {
            let range = Int(starts[entry])..<Int(starts[entry + 1])
            occasions += range.count
            if cart.contains(bought[entry]) { continue }
            var (sum15, sum60, sum120): (Float, Float, Float) = (0, 0, 0)
            var (together, lately, shared): (Float, Float, Float) = (0, 0, 0)
            for occasion in range {
                let age = ages[occasion]
                // One exponential gives all three decays: 15, 60 and 120 days are powers of each other.
                let root = exp(-age / 120)
                let half = root * root
                let fourth = half * half
                sum120 += root
                sum60 += half
                sum15 += fourth * fourth
                let overlap = overlaps[Int(orders[occasion])]
                guard overlap > 0 else { continue }
                together += overlap
                lately += overlap * root
                shared += 1
            }
            products.append(bought[entry])
            pasts.append(
                Past(
                    decay15: quickLog(sum15 + 0.01),
                    decay60: quickLog(sum60 + 0.01),
                    decay120: quickLog(sum120 + 0.01),
                    early: HouseholdTrips.early(
                        orders: range.count,
                        first: purchases.firstAges[entry],
                        last: purchases.lastAges[entry]
                    ),
                    together: quickLog(together + 0.01),
                    togetherLately: quickLog(lately + 0.01),
                    confidence: quickLog((shared + 0.1) / (sharing + 1))
                )
            )
        }
        logProducts = quickLog(Float(occasions) + 1)
    }

    /// Ages in days of the first and last order; who bought once is taken to come back after 60 days.
    private static func early(orders: Int, first: Float, last: Float) -> Float {
        let interval = orders > 1 ? (first - last) / Float(orders - 1) : 60
        return min(0, quickLog(max(last, 0.3) / max(interval, 1)))
    }
}
