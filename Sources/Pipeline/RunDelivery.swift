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
    static let staleAfterSeconds: Int64 = 30

    let run: String
    let owner: LockOwner
    private let ledger: any Ledger
    private let factory: MessageFactory
    private let clock: WallClock
    private let workers: Workers
    private let observer: PipelineObserver
    private let due: Int
    private let tally = Mutex(Tally())

    struct Tally: Sendable {
        var done = 0
        var accepted = 0
    }

    init(
        run: String,
        owner: LockOwner,
        ledger: any Ledger,
        factory: MessageFactory,
        clock: WallClock,
        workers: Workers,
        due: Int,
        observer: @escaping PipelineObserver
    ) {
        self.run = run
        self.owner = owner
        self.ledger = ledger
        self.factory = factory
        self.clock = clock
        self.workers = workers
        self.due = due
        self.observer = observer
    }

    var accepted: Int { tally.withLock { $0.accepted } }

    /// Delivers over every transport at once, each on a thread of its own, and returns when all have ended.
    func deliver(over transports: [Channel: any Transport], stop: StopSwitch) -> [DeliveryError] {
        let heart = beat(stop: stop)
        defer { heart.cancel() }
        let group = DispatchGroup()
        let errors = Mutex<[DeliveryError]>([])
        for (channel, transport) in transports {
            group.enter()
            let thread = Thread { [self] in
                do throws(DeliveryError) {
                    let source = Source(delivery: self, channel: channel)
                    _ = try transport.deliver(from: source, journal: self, stop: stop.signal)
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

    /// Keeps the run's lock alive, and stops the delivery when somebody pauses, cancels or takes over the run.
    private func beat(stop: StopSwitch) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "dovetail-heartbeat"))
        timer.schedule(deadline: .now() + RunDelivery.heartbeatSeconds, repeating: RunDelivery.heartbeatSeconds)
        timer.setEventHandler { [self] in
            do throws(LedgerError) {
                if try ledger.heartbeat(run, owner: owner, now: clock.now) != .running { stop.signal.drain() }
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
            if claim.rows.isEmpty, claim.settled == 0 { return [] }
            count(done: claim.settled)
            let messages = try render(claim.rows)
            if !messages.isEmpty { return messages }
        }
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
        if !skipped.isEmpty { count(done: try ledger.skip(skipped, owner: owner, now: clock.now)) }
        return messages
    }

    private func count(done: Int, accepted: Int = 0) {
        if done == 0 { return }
        let total = tally.withLock { tally in
            tally.done += done
            tally.accepted += accepted
            return tally.done
        }
        observer(.progress(done: total, of: max(due, total)))
    }
}

extension RunDelivery: Journal {
    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64] {
        let result = try ledger.commit(
            intents: intents,
            outcomes: outcomes,
            retry: RetrySchedule(),
            owner: owner,
            now: clock.now
        )
        let accepted = outcomes.count { if case .accepted = $0.outcome { true } else { false } }
        count(done: outcomes.count, accepted: accepted)
        return result.granted
    }
}

/// Stops a send from outside: pressed once it drains, pressed again it stops at once.
public final class StopSwitch: Sendable {
    let signal = StopSignal()

    public init() {}

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
