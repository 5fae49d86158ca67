internal import CampaignModel
internal import Foundation

/// What the shop itself gains by an item, as a factor around 1 that moves it up or down among candidates.
///
/// A weight w makes a factor of `1 + w · (2 · rank - 1)`, so 1 - w ... 1 + w, where the rank of a product's margin, or of
/// its stock, runs from 0 (the lowest known) to 1 (the highest). An unknown margin counts 1. Without a column `stock`
/// the availability speaks: 1 + w in stock, 1 - w on preorder and backorder.
struct BusinessWorth: Sendable {
    /// One entry a product; empty where all are worth the same.
    private let factors: [Float]

    init(_ products: Products, weights: RecommendSettings.BusinessWeights) {
        guard weights.margin > 0 || weights.stock > 0, products.count > 0 else {
            factors = []
            return
        }
        var factors = [Float](repeating: 1, count: products.count)
        if weights.margin > 0, products.present.contains(.margin) {
            multiply(&factors, by: weights.margin, ranks: ranks(of: products.margins))
        }
        if weights.stock > 0 {
            multiply(&factors, by: weights.stock, ranks: stockRanks(of: products))
        }
        self.factors = factors
    }

    func factor(_ product: Int32) -> Float { factors.isEmpty ? 1 : factors[Int(product)] }
}

private func multiply(_ factors: inout [Float], by weight: Double, ranks: [Float]) {
    for product in factors.indices where !ranks[product].isNaN {
        factors[product] *= 1 + Float(weight) * (2 * ranks[product] - 1)
    }
}

private func stockRanks(of products: Products) -> [Float] {
    if let stock = products.attributes.first(where: { $0.name.lowercased() == "stock" }) {
        return ranks(of: (0..<products.count).map { stock.cells[$0].flatMap(Float.init) ?? .nan })
    }
    guard products.present.contains(.availability) else { return Array(repeating: .nan, count: products.count) }
    return products.availability.map { $0 == .inStock ? 1 : 0 }
}

/// 0 for the lowest ... 1 for the highest, the middle of the ranks for equal values, NaN for what is not finite; 0.5 for
/// a single one.
private func ranks(of values: [Float]) -> [Float] {
    let order = values.indices.filter { values[$0].isFinite }.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Float](repeating: .nan, count: values.count)
    var start = 0
    while start < order.count {
        var end = start
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        let middle = order.count == 1 ? 0.5 : Float(start + end - 1) / 2 / Float(order.count - 1)
        for index in start..<end { ranks[order[index]] = middle }
        start = end
    }
    return ranks
}
