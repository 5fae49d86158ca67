public import CampaignModel
public import Scheduling
public import Threads

/// An estimate about a customer, and what it comes from.
public struct ExplainedFigure: Hashable, Sendable {
    public struct Part: Hashable, Sendable {
        public var name: String
        public var value: Double
        /// The shop's.
        public var usual: Double?
        /// Log odds that it adds to the usual.
        public var effect: Double?
    }

    /// As in segments: `intent`, `engagement`, `price_sensitivity`.
    public var name: String
    /// `nil` where it is not known.
    public var value: Double?
    /// Of a customer who does what is usual in this shop.
    public var usual: Double
    public var basis: String
    public var parts: [Part]
}

/// Explains intent, engagement and price sensitivity of single customers.
public struct FigureExplainer: Sendable {
    public let intent: SessionIntent
    private let shop: Shop
    private let asOf: Instant
    private let allVisits: Visits
    private let allBargains: Bargains
    private let priceRanks: [Float]

    /// - Parameter zones: As for ``profiles(of:asOf:zones:workers:)``.
    public init(_ shop: Shop, asOf: Instant, zones: PersonZones? = nil, workers: Workers = Workers(count: 1)) {
        (self.shop, self.asOf) = (shop, asOf)
        let everyone = CustomerChunks(count: shop.customers.count, workers: workers)
        intent = SessionIntent(of: shop, asOf: asOf, zones: zones, workers: workers)
        allVisits = visits(of: shop, asOf: asOf, everyone).reduce(Visits(), +)
        allBargains = bargains(of: shop, asOf: asOf, everyone).reduce(Bargains(), +)
        priceRanks = Segmentation.priceRanks(of: shop, asOf: asOf)
    }

    public func figures(of customer: Int32) -> [ExplainedFigure] {
        [intentFigure(of: customer), engagementFigure(of: customer), priceFigure(of: customer)]
    }

    private func intentFigure(of customer: Int32) -> ExplainedFigure {
        let model = intent.model
        var figure = ExplainedFigure(
            name: "intent",
            value: nil,
            usual: model.usualProbability,
            basis: "no session within \(SessionIntent.maximumAgeDays) days",
            parts: []
        )
        guard let (session, signals) = intent.latest(of: customer) else { return figure }
        figure.value = model.probability(signals)
        let end = session.bought ? ", which ended in a purchase" : ""
        figure.basis = "the session of \(Instant(seconds: session.start))\(end); \(model.source.description)"
        figure.parts = zip(model.terms, signals).map { term, signal in
            ExplainedFigure.Part(
                name: term.name,
                value: Double(signal),
                usual: term.usual,
                effect: term.weight * (Double(signal) - term.usual)
            )
        }
        return figure
    }

    private func engagementFigure(of customer: Int32) -> ExplainedFigure {
        let visits = Visits(of: customer, in: shop, asOf: asOf)
        let shopPace = allVisits.days > 0 ? allVisits.visits / allVisits.days : 0
        return ExplainedFigure(
            name: "engagement",
            value: visits.engagement(amongAll: allVisits),
            usual: Visits.engagement(pace: shopPace),
            basis: visits.visits > 0
                ? "days with a visit over days known, either weighing half after two years" : "never seen",
            parts: [
                .init(name: "days with a visit", value: visits.visits),
                .init(name: "days known", value: visits.days),
                .init(name: "visits a week", value: 7 * visits.pace(amongAll: allVisits), usual: 7 * shopPace),
            ]
        )
    }

    private func priceFigure(of customer: Int32) -> ExplainedFigure {
        let own = Bargains(of: customer, in: shop, asOf: asOf, priceRanks: priceRanks)
        return ExplainedFigure(
            name: "price_sensitivity",
            value: own.sensitivity(amongAll: allBargains),
            usual: 0.5,
            basis: own.lines > 0 ? "lines bought, and four of the shop's usual customer" : "nothing bought",
            parts: [
                .init(name: "lines", value: own.lines),
                .init(name: "share bought reduced", value: own.shareReduced, usual: allBargains.shareReduced),
                .init(
                    name: "cheapness in the category",
                    value: own.meanCheapness,
                    usual: allBargains.meanCheapness
                ),
            ]
        )
    }
}

extension IntentModel.Source: CustomStringConvertible {
    public var description: String {
        switch self {
        case .documented: "documented weights: the shop's own sessions are too few to learn from"
        case .learned(let first, let last): "weights learned from sessions of \(first) to \(last)"
        }
    }
}
