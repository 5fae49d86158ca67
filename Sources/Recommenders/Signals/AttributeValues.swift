internal import CampaignModel

/// What a product is like beside its category and brand: its values of the catalogue's first few attributes that many
/// products share: maker, colour, size. A product without a value has "none" as its value.
struct AttributeValues: Sendable {
    static let maximumColumns = 4

    let columnCount: Int
    /// `columnCount` values a product, numbered over all columns.
    private var values: [Int32] = []
    /// The shop's lines with the value, as a share of all: one entry a value.
    private(set) var shares: [Float] = []

    /// - Parameter lines: Lines of each product.
    init(_ products: Products, lines: [Int32]) {
        let columns = products.attributes.filter { attribute in
            let distinct = attribute.cells.values.count
            return distinct >= 2 && 2 * distinct <= products.count && attribute.name.lowercased() != "stock"
        }
        let used = columns.prefix(AttributeValues.maximumColumns)
        columnCount = used.count
        var starts: [Int32] = []
        var count: Int32 = 0
        for column in used {
            starts.append(count)
            count += Int32(column.cells.values.count) + 1
        }
        let all = max(1, Float(lines.reduce(0) { $0 + Int($1) }))
        shares = Array(repeating: 0, count: Int(count))
        values.reserveCapacity(products.count * columnCount)
        for product in 0..<products.count {
            for (start, column) in zip(starts, used) {
                let value = start + column.cells.codes[product] + 1
                values.append(value)
                shares[Int(value)] += Float(lines[product]) / all
            }
        }
    }

    func values(of product: Int32) -> ArraySlice<Int32> {
        values[Int(product) * columnCount..<(Int(product) + 1) * columnCount]
    }
}
