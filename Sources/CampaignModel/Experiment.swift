public struct ExperimentSettings: Hashable, Codable, Sendable {
    /// Part of the eligible people who get nothing, so that the campaign's effect can be measured: 0 ..< 1.
    public var holdout: Double
    /// Who is held out, and who gets which variant, hangs on this name and the person alone; `nil` means the campaign's
    /// name.
    public var name: String?
    /// Empty where everyone gets the campaign as it is.
    public var variants: [Variant]
    /// `nil` keeps the variants' weights from run to run.
    public var optimization: Optimization?

    public init(
        holdout: Double = 0,
        name: String? = nil,
        variants: [Variant] = [],
        optimization: Optimization? = nil
    ) {
        self.holdout = holdout
        self.name = name
        self.variants = variants
        self.optimization = optimization
    }
}

/// One of several ways to write to people: the campaign's own settings with what the variant says instead.
public struct Variant: Hashable, Codable, Sendable {
    /// `A`, `long-subject`: letters, digits, hyphens and underscores.
    public var name: String
    /// Its part of the people, beside the others' weights; over 0.
    public var weight: Double
    public var message: EmailContent?
    public var push: PushContent?
    public var recommend: RecommendSettings
    public var offer: OfferSettings?

    public init(
        name: String,
        weight: Double = 1,
        message: EmailContent?,
        push: PushContent?,
        recommend: RecommendSettings,
        offer: OfferSettings?
    ) {
        self.name = name
        self.weight = weight
        self.message = message
        self.push = push
        self.recommend = recommend
        self.offer = offer
    }

    /// The languages that the message is written in beside its own, sorted.
    public func languages(on channel: Channel) -> [String] {
        switch channel {
        case .email: message?.languages.keys.sorted() ?? []
        case .push: push?.languages.keys.sorted() ?? []
        }
    }

    /// What is picked for it: where the offer asks more of an item's margin, that too.
    public var picked: RecommendSettings {
        var settings = recommend
        settings.marginFloor = max(settings.marginFloor, offer?.marginFloor ?? 0)
        return settings
    }
}

/// How a run learns from the runs before: Thompson sampling.
public struct Optimization: Hashable, Codable, Sendable {
    /// What a better variant has more of.
    public enum Metric: String, Codable, Sendable, CaseIterable { case click, conversion, revenue }

    public var metric: Metric
    /// The least part of the people that each variant gets: 0 ... 1 / number of variants.
    public var floor: Double
    /// Orders so long after the send time count.
    public var windowDays: Int

    public init(metric: Metric = .conversion, floor: Double = 0.1, windowDays: Int = 7) {
        self.metric = metric
        self.floor = floor
        self.windowDays = windowDays
    }
}
