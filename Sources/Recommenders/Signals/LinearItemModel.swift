internal import LinearAlgebra
internal import Threads

/// EASE: for every product, how much having each other product speaks for it, learned in closed form.
///
///     B = argmin |X - X B|² + λ |B|², diagonal 0      =      -P / diag(P) by columns, with P = (XᵀX + λ I)⁻¹
///
/// X has a row a customer (how much they buy each product) or a basket (1 for what is in it), and only the shop's most
/// popular products as columns: at most ``maximumProducts``, so that the model holds 64 MB at most. Negative weights say
/// "instead of", positive ones "goes with".
/// Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
struct LinearItemModel: Sendable {
    static let maximumProducts = 4_000

    /// Rows in `Products`, ascending: product `products[c]` is column `c`.
    let products: [Int32]
    /// Column by product; -1 for a product that the model does not know.
    let columns: [Int32]
    /// Entry (c, d), row by row: how much having column c speaks for column d.
    private let weights: [Float]

    /// - Parameters:
    ///   - rows: X; its columns are `products`.
    ///   - productCount: Products of the shop.
    ///   - regularization: λ; more of it trusts the data less. More than 0.
    init(
        _ rows: SparseRows,
        products: [Int32],
        productCount: Int,
        regularization: Float,
        workers: Workers
    ) {
        precondition(rows.columnCount == products.count, "every column is a product")
        self.products = products
        columns = columnsByProduct(products, productCount: productCount)
        weights = LinearItemModel.weights(rows, regularization: regularization, workers: workers)
    }

    private static func weights(_ rows: SparseRows, regularization: Float, workers: Workers) -> [Float] {
        var matrix = SymmetricMatrix(gramOf: rows, workers: workers)
        matrix.addToDiagonal(regularization)
        guard matrix.invert() else {
            // So far from regular that 32 bits do not hold it.
            return weights(rows, regularization: regularization * 10, workers: workers)
        }
        let size = matrix.size
        let scales = (0..<size).map { -1 / matrix[$0, $0] }
        var weights = matrix.takeValues()
        for row in 0..<size {
            let base = row * size
            for column in 0..<size { weights[base + column] *= scales[column] }
            weights[base + row] = 0
        }
        return weights
    }

    /// How much having one column speaks for another.
    func weight(of column: Int32, for other: Int32) -> Float { weights[Int(column) * products.count + Int(other)] }

    /// Adds to every column's score what having `column` speaks for it.
    /// - Parameter scores: One entry a column.
    func addScores(of column: Int32, times strength: Float, to scores: inout MutableSpan<Float>) {
        let size = products.count
        add(weights.span.extracting(Int(column) * size..<(Int(column) + 1) * size), times: strength, to: &scores)
    }
}

/// Which column each product is; -1 for a product that is none.
/// - Parameter products: By column.
func columnsByProduct(_ products: [Int32], productCount: Int) -> [Int32] {
    var columns = [Int32](repeating: -1, count: productCount)
    for (column, product) in products.enumerated() { columns[Int(product)] = Int32(column) }
    return columns
}

/// The products with the highest counts, at most `limit`, first in the catalogue among equals; those without any are
/// left out. In ascending order.
func mostPopular(_ counts: [Int32], limit: Int) -> [Int32] {
    let bought = counts.indices.filter { counts[$0] > 0 }.map(Int32.init)
    guard bought.count > limit else { return bought }
    let order = bought.sorted { (counts[Int($1)], $0) < (counts[Int($0)], $1) }
    return order.prefix(limit).sorted()
}
