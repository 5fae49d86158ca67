internal import CampaignModel
internal import Statistics
internal import Threads

/// Which question is asked about a cart: whose it is, and whether what the household bought before counts.
enum CartQuestion: Int, CaseIterable, Sendable {
    case anonymous, anonymousNovel, household, householdNovel

    init(isKnown: Bool, novelOnly: Bool) {
        self = isKnown ? (novelOnly ? .householdNovel : .household) : (novelOnly ? .anonymousNovel : .anonymous)
    }

    var isKnown: Bool { self == .household || self == .householdNovel }
    var isNovel: Bool { self == .anonymousNovel || self == .householdNovel }
}

/// How the candidates of one question are ranked: cheap signals narrow them down, all signals order what is left.
///
/// Each step is a conditional logit, fitted to what its candidates were in the shop's past: weights that tell a product
/// that nobody would take from one that some would are not those that order the best.
struct CartModel: Sendable {
    /// Candidates that the first step leaves.
    static let shortlist = 24

    /// Of `CartCandidates.firstSignals`.
    let first: [Float]
    /// Of all signals.
    let weights: RankerWeights
}

/// Learns the four models from carts of the shop's past: a basket of the last 28 days (or the 28 before) whose every
/// second product is hidden, with what was known when the stretch began.
struct CartLearning {
    /// Of all windows.
    private static let maximumCarts = 6_000
    private static let minimumCarts = 50
    /// Of one customer, so that a bot teaches no more than a big household.
    private static let maximumCartsOfCustomer = 16
    /// Carts that the first step is learned from, and candidates that are held against what was bought.
    private static let firstCarts = 1_500
    private static let firstCandidates = 64
    private static let chunk = 64

    private struct Case: Sendable {
        /// Place in `windows`.
        var window: Int
        var cart: [Int32]
        /// Ascending.
        var hidden: [Int32]
        /// Row in the window's purchases; -1 for a customer who had bought nothing yet.
        var row: Int32
        var hash: UInt64
    }

    private struct Window: Sendable {
        var knowledge: CartKnowledge
        var purchases: PurchaseMatrix
    }

    private var windows: [Window] = []
    private var cases: [Case] = []
    private let workers: Workers
    private var since = Instant(seconds: 0)
    private var shortage: String?

    init(_ history: PurchaseHistory, _ baskets: Baskets, workers: Workers) {
        self.workers = workers
        let past = TrainingWindows(history, enough: TrainingWindows.manyCustomers, workers: workers)
        shortage = past.shortage
        guard !past.windows.isEmpty else { return }
        for window in past.windows {
            add(window, history, baskets, limit: CartLearning.maximumCarts / past.windows.count)
            since = window.start
        }
        if cases.count < CartLearning.minimumCarts {
            shortage = "only \(cases.count) baskets of two products or more lately, too few to learn from"
        }
    }

    private mutating func add(_ window: TrainingWindow, _ history: PurchaseHistory, _ baskets: Baskets, limit: Int) {
        let (items, starts, customers, times) = (baskets.items, baskets.starts, baskets.customers, baskets.times)
        var found: [Int32] = []
        var ofCustomer: (customer: Int32, count: Int) = (-1, 0)
        for basket in (0..<baskets.count).reversed() {
            guard times[basket] >= window.start.seconds, times[basket] <= window.end.seconds else { continue }
            guard starts[basket + 1] - starts[basket] >= 2 else { continue }
            if ofCustomer.customer != customers[basket] { ofCustomer = (customers[basket], 0) }
            ofCustomer.count += 1
            if ofCustomer.count <= CartLearning.maximumCartsOfCustomer { found.append(Int32(basket)) }
        }
        found = sample(found.reversed(), limit: limit, salt: UInt64(windows.count))
        guard !found.isEmpty else { return }
        let known = window.known(history)
        var owners: [Int32] = []
        for basket in found where owners.last != customers[Int(basket)] { owners.append(customers[Int(basket)]) }
        let purchases = PurchaseMatrix(known, customers: owners, workers: workers)
        var row = -1
        var lastCustomer: Int32 = -1
        for basket in found {
            if customers[Int(basket)] != lastCustomer {
                lastCustomer = customers[Int(basket)]
                row += 1
            }
            let products = items[Int(starts[Int(basket)])..<Int(starts[Int(basket) + 1])]
            let hash = mix(UInt64(basket) &+ 0x9e37_79b9)
            let shuffled = products.sorted {
                (mix(hash &+ UInt64($0)), $0) < (mix(hash &+ UInt64($1)), $1)
            }
            cases.append(
                Case(
                    window: windows.count,
                    cart: Array(shuffled[(shuffled.count / 2)...]),
                    hidden: shuffled[..<(shuffled.count / 2)].sorted(),
                    row: purchases.entries(row).isEmpty ? -1 : Int32(row),
                    hash: hash
                )
            )
        }
        let facts = BasketFacts(known, workers: workers)
        windows.append(
            Window(
                knowledge: CartKnowledge(facts, history.shop.products, workers: workers),
                purchases: purchases
            )
        )
    }

    /// One model a question, in the order of `CartQuestion`.
    func models() -> [CartModel] {
        CartQuestion.allCases.map { question in
            guard shortage == nil else { return CartModel(prior: question, because: shortage ?? "") }
            return model(question)
        }
    }

    private func model(_ question: CartQuestion) -> CartModel {
        let prior = CartModel(prior: question, because: "too few carts to learn from")
        let first = fit(
            choices(question, first: nil),
            names: CartCandidates.firstSignals.map(\.name),
            center: prior.first.map(Double.init)
        )
        guard let first else { return prior }
        let second = fit(
            choices(question, first: first.factors),
            names: CartSignal.allCases.map(\.name),
            center: prior.weights.factors.map(Double.init)
        )
        guard let second else { return prior }
        return CartModel(first: first.factors, weights: second)
    }

    private func fit(_ choices: Choices, names: [String], center: [Double]) -> RankerWeights? {
        guard choices.count >= CartLearning.minimumCarts else { return nil }
        var trainer = LogitTrainer(workers: workers)
        trainer.regularization = 2 / Double(choices.count)
        return trainer.weights(from: choices, names: names, cases: choices.count, since: since, center: center)
    }

    // MARK: Choices

    /// Candidates of carts, with those that were hidden as targets.
    /// - Parameter first: Weights of the first step; `nil` for its own examples.
    private func choices(_ question: CartQuestion, first: [Float]?) -> Choices {
        let width = first == nil ? CartCandidates.firstSignals.count : CartSignal.width
        let count = first == nil ? min(cases.count, CartLearning.firstCarts) : cases.count
        let parts = workers.mapChunks(of: count, chunk: CartLearning.chunk) { range in
            var part = Choices(width: width)
            var window = -1
            var candidates: CartCandidates?
            for index in range {
                let one = cases[first == nil ? index * cases.count / count : index]
                guard one.row >= 0 || !question.isKnown else { continue }
                if window != one.window {
                    window = one.window
                    candidates = CartCandidates(windows[window].knowledge)
                }
                guard var working = candidates.take() else { continue }
                add(one, question, first, &working, to: &part)
                candidates = working
            }
            return part
        }
        return Choices(parts, width: width)
    }

    private func add(
        _ one: Case,
        _ question: CartQuestion,
        _ first: [Float]?,
        _ candidates: inout CartCandidates,
        to choices: inout Choices
    ) {
        let purchases = windows[one.window].purchases
        let row = one.row >= 0 ? Int(one.row) : nil
        candidates.start(cart: one.cart, purchases: purchases, row: question.isKnown ? row : nil)
        var owned: [Int32] = []
        if question.isNovel, let row { owned = Array(purchases.products[purchases.entries(row)]) }
        func isTarget(_ candidate: Int) -> Bool {
            let product = candidates.products[candidate]
            guard contains(one.hidden, product) else { return false }
            return !question.isNovel || !contains(owned, product)
        }
        var chosen: [Int] = []
        if let first {
            chosen = candidates.shortlist(
                CartModel.shortlist,
                first: first,
                novelOnly: question == .householdNovel
            )
        } else {
            let takesAll = candidates.count <= CartLearning.firstCandidates
            let part = takesAll ? 0 : UInt64.max / UInt64(candidates.count) * UInt64(CartLearning.firstCandidates)
            chosen = (0..<candidates.count).filter { candidate in
                if question == .householdNovel, candidates.isOwned(candidate) { return false }
                let product = UInt64(candidates.products[candidate])
                return takesAll || isTarget(candidate) || mix(one.hash ^ mix(product)) < part
            }
        }
        let targets = chosen.filter(isTarget).count
        guard targets > 0, chosen.count > targets else { return }
        // A big basket teaches more than a small one, but not as much as it has products.
        let weight = 1 / Float(targets).squareRoot()
        var cells = [Float](repeating: 0, count: choices.signals.width)
        for candidate in chosen {
            var span = cells.mutableSpan
            if first == nil {
                candidates.writeFirstSignals(of: candidate, to: &span)
            } else {
                candidates.writeSignals(of: candidate, to: &span)
            }
            choices.signals.cells += cells
            choices.targets.append(isTarget(candidate) ? weight : 0)
        }
        choices.endCase()
    }
}

/// Whether an ascending list holds a product.
private func contains(_ products: [Int32], _ product: Int32) -> Bool {
    var (low, high) = (0, products.count)
    while low < high {
        let middle = (low + high) / 2
        if products[middle] < product { low = middle + 1 } else { high = middle }
    }
    return low < products.count && products[low] == product
}
