public import CampaignModel
public import Threads

/// A moment of the past from which the days after it are foretold: everything is learned from what was before it.
///
/// Today's stock and pictures say nothing about the past, so those filters are off. Next purchases and discoveries are
/// ranked as they are, without the choice of a set; any other strategy is asked through the engine, alone and without
/// fallback.
public struct ReplayCut: Sendable {
    /// Customers of one job.
    private static let chunk = 512

    private let shop: Shop
    private let profiles: CustomerProfiles
    private let cut: Instant
    private let workers: Workers
    private let baselines: ReplayBaselines

    /// - Parameter profiles: Those of the customers the second before the cut.
    public init(shop: Shop, profiles: CustomerProfiles, cut: Instant, workers: Workers) {
        var shop = shop
        shop.products.present.subtract([.availability, .imageURL])
        self.shop = shop
        self.profiles = profiles
        self.cut = cut
        self.workers = workers
        baselines = ReplayBaselines(shop: shop, cut: cut)
    }

    private var asOf: Instant { cut.advanced(bySeconds: -1) }

    /// How the picks of a strategy do; `nil` stands for next purchases, repeats included.
    public func measures(_ strategy: Strategy?, against truth: WindowTruth) -> ReplayMeasures {
        let lists =
            switch strategy {
            case nil: ranked(truth, by: NextBasketRanker(shop: shop, asOf: asOf, workers: workers))
            case .discover?: ranked(truth, by: DiscoveryRanker(shop: shop, asOf: asOf, workers: workers))
            case let strategy?: picked(truth, by: strategy)
            }
        return ReplayMeasures(lists, against: truth, in: shop.products)
    }

    public func measures(_ baseline: ReplayBaseline, against truth: WindowTruth) -> ReplayMeasures {
        ReplayMeasures(baselines.lists(baseline, for: truth), against: truth, in: shop.products)
    }

    private func ranked(_ truth: WindowTruth, by ranker: some CustomerRanker) -> RankedLists {
        let customers = truth.customers
        let chunks = workers.mapChunks(of: customers.count, chunk: ReplayCut.chunk) { range in
            ranker.rank(customers[range], limit: ReplayMeasures.listLength, rules: nil)
        }
        return chunks.reduce(into: RankedLists()) { $0.append(contentsOf: $1) }
    }

    private func picked(_ truth: WindowTruth, by strategy: Strategy) -> RankedLists {
        let engine = RecommendationEngine(
            shop: shop,
            profiles: profiles,
            asOf: asOf,
            strategies: [strategy],
            workers: workers
        )
        let settings = RecommendSettings(
            minimumItems: 1,
            maximumItems: ReplayMeasures.listLength,
            slots: [.init(strategy: strategy, count: ReplayMeasures.listLength)],
            fallback: [],
            boughtWithinDays: 3_650,
            anchorDays: ReplayQuestion.anchorDays,
            noRepeatDays: 0
        )
        var lists = RankedLists()
        for picks in engine.picks(for: truth.customers, settings: settings) {
            for item in picks.items { lists.append(item.product, score: Float(item.score)) }
            lists.endCase()
        }
        return lists
    }
}
