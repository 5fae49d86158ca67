internal import CampaignModel

/// Which products are of one kind: one code a product, `0 ..< count`; what has no kind shares the last code.
struct ProductGroups: Sendable {
    let codes: [Int32]
    let count: Int

    /// By product type: the deepest level of the category path, else the item group.
    static func types(_ products: Products) -> ProductGroups {
        ProductGroups(
            (0..<products.count).map { product in
                let category = products.categories.codes[product]
                return category >= 0 ? Key(category, -1) : Key(-1, products.itemGroups[product])
            }
        )
    }

    /// By brand within a category, which is the level above the product type.
    static func brandsByCategory(_ products: Products) -> ProductGroups {
        let parents = products.parentCategories()
        return ProductGroups(
            (0..<products.count).map { product in
                let category = products.categories.codes[product]
                return Key(category >= 0 ? parents[Int(category)] : -1, products.brands.codes[product])
            }
        )
    }

    private struct Key: Hashable {
        var first: Int32
        var second: Int32

        init(_ first: Int32, _ second: Int32) { (self.first, self.second) = (first, second) }
    }

    private init(_ keys: [Key]) {
        var known: [Key: Int32] = [:]
        let none = Key(-1, -1)
        for key in keys where key != none && known[key] == nil { known[key] = Int32(known.count) }
        known[none] = Int32(known.count)
        codes = keys.map { known[$0] ?? 0 }
        count = known.count
    }
}
