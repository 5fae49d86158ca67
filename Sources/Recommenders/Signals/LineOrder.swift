/// Whether the lines of an order stand as they were added, so that what comes later was taken along with what came first.
///
/// Learned from the pairs of the ``maximumProducts`` most bought products that were seen five times or more: lines sorted
/// by some key always stand one way (the rarer way has less than 1 %), lines in random order vary as coins do (variance
/// below 1.2 times theirs). Both tell nothing.
enum LineOrder: Sendable {
    case asAdded, uninformative

    private static let maximumProducts = 256
    private static let minimumPairs = 5.0

    init(_ baskets: Baskets, orders: [Int32]) {
        let popular = mostPopular(orders, limit: LineOrder.maximumProducts)
        var columns = [Int32](repeating: -1, count: orders.count)
        for (column, product) in popular.enumerated() { columns[Int(product)] = Int32(column) }
        let size = popular.count
        let (items, starts) = (baskets.items, baskets.starts)
        var before = [Int32](repeating: 0, count: size * size)
        var row: [Int] = []
        for basket in 0..<baskets.count {
            row.removeAll(keepingCapacity: true)
            for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                let column = columns[Int(items[place])]
                guard column >= 0 else { continue }
                for earlier in row { before[earlier * size + Int(column)] += 1 }
                row.append(Int(column))
            }
        }
        var (all, rarer, deviation) = (0.0, 0.0, 0.0)
        for one in 0..<size {
            for other in 0..<one {
                let (left, right) = (Double(before[one * size + other]), Double(before[other * size + one]))
                guard left + right >= LineOrder.minimumPairs else { continue }
                all += left + right
                rarer += min(left, right)
                deviation += (left - right) * (left - right) / 4
            }
        }
        self = rarer > 0.01 * all && deviation > 1.2 * all / 4 ? .asAdded : .uninformative
    }
}
