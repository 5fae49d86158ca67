/// Weights for a shop too young to have its own: what grocers' baskets of several years agree on, rounded.
extension CartModel {
    init(prior question: CartQuestion, because reason: String) {
        var values = [Double](repeating: 0, count: CartSignal.width)
        for (signal, value) in CartModel.priors(question) { values[signal.rawValue] = value }
        weights = RankerWeights(names: CartSignal.allCases.map(\.name), prior: values, because: reason)
        first = CartCandidates.firstSignals.map { Float(values[$0.rawValue]) }
    }

    private static func priors(_ question: CartQuestion) -> [(CartSignal, Double)] {
        switch question {
        case .anonymous:
            [
                (.affinity, 0.6), (.confidence, 0.4), (.lift, 0.5), (.linear, 0.2), (.recentPopularity, 0.2),
                (.sameCategory, 0.2),
            ]
        case .anonymousNovel:
            [(.affinity, 0.4), (.closest, 0.4), (.confidence, 0.3), (.lift, 0.4), (.sameCategory, 0.4)]
        case .household:
            [
                (.affinity, 0.3), (.confidence, 0.3), (.lift, 0.3), (.linear, 0.15), (.recentPopularity, 0.2),
                (.sameCategory, 0.2), (.decay15, 0.2), (.decay120, 0.4), (.together, 0.3),
            ]
        case .householdNovel:
            [
                (.affinity, 0.4), (.closest, 0.4), (.confidence, 0.3), (.lift, 0.4), (.newBuyers, 0.1),
                (.sameCategory, 0.4),
            ]
        }
    }
}
