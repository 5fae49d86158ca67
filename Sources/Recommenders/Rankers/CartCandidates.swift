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
    private let pairs: BasketPairs
    private let facts: [ProductFacts]
    private let firstFacts: [FirstFacts]
    private let neighbours: LinearNeighbours

    /// Where each product stands among the candidates; -1 for none, -2 for what is in the cart.
    private var places: [Int32]
    /// Distinct products of the cart that the shop knows.
    private(set) var cart: [Int32] = []
    private(set) var products: [Int32] = []
    private var parts: [Parts] = []
    /// One entry a category, the first for none: whether the cart holds something of it.
    private var isInCart: [Bool]
    /// Of the products of the cart.
    private var cartTypes: [Int32] = []
    private var cartTypeRows: [Int32] = []
    private var household = HouseholdTrips()
    /// Companions that are candidates; as long as the longest list of companions, and one more.
    private var hits: [Int32]
    /// `log(1 + pairs / 2)` of few pairs.
    private let seenLogs: [Float]
    private var columns = FirstColumns()

    /// What is added up for one candidate.
    fileprivate struct Parts {
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
        pairs = knowledge.pairs
        facts = knowledge.facts
        firstFacts = knowledge.firstFacts
        neighbours = knowledge.neighbours
        places = Array(repeating: -1, count: knowledge.productCount)
        isInCart = Array(repeating: false, count: Int(knowledge.types.categoryOf.max() ?? -1) + 2)
        hits = Array(repeating: 0, count: max(BasketPairs.maximumCompanions, CartKnowledge.linearNeighbours) + 1)
        seenLogs = (0..<256).map { quickLog(1 + Float($0) / 2) }
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
        for product in cart {
            places[Int(product)] = -1
            isInCart[Int(facts[Int(product)].category) + 1] = false
        }
        products.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
        cart.removeAll(keepingCapacity: true)
        cartTypes.removeAll(keepingCapacity: true)
        cartTypeRows.removeAll(keepingCapacity: true)
        for product in wanted where product >= 0 && Int(product) < places.count && places[Int(product)] == -1 {
            if cart.count == CartCandidates.maximumCart { break }
            places[Int(product)] = -2
            cart.append(product)
            let fact = facts[Int(product)]
            if fact.category >= 0 { isInCart[Int(fact.category) + 1] = true }
            if fact.type >= 0 { cartTypes.append(fact.type) }
            if fact.typeRow >= 0, !cartTypeRows.contains(fact.typeRow) { cartTypeRows.append(fact.typeRow) }
        }
        for product in extra { mark(product) }
        for product in cart { markCompanions(product) }
        for product in knowledge.popular { mark(product) }
        if let row { household.start(purchases, row: row, cart: cart) } else { household.clear() }
        for product in household.products { mark(product) }
        parts.append(contentsOf: repeatElement(Parts(), count: products.count))
        for (owned, product) in household.products.enumerated() {
            if let place = place(of: product) { parts[place].owned = Int32(owned) }
        }
        for product in cart { addPairs(product) }
    }

    private mutating func mark(_ product: Int32) {
        guard places[Int(product)] == -1 else { return }
        places[Int(product)] = Int32(products.count)
        products.append(product)
    }

    private mutating func markCompanions(_ product: Int32) {
        for entry in pairs.range(Int(product)).prefix(CartCandidates.companionsMarked) {
            mark(pairs.companions[entry])
        }
        for entry in neighbours.range(Int(product)).prefix(CartCandidates.companionsMarked) {
            mark(neighbours.products[entry])
        }
    }

    private mutating func addPairs(_ product: Int32) {
        var count = CartCandidates.find(pairs.companions, pairs.range(Int(product)), places, &hits)
        CartCandidates.addPairs(count, of: facts[Int(product)], pairs, hits, places, seenLogs, to: &parts)
        count = CartCandidates.find(neighbours.products, neighbours.range(Int(product)), places, &hits)
        for place in 0..<count {
            let entry = Int(hits[place])
            parts[Int(places[Int(neighbours.products[entry])])].linear += neighbours.weights[entry]
        }
    }

    /// Adds the first `count` pairs of `hits`.
    private static func addPairs(
        _ count: Int,
        of fact: ProductFacts,
        _ pairs: BasketPairs,
        _ hits: [Int32],
        _ places: [Int32],
        _ seenLogs: [Float],
        to parts: inout [Parts]
    ) {
        let (power, share) = (fact.inversePower, 1 / (fact.orders + 5))
        var parts = parts.mutableSpan
        for place in 0..<count {
            let entry = Int(hits[place])
            let candidate = Int(places[Int(pairs.companions[entry])])
            let count = Float(pairs.pairs[entry])
            let affinity = count * power
            parts[candidate].affinity += affinity
            parts[candidate].closest = max(parts[candidate].closest, affinity)
            parts[candidate].confidence = max(parts[candidate].confidence, count * share)
            parts[candidate].seen += count < 256 ? seenLogs[Int(count)] : quickLog(1 + count / 2)
        }
    }

    /// Which entries of a list of products are candidates.
    /// - Returns: How many; they stand in `hits`.
    private static func find(_ list: [Int32], _ range: Range<Int>, _ places: [Int32], _ hits: inout [Int32]) -> Int {
        let (list, places) = (list.span, places.span)
        var hits = hits.mutableSpan
        var count = 0
        // Written always and counted where found: no branch to guess.
        for entry in range {
            hits[count] = Int32(truncatingIfNeeded: entry)
            count &+= places[Int(list[entry])] >= 0 ? 1 : 0
        }
        return count
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
        let affinity = part.affinity * fact.inverseRoot
        row[0] = quickLog(affinity + 1e-4)
        row[1] = quickLog(part.confidence + 1e-3)
        row[2] = quickLog(part.linear + 3e-3)
        row[3] = fact.logRecentOrders
        row[4] = fact.logBuyers
        row[5] = isInCart[Int(fact.category) + 1] ? 1 : 0
        row[6] = past.decay15
        row[7] = past.decay120
        row[8] = part.owned >= 0 ? 1 : 0
        row[9] = past.together
        row[10] = part.owned >= 0 ? household.logProducts : 0
        row[11] = quickLog(affinity + part.linear + 3e-3)
    }

    /// Writes all signals of a candidate, in the order of `CartSignal`.
    func writeSignals(of candidate: Int, to row: inout MutableSpan<Float>) {
        let fact = facts[Int(products[candidate])]
        let part = parts[candidate]
        let past = household.past(part.owned)
        let affinity = part.affinity * fact.inverseRoot
        row[CartSignal.affinity.rawValue] = quickLog(affinity + 1e-4)
        row[CartSignal.closest.rawValue] = quickLog(part.closest * fact.inverseRoot + 1e-4)
        row[CartSignal.confidence.rawValue] = quickLog(part.confidence + 1e-3)
        row[CartSignal.lift.rawValue] = meanLogLift(fact, part)
        row[CartSignal.linear.rawValue] = quickLog(part.linear + 3e-3)
        row[CartSignal.combined.rawValue] = quickLog(affinity + part.linear + 3e-3)
        row[CartSignal.recentPopularity.rawValue] = fact.logRecentOrders
        row[CartSignal.popularity.rawValue] = fact.logBuyers
        row[CartSignal.newBuyers.rawValue] = fact.logNewBuyers
        row[CartSignal.sameCategory.rawValue] = isInCart[Int(fact.category) + 1] ? 1 : 0
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
    /// - Parameters:
    ///   - first: Weights of `firstSignals`.
    ///   - novelOnly: Whether what the household bought is left out.
    ///   - allows: Whether a product may be in the list.
    mutating func shortlist(
        _ limit: Int,
        first: [Float],
        novelOnly: Bool,
        allows: (Int32) -> Bool = { _ in true }
    ) -> [Int] {
        scoreFirst(first)
        var best: [(score: Float, product: Int32, candidate: Int)] = []
        best.reserveCapacity(limit + 1)
        var least = -Float.infinity
        for candidate in 0..<count where columns.scores[candidate] >= least {
            let (score, product) = (columns.scores[candidate], products[candidate])
            guard !(novelOnly && isOwned(candidate)), allows(product) else { continue }
            var place = best.count
            while place > 0, (best[place - 1].score, product) < (score, best[place - 1].product) { place -= 1 }
            if place >= limit { continue }
            best.insert((score, product, candidate), at: place)
            if best.count > limit { best.removeLast() }
            if best.count == limit { least = best[limit - 1].score }
        }
        return best.map(\.candidate)
    }

    /// Sets the first score of every candidate.
    private mutating func scoreFirst(_ first: [Float]) {
        columns.score(products, parts, firstFacts, isInCart, first)
        let ofStranger = firstScore(ofHousehold: -1, first)
        for candidate in 0..<count {
            let owned = parts[candidate].owned
            columns.scores[candidate] += owned < 0 ? ofStranger : firstScore(ofHousehold: owned, first)
        }
    }

    /// What the household's past adds to a first score.
    private func firstScore(ofHousehold owned: Int32, _ first: [Float]) -> Float {
        let past = household.past(owned)
        let score = first[6] * past.decay15 + first[7] * past.decay120 + first[9] * past.together
        return owned < 0 ? score : score + first[8] + first[10] * household.logProducts
    }
}

/// The first scores of a cart's candidates, in columns: one entry a candidate. What lies all over the memory is fetched in
/// a loop of its own, so that one fetch does not wait for another, and logarithms are taken of whole columns.
private struct FirstColumns: Sendable {
    var scores: [Float] = []
    /// What logarithms are taken of: affinities, then confidences, the linear model's scores, and the first and third
    /// together.
    private var values: [Float] = []

    /// Sets the scores to what the cart and the shop say of each candidate.
    mutating func score(
        _ products: [Int32],
        _ parts: [CartCandidates.Parts],
        _ facts: [FirstFacts],
        _ isInCart: [Bool],
        _ first: [Float]
    ) {
        let count = products.count
        scores.removeAll(keepingCapacity: true)
        scores.append(contentsOf: repeatElement(0, count: count))
        values.removeAll(keepingCapacity: true)
        values.append(contentsOf: repeatElement(0, count: 4 * count))
        FirstColumns.fetch(products.span, parts.span, facts.span, isInCart.span, first, &values, &scores)
        FirstColumns.addLogs(&values, first, to: &scores)
    }

    private static func fetch(
        _ products: Span<Int32>,
        _ parts: Span<CartCandidates.Parts>,
        _ facts: Span<FirstFacts>,
        _ isInCart: Span<Bool>,
        _ first: [Float],
        _ values: inout [Float],
        _ scores: inout [Float]
    ) {
        let count = products.count
        let (ofRecent, ofPopularity, ofCategory) = (first[3], first[4], first[5])
        var values = values.mutableSpan
        var scores = scores.mutableSpan
        for candidate in 0..<count {
            let fact = facts[Int(products[candidate])]
            let affinity = parts[candidate].affinity * fact.inverseRoot
            values[candidate] = affinity + 1e-4
            values[count + candidate] = parts[candidate].confidence + 1e-3
            values[2 * count + candidate] = parts[candidate].linear + 3e-3
            values[3 * count + candidate] = affinity + parts[candidate].linear + 3e-3
            let ofShop = ofRecent * fact.logRecentOrders + ofPopularity * fact.logBuyers
            scores[candidate] = ofShop + (isInCart[Int(fact.category) + 1] ? ofCategory : 0)
        }
    }

    private static func addLogs(_ values: inout [Float], _ first: [Float], to scores: inout [Float]) {
        var values = values.mutableSpan
        takeQuickLogs(&values)
        let weights = SIMD4(first[0], first[1], first[2], first[11])
        var scores = scores.mutableSpan
        let count = scores.count
        for candidate in 0..<count {
            let ofCart = weights.x * values[candidate] + weights.y * values[count + candidate]
            let ofModel = weights.z * values[2 * count + candidate] + weights.w * values[3 * count + candidate]
            scores[candidate] += ofCart + ofModel
        }
    }
}
