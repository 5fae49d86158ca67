/// One product for one person, and why.
public struct Recommendation: Hashable, Sendable {
    /// Row in `Products`.
    public var product: Int32
    public var strategy: Strategy
    /// Comparable within one strategy and customer only; higher is better.
    public var score: Double
    public var reason: Reason
    /// What the score was made of, for the team.
    public var evidence: [Evidence]
    /// The set that the product is sold in; `nil` where it stands alone.
    public var bundle: Bundle?

    public init(
        product: Int32,
        strategy: Strategy,
        score: Double,
        reason: Reason,
        evidence: [Evidence],
        bundle: Bundle? = nil
    ) {
        self.product = product
        self.strategy = strategy
        self.score = score
        self.reason = reason
        self.evidence = evidence
        self.bundle = bundle
    }
}

/// A set of products with a price for all of them; its parts bear the same value and stand together in a message.
public struct Bundle: Hashable, Sendable {
    /// Counts the sets of one message from 1.
    public var number: Int
    /// Of the whole set, in minor units.
    public var price: Int64

    public init(number: Int, price: Int64) {
        self.number = number
        self.price = price
    }
}

/// Why an item is in a message; Planning words it for the customer.
public enum Reason: Hashable, Sendable {
    /// Often bought with the product in this row, which the customer bought or has in the cart.
    case goesWith(product: Int32)
    /// Bought before, and about to run out.
    case dueAgain
    /// Bought before.
    case boughtBefore
    /// A better version of the product in this row, which the customer bought, or only looked at where `isOwned` is
    /// false; `added` says by what it is better ("256 GB instead of 128 GB").
    case upgradeOf(product: Int32, isOwned: Bool, added: [String])
    /// One of a set that goes with the product in this row; that is owned, or itself a part of the set.
    case partOfSet(with: Int32, isOwned: Bool)
    /// New to the customer, of a brand or else a category (its full path) they buy, or neither.
    case newForYou(brand: String?, category: String?)
    /// One of the best of a category (its full path) that the customer buys from, within what they have spent on a piece.
    case premiumPick(category: String?)
    /// Sells better this week than before; in a category (its full path) where there is one.
    case trending(category: String?)
    /// Chosen by the shop's people.
    case pinned
    /// Popular in a category (its full path) the customer buys from; with customers of the same segment; or in the whole
    /// shop where `nil`.
    case popular(category: String?)
    case popularInSegment
}

/// One number behind a recommendation: `pairs_seen 41`, `lift 3.2`, `days_since 12`.
public struct Evidence: Hashable, Codable, Sendable {
    public var name: String
    public var value: Double

    public init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }
}

/// The picks for one customer, best first.
public struct CustomerPicks: Sendable {
    /// Row in `Customers`.
    public var customer: Int32
    public var items: [Recommendation]

    public init(customer: Int32, items: [Recommendation]) {
        self.customer = customer
        self.items = items
    }
}
