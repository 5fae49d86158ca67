internal import CampaignModel
internal import Threads

/// How a shop's customers come back to each product.
struct RepurchaseRhythm: Sendable {
    /// Customers who bought the product.
    private(set) var buyers: [Int32]
    /// Of these, who bought it in two orders or more.
    private(set) var repeaters: [Int32]
    /// Median over the repeaters of their mean days between orders; NaN without one.
    private(set) var usualDays: [Double]

    init(history: PurchaseHistory, workers: Workers) {
        let products = history.shop.products.count
        buyers = Array(repeating: 0, count: products)
        repeaters = Array(repeating: 0, count: products)
        usualDays = Array(repeating: .nan, count: products)

        let chunks = workers.mapChunks(of: history.shop.customers.count, chunk: 4_096) { customers in
            var waits: [(product: Int32, days: Double)] = []
            for customer in customers {
                for purchase in history.purchases(of: Int32(customer)) {
                    waits.append((purchase.product, purchase.orders > 1 ? purchase.meanDaysBetween : -1))
                }
            }
            return waits
        }
        var waitsOf = [[Float]](repeating: [], count: products)
        for (product, days) in chunks.joined() {
            buyers[Int(product)] += 1
            guard days >= 0 else { continue }
            repeaters[Int(product)] += 1
            waitsOf[Int(product)].append(Float(days))
        }
        for product in 0..<products where !waitsOf[product].isEmpty {
            waitsOf[product].sort()
            usualDays[product] = Double(waitsOf[product][waitsOf[product].count / 2])
        }
    }

    /// Share of the buyers who came back, pulled to 0 where there are few: `repeaters / (buyers + 5)`.
    func repeatRate(_ product: Int32) -> Double {
        Double(repeaters[Int(product)]) / Double(buyers[Int(product)] + 5)
    }
}

extension Purchase {
    /// From order to order; more than one order is needed.
    var meanDaysBetween: Double { Double(last - first) / Double(Instant.secondsPerDay) / Double(orders - 1) }
}
