internal import CampaignModel
internal import Foundation

/// The candidates of one cart after another, with what the cart and the household say of each. Working memory, kept from
/// cart to cart: one mark a product, and a few numbers a candidate.
///
/// Candidates are the ``companionsMarked`` best companions of each product of the cart and as many neighbours in the
/// linear model, what the household bought, and what is popular. Companions further down only add to candidates found
/// otherwise.
struct CartCandidates {
    static let companionsMarked = 80
    /// Of a larger cart only the first so many products count.
    static let maximumCart = 60

    private let knowledge: CartKnowledge
    private let pairStarts: [Int32]
    private let companions: [Int32]
    private let pairCounts: [Int32]

    /// Where each product stands among the candidates; -1 for none, -2 for what is in the cart.
    private var places: [Int32]
    /// Distinct products of the cart that the shop knows.
    private(set) var cart: [Int32] = []
    private(set) var products: [Int32] = []
    private var parts: [Parts] = []
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
        cartTypeRows.removeAll(keepingCapacity: true)
        for product in wanted where product >= 0 && Int(product) < places.count && places[Int(product)] == -1 {
            if cart.count == CartCandidates.maximumCart { break }
            places[Int(product)] = -2
            cart.append(product)
            let type = knowledge.types.rowOf[Int(product)]
            if type >= 0, !cartTypeRows.contains(type) { cartTypeRows.append(type) }
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
        let neighbours = knowledge.neighbours
        for entry in neighbours.range(Int(product)).prefix(CartCandidates.companionsMarked) {
            mark(neighbours.products[entry])
        }
    }

    private mutating func addPairs(_ product: Int32) {
        let orders = knowledge.columns.orders[Int(product)]
        let power = knowledge.columns.inversePowers[Int(product)]
        let share = 1 / (orders + 5)
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
        let neighbours = knowledge.neighbours
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
        .together, .repertoire,
    ]

    /// Writes the cheap signals of a candidate into the first places of `row`.
    func writeFirstSignals(of candidate: Int, to row: inout MutableSpan<Float>) {
        let product = Int(products[candidate])
        let part = parts[candidate]
        let columns = knowledge.columns
        row[0] = quickLog(part.affinity * columns.inverseRoots[product] + 1e-4)
        row[1] = quickLog(part.confidence + 1e-3)
        row[2] = quickLog(part.linear + 3e-3)
        row[3] = columns.logRecentOrders[product]
        row[4] = columns.logBuyers[product]
        row[5] = sharesCategory(product) ? 1 : 0
        let past = household.past(part.owned)
        row[6] = past.decay15
        row[7] = past.decay120
        row[8] = part.owned >= 0 ? 1 : 0
        row[9] = past.together
        row[10] = part.owned >= 0 ? household.logProducts : 0
    }

    /// Writes all signals of a candidate, in the order of `CartSignal`.
    func writeSignals(of candidate: Int, to row: inout MutableSpan<Float>) {
        let product = Int(products[candidate])
        let part = parts[candidate]
        let columns = knowledge.columns
        let past = household.past(part.owned)
        row[CartSignal.affinity.rawValue] = quickLog(part.affinity * columns.inverseRoots[product] + 1e-4)
        row[CartSignal.closest.rawValue] = quickLog(part.closest * columns.inverseRoots[product] + 1e-4)
        row[CartSignal.confidence.rawValue] = quickLog(part.confidence + 1e-3)
        row[CartSignal.lift.rawValue] = meanLogLift(product, part)
        row[CartSignal.linear.rawValue] = quickLog(part.linear + 3e-3)
        row[CartSignal.recentPopularity.rawValue] = columns.logRecentOrders[product]
        row[CartSignal.popularity.rawValue] = columns.logBuyers[product]
        row[CartSignal.newBuyers.rawValue] = columns.logNewBuyers[product]
        row[CartSignal.sameCategory.rawValue] = sharesCategory(product) ? 1 : 0
        row[CartSignal.sameType.rawValue] = sameTypes(product)
        row[CartSignal.typeLift.rawValue] = bestTypeLift(product)
        row[CartSignal.shareOfType.rawValue] = columns.logShareOfType[product]
        row[CartSignal.repeatShare.rawValue] = columns.repeatShare[product]
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
    private func meanLogLift(_ product: Int, _ part: Parts) -> Float {
        guard !cart.isEmpty else { return 0 }
        let orders = knowledge.columns.orders
        let half = orders[product] / (2 * Float(max(1, knowledge.basketCount)))
        var sum = part.seen
        for other in cart { sum -= quickLog(1 + orders[Int(other)] * half) }
        return sum / Float(cart.count)
    }

    private func sharesCategory(_ product: Int) -> Bool {
        let categoryOf = knowledge.types.categoryOf
        let category = categoryOf[product]
        guard category >= 0 else { return false }
        for other in cart where categoryOf[Int(other)] == category { return true }
        return false
    }

    private func sameTypes(_ product: Int) -> Float {
        let typeOf = knowledge.types.typeOf
        let type = typeOf[product]
        guard type >= 0 else { return 0 }
        var count: Float = 0
        for other in cart where typeOf[Int(other)] == type { count += 1 }
        return quickLog(1 + count)
    }

    private func bestTypeLift(_ product: Int) -> Float {
        let types = knowledge.types
        let row = Int(types.rowOf[product])
        guard row >= 0, !cartTypeRows.isEmpty else { return 0 }
        var best = -Float.infinity
        for other in cartTypeRows { best = max(best, types.logLifts[Int(other) * types.count + row]) }
        return best
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
