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
    static let maximumReferences = 3_000
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
        /// By reference; 0 between customers.
        fileprivate var similarities: [Float]
        fileprivate var touched: [Int32]
        /// How many similarities are of about one size, by size.
        fileprivate var sizes = [Int32](repeating: 0, count: SimilarCustomers.sizeCount)
        /// By column; 0 between customers.
        fileprivate var shares: [Float]
        fileprivate var touchedColumns: [Int32]
        /// What each touched column gains.
        fileprivate var gains: [Float] = []

        init(_ similar: SimilarCustomers) {
            similarities = Array(repeating: 0, count: similar.customers.count)
            touched = Array(repeating: 0, count: similar.customers.count + 1)
            shares = Array(repeating: 0, count: similar.columnCount)
            touchedColumns = Array(repeating: 0, count: similar.columnCount + 1)
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

    /// More than 0, even for what was bought ages ago.
    private static func value(_ weight: Float, _ rarity: Float) -> Float { log(1 + 2 * max(weight, 1e-6)) * rarity }

    /// Adds `factor · (log(share + least share) - log(least share))` to the score of every column that a neighbour bought.
    /// - Parameter row: A row of `matrix`; the customer is no neighbour of their own.
    func addScores(
        _ row: Int,
        of matrix: PurchaseMatrix,
        times factor: Float,
        to scores: inout MutableSpan<Float>,
        _ scratch: inout Scratch
    ) {
        let touched = measure(row, of: matrix, &scratch.similarities, &scratch.touched)
        let nearest = takeNearest(touched, &scratch)
        let total = nearest.reduce(0) { $0 + $1.similarity }
        guard total > 0 else { return }
        let scale = 1 / (total * SimilarCustomers.leastShare)
        let count = share(nearest, &scratch.shares, &scratch.touchedColumns)
        scratch.gains.removeAll(keepingCapacity: true)
        for place in 0..<count {
            let column = Int(scratch.touchedColumns[place])
            scratch.gains.append(1 + scratch.shares[column] * scale)
            scratch.shares[column] = 0
        }
        var gains = scratch.gains.mutableSpan
        takeQuickLogs(&gains)
        for place in 0..<count { scores[Int(scratch.touchedColumns[place])] += factor * scratch.gains[place] }
    }

    /// Similarities to all references that have a product in common, up to the customer's own length.
    /// - Returns: How many there are; they stand in `touched`.
    private func measure(
        _ row: Int,
        of matrix: PurchaseMatrix,
        _ similarities: inout [Float],
        _ touched: inout [Int32]
    ) -> Int {
        let (starts, references, values) = (starts.span, references.span, values.span)
        var similarities = similarities.mutableSpan
        var touched = touched.mutableSpan
        var count = 0
        for entry in matrix.entries(row) {
            let product = Int(matrix.products[entry])
            let value = SimilarCustomers.value(matrix.weights[entry], rarity[product])
            for index in Int(starts[product])..<Int(starts[product + 1]) {
                let reference = Int(references[index])
                let before = similarities[reference]
                // Written always and counted where new: no branch to guess.
                touched[count] = Int32(reference)
                count += before == 0 ? 1 : 0
                similarities[reference] = before + value * values[index]
            }
        }
        if let itself = place(of: matrix.customers[row]) { similarities[itself] = 0 }
        return count
    }

    private func place(of customer: Int32) -> Int? {
        var (low, high) = (0, customers.count)
        while low < high {
            let middle = (low + high) / 2
            if customers[middle] < customer { low = middle + 1 } else { high = middle }
        }
        return low < customers.count && customers[low] == customer ? low : nil
    }

    /// The nearest references, and forgets all similarities. Sizes within 6 % of each other pass for equal: among those
    /// at the end of the list, the ones found first are taken.
    private func takeNearest(_ touched: Int, _ scratch: inout Scratch) -> [(reference: Int32, similarity: Float)] {
        var largest: Float = 0
        for place in 0..<touched { largest = max(largest, scratch.similarities[Int(scratch.touched[place])]) }
        let top = SimilarCustomers.sixteenthsOfOctave(largest)
        for place in 0..<touched {
            let similarity = scratch.similarities[Int(scratch.touched[place])]
            scratch.sizes[SimilarCustomers.size(similarity, below: top)] += 1
        }
        var (least, ties) = (0, Int32(SimilarCustomers.neighbours))
        while least < SimilarCustomers.sizeCount, scratch.sizes[least] < ties {
            ties -= scratch.sizes[least]
            least += 1
        }
        for size in scratch.sizes.indices { scratch.sizes[size] = 0 }
        var nearest: [(reference: Int32, similarity: Float)] = []
        nearest.reserveCapacity(SimilarCustomers.neighbours)
        for place in 0..<touched {
            let reference = scratch.touched[place]
            let similarity = scratch.similarities[Int(reference)]
            scratch.similarities[Int(reference)] = 0
            let size = SimilarCustomers.size(similarity, below: top)
            guard similarity > 0, size <= least else { continue }
            if size == least {
                guard ties > 0 else { continue }
                ties -= 1
            }
            nearest.append((reference, similarity))
        }
        return nearest
    }

    private static let sizeCount = 256

    private static func sixteenthsOfOctave(_ value: Float) -> Int { Int(value.bitPattern >> 19) }

    /// 0 for the largest, then 1 for each sixteenth of an octave less.
    private static func size(_ similarity: Float, below top: Int) -> Int {
        min(top - sixteenthsOfOctave(similarity), sizeCount - 1)
    }

    /// Sums what each column has of the nearest.
    /// - Returns: How many columns have something; they stand in `touched`.
    private func share(
        _ nearest: [(reference: Int32, similarity: Float)],
        _ shares: inout [Float],
        _ touched: inout [Int32]
    ) -> Int {
        let columns = columns.span
        var shares = shares.mutableSpan
        var touched = touched.mutableSpan
        var count = 0
        for (reference, similarity) in nearest {
            for index in Int(columnStarts[Int(reference)])..<Int(columnStarts[Int(reference) + 1]) {
                let column = Int(columns[index])
                let before = shares[column]
                touched[count] = Int32(column)
                count += before == 0 ? 1 : 0
                shares[column] = before + similarity
            }
        }
        return count
    }
}
