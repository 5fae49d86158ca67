/// What a shop knows: its customers, catalogue, orders and browsing events, column by column.
///
/// Customers and products are numbered from 0 in file order; those row numbers (`Int32`) are the ids used everywhere
/// inside a run. A shop is built once by Ingestion and then only read.
public struct Shop: Sendable {
    public var currency: Currency
    public var customers = Customers()
    public var products = Products()
    public var orders = Orders()
    public var events = SessionEvents()

    public init(currency: Currency) { self.currency = currency }

    /// The time of the newest order or event; `nil` where there is none.
    public var newest: Instant? {
        [orders.times.max(), events.times.max()].compactMap { $0 }.max().map(Instant.init(seconds:))
    }
}

/// Whether a person may be written to over a channel.
public enum Consent: UInt8, Codable, Sendable, CaseIterable {
    /// Nobody asked; treated as no.
    case unknown
    case granted
    case refused
}

/// The customers, one entry a customer in every column.
public struct Customers: Sendable {
    public var ids = StringTable()
    /// The address as the shop has it; it may be empty or wrong: only `EmailAddress` says it can be mailed.
    public var emails = TextColumn()
    public var firstNames = TextColumn()
    /// Loyalty tier, as the shop spells it.
    public var tiers = DictionaryColumn()
    public var locales = DictionaryColumn()
    /// IANA names, unchecked.
    public var timeZones = DictionaryColumn()
    public var countries = DictionaryColumn()
    public var emailConsent: [Consent] = []
    public var pushConsent: [Consent] = []
    /// Device tokens of one customer, separated by single spaces.
    public var pushTokens = TextColumn()
    /// Every other column of the file, by its header.
    public var attributes: [Attribute] = []

    public init() {}

    public var count: Int { ids.count }
}

/// A column that Dovetail has no use of its own for: templates and segments see it by its header.
public struct Attribute: Sendable {
    public var name: String
    public var cells: DictionaryColumn

    public init(name: String, cells: DictionaryColumn) {
        self.name = name
        self.cells = cells
    }
}

/// Whether a product can be bought now. Source: Google Merchant Center product data specification, `availability`.
public enum Availability: UInt8, Codable, Sendable, CaseIterable {
    case inStock, outOfStock, preorder, backorder
}

/// The catalogue, one entry a product in every column.
public struct Products: Sendable {
    /// A column of the catalogue file that a filter needs; where it is absent the filter is off.
    public enum Column: String, Codable, Sendable, CaseIterable {
        case imageURL = "image_url"
        case availability
        case category
        case price
        case itemGroup = "item_group_id"
        case margin
    }

    public var ids = StringTable()
    public var titles = TextColumn()
    public var descriptions = TextColumn()
    public var urls = TextColumn()
    /// Absolute, or relative to `ShopSettings.imageBaseURL`; empty where there is no picture.
    public var imageURLs = TextColumn()
    /// Regular price in minor units of the shop's currency; 0 where the file has none.
    public var prices: [Int64] = []
    /// Reduced price in minor units; -1 where there is none.
    public var salePrices: [Int64] = []
    public var availability: [Availability] = []
    /// The whole path, `Cameras > Mirrorless > Full frame`; levels are cut at " > ".
    public var categories = DictionaryColumn()
    public var brands = DictionaryColumn()
    public var skus = TextColumn()
    /// Variants of one product share a code; -1 for a product without variants.
    public var itemGroups: [Int32] = []
    /// Share of the price that is profit, 0 ... 1; NaN where unknown.
    public var margins: [Float] = []
    public var attributes: [Attribute] = []
    /// Columns that the file has.
    public var present: Set<Column> = []

    public init() {}

    public var count: Int { ids.count }

    /// What the product costs now, in minor units: the sale price where there is one.
    public func currentPrice(_ product: Int32) -> Int64 {
        let sale = salePrices[Int(product)]
        return sale >= 0 ? sale : prices[Int(product)]
    }
}

/// Orders and their lines. Orders stand sorted by customer, then time, then order of appearance; compressed sparse rows
/// lead from a customer to orders (`ordersOf`) and from an order to lines (`linesOf`). A line costs 16 bytes.
public struct Orders: Sendable {
    // One entry an order.
    public var ids = TextColumn()
    public var customers: [Int32] = []
    /// Unix seconds.
    public var times: [Int64] = []
    /// Line `firstLines[o] ..< firstLines[o + 1]` are order o's; one entry more than there are orders.
    public var firstLines: [Int32] = [0]

    // One entry a customer, and one more.
    public var firstOrders: [Int32] = [0]

    // One entry a line.
    public var products: [Int32] = []
    /// Negative for a return.
    public var quantities: [Int32] = []
    /// Minor units for one piece, before discount.
    public var unitPrices: [Int32] = []
    /// Minor units off the whole line, at least 0.
    public var discounts: [Int32] = []

    public init() {}

    public var count: Int { customers.count }
    public var lineCount: Int { products.count }

    public func linesOf(order: Int) -> Range<Int> { Int(firstLines[order])..<Int(firstLines[order + 1]) }

    public func ordersOf(customer: Int32) -> Range<Int> {
        Int(firstOrders[Int(customer)])..<Int(firstOrders[Int(customer) + 1])
    }

    /// All lines of a customer, oldest first.
    public func linesOf(customer: Int32) -> Range<Int> {
        let orders = ordersOf(customer: customer)
        return Int(firstLines[orders.lowerBound])..<Int(firstLines[orders.upperBound])
    }

    /// What was paid for a line, in minor units; negative for a return.
    public func amount(line: Int) -> Int64 {
        Int64(unitPrices[line]) * Int64(quantities[line]) - Int64(discounts[line])
    }
}

public enum SessionEventType: UInt8, Codable, Sendable, CaseIterable {
    case view, search, addToCart, removeFromCart, checkout, purchase

    /// As written in `events.csv`.
    public var name: String {
        switch self {
        case .view: "view"
        case .search: "search"
        case .addToCart: "add_to_cart"
        case .removeFromCart: "remove_from_cart"
        case .checkout: "checkout"
        case .purchase: "purchase"
        }
    }
}

/// Browsing events, sorted by customer (anonymous sessions, -1, last), then time.
public struct SessionEvents: Sendable {
    public var sessions = StringTable()
    public var sessionOf: [Int32] = []
    /// -1 for an anonymous session.
    public var customers: [Int32] = []
    public var types: [SessionEventType] = []
    /// -1 where the event names no product.
    public var products: [Int32] = []
    /// Unix seconds.
    public var times: [Int64] = []
    public var devices = DictionaryColumn()
    /// Events `firstEvents[c] ..< firstEvents[c + 1]` are customer c's; one entry more than there are customers.
    public var firstEvents: [Int32] = [0]

    public init() {}

    public var count: Int { types.count }

    public func eventsOf(customer: Int32) -> Range<Int> {
        Int(firstEvents[Int(customer)])..<Int(firstEvents[Int(customer) + 1])
    }
}
