internal import CampaignModel

/// What a campaign's file lets in of the catalogue: categories, brands, products, stock, price and margin. A filter whose
/// column the catalogue does not have is off, but for a list of what alone is wanted.
struct CatalogueFilters {
    private let shop: Shop
    private let settings: RecommendSettings
    /// By code; an empty list lets everything in.
    private let wantedCategories: [Bool]
    private let excludedCategories: [Bool]
    private let wantedBrands: [Bool]
    private let excludedBrands: [Bool]
    private let excludedProducts: Set<Int32>
    /// In minor units.
    private let prices: ClosedRange<Int64>

    init(_ shop: Shop, _ settings: RecommendSettings) {
        self.shop = shop
        self.settings = settings
        let products = shop.products
        wantedCategories = products.categories(underAny: settings.categories.map(\.id))
        excludedCategories = products.categories(underAny: settings.excludedCategories)
        wantedBrands = products.brands(named: settings.brands.map(\.id))
        excludedBrands = products.brands(named: settings.excludedBrands.map(\.id))
        excludedProducts = Set(products.rows(of: settings.excludedProducts.map(\.id)).compactMap(\.self))
        let least = settings.minimumPrice?.minorUnits(in: shop.currency) ?? .min
        prices = least...max(least, settings.maximumPrice?.minorUnits(in: shop.currency) ?? .max)
    }

    func allow(_ product: Int) -> Bool {
        let products = shop.products
        let present = products.present
        if excludedProducts.contains(Int32(product)) { return false }
        let category = products.categories.codes[product]
        if category >= 0, excludedCategories[Int(category)] { return false }
        if !settings.categories.isEmpty, category < 0 || !wantedCategories[Int(category)] { return false }
        let brand = products.brands.codes[product]
        if brand >= 0, excludedBrands[Int(brand)] { return false }
        if !settings.brands.isEmpty, brand < 0 || !wantedBrands[Int(brand)] { return false }
        if settings.inStockOnly, present.contains(.availability), products.availability[product] != .inStock {
            return false
        }
        if present.contains(.price), !prices.contains(products.currentPrice(Int32(product))) { return false }
        if settings.marginFloor > 0, present.contains(.margin) {
            // An unknown margin is no margin. A hair less is let pass: floors are sums of shares.
            return products.currentMargin(Int32(product)) >= settings.marginFloor - 1e-6
        }
        return true
    }
}
