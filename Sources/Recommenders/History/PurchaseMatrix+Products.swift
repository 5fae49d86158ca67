/// A ``PurchaseMatrix`` read the other way: product `p` was bought by `rows[i]` for `i` in `starts[p] ..< starts[p + 1]`,
/// ascending, and `entries[i]` is where that stands in the matrix.
struct PurchasesByProduct: Sendable {
    /// One entry a product, and one more.
    private(set) var starts: [Int32]
    private(set) var rows: [Int32]
    private(set) var entries: [Int32]

    /// - Parameter productCount: Products of the shop.
    init(_ matrix: PurchaseMatrix, productCount: Int) {
        let (products, rowStarts) = (matrix.products, matrix.starts)
        var starts = [Int32](repeating: 0, count: productCount + 1)
        for product in products { starts[Int(product) + 1] += 1 }
        for product in 0..<productCount { starts[product + 1] += starts[product] }
        var next = starts
        var rows = [Int32](repeating: 0, count: products.count)
        var entries = rows
        for row in 0..<matrix.count {
            for entry in Int(rowStarts[row])..<Int(rowStarts[row + 1]) {
                let place = Int(next[Int(products[entry])])
                next[Int(products[entry])] += 1
                rows[place] = Int32(row)
                entries[place] = Int32(entry)
            }
        }
        (self.starts, self.rows, self.entries) = (starts, rows, entries)
    }

    /// Where product `product` stands in `rows` and `entries`.
    func range(_ product: Int32) -> Range<Int> { Int(starts[Int(product)])..<Int(starts[Int(product) + 1]) }
}
