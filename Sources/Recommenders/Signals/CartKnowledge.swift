internal import CampaignModel
internal import Threads

/// What a shop's baskets up to a moment tell about completing a cart: pairs, a linear model, popularity, product types.
struct CartKnowledge: Sendable {
    /// Products that are candidates for every cart.
    static let popularProducts = 100
    static let linearProducts = 4_000
    /// Neighbours kept of a product in the linear model.
    static let linearNeighbours = 128
    static let linearRegularization: Float = 100

    let productCount: Int
    let basketCount: Int
    let pairs: BasketPairs
    let neighbours: LinearNeighbours
    let types: BasketTypes
    /// The most bought of the last 28 days, then of all time.
    let popular: [Int32]

    /// One entry a product.
    let facts: [ProductFacts]
    let firstFacts: [FirstFacts]

    init(_ basketFacts: BasketFacts, _ products: Products, workers: Workers) {
        let baskets = basketFacts.baskets
        productCount = products.count
        basketCount = baskets.count
        pairs = basketFacts.pairs
        neighbours = LinearNeighbours(baskets, orders: pairs.orders, workers: workers)
        types = BasketTypes(products, baskets, workers: workers)
        let facts = ProductFacts.all(baskets, orders: pairs.orders, types)
        self.facts = facts
        firstFacts = facts.map(FirstFacts.init)
        popular = Array(
            (0..<Int32(products.count)).filter { facts[Int($0)].orders > 0 }
                .sorted {
                    let (left, right) = (facts[Int($0)], facts[Int($1)])
                    return (right.recentOrders, right.orders, $0) < (left.recentOrders, left.orders, $1)
                }
                .prefix(CartKnowledge.popularProducts)
        )
    }
}
