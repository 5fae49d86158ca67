internal import Bookkeeping
public import CampaignModel
internal import Foundation
internal import Scheduling
internal import Threads

/// What to do about a time that a campaign missed.
public enum MissedRun: String, Sendable, CaseIterable {
    case send, skip
}

/// What a look at the schedules came to.
public struct ScheduledRuns: Codable, Sendable {
    public struct Failure: Codable, Sendable {
        public var campaign: String
        public var error: String
    }

    /// Runs that were started or gone on with.
    public var sends: [SendReport] = []
    /// Campaigns that found out just now that they had missed their time: they ask.
    public var stale: [String] = []
    /// Campaigns that are due and wait for their last run to end.
    public var waiting: [String] = []
    public var failures: [Failure] = []
    /// When there is something to do again; `nil` where nothing is planned.
    public var nextDue: Instant?

    public init() {}
}

/// How a schedule, or a trigger, starts a run.
struct ScheduledStart: Sendable {
    /// What everyone's clock is to show; `nil` where the messages are due at once.
    var recipientTime: LocalTime?
}

/// One look at the schedules: the shop is read once for all triggers.
private struct Tick {
    var situation: Situation?
}

extension Workspace {
    /// A timer may come a little before its time, and a new schedule be looked at a little after it.
    private static let tickSeconds: Int64 = 60

    /// The same shop, its settings read anew, at a later moment.
    public func later() throws(PipelineError) -> Workspace {
        try Workspace(folder: folder, clock: clock, threads: workers.count, strict: isStrict)
    }

    /// Waits for a moment between two looks at the schedules; ends soon after `stop` is pressed.
    ///
    /// Each look reads the shop where something is due, so two are 5 seconds apart at least, and 30 at most.
    public func wait(until due: Instant?, stop: StopSwitch) {
        let now = clock.now
        let end = min(max(due ?? now.advanced(bySeconds: 30), now.advanced(bySeconds: 5)), now.advanced(bySeconds: 30))
        while clock.now < end, !stop.isPressed { Thread.sleep(forTimeInterval: 0.25) }
    }

    /// Goes on with open runs whose messages are due, and starts the runs that are due by their schedules.
    ///
    /// What fails is told for its campaign; the others run.
    public func runDue(stop: StopSwitch, observer: @escaping PipelineObserver) throws(PipelineError) -> ScheduledRuns {
        let ledger = try scheduledLedger()
        var report = ScheduledRuns()
        var tick = Tick()
        for name in try campaignNames() {
            if stop.isPressed { break }
            do {
                let campaign = try campaign(name)
                guard campaign.enabled else {
                    _ = try ledger.watch(name, schedule: nil, from: now)
                    continue
                }
                try goOn(name, ledger, into: &report, stop: stop, observer: observer)
                if campaign.trigger == nil {
                    try start(campaign, ledger, into: &report, stop: stop, observer: observer)
                } else {
                    try startTriggered(campaign, ledger, &tick, into: &report, stop: stop, observer: observer)
                }
            } catch {
                report.failures.append(.init(campaign: name, error: "\(PipelineError(ledgerError: error))"))
            }
        }
        return report
    }

    /// Decides about the time that a campaign missed.
    public func settle(
        missed decision: MissedRun,
        campaign name: String,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws(PipelineError) -> ScheduledRuns {
        let campaign = try campaign(name)
        let ledger = try scheduledLedger()
        var report = ScheduledRuns()
        do {
            let owner = Workspace.scheduler
            let missed = try ledger.settleMissed(of: name, sends: decision == .send, owner: owner, now: now)
            guard let missed else {
                throw PipelineError.refused(
                    "'\(name)' has missed nothing",
                    remedy: "'dovetail schedule' shows its times"
                )
            }
            if decision == .send {
                let start = ScheduledStart(recipientTime: nil)
                try send(campaign.name, missed.local, start, ledger, into: &report, stop: stop, observer: observer)
            }
        } catch {
            throw PipelineError(ledgerError: error)
        }
        return report
    }

    /// Says that this copy of the ledger is the one whose schedules run.
    public func adoptSchedules() throws(PipelineError) {
        do {
            try openLedger().moveHome(to: home())
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    // MARK: Where schedules run

    /// One identity for the whole process: its threads know each other.
    private static let scheduler = LockOwner.thisProcess()

    /// The ledger, if it is here that its schedules run: a copy on another machine would write to everyone again.
    private func scheduledLedger() throws(PipelineError) -> SQLiteLedger {
        let ledger = try openLedger()
        do {
            let home = try home()
            let known = try ledger.home(orElse: home)
            if known == home { return ledger }
            throw PipelineError.refused(
                "stale_schedule: the schedules of this ledger run on \(known.machine) from \(known.file), and this is "
                    + "\(home.machine) with \(home.file)",
                remedy: "if they are to run here from now on, and there no more, say 'dovetail run --moved-here'"
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    private func home() throws(PipelineError) -> LedgerHome {
        let file = URL(filePath: path(settings.ledger)).resolvingSymlinksInPath().path
        do {
            // A copy put in a file's place has another number.
            let number = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? UInt64 ?? 0
            return LedgerHome(machine: machine, file: "\(file) (\(number))")
        } catch {
            throw .failed("'\(file)' cannot be looked at: \(error.localizedDescription)", remedy: "check its rights")
        }
    }

    private var machine: String {
        if let named = ProcessInfo.processInfo.environment["DOVETAIL_MACHINE"], !named.isEmpty { return named }
        let id =
            FileManager.default.contents(atPath: "/etc/machine-id").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return [ProcessInfo.processInfo.hostName, id.trimmingCharacters(in: .whitespacesAndNewlines)]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Runs

    /// Sends what has become due of a run that is under way.
    private func goOn(
        _ name: String,
        _ ledger: SQLiteLedger,
        into report: inout ScheduledRuns,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws {
        guard let run = try ledger.openRun(of: name), run.state != .paused else { return }
        // A run that nobody has begun belongs to whoever planned it, unless a schedule did.
        if run.state == .scheduled, try !ledger.dues(of: name).contains(where: { $0.run == run.id }) { return }
        if let next = try ledger.counts(of: run.id).nextDue {
            guard next <= now else {
                report.note(due: next)
                return
            }
            let frozen = try freeze(name, ledger: ledger, onChange: .asPreviewed, observer: observer)
            try deliver(frozen, ledger, into: &report, stop: stop, observer: observer)
        } else {
            _ = try ledger.finishIfDone(run.id, now: now)
        }
    }

    /// Starts a campaign's run where its newest due time has come and nobody else has it.
    private func start(
        _ campaign: Campaign,
        _ ledger: SQLiteLedger,
        into report: inout ScheduledRuns,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws {
        let name = campaign.name
        guard campaign.schedule.start != .manual else {
            _ = try ledger.watch(name, schedule: nil, from: now)
            return
        }
        let table = try timetable(campaign)
        let words = "\(campaign.schedule.start) \(campaign.schedule.zone) \(table.zone.name)"
        let since = try ledger.watch(name, schedule: words, from: now.advanced(bySeconds: -Workspace.tickSeconds))
        if let next = table.next(1, after: now).first { report.note(due: next.at) }
        guard let due = table.last(after: since, upTo: now) else { return }
        if try claim(due, of: name, ledger, into: &report) {
            let start = ScheduledStart(recipientTime: campaign.schedule.zone == .recipient ? due.local : nil)
            try send(name, due.local, start, ledger, into: &report, stop: stop, observer: observer)
        }
    }

    /// Starts a run for those who did what the campaign waits for, where there are any. It is keyed by the minute.
    private func startTriggered(
        _ campaign: Campaign,
        _ ledger: SQLiteLedger,
        _ tick: inout Tick,
        into report: inout ScheduledRuns,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws {
        let name = campaign.name
        _ = try ledger.watch(name, schedule: nil, from: now)
        // A run that a trigger started and that waits for its hours is not planned anew for everyone who comes after.
        if let open = try ledger.openRun(of: name), try ledger.dues(of: name).contains(where: { $0.run == open.id }) {
            return
        }
        let situation = try tick.situation ?? self.situation(observer: observer)
        tick.situation = situation
        guard try hasOccasions(campaign, situation, ledger: ledger) else { return }
        let minute = Instant(seconds: now.seconds - now.seconds % 60)
        let due = DueTime(
            local: try timetable(campaign).zone.local(minute),
            at: minute,
            staleFrom: minute.advanced(bySeconds: campaign.schedule.graceSeconds)
        )
        if try claim(due, of: name, ledger, into: &report) {
            let start = ScheduledStart(recipientTime: nil)
            try send(name, due.local, start, ledger, situation, into: &report, stop: stop, observer: observer)
        }
    }

    /// - Returns: Whether the due time is ours.
    private func claim(
        _ due: DueTime,
        of name: String,
        _ ledger: SQLiteLedger,
        into report: inout ScheduledRuns
    ) throws -> Bool {
        let owner = Workspace.scheduler
        let claim = try ledger.claim(due, of: name, owner: owner, now: now) { holder in
            // The same process number by another name was an earlier process.
            holder.host != owner.host || holder.id == owner.id
                || holder.pid != owner.pid && LockOwner.isRunning(holder.pid)
        }
        switch claim {
        case .settled: break
        case .waiting(let run): report.waiting.append("'\(name)' was due at \(due.local) and waits for \(run) to end")
        case .stale(let isNew):
            if isNew, let missed = try ledger.dues(of: name).first { report.stale.append(Workspace.question(missed)) }
        case .granted: return true
        }
        return false
    }

    /// Plans the run of a claimed time and sends what is due of it.
    private func send(
        _ name: String,
        _ due: LocalTime,
        _ start: ScheduledStart,
        _ ledger: SQLiteLedger,
        _ situation: Situation? = nil,
        into report: inout ScheduledRuns,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws {
        let owner = Workspace.scheduler
        let frozen: FrozenRun
        do {
            frozen = try freeze(
                name,
                ledger: ledger,
                onChange: .replan,
                start: start,
                known: situation,
                observer: observer
            )
            // Somebody began a run of their own while this one was planned.
            guard frozen.report.isNew else { throw LedgerError.runIsOpen(run: frozen.run.id, state: frozen.run.state) }
        } catch {
            // It is tried again at the next look, until it is too late.
            try ledger.release(due, of: name, owner: owner)
            throw error
        }
        guard try ledger.begin(due, of: name, run: frozen.run.id, owner: owner, now: clock.now) else { return }
        try deliver(frozen, ledger, into: &report, stop: stop, observer: observer)
    }

    private func deliver(
        _ frozen: FrozenRun,
        _ ledger: SQLiteLedger,
        into report: inout ScheduledRuns,
        stop: StopSwitch,
        observer: @escaping PipelineObserver
    ) throws {
        let factory = try MessageFactory(run: frozen.run, ledger: ledger, dkim: dkimSigner)
        let transports = try transports(for: factory.campaign, ledger: ledger)
        do throws(LedgerError) {
            let sent = try send(
                frozen,
                factory,
                over: transports,
                ledger: ledger,
                waits: false,
                stop: stop,
                observer: observer
            )
            report.sends.append(sent)
            if let next = sent.status.nextDue { report.note(due: next) }
        } catch {
            // Another process is at it: that is as it should be.
            guard case .locked = error else { throw error }
        }
    }
}

extension ScheduledRuns {
    fileprivate mutating func note(due: Instant) { nextDue = min(nextDue ?? due, due) }
}
