internal import CampaignModel
internal import Foundation

/// Which top-level categories a customer is drawn to: every line bought counts `2^(-age / 90 days)`, and a fifth of that
/// counts what was looked at.
struct CategoryTaste: Sendable {
    static let maximumCategories = 3

    private let history: PurchaseHistory
    /// Top-level category by category code.
    private let topLevel: [Int32]
    let names: StringTable

    init(history: PurchaseHistory) {
        self.history = history
        (topLevel, names) = history.shop.products.topLevelCategories()
    }

    /// - Returns: `nil` for a product without a category.
    func category(of product: Int32) -> Int32? {
        let code = history.shop.products.categories.codes[Int(product)]
        return code < 0 ? nil : topLevel[Int(code)]
    }

    /// A customer's top categories and their shares, largest first; equal ones in the catalogue's order.
    /// - Parameter weights: Working memory, one entry a top-level category, all 0 before and after.
    func top(of customer: Int32, weights: inout [Double]) -> [(category: Int32, share: Double)] {
        let shop = history.shop
        var touched: [Int32] = []
        func add(_ product: Int32, time: Int64, _ factor: Double) {
            guard product >= 0, let category = category(of: product) else { return }
            if weights[Int(category)] == 0 { touched.append(category) }
            weights[Int(category)] += factor * exp2(-history.days(since: time) / 90)
        }
        for order in history.orders(of: customer) {
            for line in shop.orders.linesOf(order: order) where shop.orders.quantities[line] > 0 {
                add(shop.orders.products[line], time: shop.orders.times[order], 1)
            }
        }
        for event in shop.events.eventsOf(customer: customer) where shop.events.times[event] <= history.asOf.seconds {
            add(shop.events.products[event], time: shop.events.times[event], 0.2)
        }
        let best = touched.map { (category: $0, weight: weights[Int($0)]) }
            .sorted { ($1.weight, $0.category) < ($0.weight, $1.category) }
            .prefix(CategoryTaste.maximumCategories)
        for category in touched { weights[Int(category)] = 0 }
        let total = best.reduce(0) { $0 + $1.weight }
        return total > 0 ? best.map { ($0.category, $0.weight / total) } : []
    }
}
