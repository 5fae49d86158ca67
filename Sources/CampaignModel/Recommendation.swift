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

    public init(product: Int32, strategy: Strategy, score: Double, reason: Reason, evidence: [Evidence]) {
        self.product = product
        self.strategy = strategy
        self.score = score
        self.reason = reason
        self.evidence = evidence
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
    /// Popular in a category (its full path) the customer buys from, or in the whole shop where `nil`.
    case popular(category: String?)
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
