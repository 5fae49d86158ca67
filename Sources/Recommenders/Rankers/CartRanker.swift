public import CampaignModel
public import Threads

/// What completes a cart: other products that belong in the same basket, ordered by what this shop's past baskets held.
///
/// Four questions have a model each, fitted to the shop's own past (``CartLearning``): a known household or someone
/// unknown, anything or only what the household never bought. Candidates come from pairs, a linear model on baskets, the
/// household's own products and the popular ones; cheap signals narrow them to a shortlist, and all signals
/// (``CartSignal``) order it.
/// Sources: Linden, Smith, York, "Amazon.com Recommendations", 2003 (pairs); Steck, "Embarrassingly Shallow Autoencoders
/// for Sparse Data", WWW 2019 (the linear model); McFadden, "Conditional Logit Analysis", 1974 (the weights).
public struct CartRanker: Sendable {
    private let history: PurchaseHistory
    let knowledge: CartKnowledge
    private let models: [CartModel]

    /// Learns from everything up to `asOf`.
    public init(shop: Shop, asOf: Instant, workers: Workers) {
        self.init(ShopBaskets(shop: shop, asOf: asOf, workers: workers), shop: shop, workers: workers)
    }

    /// - Parameter baskets: The shop's; for who needs them elsewhere too.
    public init(_ baskets: ShopBaskets, shop: Shop, workers: Workers) {
        history = PurchaseHistory(shop: shop, asOf: baskets.asOf)
        let facts = baskets.facts
        models = CartLearning(history, facts.baskets, workers: workers).models()
        knowledge = CartKnowledge(facts, shop.products, workers: workers)
    }

    /// The weights of one of the four questions.
    public func weights(isKnown: Bool, novelOnly: Bool) -> RankerWeights {
        models[CartQuestion(isKnown: isKnown, novelOnly: novelOnly).rawValue].weights
    }

    /// The best products for each cart, which are never in it.
    ///
    /// A customer of -1, or one who bought nothing yet, is someone unknown. Products the shop does not know count for
    /// nothing; an empty cart gets what the household, or the shop, usually buys. The result for a cart never depends on
    /// the others, nor on the number of threads.
    /// - Parameters:
    ///   - limit: At most so many products a cart.
    ///   - rules: What a product must pass; no two of one item group are returned. `nil`: anything goes.
    ///   - novelOnly: Nothing the customer ever bought; for someone unknown a ranking that leans to what is new to people.
    public func rank(
        _ carts: ArraySlice<Cart>,
        limit: Int,
        rules: PickRules?,
        novelOnly: Bool = false
    ) -> RankedLists {
        var lists = RankedLists()
        let households = Households(carts, history)
        var candidates = CartCandidates(knowledge)
        var allowed = rules.map { CustomerRules($0, for: .complements) }
        let groups = rules == nil ? [] : history.shop.products.itemGroups
        var row = [Float](repeating: 0, count: CartSignal.width)
        for cart in carts {
            let household = households.row(of: cart.customer)
            let question = CartQuestion(isKnown: household != nil, novelOnly: novelOnly)
            let model = models[question.rawValue]
            candidates.start(cart: cart.products, purchases: households.purchases, row: household)
            if allowed != nil { allowed?.start(cart, in: history.shop) }
            let shortlist = candidates.shortlist(
                max(limit, CartModel.shortlist),
                first: model.first,
                novelOnly: question == .householdNovel
            ) { allowed?.allows($0) ?? true }
            let factors = model.weights.factors
            var best = BestProducts(limit: limit)
            for candidate in shortlist {
                var span = row.mutableSpan
                candidates.writeSignals(of: candidate, to: &span)
                var score: Float = 0
                for signal in 0..<CartSignal.width { score += factors[signal] * row[signal] }
                let product = candidates.products[candidate]
                best.add(product, score: Double(score), group: groups.isEmpty ? -1 : groups[Int(product)])
            }
            for entry in best.entries { lists.append(entry.product, score: Float(entry.score)) }
            lists.endCase()
        }
        return lists
    }

    /// What each chosen product's score is made of: weight × signal of every signal, in units of the score.
    public func evidence(_ products: [Int32], for cart: Cart, novelOnly: Bool = false) -> [[Evidence]] {
        let households = Households([cart], history)
        let household = households.row(of: cart.customer)
        let weights = models[CartQuestion(isKnown: household != nil, novelOnly: novelOnly).rawValue].weights
        var candidates = CartCandidates(knowledge)
        candidates.start(cart: cart.products, purchases: households.purchases, row: household, extra: products)
        var row = [Float](repeating: 0, count: CartSignal.width)
        return products.map { product in
            guard let candidate = candidates.place(of: product) else { return [] }
            var span = row.mutableSpan
            candidates.writeSignals(of: candidate, to: &span)
            return weights.names.indices.compactMap { signal in
                let step = (Double(row[signal]) - weights.means[signal]) / weights.scales[signal]
                let value = weights.values[signal] * step
                return value == 0 ? nil : Evidence(weights.names[signal], value)
            }
        }
    }
}

/// The purchases of the customers of some carts.
private struct Households {
    let purchases: PurchaseMatrix
    /// Ascending.
    private let customers: [Int32]

    init(_ carts: ArraySlice<Cart>, _ history: PurchaseHistory) {
        let count = Int32(history.shop.customers.count)
        var customers = carts.map(\.customer).filter { $0 >= 0 && $0 < count }.sorted()
        var last: Int32 = -1
        customers.removeAll { customer in
            defer { last = customer }
            return customer == last
        }
        self.customers = customers
        purchases = PurchaseMatrix(history, customers: customers[...])
    }

    /// `nil` for someone of whom no purchase is known.
    func row(of customer: Int32) -> Int? {
        var (low, high) = (0, customers.count)
        while low < high {
            let middle = (low + high) / 2
            if customers[middle] < customer { low = middle + 1 } else { high = middle }
        }
        guard low < customers.count, customers[low] == customer, !purchases.entries(low).isEmpty else { return nil }
        return low
    }
}

extension CustomerRules {
    /// Turns to a cart: no variant of what it holds, and for a known customer what holds for them.
    fileprivate mutating func start(_ cart: Cart, in shop: Shop) {
        start(cart.customer)
        for product in cart.products where product >= 0 && Int(product) < shop.products.count { ruleOut(product) }
    }
}
