internal import LinearAlgebra
internal import Threads

/// The best neighbours of each product by a linear model on baskets (EASE), in compressed sparse rows.
struct LinearNeighbours: Sendable {
    private(set) var starts: [Int32] = [0]
    private(set) var products: [Int32] = []
    /// More than 0.
    private(set) var weights: [Float] = []

    init(_ baskets: Baskets, orders: [Int32], workers: Workers) {
        let popular = mostPopular(orders, limit: CartKnowledge.linearProducts)
        let columns = columnsByProduct(popular, productCount: orders.count)
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
