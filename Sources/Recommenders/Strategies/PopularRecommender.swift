internal import CampaignModel

/// What many buy: in the customer's own top-level categories, at most three, then in their segment, then in the whole
/// shop. The last rung of every ladder.
///
/// With p = popularity as a share of the most popular product's, in the category, the segment or the shop:
///
///     score = 2 + share of the category in the customer's taste · p
///           = 1 + p   in the segment
///           = p / 2   in the shop
///
/// From each list at most `perLeaf` of one full category path are taken at first, so that it is not all of a kind; where
/// that leaves too few, the others follow. See `Popularity`, `CategoryTaste` and `SegmentPopularity`.
struct PopularRecommender: Recommender {
    let strategy = Strategy.popular
    static let perLeaf = 2

    private let history: PurchaseHistory
    private let popularity: Popularity
    private let taste: CategoryTaste
    private let segments: SegmentPopularity
    /// Products by popularity: of each top-level category those that were ever bought; of the shop all.
    private let inCategory: [[Int32]]
    private let inShop: [Int32]
    /// Full category paths in each top-level category.
    private let leaves: [Int]

    init(history: PurchaseHistory, profiles: CustomerProfiles, popularity: Popularity, taste: CategoryTaste) {
        self.history = history
        self.popularity = popularity
        self.taste = taste
        segments = SegmentPopularity(history: history, profiles: profiles)
        let scores = popularity.scores
        inShop = (0..<Int32(history.shop.products.count)).sorted {
            (scores[Int($1)], $0) < (scores[Int($0)], $1)
        }
        var inCategory = [[Int32]](repeating: [], count: taste.names.count)
        for product in inShop where scores[Int(product)] > 0 {
            if let category = taste.category(of: product) { inCategory[Int(category)].append(product) }
        }
        self.inCategory = inCategory
        let codes = history.shop.products.categories.codes
        leaves = inCategory.map { list in Set(list.lazy.map { codes[Int($0)] }).count }
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        var weights = [Double](repeating: 0, count: taste.names.count)
        // What nobody may get is left out once, not once a customer.
        let inCategory = inCategory.map { list in list.filter { rules.sellable[Int($0)] } }
        let inShop = inShop.filter { rules.sellable[Int($0)] }
        let groups = history.shop.products.itemGroups
        var found = Findings(history.shop.products)
        var best = BestProducts(limit: limit)
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            best.reset()
            for (category, share) in taste.top(of: customer, weights: &weights) {
                let list = inCategory[Int(category)]
                let most = list.first.map { popularity.scores[Int($0)] } ?? 0
                found.take(limit, from: list, leaves: leaves[Int(category)], allowed: allowed)
                for product in found.products {
                    let p = popularity.scores[Int(product)] / most
                    best.add(product, score: 2 + share * p, group: groups[Int(product)])
                }
            }
            for entry in best.entries { allowed.ruleOut(entry.product) }
            let segment = segments.top(of: customer)
            found.take(limit - best.entries.count, from: segment.products, allowed: allowed)
            for product in found.products {
                guard let place = segment.products.firstIndex(of: product) else { continue }
                let p = Double(segment.scores[place] / segment.scores[0])
                best.add(product, score: 1 + p, group: groups[Int(product)])
                allowed.ruleOut(product)
            }
            let most = max(inShop.first.map { popularity.scores[Int($0)] } ?? 0, .leastNormalMagnitude)
            found.take(limit - best.entries.count, from: inShop, allowed: allowed)
            for product in found.products {
                best.add(product, score: popularity.scores[Int(product)] / most / 2, group: groups[Int(product)])
            }
            lists.appendCase(best)
        }
        return lists
    }

    func recommendations(
        _ chosen: ArraySlice<ChosenProduct>,
        for customer: Int32,
        rules: PickRules
    ) -> [Recommendation] {
        var weights = [Double](repeating: 0, count: taste.names.count)
        let categories = taste.top(of: customer, weights: &weights).map(\.category)
        let segment = segments.top(of: customer).products
        return chosen.map { item in
            let sells = popularity.scores[Int(item.product)] > 0
            var reason = Reason.popular(category: nil)
            if sells, let category = taste.category(of: item.product), categories.contains(category) {
                reason = .popular(category: taste.names[category])
            } else if segment.contains(item.product) {
                reason = .popularInSegment
            }
            return Recommendation(
                item,
                reason,
                [
                    Evidence("orders_28_days", Double(popularity.orders28[Int(item.product)])),
                    Evidence("orders_90_days", Double(popularity.orders90[Int(item.product)])),
                ]
            )
        }
    }
}

/// The first few products of a list that are allowed, no two of a group and few of one category.
private struct Findings {
    private(set) var products: [Int32] = []
    private var postponed: [Int32] = []
    private let categories: [Int32]
    private let groups: [Int32]
    /// The number of the search that last found something of the group or category, so that nothing has to be cleared.
    private var groupMarks: [Int32]
    private var categoryMarks: [Int32]
    /// How many of the category that search has found.
    private var alike: [Int32]
    /// Categories of which that search has found enough.
    private var full = 0
    private var number: Int32 = 0

    init(_ products: Products) {
        categories = products.categories.codes
        groups = products.itemGroups
        groupMarks = Array(repeating: 0, count: Int(groups.max() ?? -1) + 1)
        categoryMarks = Array(repeating: 0, count: products.categories.values.count)
        alike = categoryMarks
    }

    /// - Parameter leaves: Full category paths in the list; where each has given enough, what follows is only postponed.
    mutating func take(_ limit: Int, from list: [Int32], leaves: Int = .max, allowed: CustomerRules) {
        number += 1
        full = 0
        products.removeAll(keepingCapacity: true)
        postponed.removeAll(keepingCapacity: true)
        for product in list where allowed.allows(product) {
            let found = products.count + postponed.count
            if products.count >= limit || found >= 4 * limit || (full == leaves && found >= limit) { break }
            let group = Int(groups[Int(product)])
            if group >= 0 {
                if groupMarks[group] == number { continue }
                groupMarks[group] = number
            }
            if hasMany(of: Int(categories[Int(product)])) {
                postponed.append(product)
            } else {
                products.append(product)
            }
        }
        products += postponed.prefix(max(0, limit - products.count))
    }

    /// Whether enough of a category is there; counts one more where not.
    private mutating func hasMany(of category: Int) -> Bool {
        guard category >= 0 else { return false }
        if categoryMarks[category] != number { (categoryMarks[category], alike[category]) = (number, 0) }
        if alike[category] >= Int32(PopularRecommender.perLeaf) { return true }
        alike[category] += 1
        if alike[category] == Int32(PopularRecommender.perLeaf) { full += 1 }
        return false
    }
}
