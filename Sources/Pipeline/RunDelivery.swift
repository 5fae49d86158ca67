internal import Bookkeeping
internal import CampaignModel
internal import Delivery
internal import Foundation
internal import Liquid
internal import Rendering
internal import Synchronization
internal import Threads

/// One process sending one run: what Delivery asks for messages, and where it writes down what became of them.
final class RunDelivery: Sendable {
    /// A lease lapses after so long; rendering and sending a batch takes seconds.
    private static let leaseSeconds: Int64 = 900
    private static let heartbeatSeconds = 5.0
    /// Whether somebody has paused or cancelled the run is asked this often: a look-up of one row.
    private static let lookSeconds = 0.25
    static let staleAfterSeconds: Int64 = 30

    let run: String
    let owner: LockOwner
    private let ledger: SQLiteLedger
    private let factory: MessageFactory
    private let clock: WallClock
    private let workers: Workers
    private let hours: DispatchHours
    private let observer: PipelineObserver
    private let due: Int
    /// Messages of the run in all, sent or to be sent.
    private let expected: Int
    private let stop: StopSwitch
    private let brake: BounceBrake
    /// Whether messages that are due later are waited for, however long.
    private let waits: Bool
    private let tally = Mutex(Tally())

    /// Without `waits`, the next message is waited for when it is due within so many seconds: what a limit has put off.
    static let shortWaitSeconds: Int64 = 15

    struct Tally: Sendable {
        var progress = SendProgress()
        var answered = 0
        var hardBounces = 0
        var isBraked = false
    }

    init(
        run: String,
        owner: LockOwner,
        ledger: SQLiteLedger,
        factory: MessageFactory,
        clock: WallClock,
        workers: Workers,
        hours: DispatchHours,
        due: Int,
        expected: Int,
        stop: StopSwitch,
        brake: BounceBrake,
        waits: Bool,
        observer: @escaping PipelineObserver
    ) {
        self.run = run
        self.owner = owner
        self.ledger = ledger
        self.factory = factory
        self.clock = clock
        self.workers = workers
        self.hours = hours
        self.due = due
        self.expected = expected
        self.stop = stop
        self.brake = brake
        self.waits = waits
        self.observer = observer
    }

    var accepted: Int { tally.withLock { $0.progress.accepted } }

    /// Delivers over every transport at once, each on a thread of its own, and returns when all have ended.
    /// - Throws: Where the ledger cannot say how the run began.
    func deliver(over transports: [Channel: any Transport]) throws(LedgerError) -> [DeliveryError] {
        try takeUpCount()
        let heart = beat()
        defer { heart.cancel() }
        let group = DispatchGroup()
        let errors = Mutex<[DeliveryError]>([])
        for (channel, transport) in transports {
            group.enter()
            let thread = Thread { [self] in
                do throws(DeliveryError) {
                    try deliver(on: channel, over: transport)
                } catch {
                    errors.withLock { $0.append(error) }
                }
                group.leave()
            }
            thread.name = "dovetail-\(channel.rawValue)"
            thread.start()
        }
        group.wait()
        return errors.withLock { $0 }
    }

    /// Goes on counting for the brake where the senders before this one ended, and pulls it where that is enough already.
    private func takeUpCount() throws(LedgerError) {
        let start = try ledger.answers(of: run, first: brake.ofFirst)
        tally.withLock { tally in
            tally.answered = start.answered
            tally.hardBounces = start.hardBounces
        }
        try checkBrake([])
        try checkComplaints(start)
    }

    private func deliver(on channel: Channel, over transport: any Transport) throws(DeliveryError) {
        while true {
            let source = Source(delivery: self, channel: channel)
            let summary = try transport.deliver(from: source, journal: self, stop: stop.signal)
            if let seconds = summary.limitedSeconds {
                let until = clock.now.advanced(bySeconds: seconds)
                observer(.note("\(transport.name): a limit, its own or of dovetail.yaml, is used up until \(until)"))
                guard waits, sleep(until: until) else { return }
            } else {
                do {
                    guard try waitForNext(on: channel) else { return }
                } catch {
                    throw DeliveryError(.source(error), transport: transport.name, summary: summary)
                }
            }
        }
    }

    /// Keeps the run's lock alive, and stops the delivery when somebody pauses, cancels or takes over the run.
    private func beat() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "dovetail-heartbeat"))
        timer.schedule(deadline: .now(), repeating: RunDelivery.lookSeconds)
        let lastBeat = Mutex(ContinuousClock.now)
        timer.setEventHandler { [self] in
            let isDue = lastBeat.withLock { last in
                guard ContinuousClock.now - last > .seconds(RunDelivery.heartbeatSeconds) else { return false }
                last = .now
                return true
            }
            do throws(LedgerError) {
                let state = isDue ? try ledger.heartbeat(run, owner: owner, now: clock.now) : try ledger.state(of: run)
                if state != .running { stop.signal.drain() }
                if isDue, state == .running { try checkComplaints(try ledger.answers(of: run, first: 0)) }
            } catch {
                if case .lockLost = error { stop.signal.abort() }
                observer(.note("\(error)"))
            }
        }
        timer.resume()
        return timer
    }

    /// The due messages of one channel, rendered.
    private struct Source: MessageSource {
        let delivery: RunDelivery
        let channel: Channel

        func next(limit: Int) throws -> [OutgoingMessage] { try delivery.next(limit: limit, on: channel) }
    }

    private func next(limit: Int, on channel: Channel) throws -> [OutgoingMessage] {
        while true {
            let claim = try ledger.claim(
                run,
                channel: channel,
                limit: limit,
                leaseSeconds: RunDelivery.leaseSeconds,
                owner: owner,
                now: clock.now
            )
            if claim.rows.isEmpty, claim.settled == 0 {
                if try waitForNext(on: channel) { continue }
                return []
            }
            count { $0.skipped += claim.settled }
            let messages = try render(holdBack(claim.rows))
            if !messages.isEmpty { return messages }
        }
    }

    /// Waits until a message is due, if that is soon or we wait for all.
    /// - Returns: `false` where there is none to wait for.
    private func waitForNext(on channel: Channel) throws -> Bool {
        guard let next = try ledger.nextDue(in: run, channel: channel, owner: owner, now: clock.now) else {
            return false
        }
        let wait = next.seconds - clock.now.seconds
        guard waits || wait <= RunDelivery.shortWaitSeconds else { return false }
        if wait > RunDelivery.shortWaitSeconds { observer(.note("waiting until \(next) for what is due then")) }
        return sleep(until: next)
    }

    /// In short naps, so that a stop is heard.
    /// - Returns: `false` where it was stopped.
    private func sleep(until time: Instant) -> Bool {
        while clock.now < time, stop.signal.level == .none { Thread.sleep(forTimeInterval: 0.1) }
        return stop.signal.level == .none
    }

    /// Puts off what would reach people in their quiet hours: a late try, or a plan that comes late to be sent.
    /// - Returns: What may go out now.
    private func holdBack(_ rows: [MessageRow]) throws -> [MessageRow] {
        let now = clock.now
        var allowed: [MessageRow] = []
        var later: [(message: Int64, until: Instant)] = []
        var skipped: [SkippedMessage] = []
        for row in rows {
            let message = row.key.message
            guard let next = hours.next(for: row.customerID, from: now), next < row.validUntil else {
                let detail = "no hour in which it may be sent before \(row.validUntil)"
                skipped.append(SkippedMessage(message: message, reason: .quietHours, detail: detail))
                continue
            }
            if next == now { allowed.append(row) } else { later.append((message, next)) }
        }
        if !later.isEmpty { try ledger.postpone(later, owner: owner, now: now) }
        if !skipped.isEmpty {
            let settled = try ledger.skip(skipped, owner: owner, now: now)
            count { $0.skipped += settled }
        }
        return allowed
    }

    private func render(_ rows: [MessageRow]) throws -> [OutgoingMessage] {
        let results = workers.mapChunks(of: rows.count, chunk: 16) { range in
            var scratch = ComposerScratch()
            return rows[range].map { row in
                Result { () throws(RenderError) in try factory.make(row, scratch: &scratch) }
            }
        }
        var messages: [OutgoingMessage] = []
        var skipped: [SkippedMessage] = []
        for (row, result) in zip(rows, results.joined()) {
            switch result {
            case .success(.email(let email)):
                let content = OutgoingMessage.Content.email(
                    sender: email.sender,
                    recipient: email.recipient,
                    bytes: email.message
                )
                messages.append(OutgoingMessage(id: row.key.message, content: content))
            case .success(.push(let push)):
                let content = OutgoingMessage.Content.push(body: push.body, idempotencyKey: push.idempotencyKey)
                messages.append(OutgoingMessage(id: row.key.message, content: content))
            case .failure(let error):
                let (reason, detail) = error.skipped
                skipped.append(SkippedMessage(message: row.key.message, reason: reason, detail: detail))
            }
        }
        if !skipped.isEmpty {
            let settled = try ledger.skip(skipped, owner: owner, now: clock.now)
            count { $0.skipped += settled }
        }
        return messages
    }

    private func count(_ change: (inout SendProgress) -> Void) {
        let progress = tally.withLock { tally in
            change(&tally.progress)
            tally.progress.total = max(due, tally.progress.done)
            return tally.progress
        }
        observer(.progress(progress))
    }
}

extension SendProgress {
    fileprivate mutating func count(_ outcome: Attempt.Outcome) {
        switch outcome {
        case .accepted: accepted += 1
        case .transientFailure: deferred += 1
        case .permanentFailure: failed += 1
        case .unknown: unknown += 1
        case .notSent: notSent += 1
        }
    }
}

extension RunDelivery: Journal {
    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64] {
        let result = try ledger.commit(
            intents: intents,
            outcomes: outcomes,
            retry: .standard,
            owner: owner,
            now: clock.now
        )
        if !outcomes.isEmpty { count { tally in for outcome in outcomes { tally.count(outcome.outcome) } } }
        try checkBrake(outcomes)
        return result.granted
    }

    func postpone(_ messages: [Postponement]) throws {
        let now = clock.now
        try ledger.postpone(
            messages.map { ($0.message, now.advanced(bySeconds: $0.seconds)) },
            owner: owner,
            now: now
        )
    }

    func suppress(_ addresses: [DeadAddress]) throws {
        let now = clock.now
        let suppressions = addresses.map {
            Suppression(address: $0.address, channel: .push, reason: $0.reason, createdAt: now)
        }
        _ = try ledger.suppress(suppressions)
    }

    /// Pauses the run where too many of its first addresses do not exist.
    private func checkBrake(_ outcomes: [Attempt]) throws(LedgerError) {
        let reason = tally.withLock { tally -> String? in
            for attempt in outcomes {
                switch attempt.outcome {
                case .accepted: tally.answered += 1
                case .permanentFailure(let reply):
                    tally.answered += 1
                    if reply.kind == .noSuchMailbox { tally.hardBounces += 1 }
                case .transientFailure, .notSent, .unknown: break
                }
            }
            guard !tally.isBraked,
                brake.stops(hardBounces: tally.hardBounces, answered: tally.answered, expected: expected)
            else { return nil }
            tally.isBraked = true
            return "\(tally.hardBounces) of the first \(tally.answered) addresses do not exist"
        }
        if let reason { try pause(because: reason) }
    }

    /// Pauses the run where too many of those who got a message called it spam.
    private func checkComplaints(_ start: RunStart) throws(LedgerError) {
        guard start.complaints > BounceBrake.tolerated else { return }
        let accepted = try ledger.counts(of: run)[.sent]
        guard brake.stops(complaints: start.complaints, accepted: accepted) else { return }
        let isFirst = tally.withLock { tally in
            defer { tally.isBraked = true }
            return !tally.isBraked
        }
        if isFirst { try pause(because: "\(start.complaints) of \(accepted) people called it spam") }
    }

    private func pause(because reason: String) throws(LedgerError) {
        try ledger.pause(run, reason: reason)
        stop.signal.drain()
        observer(.note("\(run) is paused: \(reason); look at the list, then 'dovetail resume' and send again"))
    }
}

/// Stops a send from outside: pressed once it drains, pressed again it stops at once.
public final class StopSwitch: Sendable {
    let signal = StopSignal()

    public init() {}

    public var isPressed: Bool { signal.level != .none }

    /// - Returns: Whether this was the first time.
    public func press() -> Bool {
        if signal.level == .none {
            signal.drain()
            return true
        }
        signal.abort()
        return false
    }
}
