public import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Ingestion
internal import Recommenders
internal import Reporting
internal import Segmentation

/// What `dovetail backtest` is asked.
public struct BacktestRequest: Sendable {
    /// Moments to foretell from; empty stands for three, each `days` before the next, the last `days` before the newest
    /// order.
    public var cuts: [Instant]
    /// Orders within so many days after a cut count.
    public var days: Int
    /// Whether only the first of these orders counts.
    public var nextOrderOnly: Bool
    /// `nil` among them stands for next purchases; empty stands for all that pick by themselves.
    public var strategies: [Strategy?]
    /// Customers asked about at a cut, at most; they are drawn by their ids.
    public var sample: Int
    /// Where the HTML page goes.
    public var page: String?

    public init(
        cuts: [Instant],
        days: Int,
        nextOrderOnly: Bool,
        strategies: [Strategy?],
        sample: Int,
        page: String?
    ) {
        self.cuts = cuts
        self.days = days
        self.nextOrderOnly = nextOrderOnly
        self.strategies = strategies
        self.sample = sample
        self.page = page
    }
}

/// How often the picks of the past would have been bought.
public struct BacktestResult: Encodable, Sendable {
    let report: BacktestReport

    public var text: String { report.textTable }

    public func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }
}

extension Workspace {
    /// Replays the past: at each cut, learns from what was before it, picks for those who had bought before, and
    /// compares with what they bought next.
    public func backtest(_ request: BacktestRequest, observer: PipelineObserver) throws(PipelineError) -> BacktestResult
    {
        let (ingested, _) = try read(observer: observer)
        let shop = ingested.shop
        let cuts = try cuts(request, in: shop)
        let strategies = request.strategies.isEmpty ? Workspace.replayed : request.strategies
        var replays = strategies.map { Replay($0) }
        var segments = ReplaySegments(shop)
        for (index, cut) in cuts.enumerated() {
            observer(.note("As of \("\(cut)".prefix(10))"))
            let profiles = profiles(of: shop, asOf: cut.advanced(bySeconds: -1), workers: workers)
            segments.add(profiles)
            let replay = ReplayCut(shop: shop, profiles: profiles, cut: cut, workers: workers)
            let customers = sample(of: shop, size: request.sample)
            for place in replays.indices {
                let truth = WindowTruth(
                    ReplayQuestion(replays[place].strategy),
                    shop: shop,
                    cut: cut,
                    days: request.days,
                    nextOrderOnly: request.nextOrderOnly,
                    customers: customers
                )
                replays[place].add(replay, truth, cut: index)
            }
        }
        let report = BacktestReport.make(
            currency: shop.currency,
            cuts: cuts,
            days: request.days,
            nextOrderOnly: request.nextOrderOnly,
            catalogue: shop.products.count,
            strategies: replays.map(\.measured),
            segments: segments.all
        )
        if let page = request.page { try write(BacktestPage(report, shop: settings.shop.name).html, to: page) }
        return BacktestResult(report: report)
    }

    /// Those that need nobody's list and foretell what is bought.
    private static let replayed: [Strategy?] =
        [nil, .discover, .repurchase, .complements, .upgrade, .popular]

    private func cuts(_ request: BacktestRequest, in shop: Shop) throws(PipelineError) -> [Instant] {
        guard let newest = shop.orders.times.max(), let oldest = shop.orders.times.min() else {
            throw .refused("there are no orders to replay", remedy: "see 'data.orders' in dovetail.yaml")
        }
        let isDefault = request.cuts.isEmpty
        let end = Instant(seconds: newest + 1)
        let wanted = isDefault ? [3, 2, 1].map { end.advanced(byDays: -$0 * request.days) } : request.cuts.sorted()
        let usable = wanted.filter { $0.seconds > oldest && $0.seconds <= newest }
        if usable.isEmpty || !isDefault && usable.count < wanted.count {
            let span = "\("\(Instant(seconds: oldest))".prefix(10)) to \("\(Instant(seconds: newest))".prefix(10))"
            throw .refused(
                "orders are needed before and after a cut, and the data have them from \(span)",
                remedy: "choose --cut between, or fewer --days"
            )
        }
        return usable
    }

    /// Customers' rows, ascending: everyone, or so many with the lowest fingerprints of their ids.
    private func sample(of shop: Shop, size: Int) -> [Int32] {
        let all = Array(0..<Int32(shop.customers.count))
        guard all.count > size else { return all }
        let texts = shop.customers.ids.texts
        return all.map { (fingerprint(texts.cell(Int($0)), seed: 7), $0) }.sorted { $0 < $1 }
            .prefix(size).map(\.1).sorted()
    }

    private func write(_ text: String, to path: String) throws(PipelineError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .failed("'\(path)' cannot be written: \(error.localizedDescription)", remedy: "check its folder")
        }
    }
}

/// One strategy over all cuts, with its baselines.
private struct Replay {
    let strategy: Strategy?
    private let question: ReplayQuestion
    private var own = BacktestMeasures()
    private var baselines: [(name: ReplayBaseline, measures: BacktestMeasures)]

    init(_ strategy: Strategy?) {
        self.strategy = strategy
        question = ReplayQuestion(strategy)
        baselines = ReplayBaseline.all(for: question).map { ($0, BacktestMeasures()) }
    }

    mutating func add(_ replay: ReplayCut, _ truth: WindowTruth, cut: Int) {
        own.add(replay.measures(strategy, against: truth), cut: cut)
        for index in baselines.indices {
            baselines[index].measures.add(replay.measures(baselines[index].name, against: truth), cut: cut)
        }
    }

    var measured: BacktestStrategy {
        BacktestStrategy(
            name: strategy?.rawValue ?? "next purchases",
            meaning: question.meaning,
            measures: own,
            baselines: baselines.map { ($0.name.rawValue, $0.measures) }
        )
    }
}

extension BacktestMeasures {
    fileprivate mutating func add(_ measures: ReplayMeasures, cut: Int) {
        people += measures.customers
        cuts += repeatElement(Int32(cut), count: measures.customers.count)
        recall += measures.recall
        ndcg += measures.ndcg
        hit += measures.hit
        revenueHit += measures.revenueHit
        revenue += measures.revenue
        categories += measures.categories
        shown.formUnion(measures.shown)
    }
}

extension ReplayQuestion {
    fileprivate var meaning: String {
        switch self {
        case .purchases: "Whatever was bought counts, bought before or not."
        case .discoveries: "What the customer had never bought before counts."
        case .additions:
            "What the customer had never bought before counts, for those who bought something in the \(ReplayQuestion.anchorDays) days before."
        case .repurchases: "What the customer had bought before counts."
        case .upgrades:
            "Trade-ups count: something new of a category the customer buys, at 1.1 to 2.5 times what they usually pay there. Only customers who traded up are cases."
        }
    }
}

/// Tier, RFM segment and lifecycle of everyone at each cut.
private struct ReplaySegments {
    private let shop: Shop
    private var tier: BacktestSegments
    private var rfm = BacktestSegments(name: "rfm_segment", values: RFMSegment.allCases.map(\.name), codes: [])
    private var lifecycle = BacktestSegments(name: "lifecycle", values: Lifecycle.allCases.map(\.name), codes: [])

    init(_ shop: Shop) {
        self.shop = shop
        let tiers = shop.customers.tiers.values
        tier = BacktestSegments(name: "tier", values: (0..<Int32(tiers.count)).map { tiers[$0] }, codes: [])
    }

    mutating func add(_ profiles: CustomerProfiles) {
        tier.codes.append(shop.customers.tiers.codes)
        rfm.codes.append(profiles.rfmSegment.map { Int32($0.rawValue) })
        lifecycle.codes.append(profiles.lifecycle.map { Int32($0.rawValue) })
    }

    var all: [BacktestSegments] { [tier, rfm, lifecycle] }
}
