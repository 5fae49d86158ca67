internal import CampaignModel

/// The marketer's own pairs: what is shown first to who bought something.
struct OwnPairs: Sendable {
    /// What a pair's product is worth beside what pairs learned from orders are: always more.
    static let score = 1e6

    /// Product → products to show with it, the first one first; each once.
    private var shown: [Int32: [Int32]] = [:]

    /// Names that the catalogue does not have are left out.
    init(_ pairs: [RecommendSettings.Pair], _ products: Products) {
        for pair in pairs {
            let show = products.rows(of: pair.show.map(\.id)).compactMap(\.self)
            for product in OwnPairs.products(named: pair.when.id, in: products) {
                for item in show where item != product && !(shown[product] ?? []).contains(item) {
                    shown[product, default: []].append(item)
                }
            }
        }
    }

    var isEmpty: Bool { shown.isEmpty }

    func shown(with product: Int32) -> [Int32] { shown[product] ?? [] }

    /// One product, or all of a category.
    private static func products(named name: String, in products: Products) -> [Int32] {
        if let product = products.rows(of: [name])[0] { return [product] }
        let under = products.categories(under: name)
        return (0..<Int32(products.count)).filter { product in
            let category = products.categories.codes[Int(product)]
            return category >= 0 && under[Int(category)]
        }
    }
}
