public import CampaignModel

/// What somebody has in the cart, or bought last: the case that complements complete.
public struct Cart: Hashable, Sendable {
    /// Row in `Customers`; -1 for someone unknown.
    public var customer: Int32
    /// Rows in `Products`, each once.
    public var products: [Int32]
    /// Nothing after this moment is known.
    public var time: Instant

    public init(customer: Int32, products: [Int32], time: Instant) {
        self.customer = customer
        self.products = products
        self.time = time
    }
}
