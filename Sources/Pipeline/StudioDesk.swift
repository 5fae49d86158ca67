internal import CampaignModel
internal import Diagnostics
internal import Planning
internal import Recommenders
internal import Rendering
internal import Web

/// The shop as the studio keeps it: read and learned once, then asked about one customer at a time.
///
/// A saved template makes the templates be compiled again, a saved campaign its items be picked again; the data stay as
/// they were read until they are asked for anew. Nothing is written but what reading the data sets aside: not even the
/// ledger is made where there is none.
actor StudioDesk: StudioSource {
    /// Messages kept; the oldest goes first.
    private static let messageLimit = 64
    private static let listenerLimit = 32

    let observer: PipelineObserver
    var workspace: Workspace
    /// What is wrong with `dovetail.yaml` since it was last right.
    var settingsTrouble: PipelineError?
    var situation: Result<Situation, PipelineError>?

    // What follows from the data and the files, until one of them changes.
    private var engines: [Set<Strategy>: RecommendationEngine] = [:]
    private var memberships: [Audience: [Int32]] = [:]
    private var histories: [String: PastRuns] = [:]
    private var factories: [String: Result<MessageFactory, PipelineError>] = [:]
    private var made: [StudioMessageRequest: MadeMessage] = [:]
    private var order: [StudioMessageRequest] = []
    private var checks: [String: Task<Result<CheckResult, PipelineError>, Never>] = [:]
    private var listeners: [Int: AsyncStream<StudioChange>.Continuation] = [:]
    private var listenerCount = 0

    init(_ workspace: Workspace, observer: @escaping PipelineObserver) {
        self.workspace = workspace
        self.observer = observer
    }

    /// Reads the data, so that the first page need not wait.
    func open() { _ = currentSituation() }

    private func currentSituation() -> Result<Situation, PipelineError> {
        if let situation { return situation }
        let read = Result { () throws(PipelineError) in try workspace.situation(observer: observer) }
        situation = read
        return read
    }

    /// The shop, where the settings and the data are as they should be.
    func ready() throws(StudioTrouble) -> Situation {
        if let settingsTrouble { throw trouble(settingsTrouble) }
        do throws(PipelineError) {
            return try currentSituation().get()
        } catch {
            throw trouble(error)
        }
    }

    func reload() {
        reopen()
        situation = nil
        forget()
        tell(StudioChange(files: ["data"]))
    }

    func campaign(_ name: String) throws(StudioTrouble) -> Campaign {
        try known(name)
        do throws(PipelineError) {
            return try workspace.campaign(name)
        } catch {
            throw trouble(error)
        }
    }

    /// A name from a browser is looked up among those there are, before it becomes a part of a path.
    private func known(_ campaign: String) throws(StudioTrouble) {
        do throws(PipelineError) {
            let names = try workspace.campaignNames()
            if names.contains(campaign) { return }
            throw .refused("there is no campaign '\(campaign)'", remedy: suggestion(for: campaign, among: names))
        } catch {
            throw trouble(error)
        }
    }

    /// The compiled templates of a campaign.
    func factory(of campaign: Campaign) throws(StudioTrouble) -> MessageFactory {
        let factory =
            factories[campaign.name]
            ?? Result { () throws(PipelineError) in
                try MessageFactory(
                    settings: workspace.settings,
                    campaign: campaign,
                    templates: workspace.templates(),
                    // Nobody's: no link that is shown or downloaded can act for a customer.
                    signingKey: Array(repeating: 0, count: 32),
                    dkim: nil
                )
            }
        factories[campaign.name] = factory
        do throws(PipelineError) {
            return try factory.get()
        } catch {
            throw trouble(error)
        }
    }

    func members(of audience: Audience) throws(StudioTrouble) -> [Int32] {
        let situation = try ready()
        if let known = memberships[audience] { return known }
        do throws(PipelineError) {
            let members = try workspace.members(of: audience, in: situation)
            memberships[audience] = members
            return members
        } catch {
            throw trouble(error)
        }
    }

    /// What the plan says of some customers, in the order of their rows.
    /// - Parameter variant: What everyone is to get; `nil` draws as the plan does.
    func plan(
        _ campaign: Campaign,
        _ customers: [Int32],
        variant: String? = nil,
        _ situation: Situation
    ) throws(StudioTrouble) -> [PlannedMessage] {
        do throws(PipelineError) {
            var known = try history(of: campaign)
            known.shares = campaign.shares(givingAll: variant)
            return workspace.makePlan(
                campaign,
                audience: customers,
                situation,
                engine: engine(for: campaign, situation),
                known: known
            ).plan.messages
        } catch {
            throw trouble(error)
        }
    }

    private func engine(for campaign: Campaign, _ situation: Situation) -> RecommendationEngine {
        let strategies = campaign.strategies
        if let known = engines[strategies] { return known }
        let engine = workspace.engine(for: campaign, situation)
        engines[strategies] = engine
        return engine
    }

    private func history(of campaign: Campaign) throws(PipelineError) -> PastRuns {
        if let known = histories[campaign.name] { return known }
        let history = try workspace.history(of: campaign)
        histories[campaign.name] = history
        return history
    }

    func check(campaign name: String) async throws(StudioTrouble) -> StudioCheck {
        try known(name)
        let situation = try ready()
        let workspace = workspace
        let task =
            checks[name]
            ?? Task.detached {
                Result { () throws(PipelineError) in try workspace.check(names: [name]) { situation } }
            }
        checks[name] = task
        do throws(PipelineError) {
            return studioCheck(try await task.value.get())
        } catch {
            throw trouble(error)
        }
    }

    /// A message made before, or made now.
    func kept(
        _ request: StudioMessageRequest,
        _ make: () throws(StudioTrouble) -> MadeMessage
    ) throws(StudioTrouble) -> MadeMessage {
        if let known = made[request] { return known }
        let new = try make()
        if order.count == StudioDesk.messageLimit { made[order.removeFirst()] = nil }
        made[request] = new
        order.append(request)
        return new
    }
}

// What becomes of a save.
extension StudioDesk {
    /// Looks for saves until the task is cancelled. A save is told once the files have come to rest.
    func watch() async {
        var told = savedFiles()
        var last = told
        var quiet = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(150)) } catch { return }
            let now = savedFiles()
            let changes = now.changes(since: told)
            if now == last, !changes.isEmpty {
                told = now
                taken(changes)
                quiet = 0
            }
            last = now
            quiet += 1
            if quiet % 100 == 0 { tell(StudioChange(files: [])) }
        }
    }

    private func savedFiles() -> SavedFiles {
        var paths = ["dovetail.yaml": workspace.path("dovetail.yaml")]
        for path in workspace.messageFiles() { paths[path] = workspace.path(path) }
        return SavedFiles(paths)
    }

    private func taken(_ files: [String]) {
        if files.contains("dovetail.yaml") {
            let before = workspace.settings
            reopen()
            if workspace.settings.data != before.data || workspace.settings.shop != before.shop { situation = nil }
        }
        forget()
        tell(StudioChange(files: files))
    }

    private func reopen() {
        do throws(PipelineError) {
            workspace = try workspace.reopened()
            settingsTrouble = nil
        } catch {
            settingsTrouble = error
        }
    }

    /// What is learned from the data stays, unless the data are read anew.
    private func forget() {
        factories = [:]
        made = [:]
        order = []
        for check in checks.values { check.cancel() }
        checks = [:]
        if situation == nil {
            engines = [:]
            memberships = [:]
            histories = [:]
        }
    }

    func changes() -> AsyncStream<StudioChange>? {
        guard listeners.count < StudioDesk.listenerLimit else { return nil }
        let (stream, continuation) = AsyncStream.makeStream(of: StudioChange.self, bufferingPolicy: .bufferingNewest(8))
        listenerCount += 1
        let number = listenerCount
        listeners[number] = continuation
        continuation.onTermination = { _ in Task { await self.leave(number) } }
        return stream
    }

    private func leave(_ listener: Int) { listeners[listener] = nil }

    private func tell(_ change: StudioChange) {
        for listener in listeners.values { listener.yield(change) }
    }
}
