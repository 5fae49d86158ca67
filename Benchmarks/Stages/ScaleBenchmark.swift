internal import CampaignModel
internal import Foundation
internal import Ingestion
internal import Pipeline
internal import Recommenders
internal import Segmentation
internal import Threads

/// Everything for everyone, once, in one process: what a night's work of a large shop takes. Each step is a row with the
/// peak of memory so far; the last row is all of them.
func measureScale(folder: String, threads: Int) throws -> [Measurement] {
    let settings = try Workspace(folder: folder).settings
    let workers = Workers(count: threads)
    let asOf = ScaleShop.planTime
    var steps = Steps(subject: threads == 1 ? "Dovetail, 1 thread" : "Dovetail, \(threads) threads")

    let shop = try steps.measure("ingestion") {
        try ingest(
            IngestionOptions(folder: folder, sources: settings.data, shop: settings.shop, workers: workers, now: asOf)
        )
        .shop
    }
    steps.lines = shop.orders.lineCount
    let features = try steps.measure("profiles") { profiles(of: shop, asOf: asOf, workers: workers) }
    try steps.addTotal("files to RFM")
    let customers = Array(0..<Int32(shop.customers.count))
    /// Asks in chunks, and keeps no more than how much was found.
    func forEveryone(_ ask: @Sendable (ArraySlice<Int32>) -> Int) -> Int {
        workers.mapChunks(of: customers.count, chunk: 1_024) { ask(customers[$0]) }.reduce(0, +)
    }

    let next = try steps.measure("A: learn") { NextBasketRanker(shop: shop, asOf: asOf, workers: workers) }
    try steps.measure("A: rank for everyone", finds: "products") {
        forEveryone { next.rank($0, limit: ScaleShop.limit, rules: nil).products.count }
    }
    let discoveries = try steps.measure("B: learn") { DiscoveryRanker(shop: shop, asOf: asOf, workers: workers) }
    try steps.measure("B: rank for everyone", finds: "products") {
        forEveryone { discoveries.rank($0, limit: ScaleShop.limit, rules: nil).products.count }
    }
    let baskets = ShopBaskets(shop: shop, asOf: asOf, workers: workers)
    try steps.measureCarts(baskets, shop, workers, forEveryone)

    let slots: [Strategy] = [.repurchase, .complements, .popular]
    let engine = try steps.measure("strategies: learn") {
        RecommendationEngine(
            shop: shop,
            profiles: features,
            asOf: asOf,
            strategies: Set(slots),
            baskets: baskets,
            workers: workers
        )
    }
    let wanted = RecommendSettings(
        maximumItems: 6,
        slots: slots.map { RecommendSettings.Slot(strategy: $0, count: 2) },
        fallback: [.popular]
    )
    let rules = engine.rules(wanted)
    try steps.measure("strategies: sets for everyone", finds: "products") {
        forEveryone { chunk in
            let chosen = engine.choose(for: chunk, rules: rules)
            return chunk.indices.reduce(0) { $0 + chosen.items($1 - chunk.startIndex).count }
        }
    }
    try steps.addTotal("everything")
    return steps.measurements
}

/// The shop that `Benchmarks/scale/make_shop.py` makes.
enum ScaleShop {
    /// When its two years of data are over.
    static let planTime = Instant(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z
    /// Products a customer, for the rankers.
    static let limit = 10
}

/// Rows of one process, in the order of the work.
private struct Steps {
    let subject: String
    /// Order lines worked through; known once the files are read.
    var lines = 0
    private var steps: [(name: String, seconds: Double, peakBytes: Int, note: String)] = []

    init(subject: String) { self.subject = subject }

    /// Of all steps so far: on the clock, and of the processor in all threads together.
    private var total = 0.0
    private var totalWorked = 0.0

    mutating func measure<Result>(_ name: String, body: () throws -> Result) throws -> Result {
        let start = ContinuousClock.now
        let workedBefore = clock()
        let result = try body()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let worked = Double(clock() - workedBefore) / Double(CLOCKS_PER_SEC)
        total += seconds
        totalWorked += worked
        try add(name, seconds: seconds, worked: worked)
        return result
    }

    /// For a step whose result is how much it found.
    mutating func measure(_ name: String, finds what: String, body: () throws -> Int) throws {
        let found = try measure(name, body: body)
        steps[steps.count - 1].note += ", \(found) \(what)"
    }

    /// What would complete each customer's last order.
    mutating func measureCarts(
        _ baskets: ShopBaskets,
        _ shop: Shop,
        _ workers: Workers,
        _ forEveryone: (@Sendable (ArraySlice<Int32>) -> Int) -> Int
    ) throws {
        let ranker = try measure("C: learn") { CartRanker(baskets, shop: shop, workers: workers) }
        try measure("C: rank for everyone", finds: "products") {
            forEveryone { customers in
                let carts = customers.compactMap { lastCart(of: $0, in: shop.orders) }
                return ranker.rank(carts[...], limit: ScaleShop.limit, rules: nil).products.count
            }
        }
    }

    /// All steps so far as one.
    mutating func addTotal(_ name: String) throws { try add(name, seconds: total, worked: totalWorked) }

    private mutating func add(_ name: String, seconds: Double, worked: Double) throws {
        let note = "\(Int((worked * 1_000).rounded())) ms of CPU"
        steps.append((name, seconds, try peakMemoryBytes(), note))
    }

    var measurements: [Measurement] {
        steps.map { step in
            Measurement(
                stage: step.name,
                subject: subject,
                unit: "order lines",
                count: lines,
                seconds: [step.seconds],
                peakBytes: step.peakBytes,
                note: step.note
            )
        }
    }
}

private func lastCart(of customer: Int32, in orders: Orders) -> Cart? {
    guard let last = orders.ordersOf(customer: customer).last else { return nil }
    return Cart(
        customer: customer,
        products: Array(orders.products[orders.linesOf(order: last)]),
        time: Instant(seconds: orders.times[last])
    )
}
