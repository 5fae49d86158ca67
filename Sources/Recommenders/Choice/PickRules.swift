public import CampaignModel

/// What may be picked at all, and for whom: a campaign's filters over one shop. They hold on every path.
///
/// A product is sellable where it is not out of stock (a preorder or a backorder can be bought), has a picture, costs
/// something, and passes the campaign's own ``CatalogueFilters``. A filter whose column the catalogue does not have is off. Beyond that a
/// customer gets nothing bought within `boughtWithinDays` (a repurchase is exempt; what is new to them, or one of a set,
/// was never bought), nothing shown to them recently, and no variant of either; only an upgrade may be a variant of what
/// was bought: 256 GB where they have 128.
public struct PickRules: Sendable {
    public let settings: RecommendSettings
    public let asOf: Instant
    /// One entry a product.
    public let sellable: [Bool]
    let shop: Shop
    /// Rows of products, by customer.
    let recentlyShown: [Int32: [Int32]]
    /// Rows of products, by customer; nobody where nothing special is to be started from.
    let anchors: [Int32: [Int32]]
    let itemGroupCount: Int
    /// Rows of the marketer's list, in its order; what the catalogue does not have is left out.
    let pinned: [Int32]
    let pairs: OwnPairs
    let worth: BusinessWorth

    /// - Parameters:
    ///   - recentlyShown: Products this campaign showed within `noRepeatDays`, by customer.
    ///   - anchors: What complements, upgrades and sets start from instead of all that the customer bought and looked at,
    ///     the most important one first: what is in the cart, or was bought or viewed just now.
    public init(
        shop: Shop,
        settings: RecommendSettings,
        asOf: Instant,
        recentlyShown: [Int32: [Int32]] = [:],
        anchors: [Int32: [Int32]] = [:]
    ) {
        self.shop = shop
        self.settings = settings
        self.asOf = asOf
        self.recentlyShown = recentlyShown
        self.anchors = anchors
        itemGroupCount = Int(shop.products.itemGroups.max() ?? -1) + 1
        sellable = PickRules.sellable(shop, settings)
        pinned = shop.products.rows(of: settings.pinned.map(\.id)).compactMap(\.self)
        pairs = OwnPairs(settings.pairs, shop.products)
        worth = BusinessWorth(shop.products, weights: settings.weights)
    }

    private static func sellable(_ shop: Shop, _ settings: RecommendSettings) -> [Bool] {
        let products = shop.products
        let present = products.present
        let filters = CatalogueFilters(shop, settings)
        return (0..<products.count).map { product in
            if present.contains(.availability), products.availability[product] == .outOfStock { return false }
            if present.contains(.imageURL), products.imageURLs.isEmpty(at: product) { return false }
            if present.contains(.price), products.currentPrice(Int32(product)) <= 0 { return false }
            return filters.allow(product)
        }
    }
}

/// The rules for one customer at a time. Its memory is one mark a product and is kept from customer to customer.
public struct CustomerRules {
    private let rules: PickRules
    private let strategy: Strategy
    private let sellable: [Bool]
    private let groups: [Int32]
    /// The number of the customer for whom a product, or a whole item group, was last ruled out.
    private var productMarks: [Int32]
    private var groupMarks: [Int32]
    private var number: Int32 = 0

    /// - Parameter strategy: Repurchase may pick what was bought; nothing else may.
    public init(_ rules: PickRules, for strategy: Strategy) {
        self.rules = rules
        self.strategy = strategy
        sellable = rules.sellable
        groups = rules.shop.products.itemGroups
        productMarks = Array(repeating: 0, count: rules.sellable.count)
        groupMarks = Array(repeating: 0, count: rules.itemGroupCount)
    }

    /// Turns to another customer; -1 is someone unknown.
    public mutating func start(_ customer: Int32) {
        number += 1
        if !rules.recentlyShown.isEmpty {
            for product in rules.recentlyShown[customer] ?? [] { ruleOut(product) }
        }
        guard customer >= 0, let earliest = earliestPurchase else { return }
        let orders = rules.shop.orders
        for order in orders.ordersOf(customer: customer).reversed() where orders.times[order] <= rules.asOf.seconds {
            if orders.times[order] < earliest { break }
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                ruleOutBought(orders.products[line])
            }
        }
    }

    /// What was bought from here on is not picked; `nil` where anything may be.
    private var earliestPurchase: Int64? {
        let days = rules.settings.boughtWithinDays
        switch strategy {
        case .repurchase: return nil
        case .discover, .bundle: return Int64.min
        case .complements, .upgrade, .edit, .trending, .pinned, .popular:
            return days > 0 ? rules.asOf.advanced(byDays: -days).seconds : nil
        }
    }

    /// Whether the product may be picked for the customer.
    public func allows(_ product: Int32) -> Bool {
        guard sellable[Int(product)], productMarks[Int(product)] != number else { return false }
        let group = groups[Int(product)]
        return group < 0 || groupMarks[Int(group)] != number
    }

    /// Rules out what the customer has, with its variants unless they may be upgrades of it.
    mutating func ruleOutBought(_ product: Int32) {
        if strategy == .upgrade { productMarks[Int(product)] = number } else { ruleOut(product) }
    }

    /// Rules a product and its variants out for the customer.
    public mutating func ruleOut(_ product: Int32) {
        productMarks[Int(product)] = number
        let group = groups[Int(product)]
        if group >= 0 { groupMarks[Int(group)] = number }
    }
}
