/// A campaign file, `campaigns/NAME.yaml`: whom to write to, what to pick for them, how to say it.
public struct Campaign: Hashable, Codable, Sendable {
    /// The file's name without `.yaml`; letters, digits and hyphens.
    public var name: String
    /// A disabled campaign can be previewed, not sent.
    public var enabled: Bool
    public var channel: ChannelChoice
    public var audience: Audience
    /// The email; required where `channel` is `email` or `both`.
    public var message: EmailContent?
    /// The push message; required where `channel` is `push` or `both`.
    public var push: PushContent?
    public var recommend: RecommendSettings
    public var schedule: ScheduleSettings
    public var experiment: ExperimentSettings

    public init(
        name: String,
        enabled: Bool = true,
        channel: ChannelChoice,
        audience: Audience,
        message: EmailContent?,
        push: PushContent?,
        recommend: RecommendSettings,
        schedule: ScheduleSettings = ScheduleSettings(),
        experiment: ExperimentSettings = ExperimentSettings()
    ) {
        self.name = name
        self.enabled = enabled
        self.channel = channel
        self.audience = audience
        self.message = message
        self.push = push
        self.recommend = recommend
        self.schedule = schedule
        self.experiment = experiment
    }

    /// The channels that the campaign plans a message on, in order.
    public var channels: [Channel] {
        switch channel {
        case .email: [.email]
        case .push: [.push]
        case .both: [.email, .push]
        }
    }
}

public enum ChannelChoice: String, Codable, Sendable, CaseIterable {
    case email, push
    /// A message on every channel that the person has consented to.
    case both
}

/// A named SQL boolean expression over customer features, or the one a campaign has of its own.
public struct Segment: Hashable, Codable, Sendable {
    public var name: String
    /// For example `tier IN ('gold', 'platinum') AND days_since_last_order BETWEEN 30 AND 90`.
    public var expression: String
    /// Where the expression stands, for findings.
    public var file: String
    /// Line of the expression's first character.
    public var line: Int

    public init(name: String, expression: String, file: String, line: Int) {
        self.name = name
        self.expression = expression
        self.file = file
        self.line = line
    }
}

public struct Audience: Hashable, Codable, Sendable {
    /// `nil` means every customer.
    public var segment: Segment?

    public init(segment: Segment? = nil) { self.segment = segment }
}

public struct EmailContent: Hashable, Codable, Sendable {
    /// `Name <address>`; `nil` means the shop's `email.from`.
    public var from: String?
    public var replyTo: String?
    /// Liquid, not escaped.
    public var subject: String
    /// Liquid, not escaped: the line that inboxes show after the subject.
    public var preheader: String
    /// `templates/NAME.html`, with `templates/NAME.txt` beside it.
    public var template: String

    public init(from: String?, replyTo: String?, subject: String, preheader: String, template: String) {
        self.from = from
        self.replyTo = replyTo
        self.subject = subject
        self.preheader = preheader
        self.template = template
    }
}

public struct PushContent: Hashable, Codable, Sendable {
    /// `templates/NAME.json`: a JSON document whose strings are Liquid.
    public var template: String

    public init(template: String) { self.template = template }
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

    /// A product on the marketer's own list, and where the list names it.
    public struct PinnedProduct: Hashable, Codable, Sendable {
        public var id: String
        /// In the campaign's file.
        public var line: Int

        public init(id: String, line: Int = 1) {
            self.id = id
            self.line = line
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
    public var diversity = Diversity()
    public var weights = BusinessWeights()
    public var bundle = BundleSettings()
    /// What the strategy `pinned` shows, in this order.
    public var pinned: [PinnedProduct] = []

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

public struct ExperimentSettings: Hashable, Codable, Sendable {
    /// Part of the eligible people who get nothing, so that the campaign's effect can be measured: 0 ..< 1.
    public var holdout: Double
    /// Who is held out hangs on this name and the person alone; `nil` means the campaign's name.
    public var name: String?

    public init(holdout: Double = 0, name: String? = nil) {
        self.holdout = holdout
        self.name = name
    }
}
