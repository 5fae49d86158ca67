internal import CampaignModel
internal import Threads

/// Learns strategies from a shop's past; what several of them need is learned once.
struct StrategyLearning {
    private let history: PurchaseHistory
    private let profiles: CustomerProfiles
    private let baskets: ShopBaskets
    private let workers: Workers
    private lazy var popularity = Popularity(history: history)
    private lazy var coPurchases = CoPurchases(baskets.facts, history.shop.products, workers: workers)
    private lazy var taste = CategoryTaste(history: history)
    private lazy var ladders = PriceLadders(history.shop.products)
    private lazy var unitPrices = UnitPrices(history.shop.products)

    /// - Parameter baskets: The shop's at `asOf`, where somebody else needs them too.
    init(
        shop: Shop,
        profiles: CustomerProfiles,
        asOf: Instant,
        baskets: ShopBaskets? = nil,
        workers: Workers
    ) {
        history = PurchaseHistory(shop: shop, asOf: asOf)
        self.profiles = profiles
        self.baskets = baskets ?? ShopBaskets(shop: shop, asOf: asOf, workers: workers)
        self.workers = workers
    }

    mutating func recommender(_ strategy: Strategy) -> any Recommender {
        switch strategy {
        case .complements: ComplementsRecommender(history: history, coPurchases: coPurchases)
        case .repurchase: RepurchaseRecommender(history: history, workers: workers)
        case .discover:
            DiscoverRecommender(
                history: history,
                ranker: DiscoveryRanker(shop: history.shop, asOf: history.asOf, workers: workers)
            )
        case .upgrade:
            UpgradeRecommender(
                history: history,
                profiles: profiles,
                ladders: ladders,
                unitPrices: unitPrices,
                ranker: UpgradeRanker(history: history, ladders: ladders, workers: workers)
            )
        case .bundle: BundleRecommender(history: history, coPurchases: coPurchases)
        case .edit:
            EditRecommender(
                history: history,
                ladders: ladders,
                unitPrices: unitPrices,
                popularity: popularity,
                taste: taste
            )
        case .trending: TrendingRecommender(history: history, taste: taste)
        case .pinned: PinnedRecommender()
        case .popular:
            PopularRecommender(history: history, profiles: profiles, popularity: popularity, taste: taste)
        }
    }
}
