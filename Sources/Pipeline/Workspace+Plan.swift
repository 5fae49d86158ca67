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

/// What the ledger knows that a plan goes by.
struct PastRuns: Sendable {
    /// Customer id → products that the campaign has shown of late.
    var shown: [String: [String]] = [:]
    /// Normalised addresses.
    var suppressed: Set<String> = []
    var contacts = ContactHistory()
    /// Codes that nobody has yet, by file.
    var codes: [String: [String]] = [:]
    /// Each variant's part of the people.
    var shares: [Double] = []
    /// Who did what the campaign's trigger waits for; `nil` where it has none.
    var occasions: TriggeredPeople?
}

extension Workspace {
    /// Freezes the campaign's next run, or keeps the one there is while nothing has changed.
    /// - Parameter explained: Whether the report says how the run came about.
    public func plan(
        _ name: String,
        explained: Bool = false,
        observer: PipelineObserver
    ) throws(PipelineError) -> PlanReport {
        let ledger = try openLedger()
        var frozen = try freeze(name, ledger: ledger, onChange: .replan, observer: observer)
        if explained {
            frozen.report.funnel = try funnel(of: frozen.run, campaign(name), frozen.situation, ledger: ledger)
        }
        return frozen.report
    }

    /// The campaign's open run. One that has begun is taken as it is; one that has not is frozen anew, or refused, where
    /// files have changed since.
    /// - Parameters:
    ///   - start: Set where a schedule or a trigger starts the run: then one that has not begun is frozen anew in any case.
    ///   - known: The shop as it is now, where somebody has read it.
    func freeze(
        _ name: String,
        ledger: any Ledger,
        onChange: SendOptions.OnChange,
        start: ScheduledStart? = nil,
        known: Situation? = nil,
        observer: PipelineObserver
    ) throws(PipelineError) -> FrozenRun {
        let campaign = try campaign(name)
        let templates = try templates()
        // Errors in templates come before the minutes that reading data may take.
        let factory = try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates,
            signingKey: ledger.identity.signingSecret,
            dkim: nil
        )
        let situation = if let known { known } else { try self.situation(observer: observer) }
        let unknown = unknownMentions(of: campaign, in: situation.shop)
        if !unknown.isEmpty { throw PipelineError.invalid(unknown) }
        let contents = try frozenContents(campaign: name, templates: templates)
        var inputs = situation.digests
        for content in contents { inputs[content.name] = content.digest }
        for (file, digest) in try codeDigests(of: campaign) { inputs[file] = digest }
        var replaced: String?
        do {
            try putBackDeadSender(of: name, ledger: ledger)
            if let run = try ledger.openRun(of: name) {
                let changes = run.state == .scheduled ? differences(run.inputs, inputs) : []
                let isExpired = run.state == .scheduled && (start != nil || isTooOld(run, campaign))
                if changes.isEmpty && !isExpired || onChange == .asPreviewed {
                    var report = PlanReport(run, skipped: try skippedAtPlanning(run, ledger), isNew: false)
                    report.warnings = try warnings(
                        on: run,
                        skipped: report.counts.skipped,
                        campaign: campaign,
                        ledger: ledger
                    )
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
            replacing: replaced,
            observer: observer
        )
        let head = PlanHead(
            stream.emptyPlan,
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
            report.warnings = try warnings(
                on: run,
                skipped: report.counts.skipped,
                campaign: campaign,
                ledger: ledger
            )
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
        replacing replaced: String?,
        observer: PipelineObserver
    ) throws(PipelineError) -> PlanStream {
        let steps = try audienceSteps(of: campaign.audience, in: situation)
        for warning in steps.warnings { observer(.note("\(warning)")) }
        var audience = steps.members
        var known = PastRuns()
        known.occasions = try occasions(for: campaign, among: audience, situation, ledger: ledger)
        if let occasions = known.occasions { audience = occasions.customers }
        observer(.segmented(customers: audience.count))
        known.codes = try freeCodes(of: campaign, ledger: ledger, replacing: replaced)
        known.shares = try shares(of: campaign, situation, ledger: ledger)
        do {
            let days = campaign.variants.map(\.recommend.noRepeatDays).max() ?? 0
            known.shown = try ledger.recentItems(of: campaign.name, since: now.advanced(byDays: -days))
            known.suppressed = Set(try allSuppressions(in: ledger).map(\.address))
            known.contacts = try contacts(for: campaign, in: situation.shop, ledger: ledger)
        } catch {
            throw PipelineError(ledgerError: error)
        }
        observer(.picking)
        return planStream(
            campaign,
            audience: audience,
            situation,
            engine: engine(for: campaign, situation),
            known: known,
            due: due
        )
    }

    /// The whole plan in memory, as if a person started it.
    /// - Parameter engine: Has learned the campaign's strategies; `nil` learns them.
    func makePlan(
        _ campaign: Campaign,
        audience: [Int32],
        _ situation: Situation,
        engine: RecommendationEngine? = nil,
        known: PastRuns
    ) -> Planned {
        let stream = planStream(
            campaign,
            audience: audience,
            situation,
            engine: engine ?? self.engine(for: campaign, situation),
            known: known,
            due: nil
        )
        var plan = stream.emptyPlan
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
            strategies: campaign.strategies,
            workers: workers
        )
    }

    /// - Parameters:
    ///   - engine: Has learned the campaign's strategies.
    ///   - due: What everyone's clock is to show, where a schedule that goes by it starts the run.
    private func planStream(
        _ campaign: Campaign,
        audience: [Int32],
        _ situation: Situation,
        engine: RecommendationEngine,
        known: PastRuns,
        due: LocalTime?
    ) -> PlanStream {
        let shares = known.shares.isEmpty ? campaign.variants.map(\.weight) : known.shares
        let picks = CampaignPicks(
            campaign: campaign,
            shares: shares,
            engine: engine,
            shop: situation.shop,
            recentlyShown: rows(of: known.shown, in: situation.shop),
            anchors: known.occasions?.anchors ?? [:]
        )
        var input = PlanningInput(
            campaign: campaign,
            shop: situation.shop,
            settings: settings.shop,
            picks: [],
            suppressed: known.suppressed,
            now: now,
            due: due
        )
        input.shares = shares
        input.contacts = known.contacts
        input.caps = settings.caps
        input.profiles = situation.profiles
        input.codes = known.codes
        input.occasions = known.occasions
        return PlanStream(audience: audience, picks: picks, planner: Planner(input), workers: workers)
    }

    /// What people got and are to get, where the campaign's messages are held to caps.
    private func contacts(
        for campaign: Campaign,
        in shop: Shop,
        ledger: any Ledger
    ) throws(LedgerError) -> ContactHistory {
        let caps = campaign.limits(withShop: settings.caps).caps
        guard let longest = caps.map(\.perSeconds).max() else { return ContactHistory() }
        let since = now.advanced(bySeconds: -longest)
        let known = try ledger.contacts(since: since, priority: campaign.limits.priority)
        return ContactHistory(
            known.compactMap { known in
                shop.customers.ids.id(of: known.customerID).map { ($0, known.contact) }
            },
            customers: shop.customers.count
        )
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
