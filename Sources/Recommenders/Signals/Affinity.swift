internal import CampaignModel
internal import Foundation

/// How likely a customer takes something new from a kind of products, and which of the kind people take up of late:
///
///     log (w(customer, kind) + 5 · P(kind))  +  log of the product's share of the kind's new buyers
///
/// w sums ``PurchaseMatrix/weights``; P is the kind's share of all of them in the shop. What is the same for all products
/// of a customer is left out.
struct Affinity: Sendable {
    /// Purchases that the shop's own taste counts for beside the customer's.
    private static let priorWeight: Float = 5

    /// The signal of each column for somebody who has bought nothing.
    let base: [Float]
    /// Kind by product.
    private let kinds: [Int32]
    /// 1 / (5 · P(kind)).
    private let scales: [Float]
    /// Kind `k` has the columns `columns[i]` for `i` in `starts[k] ..< starts[k + 1]`.
    private let starts: [Int32]
    private let columns: [Int32]

    /// Working memory, kept from customer to customer.
    struct Scratch {
        fileprivate var weights: [Float]
        fileprivate var touched: [Int32] = []

        init(_ affinity: Affinity) { weights = Array(repeating: 0, count: affinity.scales.count) }
    }

    /// - Parameter products: The product of each column.
    init(_ groups: ProductGroups, _ counts: ProductCounts, products: [Int32]) {
        let adopters = counts.adopters
        var (sizes, bought, adopted) = ([Float](repeating: 0, count: groups.count), [Float](), [Float]())
        (bought, adopted) = (sizes, sizes)
        for (product, kind) in groups.codes.enumerated() {
            sizes[Int(kind)] += 1
            bought[Int(kind)] += Float(counts.orders[product])
            adopted[Int(kind)] += Float(adopters[product])
        }
        let all = max(1, bought.reduce(0, +))
        let priors = bought.map { Affinity.priorWeight * max($0, 0.5) / all }
        kinds = groups.codes
        scales = priors.map { 1 / $0 }
        base = products.map { product in
            let kind = Int(groups.codes[Int(product)])
            let share = (Float(adopters[Int(product)]) + 0.5) / (adopted[kind] + 0.5 * sizes[kind])
            return log(priors[kind]) + log(share)
        }
        var starts = [Int32](repeating: 0, count: groups.count + 1)
        for product in products { starts[Int(groups.codes[Int(product)]) + 1] += 1 }
        for kind in 0..<groups.count { starts[kind + 1] += starts[kind] }
        var next = starts
        var columns = [Int32](repeating: 0, count: products.count)
        for (column, product) in products.enumerated() {
            let kind = Int(groups.codes[Int(product)])
            columns[Int(next[kind])] = Int32(column)
            next[kind] += 1
        }
        (self.starts, self.columns) = (starts, columns)
    }

    /// What a kind gains by the customer's purchases of it: beyond the signal's base.
    /// - Parameter scale: 1 / (5 · P(kind)).
    static func likelihood(_ weight: Float, _ scale: Float) -> Float { log(1 + weight * scale) }

    /// The same for a signal that asks only whether the customer buys the kind at all, and how much of it.
    static func habit(_ weight: Float, _ scale: Float) -> Float { log(1 + 50 * log(1 + 2 * weight)) }

    /// Adds `factor · gain` to the score of every column of a kind that the customer has bought.
    func addScores(
        _ row: Int,
        of matrix: PurchaseMatrix,
        times factor: Float,
        to scores: inout MutableSpan<Float>,
        _ scratch: inout Scratch,
        _ gain: (_ weight: Float, _ scale: Float) -> Float
    ) {
        for entry in matrix.entries(row) {
            let kind = Int(kinds[Int(matrix.products[entry])])
            if scratch.weights[kind] == 0 { scratch.touched.append(Int32(kind)) }
            scratch.weights[kind] += matrix.weights[entry]
        }
        let columns = columns.span
        for kind in scratch.touched {
            let gain = factor * gain(scratch.weights[Int(kind)], scales[Int(kind)])
            scratch.weights[Int(kind)] = 0
            for index in Int(starts[Int(kind)])..<Int(starts[Int(kind) + 1]) { scores[Int(columns[index])] += gain }
        }
        scratch.touched.removeAll(keepingCapacity: true)
    }
}
