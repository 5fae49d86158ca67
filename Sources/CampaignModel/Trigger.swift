/// What a campaign waits for: something a person does, or a moment that comes for them.
public struct TriggerSettings: Hashable, Codable, Sendable {
    /// What happens, as campaign files name it.
    public enum Event: String, Codable, Sendable, CaseIterable {
        case view, search
        case addToCart = "add_to_cart"
        case removeFromCart = "remove_from_cart"
        case checkout, purchase
        /// A product that they looked at or had in the cart can be bought again.
        case backInStock = "back_in_stock"
        /// A product that they buy again and again has lasted as long as it usually does.
        case repurchaseDue = "repurchase_due"
        /// ``TriggerSettings/lapsedDays`` are over since the last order.
        case lapsed

        /// As `events.csv` has it; `nil` for what is read off orders, stock or the calendar.
        public var browsing: SessionEventType? {
            switch self {
            case .view: .view
            case .search: .search
            case .addToCart: .addToCart
            case .removeFromCart: .removeFromCart
            case .checkout: .checkout
            case .purchase, .backInStock, .repurchaseDue, .lapsed: nil
            }
        }
    }

    /// Which events count together.
    public enum Likeness: String, Codable, Sendable, CaseIterable {
        /// Of products of the same category, by its full path.
        case category
        case product
        case any
    }

    /// What makes the message needless between the event and the send.
    public enum Exit: String, Codable, Sendable, CaseIterable {
        /// Anything was bought since.
        case purchased
        /// A product that it is about was put into the cart since.
        case backInCart = "back_in_cart"
        /// A product that it is about cannot be bought now.
        case outOfStock = "out_of_stock"
        /// Always looked at, named or not.
        case unsubscribed
    }

    public var event: Event
    /// Only products of this category and all below it; `nil` for any.
    public var category: Mention?
    /// Only these, by id or SKU; empty for any.
    public var products: [Mention]
    /// So many events within ``withinSeconds``, at least 1.
    public var atLeast = 1
    /// `back_in_stock` looks back so far for whoever wanted the product.
    public var withinSeconds: Int64 = 30 * 86_400
    public var likeness = Likeness.category
    /// What is in the cart must cost so much now.
    public var cartValue: Amount?
    /// At least 1; for `lapsed` alone.
    public var lapsedDays = 0
    public var delaySeconds: Int64 = 0
    /// Whose message was due longer ago than this gets none: data often come late, but not for ever.
    public var graceSeconds: Int64 = 2 * 86_400
    public var exits: Set<Exit> = []
    /// A person enters once in so long.
    public var reenterAfterSeconds: Int64 = 14 * 86_400

    public init(event: Event, category: Mention? = nil, products: [Mention] = []) {
        self.event = event
        self.category = category
        self.products = products
    }
}

/// Who entered a triggered campaign with a run, to be kept beside it.
public struct TriggerEntries: Sendable {
    public struct Person: Hashable, Sendable {
        public var customerID: String
        /// When it happened.
        public var moment: Instant
        /// What it is about: viewed, bought, in the cart.
        public var productIDs: [String]

        public init(customerID: String, moment: Instant, productIDs: [String]) {
            self.customerID = customerID
            self.moment = moment
            self.productIDs = productIDs
        }
    }

    public var reenterAfterSeconds: Int64
    public var exits: Set<TriggerSettings.Exit>
    public var people: [Person]

    public init(_ trigger: TriggerSettings, people: [Person]) {
        reenterAfterSeconds = trigger.reenterAfterSeconds
        exits = trigger.exits
        self.people = people
    }
}
