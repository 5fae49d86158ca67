internal import CampaignModel
internal import Foundation

/// "Your edit": the better things of the kinds a customer buys, within what they have shown to spend.
///
/// A candidate is of a full category path the customer bought from, at most five of them, by weight `2^(-age / 180 days)`
/// a line; its price is in the upper 40 % of that path (paths with fewer than three prices have no upper part), by the
/// unit too where packs can be compared, and not above the most the customer ever paid for a piece in the same top-level
/// category.
///
///     score = share of the path · (0.5 + share of the brand in what they buy) · (0.5 + 0.5 · popularity share)
///
/// where the popularity share is `(popularity + 1) / (the path's most popular candidate's + 1)`.
struct EditRecommender: Recommender {
    let strategy = Strategy.edit
    static let maximumCategories = 5
    static let upperShare = 0.4

    private let history: PurchaseHistory
    private let ladders: PriceLadders
    private let popularity: Popularity
    private let taste: CategoryTaste
    /// By product; see `UnitPrices`.
    private let isDearByTheUnit: [Bool]

    init(
        history: PurchaseHistory,
        ladders: PriceLadders,
        unitPrices: UnitPrices,
        popularity: Popularity,
        taste: CategoryTaste
    ) {
        self.history = history
        self.ladders = ladders
        self.popularity = popularity
        self.taste = taste
        isDearByTheUnit = unitPrices.atLeastMedian(of: history.shop.products.categories.codes)
    }

    func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> RankedLists {
        var allowed = CustomerRules(rules, for: strategy)
        var habits = Habits(history.shop.products, topLevels: taste.names.count)
        let products = history.shop.products
        var best = BestProducts(limit: limit)
        var lists = RankedLists()
        for customer in customers {
            allowed.start(customer)
            best.reset()
            read(customer, into: &habits)
            for (category, share) in habits.topCategories {
                let premium = premium(of: category, habits).filter {
                    isDearByTheUnit[Int($0)] && allowed.allows($0)
                }
                let most = premium.reduce(0.0) { max($0, popularity.scores[Int($1)]) }
                for product in premium {
                    let popular = (popularity.scores[Int(product)] + 1) / (most + 1)
                    let score = share * (0.5 + habits.brandShare(of: product)) * (0.5 + 0.5 * popular)
                    best.add(product, score: score, group: products.itemGroups[Int(product)])
                }
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
        var habits = Habits(history.shop.products, topLevels: taste.names.count)
        read(customer, into: &habits)
        let products = history.shop.products
        return chosen.map { item in
            let price = Double(products.prices[Int(item.product)])
            return Recommendation(
                item,
                .premiumPick(category: products.categories[Int(item.product)]),
                [
                    Evidence("price_of_dearest_paid", price / Double(max(1, reach(of: item.product, habits)))),
                    Evidence("brand_share", habits.brandShare(of: item.product)),
                    Evidence("orders_28_days", Double(popularity.orders28[Int(item.product)])),
                ]
            )
        }
    }

    /// The upper part of a category's prices that is within reach.
    private func premium(of category: Int32, _ habits: Habits) -> ArraySlice<Int32> {
        let ladder = ladders.products(of: category)
        let prices = history.shop.products.prices
        guard let lowest = ladder.first, let highest = ladder.last else { return [] }
        guard ladder.count >= 3, prices[Int(lowest)] < prices[Int(highest)] else { return [] }
        let start = ladder.startIndex + Int((Double(ladder.count) * (1 - EditRecommender.upperShare)).rounded(.up))
        let reach = reach(of: lowest, habits)
        return ladder[start...].prefix { prices[Int($0)] <= reach }
    }

    private func reach(of product: Int32, _ habits: Habits) -> Int64 {
        taste.category(of: product).map { habits.dearest[Int($0)] } ?? 0
    }

    private func read(_ customer: Int32, into habits: inout Habits) {
        habits.reset()
        let orders = history.shop.orders
        let products = history.shop.products
        for order in history.orders(of: customer) {
            let weight = exp2(-history.days(since: orders.times[order]) / 180)
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = orders.products[line]
                guard let topLevel = taste.category(of: product) else { continue }
                let paid = Int64(orders.unitPrices[line]) - Int64(orders.discounts[line] / orders.quantities[line])
                habits.add(
                    category: products.categories.codes[Int(product)],
                    topLevel: topLevel,
                    brand: products.brands.codes[Int(product)],
                    weight: weight,
                    paid: paid
                )
            }
        }
        habits.close(maximumCategories: EditRecommender.maximumCategories)
    }
}

/// What a customer buys, and how dear; its memory is kept from customer to customer.
private struct Habits {
    private var weights: [Double]
    private var brands: [Double]
    private var brandWeight = 0.0
    /// The most paid for a piece, by top-level category.
    private(set) var dearest: [Int64]
    private(set) var topCategories: [(category: Int32, share: Double)] = []
    private var touched: [(category: Int32, topLevel: Int32, brand: Int32)] = []
    private let brandOf: [Int32]

    init(_ products: Products, topLevels: Int) {
        weights = Array(repeating: 0, count: products.categories.values.count)
        brands = Array(repeating: 0, count: products.brands.values.count)
        dearest = Array(repeating: 0, count: topLevels)
        brandOf = products.brands.codes
    }

    func brandShare(of product: Int32) -> Double {
        let brand = brandOf[Int(product)]
        return brand < 0 || brandWeight == 0 ? 0 : brands[Int(brand)] / brandWeight
    }

    mutating func reset() {
        for (category, topLevel, brand) in touched {
            weights[Int(category)] = 0
            dearest[Int(topLevel)] = 0
            if brand >= 0 { brands[Int(brand)] = 0 }
        }
        touched.removeAll(keepingCapacity: true)
        brandWeight = 0
    }

    mutating func add(category: Int32, topLevel: Int32, brand: Int32, weight: Double, paid: Int64) {
        touched.append((category, topLevel, brand))
        weights[Int(category)] += weight
        dearest[Int(topLevel)] = max(dearest[Int(topLevel)], paid)
        guard brand >= 0 else { return }
        brands[Int(brand)] += weight
        brandWeight += weight
    }

    mutating func close(maximumCategories: Int) {
        topCategories.removeAll(keepingCapacity: true)
        for (category, _, _) in touched where !topCategories.contains(where: { $0.category == category }) {
            let place = topCategories.firstIndex { other in
                (weights[Int(other.category)], category) < (weights[Int(category)], other.category)
            }
            topCategories.insert((category, 0), at: place ?? topCategories.count)
            if topCategories.count > maximumCategories { topCategories.removeLast() }
        }
        let total = topCategories.reduce(0.0) { $0 + weights[Int($1.category)] }
        for index in topCategories.indices where total > 0 {
            topCategories[index].share = weights[Int(topCategories[index].category)] / total
        }
    }
}
