internal import Bookkeeping
internal import CampaignModel
internal import Delivery
internal import Foundation
internal import Rendering
internal import Synchronization
internal import Threads

public struct SendOptions: Sendable {
    /// What to do where files have changed since the plan was frozen.
    public enum OnChange: Sendable {
        case ask, replan, asPreviewed
    }

    /// Whether a person has said yes.
    public var confirmed: Bool
    public var dryRun: Bool
    public var onChange: OnChange
    /// Start another run after a finished one.
    public var newRun: Bool
    /// Stay until nothing is left to send, rather than end when the rest is due later.
    public var waits: Bool

    public init(
        confirmed: Bool,
        dryRun: Bool = false,
        onChange: OnChange = .ask,
        newRun: Bool = false,
        waits: Bool = false
    ) {
        self.confirmed = confirmed
        self.dryRun = dryRun
        self.onChange = onChange
        self.newRun = newRun
        self.waits = waits
    }
}

extension Workspace {
    /// Sends what is due of the campaign's open run, or goes on with one that was interrupted.
    public func send(
        _ name: String,
        _ options: SendOptions,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws(PipelineError) -> SendReport {
        let ledger = try openLedger()
        try refuseWhatMustNotStart(name, options, ledger: ledger)
        let frozen = try freeze(name, ledger: ledger, onChange: options.onChange, observer: observer)
        let factory = try MessageFactory(run: frozen.run, ledger: ledger, dkim: dkimSigner)
        if options.dryRun { return try rehearse(frozen, factory, ledger: ledger) }
        guard options.confirmed else {
            throw .refused(
                "\(frozen.report.counts.planned) messages of \(frozen.run.id) are ready and nothing was sent",
                remedy: "add --yes to send them, --dry-run to rehearse"
            )
        }
        let transports = try transports(for: factory.campaign, ledger: ledger)
        do {
            return try send(
                frozen,
                factory,
                over: transports,
                ledger: ledger,
                waits: options.waits,
                stop: stop,
                observer: observer
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    private func refuseWhatMustNotStart(
        _ name: String,
        _ options: SendOptions,
        ledger: any Ledger
    ) throws(PipelineError) {
        guard try campaign(name).enabled || options.dryRun else {
            throw .refused("the campaign '\(name)' is disabled", remedy: "write 'enabled: true' in its file")
        }
        do {
            let open = try ledger.openRun(of: name)
            if let open, open.state != .scheduled, open.startedAt != nil, options.onChange == .replan {
                throw PipelineError.refused(
                    "\(open.id) has begun and goes on as it was planned",
                    remedy: "leave --replan out, or 'dovetail cancel \(name)' first"
                )
            }
            guard open == nil, !options.newRun,
                let last = try ledger.runs(of: name).first(where: { $0.startedAt != nil })
            else { return }
            let when = last.finishedAt.map { " at \($0)" } ?? ""
            throw PipelineError.refused(
                "\(last.id) was \(last.state.rawValue)\(when); sending again would write to everyone anew",
                remedy: "preview the next run first, or send --new-run"
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Takes the run's lock and sends what is due.
    func send(
        _ frozen: FrozenRun,
        _ factory: MessageFactory,
        over transports: [Channel: any Transport],
        ledger: SQLiteLedger,
        waits: Bool,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws(LedgerError) -> SendReport {
        let run = frozen.run
        let owner = LockOwner.thisProcess()
        let recovery = try ledger.lock(
            run.id,
            owner: owner,
            staleAfterSeconds: RunDelivery.staleAfterSeconds,
            now: clock.now,
            isAlive: LockOwner.isAlive
        )
        try ledger.replaceFacts(exitFacts(in: frozen.situation, for: try ledger.runs(of: nil)), now: clock.now)
        let before = try ledger.counts(of: run.id)
        observer(.sending(run: run.id, messages: before.remaining + before[.deferred]))
        let delivery = RunDelivery(
            run: run.id,
            owner: owner,
            ledger: ledger,
            factory: factory,
            clock: clock,
            workers: workers,
            hours: DispatchHours(factory.campaign.schedule.hours, settings, frozen.situation.shop),
            due: before.remaining + before[.deferred],
            expected: run.frozen.planned,
            stop: stop,
            brake: settings.email?.smtp.brake ?? BounceBrake(),
            waits: waits,
            observer: observer
        )
        let start = ContinuousClock.now
        let errors = try delivery.deliver(over: transports)
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
        for error in errors { observer(.note("error: \(error)")) }
        _ = try ledger.unlock(run.id, owner: owner, now: clock.now)
        let isFinished = try ledger.state(of: run.id) == .finished
        let stopped = stop.signal.level != .none || !errors.isEmpty
        return SendReport(
            run: run.id,
            ending: isFinished ? .finished : stopped ? .stopped : .waiting,
            status: RunStatus(try ledger.run(run.id), try ledger.counts(of: run.id)),
            accepted: delivery.accepted,
            seconds: seconds,
            recovered: recovery.unknown
        )
    }

    /// Renders everything that is planned and throws it away.
    private func rehearse(
        _ frozen: FrozenRun,
        _ factory: MessageFactory,
        ledger: any Ledger
    ) throws(PipelineError) -> SendReport {
        let start = ContinuousClock.now
        do {
            let failures = try renderAll(of: frozen.run, factory, ledger: ledger)
            if !failures.isEmpty {
                throw PipelineError.refused(
                    "\(failures.count) messages cannot be rendered",
                    remedy: "mend the template and preview again\n" + failures.prefix(5).joined(separator: "\n")
                )
            }
            return SendReport(
                run: frozen.run.id,
                ending: .dryRun,
                status: RunStatus(frozen.run, try ledger.counts(of: frozen.run.id)),
                accepted: 0,
                seconds: Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000,
                recovered: 0
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// - Returns: What went wrong, a sentence for each message that cannot be rendered.
    private func renderAll(of run: Run, _ factory: MessageFactory, ledger: any Ledger) throws -> [String] {
        var failures: [String] = []
        var last: Int64 = 0
        while true {
            let query = MessageQuery(states: [.planned, .deferred], limit: 1_000, after: last)
            let rows = try ledger.messageRows(of: run.id, query)
            let chunks = workers.mapChunks(of: rows.count, chunk: 64) { range in factory.failures(rows[range]) }
            failures += chunks.joined()
            guard let end = rows.last else { return failures }
            last = end.key.message
        }
    }

    /// A transport for every channel of the campaign.
    func transports(for campaign: Campaign, ledger: any Ledger) throws(PipelineError) -> [Channel: any Transport] {
        let environment = ProcessInfo.processInfo.environment
        var transports: [Channel: any Transport] = [:]
        for channel in campaign.channels {
            switch channel {
            case .email:
                guard let email = settings.email else {
                    throw .refused("dovetail.yaml names no relay", remedy: "write 'email: smtp: host: …'")
                }
                transports[channel] = smtpTransport(email, rateBook: LedgerRateBook(ledger: ledger, clock: clock))
            case .push:
                guard let push = settings.push else {
                    throw .refused("dovetail.yaml names no push gateway", remedy: "write 'push: url: …'")
                }
                transports[channel] = WebhookTransport(
                    settings: push,
                    secrets: PushSecrets(
                        signing: environment["DOVETAIL_PUSH_SECRET"],
                        authorization: environment["DOVETAIL_PUSH_AUTHORIZATION"],
                        serviceAccount: environment["DOVETAIL_PUSH_SERVICE_ACCOUNT"]
                    ),
                    rateBook: LedgerRateBook(ledger: ledger, clock: clock),
                    clock: { [clock] in clock.now }
                )
            }
        }
        return transports
    }

    /// What may stop a message of an open run that was planned earlier. A plan made from the same files knows of consent
    /// and stock already; orders may have become past since.
    private func exitFacts(in situation: Situation, for runs: [Run]) -> ExitFacts {
        let open = runs.filter(\.isOpen)
        let since = open.map(\.asOf).min() ?? now
        var facts = purchases(in: situation.shop, since: since)
        facts.cartAdditions = cartAdditions(in: situation.shop, since: since)
        let hasChanged = open.contains { run in situation.digests.contains { run.inputs[$0.key] != $0.value } }
        if !hasChanged { return facts }
        let shop = situation.shop
        for customer in 0..<shop.customers.count {
            for (channel, consent) in [
                (Channel.email, shop.customers.emailConsent[customer]), (.push, shop.customers.pushConsent[customer]),
            ] where consent != .granted {
                facts.refused.append(.init(customerID: shop.customers.ids[Int32(customer)], channel: channel))
            }
        }
        if shop.products.present.contains(.availability) {
            facts.unavailableProductIDs = (0..<shop.products.count)
                .filter { shop.products.availability[$0] == .outOfStock }
                .map { shop.products.ids[Int32($0)] }
        }
        return facts
    }

    private func cartAdditions(in shop: Shop, since: Instant) -> [ExitFacts.CartAddition] {
        let events = shop.events
        return (0..<events.count).filter { event in
            events.types[event] == .addToCart && events.times[event] > since.seconds && events.customers[event] >= 0
                && events.products[event] >= 0
        }.map { event in
            ExitFacts.CartAddition(
                customerID: shop.customers.ids[events.customers[event]],
                productID: shop.products.ids[events.products[event]],
                at: Instant(seconds: events.times[event])
            )
        }
    }

    private func purchases(in shop: Shop, since: Instant) -> ExitFacts {
        var facts = ExitFacts()
        for order in 0..<shop.orders.count where shop.orders.times[order] > since.seconds {
            let customer = shop.customers.ids[shop.orders.customers[order]]
            for line in shop.orders.linesOf(order: order) where shop.orders.quantities[line] > 0 {
                let product = shop.products.ids[shop.orders.products[line]]
                let time = Instant(seconds: shop.orders.times[order])
                facts.purchases.append(.init(customerID: customer, productID: product, at: time))
            }
        }
        return facts
    }
}

extension Run {
    /// Whether it is planned or under way, and may still send.
    var isOpen: Bool { [.scheduled, .running, .paused].contains(state) }
}
