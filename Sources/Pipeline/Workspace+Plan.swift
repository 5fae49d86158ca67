internal import Bookkeeping
internal import CampaignModel
internal import Diagnostics
internal import Planning
internal import Recommenders
internal import Rendering
internal import Scheduling

/// A campaign's frozen run, and what it was frozen from.
struct FrozenRun: Sendable {
    var run: Run
    var report: PlanReport
    var situation: Situation
}

extension Workspace {
    /// Freezes the campaign's next run, or keeps the one there is while nothing has changed.
    public func plan(_ name: String, observer: PipelineObserver) throws(PipelineError) -> PlanReport {
        try freeze(name, ledger: openLedger(), onChange: .replan, observer: observer).report
    }

    /// The campaign's open run. One that has begun is taken as it is; one that has not is frozen anew, or refused, where
    /// files have changed since.
    /// - Parameter start: Set where a schedule starts the run: then one that has not begun is frozen anew in any case.
    func freeze(
        _ name: String,
        ledger: any Ledger,
        onChange: SendOptions.OnChange,
        start: ScheduledStart? = nil,
        observer: PipelineObserver
    ) throws(PipelineError) -> FrozenRun {
        let campaign = try campaign(name)
        let templates = try templates()
        // Errors in templates come before the minutes that reading data may take.
        let factory = try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates,
            signingKey: ledger.identity.signingSecret
        )
        let situation = try situation(observer: observer)
        let unknown = unknownPins(of: campaign, in: situation.shop)
        if !unknown.isEmpty { throw PipelineError.invalid(unknown) }
        let contents = try frozenContents(campaign: name, templates: templates)
        var inputs = situation.digests
        for content in contents { inputs[content.name] = content.digest }
        var replaced: String?
        do {
            try putBackDeadSender(of: name, ledger: ledger)
            if let run = try ledger.openRun(of: name) {
                let changes = run.state == .scheduled ? differences(run.inputs, inputs) : []
                let isExpired = run.state == .scheduled && (start != nil || isTooOld(run, campaign))
                if changes.isEmpty && !isExpired || onChange == .asPreviewed {
                    let report = PlanReport(run, skipped: try skippedAtPlanning(run, ledger), isNew: false)
                    return FrozenRun(run: run, report: report, situation: situation)
                }
                if onChange == .ask { throw PipelineError.changed(run, changes) }
                replaced = run.id
            }
        } catch {
            throw PipelineError(ledgerError: error)
        }
        let stream = try makePlan(
            factory.campaign,
            situation,
            due: start?.recipientTime,
            ledger,
            observer: observer
        )
        let head = PlanHead(
            Plan(campaign: name, asOf: now, messages: []),
            audience: stream.count,
            inputs: inputs,
            contents: contents,
            replaced: replaced
        )
        do {
            let run = try write(head, stream, to: ledger, observer: observer)
            var report = PlanReport(run, skipped: try skippedAtPlanning(run, ledger), isNew: true)
            report.withoutTimeZone = stream.customers(by: .shop)
            report.withCountryTimeZone = stream.customers(by: .country)
            observer(.planned(report))
            return FrozenRun(run: run, report: report, situation: situation)
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// A run whose sender died before anything left is as good as one that nobody took: it may be planned anew.
    private func putBackDeadSender(of name: String, ledger: any Ledger) throws {
        guard let run = try ledger.openRun(of: name), run.state == .running, run.startedAt == nil else { return }
        try clearUp(after: run.id, ledger: ledger)
    }

    /// Writes the plan while it is made; nobody sees it before it is whole.
    private func write(
        _ head: PlanHead,
        _ stream: PlanStream,
        to ledger: any Ledger,
        observer: PipelineObserver
    ) throws -> Run {
        let draft = try ledger.draft(
            head,
            owner: .thisProcess(),
            staleAfterSeconds: RunDelivery.staleAfterSeconds,
            now: now,
            isAlive: LockOwner.isAlive
        )
        do {
            var done = 0
            try stream.forEachBlock { (messages) throws(LedgerError) in
                try draft.add(messages, now: clock.now)
                done += messages.count
                observer(.planning(done: done, of: stream.count))
            }
            return try draft.finish(now: now)
        } catch {
            do {
                try draft.abandon()
            } catch let second {
                observer(.note("\(second); the next plan clears up what this one left"))
            }
            throw error
        }
    }

    private func makePlan(
        _ campaign: Campaign,
        _ situation: Situation,
        due: LocalTime?,
        _ ledger: any Ledger,
        observer: PipelineObserver
    ) throws(PipelineError) -> PlanStream {
        let audience = try members(of: campaign.audience.segment, in: situation)
        observer(.segmented(customers: audience.count))
        let since = now.advanced(byDays: -campaign.recommend.noRepeatDays)
        do {
            let shown = try ledger.recentItems(of: campaign.name, since: since)
            let suppressed = Set(try allSuppressions(in: ledger).map(\.address))
            observer(.picking)
            let engine = engine(for: campaign, situation)
            return planStream(
                campaign,
                audience: audience,
                situation,
                engine: engine,
                shown: shown,
                suppressed: suppressed,
                due: due
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// The whole plan in memory.
    func makePlan(
        _ campaign: Campaign,
        audience: [Int32],
        _ situation: Situation,
        shown: [String: [String]],
        suppressed: Set<String>
    ) -> Planned {
        let engine = engine(for: campaign, situation)
        return makePlan(
            campaign,
            audience: audience,
            situation,
            engine: engine,
            shown: shown,
            suppressed: suppressed
        )
    }

    /// The whole plan in memory.
    /// - Parameter engine: Has learned the campaign's strategies.
    func makePlan(
        _ campaign: Campaign,
        audience: [Int32],
        _ situation: Situation,
        engine: RecommendationEngine,
        shown: [String: [String]],
        suppressed: Set<String>
    ) -> Planned {
        let stream = planStream(
            campaign,
            audience: audience,
            situation,
            engine: engine,
            shown: shown,
            suppressed: suppressed,
            due: nil
        )
        var plan = Plan(campaign: campaign.name, asOf: now, messages: [])
        stream.forEachBlock { plan.messages += $0 }
        return Planned(
            plan: plan,
            customersWithoutTimeZone: stream.customers(by: .shop),
            customersByCountry: stream.customers(by: .country)
        )
    }

    /// Learns what a campaign asks for.
    func engine(for campaign: Campaign, _ situation: Situation) -> RecommendationEngine {
        RecommendationEngine(
            shop: situation.shop,
            profiles: situation.profiles,
            asOf: now,
            strategies: campaign.recommend.strategies,
            workers: workers
        )
    }

    /// - Parameters:
    ///   - engine: Has learned the campaign's strategies.
    ///   - shown: Customer id → products that the campaign has shown of late.
    ///   - suppressed: Normalised addresses.
    ///   - due: What everyone's clock is to show, where a schedule that goes by it starts the run.
    private func planStream(
        _ campaign: Campaign,
        audience: [Int32],
        _ situation: Situation,
        engine: RecommendationEngine,
        shown: [String: [String]],
        suppressed: Set<String>,
        due: LocalTime?
    ) -> PlanStream {
        let input = PlanningInput(
            campaign: campaign,
            shop: situation.shop,
            settings: settings.shop,
            picks: [],
            suppressed: suppressed,
            now: now,
            due: due
        )
        return PlanStream(
            audience: audience,
            engine: engine,
            rules: engine.rules(campaign.recommend, recentlyShown: rows(of: shown, in: situation.shop)),
            planner: Planner(input),
            workers: workers
        )
    }

    /// Products on the campaign's own list that the catalogue does not have.
    func unknownPins(of campaign: Campaign, in shop: Shop) -> [Diagnostic] {
        let products = shop.products
        return campaign.recommend.pinned.filter { products.ids.id(of: $0.id) == nil }.map { pin in
            let ids = (0..<Int32(products.count)).lazy.map { products.ids[$0] }
            let nearest = nearestName(to: pin.id, in: ids)
            return Diagnostic(
                .error,
                at: SourceLocation(file: campaignFile(campaign.name), line: pin.line, column: 1),
                "there is no product '\(pin.id)' to pin",
                remedy: nearest.map { "did you mean '\($0)'?" } ?? "see the ids in the products file"
            )
        }
    }

    /// Customer and product ids as rows; those that the shop no longer has are left out.
    private func rows(of items: [String: [String]], in shop: Shop) -> [Int32: [Int32]] {
        var rows: [Int32: [Int32]] = [:]
        for (customer, products) in items {
            guard let row = shop.customers.ids.id(of: customer) else { continue }
            rows[row] = products.compactMap { shop.products.ids.id(of: $0) }
        }
        return rows
    }

    /// The files that messages are rendered from.
    private func frozenContents(campaign: String, templates: TemplateFolder) throws(PipelineError) -> [FrozenContent] {
        var files = [
            (FrozenFiles.settings, try Workspace.read(path("dovetail.yaml"))),
            (FrozenFiles.campaign(campaign), try Workspace.read(path(campaignFile(campaign)))),
        ]
        files += templates.files.map { (FrozenFiles.template($0.key), $0.value) }
        return files.map { name, bytes in FrozenContent(name: name, digest: digest(of: bytes), bytes: bytes) }
    }

    /// Who was left out when the plan was frozen. Of a run that has begun, those skipped since then are told apart by
    /// the items they had.
    private func skippedAtPlanning(_ run: Run, _ ledger: any Ledger) throws(LedgerError) -> [SkipReason: Int] {
        if run.state == .scheduled { return try ledger.counts(of: run.id).skipped }
        var skipped: [SkipReason: Int] = [:]
        var last: Int64 = 0
        while true {
            let page = try ledger.messages(of: run.id, MessageQuery(states: [.skipped], limit: 10_000, after: last))
            for message in page where message.productIDs.isEmpty {
                if let reason = message.skipReason { skipped[reason, default: 0] += 1 }
            }
            guard let end = page.last else { return skipped }
            last = end.id
        }
    }

    private func isTooOld(_ run: Run, _ campaign: Campaign) -> Bool {
        let end = run.asOf.advanced(bySeconds: Int64(campaign.schedule.validForHours) * 3_600)
        return now >= end
    }
}

extension RecommendSettings {
    /// Those that may be asked for items.
    var strategies: Set<Strategy> { Set(slots.map(\.strategy) + fallback) }
}

/// Names of inputs that are not the same in both, sorted.
private func differences(_ before: [String: String], _ now: [String: String]) -> [String] {
    Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
}

extension PipelineError {
    fileprivate static func changed(_ run: Run, _ changes: [String]) -> PipelineError {
        let what = changes.isEmpty ? "it was made at \(run.asOf)" : "changed since: \(changes.joined(separator: ", "))"
        return .refused(
            "the plan \(run.id) is out of date; \(what)",
            remedy: "send --replan plans anew, send --as-previewed sends what was previewed"
        )
    }
}

extension PlanReport {
    fileprivate init(_ run: Run, skipped: [SkipReason: Int], isNew: Bool) {
        var plan = PlanCounts()
        plan.suppressed = run.frozen.suppressed
        plan.holdout = run.frozen.holdout
        plan.planned = run.frozen.planned
        plan.skipped = skipped
        self.init(
            campaign: run.campaign,
            run: run.id,
            asOf: run.asOf,
            isNew: isNew,
            hasBegun: run.startedAt != nil,
            audience: run.frozen.audience,
            counts: plan
        )
    }
}
