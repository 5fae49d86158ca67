internal import CampaignModel
internal import Ingestion
internal import Scheduling
internal import Segmentation
internal import Statistics

extension Workspace {
    /// What intent, engagement and price sensitivity of a customer come from, now.
    public func figures(of customer: String, observer: PipelineObserver) throws(PipelineError) -> [Figure] {
        let shop = try read(observer: observer).0.shop
        guard let row = shop.customers.ids.id(of: customer) else {
            throw .refused("there is no customer '\(customer)'", remedy: "see the ids in the customers file")
        }
        let explainer = FigureExplainer(shop, asOf: now, zones: zones(of: shop), workers: workers)
        return explainer.figures(of: row).map(Figure.init)
    }

    /// The session model and what it is worth, now.
    public func intentReport(observer: PipelineObserver) throws(PipelineError) -> IntentReport {
        let shop = try read(observer: observer).0.shop
        return IntentReport(SessionIntent(of: shop, asOf: now, zones: zones(of: shop), workers: workers).model)
    }

    /// Everybody's clock.
    func zones(of shop: Shop) -> PersonZones {
        let zones = ZoneDatabase()
        return PersonZones(shop.customers, shop: zones.zone(settings.shop.timeZone) ?? .utc, zones: zones)
    }
}

extension Figure {
    fileprivate init(_ figure: ExplainedFigure) {
        self.init(
            name: figure.name,
            value: figure.value,
            usual: figure.usual,
            basis: figure.basis,
            parts: figure.parts.map { Part(name: $0.name, value: $0.value, usual: $0.usual, effect: $0.effect) }
        )
    }
}

extension IntentReport {
    fileprivate init(_ model: IntentModel) {
        self.init(
            source: "\(model.source)",
            isLearned: model.source != .documented,
            sessions: model.sessions,
            purchases: model.purchases,
            intercept: model.intercept,
            terms: model.terms.map { Term(name: $0.name, weight: $0.weight, usual: $0.usual) },
            quality: model.quality.map { quality in
                Quality(
                    sessions: quality.cases,
                    purchases: quality.hits,
                    areaUnderCurve: quality.areaUnderCurve,
                    logLoss: quality.logLoss,
                    logLossOfShare: quality.logLossOfShare,
                    calibrationError: quality.calibrationError,
                    bands: quality.bands.map { .init(sessions: $0.cases, expected: $0.expected, observed: $0.observed) }
                )
            }
        )
    }
}
