/// A name in a campaign's file, and where it stands there.
public struct Mention: Hashable, Codable, Sendable {
    public var id: String
    public var line: Int

    public init(id: String, line: Int = 1) {
        self.id = id
        self.line = line
    }
}

public struct RecommendSettings: Hashable, Codable, Sendable {
    public struct Slot: Hashable, Codable, Sendable {
        public var strategy: Strategy
        /// At most so many items from this strategy.
        public var count: Int
        /// With fewer items from this strategy the person is skipped; 0 ... `count`.
        public var required: Int

        public init(strategy: Strategy, count: Int, required: Int = 0) {
            self.strategy = strategy
            self.count = count
            self.required = required
        }
    }

    /// How many items of one kind a message holds before others are preferred.
    public struct Diversity: Hashable, Codable, Sendable {
        /// Of one category (its full path) and one brand; 1 ... 6.
        public var perCategory: Int
        public var perBrand: Int

        public init(perCategory: Int = 2, perBrand: Int = 3) {
            self.perCategory = perCategory
            self.perBrand = perBrand
        }
    }

    /// How much the shop's own interest may move an item: a weight w multiplies its worth by 1 - w ... 1 + w. 0 ... 0.5.
    public struct BusinessWeights: Hashable, Codable, Sendable {
        /// By the margin's rank in the catalogue.
        public var margin: Double
        /// By the stock's rank, where the catalogue has a column `stock`; else 1 + w in stock, 1 - w on order.
        public var stock: Double

        public init(margin: Double = 0, stock: Double = 0) {
            self.margin = margin
            self.stock = stock
        }
    }

    /// A rule of the marketer's own: who has something gets these shown with it.
    public struct Pair: Hashable, Codable, Sendable {
        /// A product's id or SKU, or a category's path.
        public var when: Mention
        /// Products' ids or SKUs, the first one first.
        public var show: [Mention]

        public init(when: Mention, show: [Mention]) {
            self.when = when
            self.show = show
        }
    }

    public struct BundleSettings: Hashable, Codable, Sendable {
        /// Off the sum of the parts' current prices: 0 ..< 1.
        public var discount: Double
        /// What must be left of the set's price after what the parts cost, as a share of it: 0 ..< 1.
        public var minimumMargin: Double

        public init(discount: Double = 0.1, minimumMargin: Double = 0) {
            self.discount = discount
            self.minimumMargin = minimumMargin
        }
    }

    /// Fewer items than this and the person is skipped: 3 ... 6.
    public var minimumItems: Int
    /// 3 ... 6, at least `minimumItems`.
    public var maximumItems: Int
    /// Asked in order; what one leaves free the next may fill.
    public var slots: [Slot]
    /// Strategies that fill what the slots leave free, in order.
    public var fallback: [Strategy]
    /// Categories (path prefixes) never picked.
    public var excludedCategories: [String]
    /// What was bought within so many days is not picked; 0 turns the filter off. Repurchase is exempt.
    public var boughtWithinDays: Int
    /// Orders at most so many days old are what complements and upgrades start from.
    public var anchorDays: Int
    /// What this campaign showed a person within so many days is not shown again; 0 turns the filter off.
    public var noRepeatDays: Int
    /// Only what lies in one of these categories (path prefixes); empty means in any.
    public var categories: [Mention] = []
    /// Only these brands; empty means any.
    public var brands: [Mention] = []
    public var excludedBrands: [Mention] = []
    /// Ids or SKUs.
    public var excludedProducts: [Mention] = []
    /// Whether what is on preorder or backorder is left out too; what is out of stock always is.
    public var inStockOnly = false
    /// What an item may cost now; `nil` means no bound.
    public var minimumPrice: Amount?
    public var maximumPrice: Amount?
    /// What must be left of an item's price after what it costs the shop, as a share of it: 0 ..< 1; 0 asks nothing.
    public var marginFloor = 0.0
    public var diversity = Diversity()
    public var weights = BusinessWeights()
    public var bundle = BundleSettings()
    /// What the strategy `pinned` shows, in this order.
    public var pinned: [Mention] = []
    /// Shown first by the strategy `complements`, in their order.
    public var pairs: [Pair] = []

    public init(
        minimumItems: Int = 3,
        maximumItems: Int = 6,
        slots: [Slot],
        fallback: [Strategy] = [.popular],
        excludedCategories: [String] = [],
        boughtWithinDays: Int = 365,
        anchorDays: Int = 90,
        noRepeatDays: Int = 7
    ) {
        self.minimumItems = minimumItems
        self.maximumItems = maximumItems
        self.slots = slots
        self.fallback = fallback
        self.excludedCategories = excludedCategories
        self.boughtWithinDays = boughtWithinDays
        self.anchorDays = anchorDays
        self.noRepeatDays = noRepeatDays
    }
}
