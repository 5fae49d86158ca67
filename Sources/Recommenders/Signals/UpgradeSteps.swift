internal import CampaignModel

/// Which dearer products are a step up, remembered pair by pair.
///
/// Price alone makes no upgrade: a spa headband is not better than cotton rounds. The two must be of one kind, and the
/// catalogue must say by what the dearer one is better, and nothing by which it is less; only where it says nothing of
/// either does the price decide. Where packs can be compared, a step up is dearer by the unit too, or a larger pack of the
/// same: more of the same stuff for more money is none.
struct UpgradeSteps {
    static let leastRatio = 1.1

    private let products: Products
    private let kinds: ProductKinds
    private let unitPrices: UnitPrices
    private var known: [UInt64: Bool] = [:]

    init(products: Products, kinds: ProductKinds, unitPrices: UnitPrices) {
        self.products = products
        self.kinds = kinds
        self.unitPrices = unitPrices
    }

    mutating func isUpgrade(_ better: Int32, of owned: Int32) -> Bool {
        let pair = UInt64(UInt32(bitPattern: better)) << 32 | UInt64(UInt32(bitPattern: owned))
        if let known = known[pair] { return known }
        let result =
            kinds.areAlike(better, owned) && isDearerByTheUnit(better, than: owned) && addsSomething(better, to: owned)
        known[pair] = result
        return result
    }

    private func isDearerByTheUnit(_ better: Int32, than owned: Int32) -> Bool {
        let group = products.itemGroups[Int(better)]
        if group >= 0, group == products.itemGroups[Int(owned)] { return true }
        guard let ratio = unitPrices.ratio(better, to: owned) else { return true }
        return ratio >= UpgradeSteps.leastRatio
    }

    private func addsSomething(_ better: Int32, to owned: Int32) -> Bool {
        if takesAway(better, from: owned, in: products) { return false }
        let isDescribed =
            hasComparableAttributes(better, in: products) || hasComparableAttributes(owned, in: products)
        return !isDescribed || !addedValue(of: better, over: owned, in: products).isEmpty
    }
}
