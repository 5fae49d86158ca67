/// Where a customer stands between first purchase and gone.
public enum Lifecycle: UInt8, Codable, Sendable, CaseIterable {
    /// No order, or only a first one that is still fresh.
    case new
    case active, lapsing, lapsed

    public var name: String { String(describing: self) }
}

/// Named cells of the recency × frequency × monetary cube.
public enum RFMSegment: UInt8, Codable, Sendable, CaseIterable {
    case champions, loyal, potentialLoyalists, newCustomers, promising, needAttention, aboutToSleep, atRisk
    case cannotLoseThem, hibernating, prospects

    /// As segments and templates spell it: `potential_loyalists`.
    public var name: String {
        switch self {
        case .potentialLoyalists: "potential_loyalists"
        case .newCustomers: "new_customers"
        case .needAttention: "need_attention"
        case .aboutToSleep: "about_to_sleep"
        case .atRisk: "at_risk"
        case .cannotLoseThem: "cannot_lose_them"
        default: String(describing: self)
        }
    }
}

/// What is known of each customer's behaviour at `asOf`: one entry a customer in every column.
public struct CustomerProfiles: Sendable {
    public var asOf: Instant
    public var ordersCount: [Int32] = []
    /// Everything paid so far, returns taken off, in minor units.
    public var lifetimeValue: [Int64] = []
    /// Lifetime value over orders, in minor units; 0 without orders.
    public var averageOrderValue: [Int64] = []
    /// Whole days; -1 without orders.
    public var daysSinceFirstOrder: [Int32] = []
    public var daysSinceLastOrder: [Int32] = []
    /// 1 (worst) ... 5 (best); 0 without orders.
    public var recencyQuintile: [UInt8] = []
    public var frequencyQuintile: [UInt8] = []
    public var monetaryQuintile: [UInt8] = []
    public var rfmSegment: [RFMSegment] = []
    public var lifecycle: [Lifecycle] = []
    /// Code of the top-level category most was spent on, in `topLevelCategories`; -1 without orders or categories.
    public var topCategory: [Int32] = []
    public var topLevelCategories = StringTable()
    /// Part of the spend that went to the top category: 0 ... 1; 0 where there is none.
    public var topCategoryShare: [Float] = []
    /// Code of the brand most was spent on, in `Products.brands`, and its part of the spend; -1 and 0 where there is none.
    public var topBrand: [Int32] = []
    public var topBrandShare: [Float] = []
    /// Whole days from order to order, at least 1; -1 without orders, and for all where nobody ever came back.
    public var usualDaysBetweenOrders: [Int32] = []
    /// Probability that the customer has not left for good: 0 ... 1; -1 where it is not known.
    public var alive: [Float] = []
    /// Orders to be expected in the next 365 days; -1 where it is not known.
    public var expectedOrders: [Float] = []
    /// Spend to be expected in the next 365 days, in minor units; -1 where it is not known.
    public var expectedValue: [Int64] = []
    /// Code in `SessionEvents.devices` of the device most used; -1 without events.
    public var device: [Int32] = []
    /// 0 (pays any price) ... 1 (buys only what is reduced or cheap); 0.5 is the shop's usual, and where nothing is known.
    public var priceSensitivity: [Float] = []
    /// 0 (never seen) ... 1 (here every day).
    public var engagement: [Float] = []
    /// Probability that the latest session was to end in a purchase: 0 ... 1; -1 without a session of late.
    public var intent: [Float] = []

    public init(asOf: Instant) { self.asOf = asOf }

    public var count: Int { ordersCount.count }
}
