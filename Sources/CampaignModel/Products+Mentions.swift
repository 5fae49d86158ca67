/// What a campaign's file names of the catalogue.
extension Products {
    /// The product with an id, or else with a SKU.
    /// - Returns: One row a name; `nil` where there is none.
    public func rows(of names: [String]) -> [Int32?] {
        var rows = names.map { ids.id(of: $0) }
        let missing = Set(names.indices.filter { rows[$0] == nil }.map { names[$0] })
        if missing.isEmpty { return rows }
        var found: [String: Int32] = [:]
        let lengths = Set(missing.map(\.utf8.count))
        for product in 0..<skus.count where lengths.contains(skus.range(product).count) {
            let sku = skus[product]
            if missing.contains(sku), found[sku] == nil { found[sku] = Int32(product) }
        }
        for index in rows.indices where rows[index] == nil { rows[index] = found[names[index]] }
        return rows
    }

    /// Which codes of `brands` bear one of the names; letters match in either case.
    public func brands(named names: [String]) -> [Bool] {
        let wanted = Set(names.map { $0.lowercased() })
        return (0..<Int32(brands.values.count)).map { wanted.contains(brands.values[$0].lowercased()) }
    }

    /// Which codes of `categories` lie under one of the paths.
    public func categories(underAny paths: [String]) -> [Bool] {
        var under = [Bool](repeating: false, count: categories.values.count)
        for path in paths {
            let found = categories(under: path)
            for code in under.indices where found[code] { under[code] = true }
        }
        return under
    }

    /// Share of today's price that is profit; NaN where the margin, a share of the regular price, is unknown.
    public func currentMargin(_ product: Int32) -> Double {
        let row = Int(product)
        return 1 - Double(prices[row]) * (1 - Double(margins[row])) / Double(currentPrice(product))
    }
}
