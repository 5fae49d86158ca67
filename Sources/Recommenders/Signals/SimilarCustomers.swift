internal import CampaignModel
internal import Foundation
internal import Threads

/// Customers who buy alike: of the 100 most similar, what share has bought each product.
///
/// Similarity is the cosine of two customers' purchases, a product weighing `log(1 + 2 w) · √(1 + log(customers / buyers))`
/// with w from ``PurchaseMatrix/weights``: rare products in common say more. Only a sample of the shop's customers stands
/// for all as neighbours, found through an inverted index.
/// Source: Faggioli et al., "Recency Aware Collaborative Filtering for Next Basket Recommendation", UMAP 2020.
struct SimilarCustomers: Sendable {
    static let neighbours = 100
    static let maximumReferences = 5_000
    /// Added to a share before its logarithm is taken: a tenth of one neighbour.
    static let leastShare: Float = 0.001

    /// Rows in `Customers` of the references, ascending.
    private let customers: [Int32]
    /// √(1 + log(customers / buyers)) by product.
    private let rarity: [Float]
    /// Product `p` was bought by the references `references[i]` with the weights `values[i]` (of a row of length 1) for `i`
    /// in `starts[p] ..< starts[p + 1]`.
    private let starts: [Int32]
    private let references: [Int32]
    private let values: [Float]
    /// Reference `r` bought the columns `columns[i]` for `i` in `columnStarts[r] ..< columnStarts[r + 1]`.
    private let columnStarts: [Int32]
    private let columns: [Int32]
    private let columnCount: Int

    /// Working memory, kept from customer to customer.
    struct Scratch {
        fileprivate var similarities: [Float]
        fileprivate var touched: [Int32] = []
        fileprivate var candidates: [Float] = []
        fileprivate var shares: [Float]
        fileprivate var touchedColumns: [Int32] = []

        init(_ similar: SimilarCustomers) {
            similarities = Array(repeating: 0, count: similar.customers.count)
            shares = Array(repeating: 0, count: similar.columnCount)
        }
    }

    /// - Parameters:
    ///   - buyers: Customers who bought each product, of `population` in all.
    ///   - columnOf: Which column of the scores each product is; -1 for none.
    init(
        _ matrix: PurchaseMatrix,
        buyers: [Int32],
        population: Int,
        columnOf: [Int32],
        columnCount: Int
    ) {
        let rarity = buyers.map { (1 + log(Float(max(1, population)) / Float(max(1, $0)))).squareRoot() }
        let byProduct = PurchasesByProduct(matrix, productCount: buyers.count)
        var values = [Float](repeating: 0, count: byProduct.entries.count)
        var lengths = [Float](repeating: 0, count: matrix.count)
        for row in 0..<matrix.count {
            var sum: Float = 0
            for entry in matrix.entries(row) {
                let value = SimilarCustomers.value(matrix.weights[entry], rarity[Int(matrix.products[entry])])
                sum += value * value
            }
            lengths[row] = max(sum.squareRoot(), .leastNormalMagnitude)
        }
        for product in buyers.indices {
            for index in byProduct.range(Int32(product)) {
                let weight = matrix.weights[Int(byProduct.entries[index])]
                values[index] = SimilarCustomers.value(weight, rarity[product]) / lengths[Int(byProduct.rows[index])]
            }
        }
        var (columnStarts, columns): ([Int32], [Int32]) = ([0], [])
        for row in 0..<matrix.count {
            columns.append(
                contentsOf: matrix.entries(row).lazy.map { columnOf[Int(matrix.products[$0])] }.filter { $0 >= 0 }
            )
            columnStarts.append(Int32(columns.count))
        }
        customers = matrix.customers
        self.rarity = rarity
        (starts, references, self.values) = (byProduct.starts, byProduct.rows, values)
        (self.columnStarts, self.columns, self.columnCount) = (columnStarts, columns, columnCount)
    }

    private static func value(_ weight: Float, _ rarity: Float) -> Float { log(1 + 2 * weight) * rarity }

    /// Adds `factor · (log(share + least share) - log(least share))` to the score of every column that a neighbour bought.
    /// - Parameter row: A row of `matrix`; the customer is no neighbour of their own.
    func addScores(
        _ row: Int,
        of matrix: PurchaseMatrix,
        times factor: Float,
        to scores: inout MutableSpan<Float>,
        _ scratch: inout Scratch
    ) {
        measure(row, of: matrix, &scratch.similarities, &scratch.touched)
        let total = collect(&scratch)
        if total > 0 {
            let scale = 1 / (total * SimilarCustomers.leastShare)
            for column in scratch.touchedColumns {
                scores[Int(column)] += factor * log(1 + scratch.shares[Int(column)] * scale)
                scratch.shares[Int(column)] = 0
            }
        }
        scratch.touchedColumns.removeAll(keepingCapacity: true)
    }

    /// Similarities to all references that have a product in common, up to the customer's own length.
    private func measure(
        _ row: Int,
        of matrix: PurchaseMatrix,
        _ similarities: inout [Float],
        _ touched: inout [Int32]
    ) {
        let (starts, references, values) = (starts.span, references.span, values.span)
        let itself = place(of: matrix.customers[row])
        var similarities = similarities.mutableSpan
        for entry in matrix.entries(row) {
            let product = Int(matrix.products[entry])
            let value = SimilarCustomers.value(matrix.weights[entry], rarity[product])
            for index in Int(starts[product])..<Int(starts[product + 1]) {
                let reference = Int(references[index])
                if similarities[reference] == 0 { touched.append(Int32(reference)) }
                similarities[reference] += value * values[index]
            }
        }
        if let itself { similarities[itself] = 0 }
    }

    private func place(of customer: Int32) -> Int? {
        var (low, high) = (0, customers.count)
        while low < high {
            let middle = (low + high) / 2
            if customers[middle] < customer { low = middle + 1 } else { high = middle }
        }
        return low < customers.count && customers[low] == customer ? low : nil
    }

    /// Sums over the nearest what each column has of them, and forgets the similarities.
    /// - Returns: The similarities of the nearest, summed.
    private func collect(_ scratch: inout Scratch) -> Float {
        scratch.candidates.removeAll(keepingCapacity: true)
        for reference in scratch.touched { scratch.candidates.append(scratch.similarities[Int(reference)]) }
        let least = leastOfLargest(SimilarCustomers.neighbours, of: &scratch.candidates)
        var ties = SimilarCustomers.neighbours
        for reference in scratch.touched where scratch.similarities[Int(reference)] > least { ties -= 1 }
        var total: Float = 0
        for reference in scratch.touched {
            let similarity = scratch.similarities[Int(reference)]
            scratch.similarities[Int(reference)] = 0
            guard similarity > 0, similarity >= least else { continue }
            if similarity == least {
                guard ties > 0 else { continue }
                ties -= 1
            }
            total += similarity
            add(similarity, ofReference: Int(reference), to: &scratch.shares, &scratch.touchedColumns)
        }
        scratch.touched.removeAll(keepingCapacity: true)
        return total
    }

    private func add(
        _ similarity: Float,
        ofReference reference: Int,
        to shares: inout [Float],
        _ touched: inout [Int32]
    ) {
        let columns = columns.span
        var shares = shares.mutableSpan
        for index in Int(columnStarts[reference])..<Int(columnStarts[reference + 1]) {
            let column = Int(columns[index])
            if shares[column] == 0 { touched.append(Int32(column)) }
            shares[column] += similarity
        }
    }
}

/// The `count`-th largest value, or the smallest where there are no more; 0 of none. The values lose their order.
///
/// Source: Hoare, "Algorithm 65: Find", CACM 1961.
func leastOfLargest(_ count: Int, of values: inout [Float]) -> Float {
    guard !values.isEmpty else { return 0 }
    let wanted = min(count, values.count) - 1
    var (low, high) = (0, values.count - 1)
    var span = values.mutableSpan
    while low < high {
        let pivot = span[(low + high) / 2]
        var (left, right) = (low, high)
        while left <= right {
            while span[left] > pivot { left += 1 }
            while span[right] < pivot { right -= 1 }
            guard left <= right else { break }
            (span[left], span[right]) = (span[right], span[left])
            left += 1
            right -= 1
        }
        if wanted <= right { high = right } else if wanted >= left { low = left } else { break }
    }
    return span[wanted]
}
