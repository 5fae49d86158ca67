internal import CampaignModel
internal import Foundation
internal import LinearAlgebra
internal import Threads

/// What a shop's baskets up to a moment tell about completing a cart: pairs, a linear model, popularity, product types.
struct CartKnowledge: Sendable {
    /// Products that are candidates for every cart.
    static let popularProducts = 150
    static let linearProducts = 4_000
    /// Neighbours kept of a product in the linear model.
    static let linearNeighbours = 128
    static let linearRegularization: Float = 100

    let asOf: Instant
    let productCount: Int
    let basketCount: Int
    let pairs: BasketPairs
    let neighbours: LinearNeighbours
    let types: BasketTypes
    /// The most bought of the last 28 days, then of all time.
    let popular: [Int32]

    // One entry a product.
    let columns: ProductColumns

    init(_ history: PurchaseHistory, workers: Workers) {
        let products = history.shop.products
        let baskets = Baskets(history, workers: workers)
        let byProduct = BasketsByProduct(baskets, productCount: products.count)
        asOf = history.asOf
        productCount = products.count
        basketCount = baskets.count
        pairs = BasketPairs(baskets, byProduct, workers: workers)
        neighbours = LinearNeighbours(baskets, orders: pairs.orders, workers: workers)
        types = BasketTypes(products, baskets, workers: workers)
        columns = ProductColumns(baskets, orders: pairs.orders, types: types.typeOf)
        let (recent, orders) = (columns.recentOrders, pairs.orders)
        popular = Array(
            (0..<Int32(products.count)).filter { orders[Int($0)] > 0 }
                .sorted {
                    (recent[Int($1)], orders[Int($1)], $0) < (recent[Int($0)], orders[Int($0)], $1)
                }
                .prefix(CartKnowledge.popularProducts)
        )
    }
}

/// How popular and how new each product is, ready to be added up: one entry a product.
struct ProductColumns: Sendable {
    private static let recentDays: Int64 = 28
    private static let adoptionDays: Int64 = 56

    let recentOrders: [Int32]
    let orders: [Float]
    let logRecentOrders: [Float]
    let logBuyers: [Float]
    /// Of the customers who bought the product for the first time in the last 56 days.
    let logNewBuyers: [Float]
    /// Of the product's orders in all its type's.
    let logShareOfType: [Float]
    /// Share of its orders by customers who had it before.
    let repeatShare: [Float]
    /// `orders ^ -0.5` and `orders ^ -0.7`; 0 without orders.
    let inverseRoots: [Float]
    let inversePowers: [Float]

    init(_ baskets: Baskets, orders counts: [Int32], types: [Int32]) {
        let (items, starts, customers, times) = (baskets.items, baskets.starts, baskets.customers, baskets.times)
        let newest = times.max() ?? 0
        var recent = [Int32](repeating: 0, count: counts.count)
        var buyers = recent
        var newBuyers = recent
        var lastBuyer = [Int32](repeating: -1, count: counts.count)
        for basket in 0..<baskets.count {
            let age = (newest - times[basket]) / Instant.secondsPerDay
            for place in Int(starts[basket])..<Int(starts[basket + 1]) {
                let product = Int(items[place])
                if age < ProductColumns.recentDays { recent[product] += 1 }
                guard lastBuyer[product] != customers[basket] else { continue }
                lastBuyer[product] = customers[basket]
                buyers[product] += 1
                if age < ProductColumns.adoptionDays { newBuyers[product] += 1 }
            }
        }
        var typeOrders = [Float](repeating: 0, count: Int(types.max() ?? -1) + 1)
        for (product, type) in types.enumerated() where type >= 0 { typeOrders[Int(type)] += Float(counts[product]) }
        recentOrders = recent
        orders = counts.map { Float($0) }
        logRecentOrders = recent.map { log(Float($0) + 0.5) }
        logBuyers = buyers.map { log(Float($0) + 0.5) }
        logNewBuyers = newBuyers.map { log(Float($0) + 0.5) }
        logShareOfType = types.indices.map { product in
            let all = types[product] >= 0 ? typeOrders[Int(types[product])] : 0
            return all > 0 ? log(max(Float(counts[product]), 0.5) / all) : 0
        }
        repeatShare = counts.indices.map { counts[$0] > 0 ? 1 - Float(buyers[$0]) / Float(counts[$0]) : 0 }
        inverseRoots = counts.map { $0 > 0 ? 1 / Float($0).squareRoot() : 0 }
        inversePowers = counts.map { $0 > 0 ? pow(Float($0), -0.7) : 0 }
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
        var neighbours: [Neighbour] = []
        for other in 0..<Int32(count) {
            let weight = model.weight(of: column, for: other)
            if weight > 0 { neighbours.append(Neighbour(column: other, weight: weight)) }
        }
        neighbours.sort { ($1.weight, $0.column) < ($0.weight, $1.column) }
        return Array(neighbours.prefix(CartKnowledge.linearNeighbours))
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
    /// `log((baskets with both + 5) / (expected by chance + 5))`, `count` × `count`; of a type with itself by chance alone.
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
                let seen = one == other ? 0 : Float(sums[one * count + other])
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
