internal import CampaignModel

/// The marketer's own list, `recommend.pinned`, in its order. The filters hold for it too.
struct PinnedRecommender: Recommender {
    let strategy = Strategy.pinned

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            var left = limit
            for (place, product) in rules.pinned.enumerated() where left > 0 && allowed.allows(product) {
                lists.append(product, score: Float(rules.pinned.count - place))
                allowed.ruleOut(product)
                left -= 1
            }
            lists.endCase()
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        chosen.map { item in
            let place = rules.pinned.firstIndex(of: item.product) ?? 0
            return Recommendation(item, .pinned, [Evidence("place_in_list", Double(place + 1))])
        }
    }
}
