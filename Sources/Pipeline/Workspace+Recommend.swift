internal import CampaignModel
internal import Diagnostics
internal import Ingestion
internal import Recommenders
internal import Segmentation
internal import Threads

extension Workspace {
    /// Cases of one job, and jobs under way before their rows are written.
    private static let casesPerJob = 512
    private static let jobsPerWorker = 8

    /// Writes what would be picked, without a trace. Rows are written as they are made, in the order of the cases; they
    /// do not depend on the number of threads.
    /// - Parameter write: Takes whole rows.
    public func recommend(
        _ request: RecommendRequest,
        as format: PicksFormat,
        observer: PipelineObserver,
        write: ([UInt8]) throws -> Void
    ) throws {
        let campaign = try self.campaign(of: request)
        let situation = try situation(observer: observer, asOf: request.asOf)
        let (job, writer) = try self.job(request, campaign, situation, format, observer)
        observer(.picking)
        try write(writer.opening)
        var isFirst = true
        let step = Workspace.casesPerJob * Workspace.jobsPerWorker * workers.count
        let pick = job.learn()
        for start in stride(from: 0, to: job.names.count, by: step) {
            let names = job.names[start..<min(job.names.count, start + step)]
            let parts = workers.mapChunks(of: names.count, chunk: Workspace.casesPerJob) { range in
                let cases = start + range.lowerBound..<start + range.upperBound
                var bytes: [UInt8] = []
                for (items, name) in zip(pick(cases), names[cases]) {
                    writer.append(items, name: Int(name), to: &bytes)
                }
                return bytes
            }
            for part in parts where !part.isEmpty {
                // The comma before the first object.
                try write(isFirst && format == .json ? Array(part.dropFirst()) : part)
                isFirst = false
            }
        }
        try write(writer.closing)
    }

    /// What to do for every case.
    private struct Job {
        /// Cells of the writer's names, one a case.
        var names: [Int32]
        /// Learns, and then picks for a range of cases.
        var learn: () -> @Sendable (Range<Int>) -> [[Recommendation]]
    }

    private func campaign(of request: RecommendRequest) throws(PipelineError) -> Campaign? {
        guard case .campaign(let name) = request.picks else { return nil }
        return try campaign(name)
    }

    private func job(
        _ request: RecommendRequest,
        _ campaign: Campaign?,
        _ situation: Situation,
        _ format: PicksFormat,
        _ observer: PipelineObserver
    ) throws(PipelineError) -> (Job, PicksWriter) {
        let shop = situation.shop
        if case .carts(let file, let novelOnly) = request.cases {
            let queries = try carts(file, shop, observer)
            let writer = PicksWriter(shop: shop, format: format, names: queries.cases.texts, nameHeader: "case_id")
            let job = Job(names: Array(0..<Int32(queries.cases.count))) { [workers] in
                let picks = CartPicks(
                    shop: shop,
                    asOf: situation.asOf,
                    novelOnly: novelOnly,
                    limit: request.limit,
                    isRaw: request.isRaw,
                    workers: workers
                )
                return { range in picks.picks(for: queries.carts(range, asOf: situation.asOf)[...]) }
            }
            return (job, writer)
        }
        let customers = try self.customers(request.cases, campaign, situation, observer)
        let texts = shop.customers.ids.texts
        let writer = PicksWriter(shop: shop, format: format, names: texts, nameHeader: "customer_id")
        let job = Job(names: customers) {
            let pick = picker(request, campaign, situation)
            return { range in pick(customers[range]).map(\.items) }
        }
        return (job, writer)
    }

    private func picker(
        _ request: RecommendRequest,
        _ campaign: Campaign?,
        _ situation: Situation
    ) -> @Sendable (ArraySlice<Int32>) -> [CustomerPicks] {
        let (shop, asOf) = (situation.shop, situation.asOf)
        func ranked(novelOnly: Bool) -> @Sendable (ArraySlice<Int32>) -> [CustomerPicks] {
            let picks = RankedPicks(
                shop: shop,
                asOf: asOf,
                novelOnly: novelOnly,
                limit: request.limit,
                isRaw: request.isRaw,
                workers: workers
            )
            return { picks.picks(for: $0) }
        }
        let settings: RecommendSettings
        switch request.picks {
        case .next: return ranked(novelOnly: false)
        case .strategy(.discover) where request.isRaw: return ranked(novelOnly: true)
        case .strategy(let strategy): settings = .alone(strategy, items: request.limit, isRaw: request.isRaw)
        case .campaign: settings = campaign?.recommend ?? .alone(.popular, items: request.limit, isRaw: false)
        }
        let engine = RecommendationEngine(
            shop: request.isRaw ? shop.withoutShopFilters : shop,
            profiles: situation.profiles,
            asOf: asOf,
            strategies: Set(settings.slots.map(\.strategy) + settings.fallback),
            workers: workers
        )
        let rules = engine.rules(settings)
        return { engine.explain(engine.choose(for: $0, rules: rules), rules: rules) }
    }

    private func customers(
        _ cases: RecommendRequest.Cases,
        _ campaign: Campaign?,
        _ situation: Situation,
        _ observer: PipelineObserver
    ) throws(PipelineError) -> [Int32] {
        switch cases {
        case .everyone, .carts: return try members(of: campaign?.audience ?? Audience(), in: situation)
        case .customer(let id):
            guard let row = situation.shop.customers.ids.id(of: id) else {
                throw .refused("there is no customer '\(id)'", remedy: "see the ids in the customers file")
            }
            return [row]
        case .customers(let file):
            return try reading(observer) { notices throws(IngestionError) in
                try readCustomerList(file, shop: situation.shop, workers: workers, notices: &notices)
            }
        }
    }

    private func carts(_ file: String, _ shop: Shop, _ observer: PipelineObserver) throws(PipelineError) -> CartQueries
    {
        try reading(observer) { notices throws(IngestionError) in
            try readCarts(file, shop: shop, workers: workers, notices: &notices)
        }
    }

    private func reading<Result>(
        _ observer: PipelineObserver,
        _ body: (inout [Diagnostic]) throws(IngestionError) -> Result
    ) throws(PipelineError) -> Result {
        var notices: [Diagnostic] = []
        do throws(IngestionError) {
            let result = try body(&notices)
            for notice in notices { observer(.note("\(notice)")) }
            let warnings = notices.filter { $0.severity == .warning }
            if isStrict, !warnings.isEmpty { throw IngestionError(warnings) }
            return result
        } catch {
            throw .invalid(error.diagnostics)
        }
    }
}

extension CartQueries {
    /// The carts of some cases; one without a time is asked about as of now.
    fileprivate func carts(_ range: Range<Int>, asOf: Instant) -> [Cart] {
        range.map { index in
            Cart(
                customer: customers[index],
                products: Array(products(ofCase: index)),
                time: times[index].map(Instant.init(seconds:)) ?? asOf
            )
        }
    }
}

extension RecommendSettings {
    /// One strategy alone, without fallback.
    fileprivate static func alone(_ strategy: Strategy, items: Int, isRaw: Bool) -> RecommendSettings {
        var settings = RecommendSettings(
            minimumItems: 1,
            maximumItems: items,
            slots: [.init(strategy: strategy, count: items)],
            fallback: [],
            noRepeatDays: 0
        )
        if isRaw { settings.diversity = .init(perCategory: items, perBrand: items) }
        return settings
    }
}

extension Shop {
    /// The shop as raw rankings see it: nothing is left out for its stock, picture or price.
    fileprivate var withoutShopFilters: Shop {
        var shop = self
        shop.products.present.subtract([.availability, .imageURL, .price])
        return shop
    }
}
