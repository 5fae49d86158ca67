/// Everything `dovetail.yaml` says. Secrets are not in it: they come from the environment.
public struct Settings: Hashable, Codable, Sendable {
    public var shop: ShopSettings
    public var data: DataSources
    /// Named segments, usable as `audience: segment: NAME`.
    public var segments: [Segment]
    public var email: EmailSettings?
    public var push: PushSettings?
    /// Folders of campaign files and templates, relative to the shop's folder.
    public var campaigns: String
    public var templates: String
    /// Path of the ledger's database, relative to the shop's folder.
    public var ledger: String
    /// Hold for every campaign that does not ignore them.
    public var caps: [FrequencyCap] = []

    public init(
        shop: ShopSettings,
        data: DataSources = DataSources(),
        segments: [Segment] = [],
        email: EmailSettings? = nil,
        push: PushSettings? = nil,
        campaigns: String = "campaigns",
        templates: String = "templates",
        ledger: String = "dovetail.sqlite"
    ) {
        self.shop = shop
        self.data = data
        self.segments = segments
        self.email = email
        self.push = push
        self.campaigns = campaigns
        self.templates = templates
        self.ledger = ledger
    }
}

/// The shop itself: what templates know as `shop`.
///
/// Name, `url` and `linkBaseURL` are empty only where the settings have neither `email` nor `push`: a shop that is
/// looked at and writes to nobody needs none of them.
public struct ShopSettings: Hashable, Codable, Sendable {
    public var name: String
    /// The shop's front page, https.
    public var url: String
    public var currency: Currency
    /// BCP 47; formats of money and dates where the customer has no locale.
    public var locale: String
    /// IANA name; the clock where the customer has no time zone.
    public var timeZone: String
    /// One line, as the law asks for it at the end of every campaign email.
    public var postalAddress: String
    /// Put in front of relative `image_url`s; ends with a slash.
    public var imageBaseURL: String?
    /// How the image service is asked for a size, for the filter `image_url`: `https://img.example/{path}?w={width}`.
    public var imageURLPattern: String?
    /// What the filter `money` takes in templates. Amounts that Dovetail gives are in minor units.
    public var moneyUnits: MoneyUnits
    /// Folder that holds the same pictures, for previews that work offline.
    public var localImages: String?
    /// Where Dovetail's own links point (unsubscribe, preferences, view in browser): https, ends with a slash.
    public var linkBaseURL: String
    /// Loyalty tiers, lowest first. A tier not in the list is counted and reported; empty means any tier will do.
    public var tiers: [String]
    /// Free values for the templates, such as colours and the logo: `shop.brand.accent`.
    public var brand: [String: String]

    public init(
        name: String,
        url: String,
        currency: Currency = .euro,
        locale: String = "en",
        timeZone: String = "UTC",
        postalAddress: String = "",
        imageBaseURL: String? = nil,
        imageURLPattern: String? = nil,
        moneyUnits: MoneyUnits = .minor,
        localImages: String? = nil,
        linkBaseURL: String,
        tiers: [String] = [],
        brand: [String: String] = [:]
    ) {
        self.name = name
        self.url = url
        self.currency = currency
        self.locale = locale
        self.timeZone = timeZone
        self.postalAddress = postalAddress
        self.imageBaseURL = imageBaseURL
        self.imageURLPattern = imageURLPattern
        self.moneyUnits = moneyUnits
        self.localImages = localImages
        self.linkBaseURL = linkBaseURL
        self.tiers = tiers
        self.brand = brand
    }
}

/// What an amount in a template counts: cents, as in Shopify, or euros, as in Braze.
public enum MoneyUnits: String, Codable, Sendable, CaseIterable { case minor, major }

/// Where the shop's data lie.
public struct DataSources: Hashable, Codable, Sendable {
    /// One kind of file: its paths and how its headers read.
    public struct Source: Hashable, Codable, Sendable {
        /// Paths or globs, relative to the shop's folder. An empty match is an error unless `optional`.
        public var files: [String]
        /// Our column name → their header.
        public var columns: [String: String]
        /// Their headers of the levels that make a product's category, top level first; empty where one column has the
        /// whole path.
        public var categoryLevels: [String]
        public var optional: Bool

        public init(
            _ files: [String],
            columns: [String: String] = [:],
            categoryLevels: [String] = [],
            optional: Bool = false
        ) {
            self.files = files
            self.columns = columns
            self.categoryLevels = categoryLevels
            self.optional = optional
        }
    }

    public var customers: Source
    public var products: Source
    /// Order lines; or order headers, where `orderLines` is there too.
    public var orders: Source
    /// Lines in a file apart, joined to `orders` by order id.
    public var orderLines: Source?
    public var events: Source

    public init(
        customers: Source = Source(["data/customers.csv"]),
        products: Source = Source(["data/products.csv"]),
        orders: Source = Source(["data/orders.csv"]),
        orderLines: Source? = nil,
        events: Source = Source(["data/events.csv"], optional: true)
    ) {
        self.customers = customers
        self.products = products
        self.orders = orders
        self.orderLines = orderLines
        self.events = events
    }
}

public struct EmailSettings: Hashable, Codable, Sendable {
    public var from: Mailbox
    public var replyTo: Mailbox?
    /// `news.brand.example`: what List-Id names.
    public var listID: String
    /// 5 ... 15 characters; the last field of Feedback-ID. Source: Gmail help 6254652.
    public var feedbackSender: String
    public var smtp: SMTPSettings
    /// What links to the shop tell its web statistics; `nil` adds nothing.
    public var utm: UTMSettings?
    /// Which mail programs the shop's readers use, by which the check weighs what a program does not show.
    public var clients: ClientMix
    /// `nil` where the relay signs.
    public var dkim: DKIMSettings?

    public init(
        from: Mailbox,
        replyTo: Mailbox? = nil,
        listID: String,
        feedbackSender: String,
        smtp: SMTPSettings,
        utm: UTMSettings? = nil,
        clients: ClientMix = .standard,
        dkim: DKIMSettings? = nil
    ) {
        self.from = from
        self.replyTo = replyTo
        self.listID = listID
        self.feedbackSender = feedbackSender
        self.smtp = smtp
        self.utm = utm
        self.clients = clients
        self.dkim = dkim
    }
}

/// The parameters `utm_source`, `utm_medium` and `utm_campaign`.
public struct UTMSettings: Hashable, Codable, Sendable {
    public var source: String
    public var medium: String
    /// `nil` is the campaign's name.
    public var campaign: String?

    public init(source: String, medium: String, campaign: String? = nil) {
        self.source = source
        self.medium = medium
        self.campaign = campaign
    }
}
