internal import CampaignModel
internal import Foundation

/// What sells in each segment of customers: those of one loyalty tier or, in a shop without tiers, of one RFM segment.
/// An order counts as in `Popularity`.
struct SegmentPopularity: Sendable {
    /// Products kept of a segment.
    static let maximumProducts = 100
    /// A shop with more tiers than this has none that say much.
    static let maximumSegments = 16

    /// By customer; -1 without a segment.
    private let segments: [Int32]
    /// By segment, the most popular first.
    private let products: [[Int32]]
    private let scores: [[Float]]

    init(history: PurchaseHistory, profiles: CustomerProfiles) {
        let segments = SegmentPopularity.segments(history.shop.customers, profiles)
        let count = Int(segments.max() ?? -1) + 1
        let orders = history.shop.orders
        let newest = history.asOfNewestOrder().asOf.seconds
        let width = history.shop.products.count
        var sums = [Float](repeating: 0, count: count * width)
        for customer in segments.indices where segments[customer] >= 0 {
            let row = Int(segments[customer]) * width
            for order in history.newestOrders(of: Int32(customer)) {
                let weight = exp2(-Float(newest - orders.times[order]) / Float(Instant.secondsPerDay) / 28)
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    sums[row + Int(orders.products[line])] += weight
                }
            }
        }
        self.segments = segments
        products = (0..<count).map { segment in
            var best = BestProducts(limit: SegmentPopularity.maximumProducts)
            for product in 0..<width where sums[segment * width + product] > 0 {
                best.add(Int32(product), score: Double(sums[segment * width + product]), group: -1)
            }
            return best.entries.map(\.product)
        }
        scores = products.enumerated().map { segment, list in list.map { sums[segment * width + Int($0)] } }
    }

    /// The products most popular in the customer's segment, and each one's share of the first one's popularity.
    func top(of customer: Int32) -> (products: [Int32], scores: [Float]) {
        let segment = segments.isEmpty ? -1 : segments[Int(customer)]
        return segment < 0 ? ([], []) : (products[Int(segment)], scores[Int(segment)])
    }

    private static func segments(_ customers: Customers, _ profiles: CustomerProfiles) -> [Int32] {
        if (2...maximumSegments).contains(customers.tiers.values.count) { return customers.tiers.codes }
        return profiles.rfmSegment.map { Int32($0.rawValue) }
    }
}
