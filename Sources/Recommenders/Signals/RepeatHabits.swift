/// How buyers come back to each product, from some customers' purchases: one entry a product in every column.
struct RepeatHabits: Sendable {
    /// So many customers or intervals of the product's type, then of the shop, are added to a product's own.
    private static let priorCases: Float = 5

    /// Share of the buyers who bought it in two orders or more.
    private(set) var repeatRates: [Float]
    /// Days between two purchases of a product of its type.
    private(set) var usualDays: [Float]

    /// - Parameter types: The type of each product.
    init(_ matrix: PurchaseMatrix, types: ProductGroups) {
        let codes = types.codes
        var buyers = [Float](repeating: 0, count: codes.count)
        var repeaters = buyers
        var (typeBuyers, typeRepeaters) = (
            [Float](repeating: 0, count: types.count), [Float](repeating: 0, count: types.count)
        )
        var (intervals, days) = (typeBuyers, [Double](repeating: 0, count: types.count))
        for entry in matrix.products.indices {
            let product = Int(matrix.products[entry])
            let type = Int(codes[product])
            buyers[product] += 1
            typeBuyers[type] += 1
            guard matrix.orders[entry] > 1 else { continue }
            repeaters[product] += 1
            typeRepeaters[type] += 1
            intervals[type] += Float(matrix.orders[entry] - 1)
            days[type] += Double(matrix.firstAges[entry] - matrix.lastAges[entry])
        }
        let prior = RepeatHabits.priorCases
        let shopRate = (typeRepeaters.reduce(0, +) + 1) / (typeBuyers.reduce(0, +) + 10)
        let shopIntervals = intervals.reduce(0, +)
        let shopDays = shopIntervals > 0 ? Float(days.reduce(0, +)) / shopIntervals : 30
        repeatRates = codes.indices.map { product in
            let type = Int(codes[product])
            let typeRate = (typeRepeaters[type] + prior * shopRate) / (typeBuyers[type] + prior)
            return (repeaters[product] + prior * typeRate) / (buyers[product] + prior)
        }
        usualDays = codes.map { type in
            (Float(days[Int(type)]) + prior * shopDays) / (intervals[Int(type)] + prior)
        }
    }
}
