internal import CampaignModel

/// Which dearer products are a step up, remembered pair by pair.
///
/// Price alone makes no upgrade: a spa headband is not better than cotton rounds. The two must be of one kind, and the
/// catalogue must say by what the dearer one is better, and nothing by which it is less; only where it says nothing of
/// either does the price decide.
struct UpgradeSteps {
    private let products: Products
    private let kinds: ProductKinds
    private var known: [UInt64: Bool] = [:]

    init(products: Products, kinds: ProductKinds) {
        self.products = products
        self.kinds = kinds
    }

    mutating func isUpgrade(_ better: Int32, of owned: Int32) -> Bool {
        let pair = UInt64(UInt32(bitPattern: better)) << 32 | UInt64(UInt32(bitPattern: owned))
        if let known = known[pair] { return known }
        let result = kinds.areAlike(better, owned) && addsSomething(better, to: owned)
        known[pair] = result
        return result
    }

    private func addsSomething(_ better: Int32, to owned: Int32) -> Bool {
        let isDescribed =
            hasComparableAttributes(better, in: products) || hasComparableAttributes(owned, in: products)
        if !isDescribed { return true }
        return !takesAway(better, from: owned, in: products)
            && !addedValue(of: better, over: owned, in: products).isEmpty
    }
}
