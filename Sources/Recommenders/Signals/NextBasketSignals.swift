internal import CampaignModel
internal import Foundation
internal import Threads

/// What speaks for a product being in a customer's next order: the signals of ``NextBasketRanker``.
///
/// Personal signals come from the customer's own orders (``CandidateReader``), the others from the shop's, kept here. For
/// a product that is new to the customer they stand as if it had been bought once, just before everything that is known:
/// `isNew` and `newPopularity28` say how far that is from the truth.
struct NextBasketSignals: Sendable {
    enum Signal: Int, CaseIterable {
        case timesBought, perOrder, perOrderSinceFirst, boughtOnce
        case recentOrders80, recentOrders95, groupedOrders
        case recentDays5, recentDays15, recentDays30, recentDays120
        case ordersSince, daysSince, overdue, early
        case typeRate, shareOfType
        case popularity28, popularity, trend7, trend28, repeatRate
        case isNew, newPopularity28
    }

    /// As they stand in ``RankerWeights``.
    static let names = [
        "times_bought", "bought_per_order", "bought_per_order_since_first", "bought_once",
        "recent_orders_80", "recent_orders_95", "recent_orders_in_thirds",
        "recent_days_5", "recent_days_15", "recent_days_30", "recent_days_120",
        "orders_since", "days_since", "overdue", "early",
        "type_bought", "share_of_type",
        "popularity_28_days", "popularity", "trend_7_days", "trend_28_days", "repeat_rate",
        "new_to_customer", "new_popularity_28_days",
    ]
    static let width = Signal.allCases.count

    /// The signals of which one may speak differently where another is high.
    static let crossed: [Signal] = [
        .recentDays15, .recentOrders95, .timesBought, .daysSince, .perOrder, .popularity28, .groupedOrders, .repeatRate,
    ]

    /// Before anything is learned: orders with the product, the older the less, then what is popular.
    static let prior: [Double] = {
        var weights = [Double](repeating: 0, count: width)
        weights[Signal.recentOrders95.rawValue] = 1
        weights[Signal.popularity28.rawValue] = 0.15
        weights[Signal.isNew.rawValue] = -3
        return weights
    }()

    /// What the shop knows of a product; the first five are signals as they are.
    struct ProductFacts: Sendable {
        var popularity28: Float
        var popularity: Float
        var trend7: Float
        var trend28: Float
        var repeatRate: Float
        /// Between two purchases of a product of the type.
        var usualDays: Float
        var type: Int32
    }

    /// Customers from whom repeat rates and intervals are taken.
    private static let habitCustomers = 10_000
    /// So many of the most popular products are looked through for some that are new to a customer.
    private static let newcomerCount = 400

    let facts: [ProductFacts]
    let typeCount: Int
    /// The products most bought in the last 28 days, most first.
    let newcomers: [Int32]

    init(_ history: PurchaseHistory, types: ProductGroups, workers: Workers) {
        let customers = sample(
            Array(0..<Int32(history.shop.customers.count)),
            limit: NextBasketSignals.habitCustomers,
            salt: 3
        )
        let habits = RepeatHabits(PurchaseMatrix(history, customers: customers, workers: workers), types: types)
        let counts = ProductCounts(history, workers: workers)
        let life = history.life.map { Float($0.upperBound.days(since: $0.lowerBound)) } ?? 0
        let shareOf28Days = 28 / max(28, life)
        facts = counts.orders.indices.map { product in
            let (all, of28, of7) = (counts.orders[product], counts.orders28[product], counts.orders7[product])
            let popularity28 = log(1 + Float(of28))
            return ProductFacts(
                popularity28: popularity28,
                popularity: log(1 + Float(all)),
                trend7: log(1 + Float(of7)) - log(1 + Float(of28) / 4),
                trend28: popularity28 - log(1 + Float(all) * shareOf28Days),
                repeatRate: habits.repeatRates[product],
                usualDays: habits.usualDays[product],
                type: types.codes[product]
            )
        }
        typeCount = types.count
        let bought = counts.orders.indices.filter { counts.orders[$0] > 0 }
        newcomers = bought.sorted {
            (counts.orders28[$1], counts.orders[$1], $0) < (counts.orders28[$0], counts.orders[$0], $1)
        }
        .prefix(NextBasketSignals.newcomerCount).map(Int32.init)
    }

    /// Orders with the product in the last 28 days.
    func orders28Days(_ product: Int32) -> Double {
        Double((exp(facts[Int(product)].popularity28) - 1).rounded())
    }
}
