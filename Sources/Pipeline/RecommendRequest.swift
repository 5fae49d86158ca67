public import CampaignModel

/// What `dovetail recommend` is asked.
public struct RecommendRequest: Sendable {
    /// Whom or what to pick for.
    public enum Cases: Sendable {
        case everyone
        /// The customer with this id.
        case customer(String)
        /// A file of customers' ids.
        case customers(file: String)
        /// A file of carts to complete; `novelOnly` with what their customers never bought.
        case carts(file: String, novelOnly: Bool)
    }

    /// Whose slots and filters are used.
    public enum Picks: Sendable {
        /// Next purchases, repeats included; for carts, what completes them.
        case next
        case strategy(Strategy)
        /// As the campaign of this name would.
        case campaign(String)
    }

    public var cases: Cases
    public var picks: Picks
    /// Whether the plain ranking is wanted: no filters, no choice of a set.
    public var isRaw: Bool
    /// Items a case, at least 1.
    public var limit: Int
    /// `nil` stands for the newest order or event of the data.
    public var asOf: Instant?

    public init(cases: Cases, picks: Picks, isRaw: Bool, limit: Int, asOf: Instant?) {
        self.cases = cases
        self.picks = picks
        self.isRaw = isRaw
        self.limit = limit
        self.asOf = asOf
    }
}

/// How picks are written.
public enum PicksFormat: Sendable {
    /// `customer_id,rank,product_id,score,strategy,reason`, or `case_id,…` for carts; RFC 4180.
    case csv
    /// An array of objects with the same names, and the product's title.
    case json
}
