internal import CampaignModel
internal import Foundation

/// Chooses a message's items from ranked candidates, one by one: not six times the best, but a set.
///
/// A candidate's worth is `2^(-place / 6) · business worth`, so that six places down it is worth half, and a quarter of
/// that for each cap that taking it would break: `diversity.perCategory` items of one category (its full path) and
/// `diversity.perBrand` of one brand. The caps are soft: where nothing else is left, more of the same is taken. What the
/// customer's rules do not allow is never taken, nor is a variant of an item that is there; of a set all parts are taken
/// or none. Business worth is bounded, see `BusinessWorth`: a weight of 0.2 moves an item by two places at most.
struct SetChoice {
    /// Candidates looked at for every place in a message: enough for the caps to have a choice.
    static let candidatesPerPlace = 4
    private static let overCap: Float = 0.25
    private static let placeValues: [Float] = (0..<256).map { exp2(-Float($0) / 6) }

    private let diversity: RecommendSettings.Diversity
    private let worth: BusinessWorth
    private let categories: [Int32]
    private let brands: [Int32]

    init(rules: PickRules) {
        diversity = rules.settings.diversity
        worth = rules.worth
        categories = rules.shop.products.categories.codes
        brands = rules.shop.products.brands.codes
    }

    /// Takes up to `room` candidates for one customer.
    /// - Parameters:
    ///   - list: The customer's case in `candidates`.
    ///   - index: The customer's place in `chosen`.
    ///   - allowed: The rules, turned to the customer, with the items there are ruled out.
    func choose(
        _ room: Int,
        from candidates: RankedLists,
        list: Int,
        strategy: Strategy,
        into chosen: inout ChosenProducts,
        at index: Int,
        allowed: inout CustomerRules
    ) {
        let range = candidates.range(list)
        var left = room
        while left > 0 {
            var best: Range<Int>?
            var bestValue: Float = 0
            var start = range.lowerBound
            var place = 0
            while start < range.upperBound {
                let size = candidates.leftOfSet.isEmpty ? 1 : Int(candidates.leftOfSet[start])
                let parts = start..<start + size
                start = parts.upperBound
                defer { place += 1 }
                let placeValue = SetChoice.placeValues[min(place, SetChoice.placeValues.count - 1)]
                guard size <= left, parts.allSatisfy({ allowed.allows(candidates.products[$0]) }) else { continue }
                let value = placeValue * value(of: candidates.products[parts.lowerBound], beside: chosen.items(index))
                if value > bestValue {
                    bestValue = value
                    best = parts
                }
            }
            guard let best else { return }
            let set = best.count > 1 ? (chosen.items(index).map(\.set).max() ?? 0) + 1 : 0
            for part in best {
                let item = ChosenProduct(
                    product: candidates.products[part],
                    strategy: strategy,
                    set: set,
                    score: candidates.scores[part]
                )
                chosen.append(item, to: index)
                allowed.ruleOut(item.product)
            }
            left -= best.count
        }
    }

    private func value(of product: Int32, beside items: ArraySlice<ChosenProduct>) -> Float {
        let category = categories[Int(product)]
        let brand = brands[Int(product)]
        var ofCategory = 0
        var ofBrand = 0
        for item in items {
            if category >= 0, categories[Int(item.product)] == category { ofCategory += 1 }
            if brand >= 0, brands[Int(item.product)] == brand { ofBrand += 1 }
        }
        var value = worth.factor(product)
        if ofCategory >= diversity.perCategory { value *= SetChoice.overCap }
        if ofBrand >= diversity.perBrand { value *= SetChoice.overCap }
        return value
    }
}
