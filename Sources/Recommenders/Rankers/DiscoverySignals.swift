internal import CampaignModel
internal import Foundation
internal import LinearAlgebra
internal import Threads

/// What speaks for a product that a customer has never bought: signals of the shop's most popular products, at most
/// ``LinearItemModel/maximumProducts`` of them, at one moment.
///
/// A signal is `base[column]`, the same for everybody, plus what a customer's own purchases and visits add to it.
struct DiscoverySignals: Sendable {
    static let names = [
        "goes_with_purchases", "similar_customers", "category_and_brand", "product_type", "buys_the_type", "looked_at",
        "customers", "orders", "orders_28_days", "trend_7_days",
    ]
    /// Signals from here on are the same for everybody.
    static let personal = 6
    /// Customers whose purchases the linear model learns from.
    private static let maximumRows = 200_000
    /// λ of the linear model: between 50 and 500 it makes hardly a difference.
    private static let regularization: Float = 150
    private static let viewDays: Float = 28

    /// By signal, then column.
    let base: [[Float]]
    /// Rows in `Products`, ascending.
    var products: [Int32] { linear.products }
    /// Column by product; -1 for a product that is no candidate.
    var columns: [Int32] { linear.columns }
    let history: PurchaseHistory

    private let linear: LinearItemModel
    private let similar: SimilarCustomers
    private let brands: Affinity
    private let types: Affinity

    /// Working memory, kept from customer to customer.
    struct Scratch {
        fileprivate var similar: SimilarCustomers.Scratch
        fileprivate var brands: Affinity.Scratch
        fileprivate var types: Affinity.Scratch

        init(_ signals: DiscoverySignals) {
            similar = SimilarCustomers.Scratch(signals.similar)
            brands = Affinity.Scratch(signals.brands)
            types = Affinity.Scratch(signals.types)
        }
    }

    init(_ history: PurchaseHistory, workers: Workers) {
        self.history = history
        let counts = ProductCounts(history, workers: workers)
        let catalogue = history.shop.products
        let products = mostPopular(counts.orders, limit: LinearItemModel.maximumProducts)
        let buyers = history.buyers(workers: workers)
        linear = LinearItemModel(
            DiscoverySignals.rows(
                history,
                sample(buyers, limit: DiscoverySignals.maximumRows, salt: 0),
                products,
                workers
            ),
            products: products,
            productCount: catalogue.count,
            regularization: DiscoverySignals.regularization,
            workers: workers
        )
        let references = sample(buyers, limit: SimilarCustomers.maximumReferences, salt: 1)
        similar = SimilarCustomers(
            PurchaseMatrix(history, customers: references, workers: workers),
            buyers: counts.customers,
            population: buyers.count,
            columnOf: linear.columns,
            columnCount: products.count
        )
        brands = Affinity(.brandsByCategory(catalogue), counts, products: products)
        types = Affinity(.types(catalogue), counts, products: products)
        let none = [Float](repeating: 0, count: products.count)
        base =
            [none, none, brands.base, types.base, none, none]
            + [counts.customers, counts.orders, counts.orders28].map { column in
                products.map { log(1 + Float(column[Int($0)])) }
            } + [
                products.map { product in
                    let (week, month) = (counts.orders7[Int(product)], counts.orders28[Int(product)])
                    return log((Float(week) + 1) / (Float(month) / 4 + 1))
                }
            ]
    }

    /// How much each customer buys of each column: log (1 + 2 · ``PurchaseMatrix/weights``).
    private static func rows(
        _ history: PurchaseHistory,
        _ customers: [Int32],
        _ products: [Int32],
        _ workers: Workers
    ) -> SparseRows {
        let columnOf = columnsByProduct(products, productCount: history.shop.products.count)
        let parts = workers.mapChunks(of: customers.count, chunk: 4_096) { range in
            let matrix = PurchaseMatrix(history, customers: customers[range])
            var rows = SparseRows(columnCount: products.count)
            for row in 0..<matrix.count {
                for entry in matrix.entries(row) where columnOf[Int(matrix.products[entry])] >= 0 {
                    rows.append(log(1 + 2 * matrix.weights[entry]), column: columnOf[Int(matrix.products[entry])])
                }
                rows.endRow()
            }
            return rows
        }
        var rows = SparseRows(columnCount: products.count)
        for part in parts { rows.append(contentsOf: part) }
        return rows
    }

    /// Adds what one signal has for one customer, beyond its base, to the score of every column.
    /// - Parameter row: A row of `matrix`, which is of this moment.
    func addScores(
        of signal: Int,
        for row: Int,
        of matrix: PurchaseMatrix,
        times factor: Float,
        to scores: inout MutableSpan<Float>,
        _ scratch: inout Scratch
    ) {
        if factor == 0 { return }
        switch signal {
        case 0:
            for entry in matrix.entries(row) {
                let column = columns[Int(matrix.products[entry])]
                guard column >= 0 else { continue }
                linear.addScores(of: column, times: factor * log(1 + 2 * matrix.weights[entry]), to: &scores)
            }
        case 1: similar.addScores(row, of: matrix, times: factor, to: &scores, &scratch.similar)
        case 2: brands.addScores(row, of: matrix, times: factor, to: &scores, &scratch.brands, Affinity.likelihood)
        case 3: types.addScores(row, of: matrix, times: factor, to: &scores, &scratch.types, Affinity.likelihood)
        case 4: types.addScores(row, of: matrix, times: factor, to: &scores, &scratch.types, Affinity.habit)
        default: addViews(of: matrix.customers[row], times: factor, to: &scores)
        }
    }

    /// `Σ exp(-age / 28 days)` over what the customer looked at, three times that for what they put into a cart.
    private func addViews(of customer: Int32, times factor: Float, to scores: inout MutableSpan<Float>) {
        let events = history.shop.events
        guard events.count > 0 else { return }
        for event in events.eventsOf(customer: customer) {
            let product = events.products[event]
            guard product >= 0, events.times[event] <= history.asOf.seconds else { continue }
            let strength: Float
            switch events.types[event] {
            case .view: strength = 1
            case .addToCart: strength = 3
            default: continue
            }
            let column = columns[Int(product)]
            guard column >= 0 else { continue }
            let age = Float(history.days(since: events.times[event]))
            scores[Int(column)] += factor * strength * exp(-age / DiscoverySignals.viewDays)
        }
    }
}

extension PurchaseHistory {
    /// Everyone with an order, ascending.
    fileprivate func buyers(workers: Workers) -> [Int32] {
        let chunks = workers.mapChunks(of: shop.customers.count, chunk: 16_384) { range in
            range.lazy.map(Int32.init).filter { !orders(of: $0).isEmpty }
        }
        return Array(chunks.joined())
    }
}
