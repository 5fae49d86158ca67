internal import CampaignModel
internal import Foundation

/// The candidates of one cart after another, with what the cart and the household say of each. Working memory, kept from
/// cart to cart: one mark a product, and a few numbers a candidate.
///
/// Candidates are the ``companionsMarked`` best companions of each product of the cart and as many neighbours in the
/// linear model, what the household bought, and what is popular. Companions further down only add to candidates found
/// otherwise.
struct CartCandidates {
    static let companionsMarked = 48
    /// Of a larger cart only the first so many products count.
    static let maximumCart = 60

    private let knowledge: CartKnowledge
    private let pairStarts: [Int32]
    private let companions: [Int32]
    private let pairCounts: [Int32]
    private let facts: [ProductFacts]
    private let neighbours: LinearNeighbours

    /// Where each product stands among the candidates; -1 for none, -2 for what is in the cart.
    private var places: [Int32]
    /// Distinct products of the cart that the shop knows.
    private(set) var cart: [Int32] = []
    private(set) var products: [Int32] = []
    private var parts: [Parts] = []
    /// Of the products of the cart.
    private var cartCategories: [Int32] = []
    private var cartTypes: [Int32] = []
    private var cartTypeRows: [Int32] = []
    private var household = HouseholdTrips()

    /// What is added up for one candidate.
    private struct Parts {
        /// `Σ` and `max` over the cart of pairs / orders ^ 0.7.
        var affinity: Float = 0
        var closest: Float = 0
        /// Largest pairs / (orders + 5).
        var confidence: Float = 0
        /// `Σ log(1 + pairs / 2)`
        var seen: Float = 0
        var linear: Float = 0
        /// Place among the household's products; -1 for what they never bought.
        var owned: Int32 = -1
    }

    init(_ knowledge: CartKnowledge) {
        self.knowledge = knowledge
        pairStarts = knowledge.pairs.starts
        companions = knowledge.pairs.companions
        pairCounts = knowledge.pairs.pairs
        facts = knowledge.facts
        neighbours = knowledge.neighbours
        places = Array(repeating: -1, count: knowledge.productCount)
    }

    var count: Int { products.count }

    /// Whether the household bought a candidate before.
    func isOwned(_ candidate: Int) -> Bool { parts[candidate].owned >= 0 }

    func place(of product: Int32) -> Int? {
        let place = places[Int(product)]
        return place >= 0 ? Int(place) : nil
    }

    /// Turns to another cart.
    /// - Parameters:
    ///   - row: The household's row in `purchases`; `nil` for someone unknown, of whom only the cart counts.
    ///   - extra: Candidates by request.
    mutating func start(cart wanted: [Int32], purchases: PurchaseMatrix, row: Int?, extra: [Int32] = []) {
        for product in products { places[Int(product)] = -1 }
        for product in cart { places[Int(product)] = -1 }
        products.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
        cart.removeAll(keepingCapacity: true)
        cartCategories.removeAll(keepingCapacity: true)
        cartTypes.removeAll(keepingCapacity: true)
        cartTypeRows.removeAll(keepingCapacity: true)
        for product in wanted where product >= 0 && Int(product) < places.count && places[Int(product)] == -1 {
            if cart.count == CartCandidates.maximumCart { break }
            places[Int(product)] = -2
            cart.append(product)
            let fact = facts[Int(product)]
            if fact.category >= 0, !cartCategories.contains(fact.category) { cartCategories.append(fact.category) }
            if fact.type >= 0 { cartTypes.append(fact.type) }
            if fact.typeRow >= 0, !cartTypeRows.contains(fact.typeRow) { cartTypeRows.append(fact.typeRow) }
        }
        for product in extra { mark(product) }
        for product in cart { markCompanions(product) }
        for product in knowledge.popular { mark(product) }
        if let row {
            household.start(purchases, row: row, cart: cart)
            for owned in 0..<household.products.count {
                let product = household.products[owned]
                mark(product)
                if let place = place(of: product) { parts[place].owned = Int32(owned) }
            }
        } else {
            household.clear()
        }
        for product in cart { addPairs(product) }
    }

    private mutating func mark(_ product: Int32) {
        guard places[Int(product)] == -1 else { return }
        places[Int(product)] = Int32(products.count)
        products.append(product)
        parts.append(Parts())
    }

    private mutating func markCompanions(_ product: Int32) {
        let start = Int(pairStarts[Int(product)])
        let end = min(Int(pairStarts[Int(product) + 1]), start + CartCandidates.companionsMarked)
        for entry in start..<end { mark(companions[entry]) }
        for entry in neighbours.range(Int(product)).prefix(CartCandidates.companionsMarked) {
            mark(neighbours.products[entry])
        }
    }

    private mutating func addPairs(_ product: Int32) {
        let power = facts[Int(product)].inversePower
        let share = 1 / (facts[Int(product)].orders + 5)
        for entry in Int(pairStarts[Int(product)])..<Int(pairStarts[Int(product) + 1]) {
            let place = Int(places[Int(companions[entry])])
            guard place >= 0 else { continue }
            let count = Float(pairCounts[entry])
            let affinity = count * power
            parts[place].affinity += affinity
            parts[place].closest = max(parts[place].closest, affinity)
            parts[place].confidence = max(parts[place].confidence, count * share)
            parts[place].seen += quickLog(1 + count / 2)
        }
        for entry in neighbours.range(Int(product)) {
            let place = Int(places[Int(neighbours.products[entry])])
            if place >= 0 { parts[place].linear += neighbours.weights[entry] }
        }
    }
}

// MARK: Signals

extension CartCandidates {
    /// The cheap signals, by which candidates are narrowed, in this order.
    static let firstSignals: [CartSignal] = [
        .affinity, .confidence, .linear, .recentPopularity, .popularity, .sameCategory, .decay15, .decay120, .owned,
        .together, .repertoire, .combined,
    ]

    /// Writes the cheap signals of a candidate into the first places of `row`.
    func writeFirstSignals(of candidate: Int, to row: inout MutableSpan<Float>) {
        let fact = facts[Int(products[candidate])]
        let part = parts[candidate]
        let past = household.past(part.owned)
        row[0] = quickLog(part.affinity * fact.inverseRoot + 1e-4)
        row[1] = quickLog(part.confidence + 1e-3)
        row[2] = quickLog(part.linear + 3e-3)
        row[3] = fact.logRecentOrders
        row[4] = fact.logBuyers
        row[5] = sharesCategory(fact) ? 1 : 0
        row[6] = past.decay15
        row[7] = past.decay120
        row[8] = part.owned >= 0 ? 1 : 0
        row[9] = past.together
        row[10] = part.owned >= 0 ? household.logProducts : 0
        row[11] = quickLog(part.affinity * fact.inverseRoot + part.linear + 3e-3)
    }

    /// Writes all signals of a candidate, in the order of `CartSignal`.
    func writeSignals(of candidate: Int, to row: inout MutableSpan<Float>) {
        let fact = facts[Int(products[candidate])]
        let part = parts[candidate]
        let past = household.past(part.owned)
        row[CartSignal.affinity.rawValue] = quickLog(part.affinity * fact.inverseRoot + 1e-4)
        row[CartSignal.closest.rawValue] = quickLog(part.closest * fact.inverseRoot + 1e-4)
        row[CartSignal.confidence.rawValue] = quickLog(part.confidence + 1e-3)
        row[CartSignal.lift.rawValue] = meanLogLift(fact, part)
        row[CartSignal.linear.rawValue] = quickLog(part.linear + 3e-3)
        row[CartSignal.combined.rawValue] = quickLog(part.affinity * fact.inverseRoot + part.linear + 3e-3)
        row[CartSignal.recentPopularity.rawValue] = fact.logRecentOrders
        row[CartSignal.popularity.rawValue] = fact.logBuyers
        row[CartSignal.newBuyers.rawValue] = fact.logNewBuyers
        row[CartSignal.sameCategory.rawValue] = sharesCategory(fact) ? 1 : 0
        row[CartSignal.sameType.rawValue] = sameTypes(fact)
        row[CartSignal.typeLift.rawValue] = bestTypeLift(fact)
        row[CartSignal.shareOfType.rawValue] = fact.logShareOfType
        row[CartSignal.repeatShare.rawValue] = fact.repeatShare
        row[CartSignal.decay15.rawValue] = past.decay15
        row[CartSignal.decay60.rawValue] = past.decay60
        row[CartSignal.decay120.rawValue] = past.decay120
        row[CartSignal.repertoire.rawValue] = part.owned >= 0 ? household.logProducts : 0
        row[CartSignal.early.rawValue] = past.early
        row[CartSignal.owned.rawValue] = part.owned >= 0 ? 1 : 0
        row[CartSignal.together.rawValue] = past.together
        row[CartSignal.togetherLately.rawValue] = past.togetherLately
        row[CartSignal.personalConfidence.rawValue] = past.confidence
    }

    /// Mean over the cart of `log((pairs + 2) / (expected by chance + 2))`.
    private func meanLogLift(_ fact: ProductFacts, _ part: Parts) -> Float {
        guard !cart.isEmpty else { return 0 }
        let half = fact.orders / (2 * Float(max(1, knowledge.basketCount)))
        var sum = part.seen
        for other in cart { sum -= quickLog(1 + facts[Int(other)].orders * half) }
        return sum / Float(cart.count)
    }

    private func sharesCategory(_ fact: ProductFacts) -> Bool {
        for category in cartCategories where category == fact.category { return true }
        return false
    }

    private func sameTypes(_ fact: ProductFacts) -> Float {
        var count: Float = 0
        for type in cartTypes where type == fact.type { count += 1 }
        return quickLog(1 + count)
    }

    private func bestTypeLift(_ fact: ProductFacts) -> Float {
        guard fact.typeRow >= 0 else { return 0 }
        let types = knowledge.types
        var best = -Float.infinity
        // What the type is to itself, `sameType` says.
        for other in cartTypeRows where other != fact.typeRow {
            best = max(best, types.logLifts[Int(other) * types.count + Int(fact.typeRow)])
        }
        return best.isFinite ? best : 0
    }
}

// MARK: Shortlist

extension CartCandidates {
    /// The candidates with the best first scores, best first; of equal ones the product that comes first.
    /// - Parameter first: Weights of `firstSignals`.
    func shortlist(_ limit: Int, first: [Float], isAllowed: (Int) -> Bool) -> [Int] {
        var row = [Float](repeating: 0, count: first.count)
        var best: [(score: Float, product: Int32, candidate: Int)] = []
        best.reserveCapacity(limit + 1)
        for candidate in 0..<count {
            var span = row.mutableSpan
            writeFirstSignals(of: candidate, to: &span)
            var score: Float = 0
            for signal in 0..<first.count { score += first[signal] * row[signal] }
            if best.count == limit, score < best[limit - 1].score { continue }
            guard isAllowed(candidate) else { continue }
            let product = products[candidate]
            var place = best.count
            while place > 0, (best[place - 1].score, product) < (score, best[place - 1].product) { place -= 1 }
            if place >= limit { continue }
            best.insert((score, product, candidate), at: place)
            if best.count > limit { best.removeLast() }
        }
        return best.map(\.candidate)
    }
}
