public import CampaignModel

/// What has happened in the shop since a plan was made, as far as it stops a message. Ids are the catalogue's and the
/// customer file's own.
public struct ExitFacts: Hashable, Sendable {
    public struct RefusedConsent: Hashable, Sendable {
        public var customerID: String
        public var channel: Channel

        public init(customerID: String, channel: Channel) {
            self.customerID = customerID
            self.channel = channel
        }
    }

    public struct Purchase: Hashable, Sendable {
        public var customerID: String
        public var productID: String
        public var at: Instant

        public init(customerID: String, productID: String, at: Instant) {
            self.customerID = customerID
            self.productID = productID
            self.at = at
        }
    }

    /// A product was put into a cart.
    public struct CartAddition: Hashable, Sendable {
        public var customerID: String
        public var productID: String
        public var at: Instant

        public init(customerID: String, productID: String, at: Instant) {
            self.customerID = customerID
            self.productID = productID
            self.at = at
        }
    }

    public var refused: [RefusedConsent]
    /// Only those after the oldest open run's `asOf` can matter.
    public var purchases: [Purchase]
    /// As purchases; they stop what a trigger with the exit `back_in_cart` started.
    public var cartAdditions: [CartAddition]
    /// Products that cannot be bought now.
    public var unavailableProductIDs: [String]

    public init(
        refused: [RefusedConsent] = [],
        purchases: [Purchase] = [],
        cartAdditions: [CartAddition] = [],
        unavailableProductIDs: [String] = []
    ) {
        self.refused = refused
        self.purchases = purchases
        self.cartAdditions = cartAdditions
        self.unavailableProductIDs = unavailableProductIDs
    }
}
