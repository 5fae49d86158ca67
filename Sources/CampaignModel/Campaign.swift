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
    /// `nil` where the campaign offers nothing but the products.
    public var offer: OfferSettings?
    public var schedule: ScheduleSettings
    /// What people do to be written to; `nil` where the audience alone says whom.
    public var trigger: TriggerSettings?
    public var experiment: ExperimentSettings
    public var limits: LimitSettings
    /// Who came with a smaller probability of buying is skipped: 0 ... 1; `nil` asks for none.
    public var minimumIntent: Double?

    public init(
        name: String,
        enabled: Bool = true,
        channel: ChannelChoice,
        audience: Audience,
        message: EmailContent?,
        push: PushContent?,
        recommend: RecommendSettings,
        offer: OfferSettings? = nil,
        schedule: ScheduleSettings = ScheduleSettings(),
        trigger: TriggerSettings? = nil,
        experiment: ExperimentSettings = ExperimentSettings(),
        limits: LimitSettings = LimitSettings()
    ) {
        self.name = name
        self.enabled = enabled
        self.channel = channel
        self.audience = audience
        self.message = message
        self.push = push
        self.recommend = recommend
        self.offer = offer
        self.schedule = schedule
        self.trigger = trigger
        self.experiment = experiment
        self.limits = limits
    }

    /// The channels that the campaign may plan a message on, in order.
    public var channels: [Channel] {
        switch channel {
        case .email: [.email]
        case .push: [.push]
        case .both, .best: [.email, .push]
        }
    }

    /// What people are drawn to: the experiment's variants, or the campaign as it is, which counts as variant A.
    public var variants: [Variant] {
        if !experiment.variants.isEmpty { return experiment.variants }
        return [Variant(name: "A", message: message, push: push, recommend: recommend, offer: offer)]
    }

    /// Every strategy that some variant asks for.
    public var strategies: Set<Strategy> {
        Set(variants.flatMap { $0.recommend.slots.map(\.strategy) + $0.recommend.fallback })
    }
}

public enum ChannelChoice: String, Codable, Sendable, CaseIterable {
    case email, push
    /// A message on every channel that the person has consented to.
    case both
    /// One message, on the channel that suits the person best.
    case best
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

/// Who is asked: those in the segment and in one of `include`, and in none of `exclude`.
public struct Audience: Hashable, Codable, Sendable {
    /// `nil` means every customer.
    public var segment: Segment?
    /// Named segments, of which one must hold; empty means that none need.
    public var include: [Segment]
    /// Named segments whose members are left out.
    public var exclude: [Segment]
    /// All of them must hold.
    public var estimates: [EstimateRange] = []

    public init(segment: Segment? = nil, include: [Segment] = [], exclude: [Segment] = []) {
        self.segment = segment
        self.include = include
        self.exclude = exclude
    }

    /// In the order in which they are asked.
    public var segments: [Segment] { [segment].compactMap(\.self) + include + exclude }
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
    /// BCP 47: how amounts and dates are written; `nil` means by the customer's own locale.
    public var locale: String?
    /// Language or locale in lower case (`de`, `de-at`) → the message in it, which has no languages of its own.
    public var languages: [String: EmailContent] = [:]

    /// Every text of the message, `nil` for the one without a language.
    public var editions: [String?: EmailContent] {
        languages.reduce(into: [nil: self]) { $0[$1.key] = $1.value }
    }

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
    /// As in ``EmailContent``.
    public var locale: String?
    public var languages: [String: PushContent] = [:]

    public var editions: [String?: PushContent] {
        languages.reduce(into: [nil: self]) { $0[$1.key] = $1.value }
    }

    public init(template: String) { self.template = template }
}
