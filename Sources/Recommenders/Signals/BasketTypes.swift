internal import CampaignModel
internal import Foundation
internal import Threads

/// How much more often than by chance two product types are in one basket.
struct BasketTypes: Sendable {
    /// Types beyond the most bought so many have no lift.
    static let maximumTypes = 1_024
    private static let parts = 4

    /// Type of each product by the deepest level of its category path, else its item group; -1 for none.
    let typeOf: [Int32]
    /// The category one level above; the path itself where it has one level; -1 for none.
    let categoryOf: [Int32]
    /// Row of each product's type in `logLifts`; -1 for none.
    let rowOf: [Int32]
    /// Types with a row.
    let count: Int
    /// `log((baskets with both + 5) / (expected by chance + 5))`, `count` × `count`; of no use for a type with
    /// itself.
    let logLifts: [Float]

    init(_ products: Products, _ baskets: Baskets, workers: Workers) {
        let typeOf = products.productTypes()
        self.typeOf = typeOf
        let parents = products.parentCategories()
        categoryOf = products.categories.codes.map { $0 >= 0 ? parents[Int($0)] : -1 }
        let (items, starts) = (baskets.items, baskets.starts)
        var bought = [Int32](repeating: 0, count: Int(typeOf.max() ?? -1) + 1)
        for item in items where typeOf[Int(item)] >= 0 { bought[Int(typeOf[Int(item)])] += 1 }
        let kept = mostPopular(bought, limit: BasketTypes.maximumTypes)
        var rowOfType = [Int32](repeating: -1, count: bought.count)
        for (row, type) in kept.enumerated() { rowOfType[Int(type)] = Int32(row) }
        let rowOf = typeOf.map { $0 >= 0 ? rowOfType[Int($0)] : -1 }
        let count = kept.count
        let chunk = max(1, (baskets.count + BasketTypes.parts - 1) / BasketTypes.parts)
        let counts = workers.mapChunks(of: baskets.count, chunk: chunk) { range in
            var counts = [Int32](repeating: 0, count: count * count)
            var types: [Int] = []
            for basket in range {
                types.removeAll(keepingCapacity: true)
                for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                    let row = Int(rowOf[Int(items[place])])
                    if row >= 0, !types.contains(row) { types.append(row) }
                }
                for one in types {
                    for other in types { counts[one * count + other] += 1 }
                }
            }
            return counts
        }
        var sums = [Int32](repeating: 0, count: count * count)
        for part in counts {
            for index in sums.indices { sums[index] += part[index] }
        }
        let total = Float(max(1, baskets.count))
        let alone = (0..<count).map { Float(sums[$0 * count + $0]) }
        var logLifts = [Float](repeating: 0, count: count * count)
        for one in 0..<count {
            for other in 0..<count {
                let seen = Float(sums[one * count + other])
                logLifts[one * count + other] = log((seen + 5) / (alone[one] * alone[other] / total + 5))
            }
        }
        (self.rowOf, self.count, self.logLifts) = (rowOf, count, logLifts)
    }
}

extension Products {
    /// One code a product: the category path, else the item group; -1 for a product with neither.
    fileprivate func productTypes() -> [Int32] {
        let paths = Int32(categories.values.count)
        return (0..<count).map { product in
            if categories.codes[product] >= 0 { return categories.codes[product] }
            return itemGroups[product] >= 0 ? paths + itemGroups[product] : -1
        }
    }
}
