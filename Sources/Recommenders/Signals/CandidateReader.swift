internal import Foundation
internal import Statistics

/// The products that may be in one customer's next order, with their signals: what they bought before, and what is
/// popular and new to them. Its memory is kept from customer to customer.
///
/// Sources: Hu et al., "Modeling Personalized Item Frequency Information for Next-basket Recommendation", SIGIR 2020
/// (orders in thirds, 0.9 within, 0.6 between); Faggioli et al., "Recency Aware Collaborative Filtering for Next Basket
/// Recommendation", UMAP 2020.
struct CandidateReader {
    private typealias Signal = NextBasketSignals.Signal

    /// Of what a customer bought, the most by recent frequency.
    static let maximumOwned = 128
    static let maximumNew = 20

    /// Rows in `Products`.
    private(set) var products: [Int32] = []
    /// One row a product.
    private(set) var signals = SignalRows(width: NextBasketSignals.width)

    private let shop: NextBasketSignals
    private let powers: Powers
    /// One entry a product: the number of the customer who last had it.
    private var owners: [Int32]
    private var customerNumber: Int32 = 0
    /// One entry a type: how much the customer buys of it; all 0 between customers.
    private var typeWeights: [Float]
    private var owned: [Owned] = []

    /// What one of the customer's products sums up to over its orders.
    private struct Owned {
        var entry: Int32
        var recentOrders80: Float = 0
        var recentOrders95: Float = 0
        var groupedOrders: Float = 0
        var recentDays5: Float = 0
        var recentDays15: Float = 0
        var recentDays30: Float = 0
    }

    /// What personal signals are made of.
    private struct Record {
        var sums: Owned
        var times: Float
        /// Σ exp(-age / 120 days)
        var weight: Float
        var firstAge: Float
        var lastAge: Float
        /// Orders since, of `orders` in all.
        var ordersSince: Float
        var ordersSinceFirst: Float
        var orders: Float
    }

    /// The signals that are the record's alone, whatever the product: the same for all that are new to a customer.
    private struct Logs {
        let times: Float
        let perOrder: Float
        let perOrderSinceFirst: Float
        let recentOrders80: Float
        let recentOrders95: Float
        let groupedOrders: Float
        let recentDays5: Float
        let recentDays15: Float
        let recentDays30: Float
        let weight: Float
        let ordersSince: Float
        let lastAge: Float

        init(_ record: Record) {
            times = log(1 + record.times)
            perOrder = log(record.times / (record.orders + 2))
            perOrderSinceFirst = log((record.times - 0.5) / (record.ordersSinceFirst + 1))
            recentOrders80 = log(record.sums.recentOrders80 + 1e-3)
            recentOrders95 = log(record.sums.recentOrders95 + 1e-3)
            groupedOrders = log(record.sums.groupedOrders + 1e-4)
            recentDays5 = log(record.sums.recentDays5 + 1e-2)
            recentDays15 = log(record.sums.recentDays15 + 1e-2)
            recentDays30 = log(record.sums.recentDays30 + 1e-2)
            weight = log(record.weight + 1e-2)
            ordersSince = log(1 + record.ordersSince)
            lastAge = log(1 + record.lastAge)
        }
    }

    init(_ shop: NextBasketSignals) {
        self.shop = shop
        powers = Powers()
        owners = Array(repeating: 0, count: shop.facts.count)
        typeWeights = Array(repeating: 0, count: shop.typeCount)
    }

    /// Turns to the customer of a row.
    /// - Parameters:
    ///   - allowed: What a candidate must pass; everything does where `nil`.
    ///   - newcomers: Products that are candidates unless the customer has them.
    mutating func read(
        _ row: Int,
        of matrix: borrowing PurchaseMatrix,
        allowed: inout CustomerRules?,
        newcomers: [Int32],
        maximumNew: Int = CandidateReader.maximumNew
    ) {
        products.removeAll(keepingCapacity: true)
        signals.cells.removeAll(keepingCapacity: true)
        customerNumber += 1
        let entries = matrix.entries(row)
        let orders = Int(matrix.orderCounts[row])
        var oldestAge: Float = 0
        for entry in entries {
            let product = Int(matrix.products[entry])
            owners[product] = customerNumber
            typeWeights[Int(shop.facts[product].type)] += matrix.weights[entry]
            oldestAge = max(oldestAge, matrix.firstAges[entry])
        }
        gather(entries, of: matrix, orders: orders, allowed: &allowed)
        for sums in owned {
            let entry = Int(sums.entry)
            let occasions = matrix.occasions(entry)
            let record = Record(
                sums: sums,
                times: Float(matrix.orders[entry]),
                weight: matrix.weights[entry],
                firstAge: matrix.firstAges[entry],
                lastAge: matrix.lastAges[entry],
                ordersSince: Float(matrix.occasionOrders[occasions.upperBound - 1]),
                ordersSinceFirst: Float(matrix.occasionOrders[occasions.lowerBound]),
                orders: Float(orders)
            )
            append(matrix.products[entry], Logs(record), record, isNew: false)
        }
        let before = recordBefore(orders: orders, age: oldestAge + 1)
        let logsBefore = Logs(before)
        var missing = maximumNew
        for product in newcomers where owners[Int(product)] != customerNumber && missing > 0 {
            if allowed?.allows(product) == false { continue }
            append(product, logsBefore, before, isNew: true)
            missing -= 1
        }
        for entry in entries { typeWeights[Int(shop.facts[Int(matrix.products[entry])].type)] = 0 }
    }

    private mutating func gather(
        _ entries: Range<Int>,
        of matrix: borrowing PurchaseMatrix,
        orders: Int,
        allowed: inout CustomerRules?
    ) {
        owned.removeAll(keepingCapacity: true)
        let thirds = Thirds(orders: orders)
        for entry in entries {
            if allowed?.allows(matrix.products[entry]) == false { continue }
            var sums = Owned(entry: Int32(entry))
            for occasion in matrix.occasions(entry) {
                let back = Int(matrix.occasionOrders[occasion])
                sums.recentOrders80 += powers.of80[back]
                sums.recentOrders95 += powers.of95[back]
                sums.groupedOrders += thirds.weight(back, powers)
                let month = exp(matrix.occasionAges[occasion] / -30)
                let fortnight = month * month
                sums.recentDays30 += month
                sums.recentDays15 += fortnight
                sums.recentDays5 += fortnight * fortnight * fortnight
            }
            owned.append(sums)
        }
        guard owned.count > CandidateReader.maximumOwned else { return }
        owned.sort { ($1.groupedOrders, $0.entry) < ($0.groupedOrders, $1.entry) }
        owned.removeLast(owned.count - CandidateReader.maximumOwned)
    }

    /// As if bought once, just before the customer's first order.
    private func recordBefore(orders: Int, age: Float) -> Record {
        let month = exp(age / -30)
        let fortnight = month * month
        return Record(
            sums: Owned(
                entry: -1,
                recentOrders80: powers.of80[orders],
                recentOrders95: powers.of95[orders],
                groupedOrders: Thirds(orders: orders + 1).weight(orders, powers),
                recentDays5: fortnight * fortnight * fortnight,
                recentDays15: fortnight,
                recentDays30: month
            ),
            times: 1,
            weight: exp(age / -PurchaseMatrix.decayDays),
            firstAge: age,
            lastAge: age,
            ordersSince: Float(orders),
            ordersSinceFirst: Float(orders),
            orders: Float(orders)
        )
    }

    private mutating func append(_ product: Int32, _ logs: Logs, _ record: Record, isNew: Bool) {
        let facts = shop.facts[Int(product)]
        let typeWeight = typeWeights[Int(facts.type)]
        let interval = (record.firstAge - record.lastAge + 2 * facts.usualDays) / (record.times + 1)
        let elapsed = log(max(record.lastAge, 0.25) / max(interval, 0.5))
        products.append(product)
        // In the order of `Signal`.
        signals.append(
            [
                logs.times,
                logs.perOrder,
                logs.perOrderSinceFirst,
                record.times == 1 ? 1 : 0,
                logs.recentOrders80,
                logs.recentOrders95,
                logs.groupedOrders,
                logs.recentDays5,
                logs.recentDays15,
                logs.recentDays30,
                logs.weight,
                logs.ordersSince,
                logs.lastAge,
                max(elapsed - log(2), 0),
                min(elapsed, 0),
                log(typeWeight + 0.05),
                isNew ? 0 : record.weight / max(typeWeight, record.weight),
                facts.popularity28,
                facts.popularity,
                facts.trend7,
                facts.trend28,
                facts.repeatRate,
                isNew ? 1 : 0,
                isNew ? facts.popularity28 : 0,
            ] as InlineArray<24, Float>
        )
    }
}

extension SignalRows {
    fileprivate mutating func append<let count: Int>(_ row: InlineArray<count, Float>) {
        let start = cells.count
        cells.append(contentsOf: repeatElement(0, count: count))
        var written = cells.mutableSpan
        for index in row.indices { written[start + index] = row[index] }
    }
}

/// Powers by how many orders ago, computed once.
private struct Powers {
    let of60 = table(0.6)
    let of80 = table(0.8)
    let of90 = table(0.9)
    let of95 = table(0.95)

    private static func table(_ base: Float) -> [Float] {
        var values: [Float] = [1]
        for _ in 0...PurchaseMatrix.maximumLines { values.append(values[values.count - 1] * base) }
        return values
    }
}

/// A customer's orders in three groups of one size, the oldest may be smaller: what each order weighs.
private struct Thirds {
    private let size: Int
    private let groups: Int
    private let oldestSize: Int

    init(orders: Int) {
        size = max(1, (orders + 2) / 3)
        groups = max(1, (orders + size - 1) / size)
        oldestSize = max(1, orders - size * (groups - 1))
    }

    /// - Parameter back: 0 is the newest order.
    func weight(_ back: Int, _ powers: Powers) -> Float {
        let group = back / size
        let orders = Float(group == groups - 1 ? oldestSize : size) * Float(groups)
        return powers.of60[group] * powers.of90[back - group * size] / orders
    }
}
