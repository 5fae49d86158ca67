internal import CampaignModel
internal import Foundation
internal import LinearAlgebra
internal import Threads

/// What a shop's baskets up to a moment tell about completing a cart: pairs, a linear model, popularity, product types.
struct CartKnowledge: Sendable {
    /// Products that are candidates for every cart.
    static let popularProducts = 100
    static let linearProducts = 4_000
    /// Neighbours kept of a product in the linear model.
    static let linearNeighbours = 128
    static let linearRegularization: Float = 100

    let productCount: Int
    let basketCount: Int
    let pairs: BasketPairs
    let neighbours: LinearNeighbours
    let types: BasketTypes
    /// The most bought of the last 28 days, then of all time.
    let popular: [Int32]

    /// One entry a product.
    let facts: [ProductFacts]

    init(_ basketFacts: BasketFacts, _ products: Products, workers: Workers) {
        let baskets = basketFacts.baskets
        productCount = products.count
        basketCount = baskets.count
        pairs = basketFacts.pairs
        neighbours = LinearNeighbours(baskets, orders: pairs.orders, workers: workers)
        types = BasketTypes(products, baskets, workers: workers)
        let facts = ProductFacts.all(baskets, orders: pairs.orders, types)
        self.facts = facts
        popular = Array(
            (0..<Int32(products.count)).filter { facts[Int($0)].orders > 0 }
                .sorted {
                    let (left, right) = (facts[Int($0)], facts[Int($1)])
                    return (right.recentOrders, right.orders, $0) < (left.recentOrders, left.orders, $1)
                }
                .prefix(CartKnowledge.popularProducts)
        )
    }
}

/// What stands fixed of one product before any cart is seen; side by side, because a candidate needs most of it.
struct ProductFacts: Sendable {
    static let recentDays: Int64 = 28
    static let adoptionDays: Int64 = 56

    var orders: Float
    /// `orders ^ -0.5` and `orders ^ -0.7`; 0 without orders.
    var inverseRoot: Float
    var inversePower: Float
    var recentOrders: Int32 = 0
    var logRecentOrders: Float = 0
    var logBuyers: Float = 0
    /// Of the customers who bought the product for the first time in the last 56 days.
    var logNewBuyers: Float = 0
    /// Of the product's orders in all its type's.
    var logShareOfType: Float = 0
    /// Share of its orders by customers who had it before.
    var repeatShare: Float = 0
    /// As in `BasketTypes`.
    var category: Int32
    var type: Int32
    var typeRow: Int32

    /// One entry a product.
    static func all(_ baskets: Baskets, orders: [Int32], _ types: BasketTypes) -> [ProductFacts] {
        var facts = orders.indices.map { product in
            let count = Float(orders[product])
            return ProductFacts(
                orders: count,
                inverseRoot: count > 0 ? 1 / count.squareRoot() : 0,
                inversePower: count > 0 ? pow(count, -0.7) : 0,
                category: types.categoryOf[product],
                type: types.typeOf[product],
                typeRow: types.rowOf[product]
            )
        }
        addBuyers(baskets, to: &facts)
        var typeOrders = [Float](repeating: 0, count: Int(types.typeOf.max() ?? -1) + 1)
        for fact in facts where fact.type >= 0 { typeOrders[Int(fact.type)] += fact.orders }
        for product in facts.indices where facts[product].type >= 0 {
            let all = typeOrders[Int(facts[product].type)]
            if all > 0 { facts[product].logShareOfType = log(max(facts[product].orders, 0.5) / all) }
        }
        return facts
    }

    private static func addBuyers(_ baskets: Baskets, to facts: inout [ProductFacts]) {
        let (items, starts, customers, times) = (baskets.items, baskets.starts, baskets.customers, baskets.times)
        let newest = times.max() ?? 0
        var buyers = [Int32](repeating: 0, count: facts.count)
        var newBuyers = buyers
        var lastBuyer = [Int32](repeating: -1, count: facts.count)
        for basket in 0..<baskets.count {
            let age = (newest - times[basket]) / Instant.secondsPerDay
            for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                let product = Int(items[place])
                if age < recentDays { facts[product].recentOrders += 1 }
                guard lastBuyer[product] != customers[basket] else { continue }
                lastBuyer[product] = customers[basket]
                buyers[product] += 1
                if age < adoptionDays { newBuyers[product] += 1 }
            }
        }
        for product in facts.indices {
            facts[product].logRecentOrders = log(Float(facts[product].recentOrders) + 0.5)
            facts[product].logBuyers = log(Float(buyers[product]) + 0.5)
            facts[product].logNewBuyers = log(Float(newBuyers[product]) + 0.5)
            if facts[product].orders > 0 {
                facts[product].repeatShare = 1 - Float(buyers[product]) / facts[product].orders
            }
        }
    }
}

/// The best neighbours of each product by a linear model on baskets (EASE), in compressed sparse rows.
struct LinearNeighbours: Sendable {
    private(set) var starts: [Int32] = [0]
    private(set) var products: [Int32] = []
    /// More than 0.
    private(set) var weights: [Float] = []

    init(_ baskets: Baskets, orders: [Int32], workers: Workers) {
        let popular = mostPopular(orders, limit: CartKnowledge.linearProducts)
        var columns = [Int32](repeating: -1, count: orders.count)
        for (column, product) in popular.enumerated() { columns[Int(product)] = Int32(column) }
        let model = LinearItemModel(
            LinearNeighbours.rows(baskets, columns: columns, columnCount: popular.count, workers: workers),
            products: popular,
            productCount: orders.count,
            regularization: CartKnowledge.linearRegularization,
            workers: workers
        )
        let best = workers.mapChunks(of: popular.count, chunk: 64) { range in
            range.map { LinearNeighbours.best(of: Int32($0), model, count: popular.count) }
        }
        let rows = Array(best.joined())
        for product in orders.indices {
            if columns[product] >= 0 {
                for neighbour in rows[Int(columns[product])] {
                    products.append(popular[Int(neighbour.column)])
                    weights.append(neighbour.weight)
                }
            }
            starts.append(Int32(products.count))
        }
    }

    func range(_ product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }

    private struct Neighbour: Sendable {
        var column: Int32
        var weight: Float
    }

    private static func best(of column: Int32, _ model: LinearItemModel, count: Int) -> [Neighbour] {
        let limit = CartKnowledge.linearNeighbours
        var neighbours: [Neighbour] = []
        var least: Float = 0
        func keepBest() {
            neighbours.sort { ($1.weight, $0.column) < ($0.weight, $1.column) }
            if neighbours.count > limit { neighbours.removeLast(neighbours.count - limit) }
        }
        for other in 0..<Int32(count) {
            let weight = model.weight(of: column, for: other)
            guard weight > least else { continue }
            neighbours.append(Neighbour(column: other, weight: weight))
            guard neighbours.count == 4 * limit else { continue }
            keepBest()
            least = neighbours[limit - 1].weight
        }
        keepBest()
        return neighbours
    }

    /// A row a basket: 1 for each product that has a column.
    private static func rows(_ baskets: Baskets, columns: [Int32], columnCount: Int, workers: Workers) -> SparseRows {
        let parts = workers.mapChunks(of: baskets.count, chunk: 65_536) { range in
            let (items, starts) = (baskets.items, baskets.starts)
            var rows = SparseRows(columnCount: columnCount)
            var row: [Int32] = []
            for basket in range {
                row.removeAll(keepingCapacity: true)
                for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                    let column = columns[Int(items[place])]
                    if column >= 0 { row.append(column) }
                }
                // What is alone in its basket only adds to its own diagonal.
                row.sort()
                for column in row { rows.append(1, column: column) }
                rows.endRow()
            }
            return rows
        }
        var rows = SparseRows(columnCount: columnCount)
        for part in parts { rows.append(contentsOf: part) }
        return rows
    }
}

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
        categoryOf = products.parentCategoryOfEach()
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

    /// One code a product: the path one level up, or the path itself where it has one level; -1 without a category.
    fileprivate func parentCategoryOfEach() -> [Int32] {
        var names = StringTable()
        let parents = (0..<categories.values.count).map { code in
            let path = categories.values.texts.cell(code)
            var end = path.count
            for index in stride(from: path.count - 3, to: 0, by: -1)
            where path[index] == UInt8(ascii: " ") && path[index + 1] == UInt8(ascii: ">")
                && path[index + 2] == UInt8(ascii: " ")
            {
                end = index
                break
            }
            return names.intern(path.extracting(0..<end))
        }
        return categories.codes.map { $0 >= 0 ? parents[Int($0)] : -1 }
    }
}
