import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

/// Random operations by two senders that stall, crash and come back, against ``LedgerModel``.
@Suite struct ModelTests {
    /// `DOVETAIL_SOAK=20` plays twenty times as many.
    private static let sequences =
        200 * (ProcessInfo.processInfo.environment["DOVETAIL_SOAK"].flatMap { Int($0) } ?? 1)

    @Test(arguments: 0..<10)
    func ledgerBehavesAsItsModel(tenth: Int) throws {
        try withTemporaryFolder { folder in
            for sequence in 0..<ModelTests.sequences / 10 {
                let seed = UInt64(tenth * 1_000_000 + sequence)
                var play = try Play(seed: seed, path: folder.appending(path: "\(sequence)").path)
                do {
                    for _ in 0..<50 { try play.step() }
                } catch {
                    Issue.record("seed \(seed): \(error) after \(play.story.joined(separator: ", "))")
                    return
                }
            }
        }
    }
}

/// Where ledger and model part.
private struct Difference: Error, CustomStringConvertible {
    let description: String
}

/// A sender as it sees itself; it may long have lost what it believes to hold.
private struct Sender {
    var owner: LockOwner
    var leased: [Int64] = []
    var inFlight: [Int64] = []
}

private struct Play {
    var random: SeededGenerator
    var ledger: SQLiteLedger
    var model: LedgerModel
    var run: String
    var now = start
    var senders: [Sender] = []
    /// What the server took, whether or not we learned of it.
    var taken: [Int64: Int] = [:]
    /// Every operation, for whoever must find out why it failed.
    var story: [String] = []
    let path: String
    let retry = RetrySchedule(delays: [100, 300], secondsAfterNotSent: 10)

    init(seed: UInt64, path: String) throws {
        var generator = SeededGenerator(seed: seed)
        self.path = path
        ledger = try Play.open(path, now: start)
        let suppressed: Set<String> = ["c0@example.com", "t1"]
        _ = try ledger.suppress(
            suppressed.map { Suppression(address: $0, channel: nil, reason: "test", createdAt: start) }
        )
        try ledger.freeze([message("other")], campaign: "other")
        let messages = Play.plan(&generator)
        run = try ledger.freeze(messages).id
        model = LedgerModel(messages, firstMessage: 2, suppressed: suppressed)
        random = generator
        senders = [newSender(), newSender()]
    }

    /// No power fails in a test, so nothing waits for the disk.
    private static func open(_ path: String, now: Instant) throws -> SQLiteLedger {
        let ledger = try SQLiteLedger(path: path, now: now)
        try ledger.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return ledger
    }

    private static func plan(_ random: inout SeededGenerator) -> [PlannedMessage] {
        (0..<Int.random(in: 1...9, using: &random)).map { index in
            let channel: Channel = Bool.random(using: &random) ? .email : .push
            let dispositions: [Disposition] = [.planned, .planned, .planned, .planned, .holdout, .skipped(.lowIntent)]
            return message(
                "c\(index)",
                dispositions.randomElement(using: &random) ?? .planned,
                channel: channel,
                address: channel == .push ? "t\(index) u\(index)" : "C\(index)@example.com",
                items: (0..<3).map { _ in "p\(Int.random(in: 0..<30, using: &random))" },
                sendAt: start.advanced(bySeconds: Int64.random(in: -50...200, using: &random)),
                validForSeconds: Int64.random(in: 50...2_000, using: &random)
            )
        }
    }

    private mutating func newSender() -> Sender {
        Sender(owner: LockOwner(id: String(random.next(), radix: 16), host: "here", pid: 1))
    }

    private func check(_ holds: Bool, _ what: String) throws {
        if !holds { throw Difference(description: what) }
    }

    mutating func step() throws {
        let who = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<44, using: &random) {
        case 0..<6: now = now.advanced(bySeconds: Int64.random(in: 1...40, using: &random))
        case 6..<12: try lock(who)
        case 12..<18: try claim(who)
        case 18..<23: try intend(who)
        case 23..<30: try report(who)
        case 30:
            tell("\(who) dies")
            senders[who] = newSender()
        case 31: try restart()
        case 32: try changeFacts()
        case 33: try suppress()
        case 34: try unlock(who)
        case 35: try pauseOrResume()
        case 36: try skipOrRelease(who)
        case 37: try retryFailed()
        case 38: try reconcile()
        case 39: if Int.random(in: 0..<8, using: &random) == 0 { try cancel() }
        case 40: now = now.advanced(bySeconds: -Int64.random(in: 1...20, using: &random))
        default: try heartbeatAndFinish(who)
        }
        try compare()
    }

    private mutating func tell(_ what: String) { story.append("@\(now.seconds - start.seconds) \(what)") }

    /// Both senders were in one process: with it goes what they held.
    private mutating func restart() throws {
        tell("restart")
        ledger = try Play.open(path, now: now)
        senders = [newSender(), newSender()]
    }

    private mutating func lock(_ who: Int) throws {
        let isAlive = Bool.random(using: &random)
        tell("\(who) locks, the other \(isAlive ? "alive" : "dead")")
        let expected = model.lock(senders[who].owner, now: now, isAlive: isAlive)
        let happened = (try? ledger.lock(run, senders[who].owner, now: now, isAlive: isAlive)) != nil
        try check(happened == expected, "lock: \(happened)")
    }

    private mutating func claim(_ who: Int) throws {
        let owner = senders[who].owner
        let limit = Int.random(in: 1...4, using: &random)
        tell("\(who) claims \(limit)")
        guard model.lock?.owner == owner else {
            let error = #expect(throws: LedgerError.self) { try ledger.claim(run, owner, now: now) }
            try check(error == .lockLost(run: run), "claimed without the lock: \(String(describing: error))")
            return
        }
        let expected = model.claim(limit: limit, owner: owner, now: now)
        let claim = try ledger.claim(run, channel: nil, limit: limit, leaseSeconds: 60, owner: owner, now: now)
        try check(claim.ids == expected, "claimed \(claim.ids), not \(expected)")
        for row in claim.rows {
            try check(row.address == model.rows[row.key.message]?.tokens.joined(separator: " "), row.address)
        }
        senders[who].leased += claim.ids
    }

    private mutating func intend(_ who: Int) throws {
        tell("\(who) intends \(senders[who].leased)")
        let granted = try ledger.intend(senders[who].leased, senders[who].owner, now: now).sorted()
        let expected = model.intend(Array(Set(senders[who].leased)), owner: senders[who].owner, now: now)
        try check(granted == expected, "granted \(granted), not \(expected)")
        for id in granted where Bool.random(using: &random) { taken[id, default: 0] += 1 }
        try check(taken.values.allSatisfy { $0 == 1 }, "a message was accepted twice")
        senders[who].leased = []
        senders[who].inFlight += granted
    }

    /// The sender learns what the server did, or does not; now and then it is refused before it had an intent.
    private mutating func report(_ who: Int) throws {
        let owner = senders[who].owner
        guard let id = (senders[who].inFlight + senders[who].leased).randomElement(using: &random) else { return }
        let hadIntent = senders[who].inFlight.contains(id)
        senders[who].inFlight.removeAll { $0 == id }
        senders[who].leased.removeAll { $0 == id }
        let outcomes: [Attempt.Outcome] =
            hadIntent && taken[id] != nil
            ? [accepted, .unknown("reply lost")] : [transient, permanent, .notSent("connection refused")]
        guard let outcome = outcomes.randomElement(using: &random) else { return }
        tell("\(who) reports \(id) \(outcome)")
        let late = try ledger.report(outcome, for: [id], owner, now: now, retry: retry)
        let expected = model.report(outcome, id, owner, retry, now)
        try check(late.isEmpty == expected, "the report was \(late.isEmpty ? "taken" : "late")")
    }

    private mutating func changeFacts() throws {
        var facts = ExitFacts()
        model.refused = []
        model.bought = [:]
        model.unavailable = []
        let customer = "c\(Int.random(in: 0..<9, using: &random))"
        let product = "p\(Int.random(in: 0..<30, using: &random))"
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            facts.refused = [.init(customerID: customer, channel: .email)]
            model.refused = ["\(customer) email"]
        case 1:
            let isNew = Bool.random(using: &random)
            facts.purchases = [
                .init(customerID: customer, productID: product, at: start.advanced(bySeconds: isNew ? 1 : 0))
            ]
            if isNew { model.bought = [customer: [product]] }
        default:
            facts.unavailableProductIDs = [product]
            model.unavailable = [product]
        }
        tell("\(facts)")
        try ledger.replaceFacts(facts, now: now)
    }

    private mutating func suppress() throws {
        let index = Int.random(in: 0..<9, using: &random)
        let address = ["c\(index)@example.com", "t\(index)", "u\(index)"].randomElement(using: &random) ?? ""
        if Bool.random(using: &random) {
            tell("suppress \(address)")
            let new = Suppression(address: address, channel: nil, reason: "unsubscribed", createdAt: now)
            let count = model.suppressed.insert(address).inserted ? 1 : 0
            try check(try ledger.suppress([new]) == count, "suppressed")
        } else {
            tell("remove \(address)")
            let was = model.suppressed.remove(address) != nil
            try check(try ledger.removeSuppression(of: address, on: nil) == was, "not suppressed")
        }
    }

    private mutating func unlock(_ who: Int) throws {
        guard model.lock?.owner == senders[who].owner else { return }
        tell("\(who) unlocks")
        _ = try ledger.unlock(run, owner: senders[who].owner, now: now)
        model.putBack()
    }

    private mutating func pauseOrResume() throws {
        tell("pause or resume")
        switch model.state {
        case .running:
            try ledger.pause(run)
            model.state = .paused
        case .paused:
            try ledger.resume(run)
            model.state = .running
        default: try check((try? ledger.pause(run)) == nil, "a \(model.state) run was paused")
        }
    }

    private mutating func skipOrRelease(_ who: Int) throws {
        let owner = senders[who].owner
        guard let id = senders[who].leased.popLast() else { return }
        tell("\(who) skips or releases \(id)")
        let row = model.rows[id]
        let isHeld = row?.owner == owner.id && row?.isWaiting == true && model.lock?.owner == owner
        if Bool.random(using: &random) {
            let skipped = SkippedMessage(message: id, reason: .renderError, detail: "a.html:1:1")
            try check(try ledger.skip([skipped], owner: owner, now: now) == (isHeld ? 1 : 0), "skipped")
            if isHeld {
                model.rows[id]?.state = .skipped
                model.rows[id]?.reason = .renderError
            }
        } else {
            try ledger.release([id], owner: owner)
        }
        if isHeld { model.rows[id]?.owner = nil }
    }

    /// Nobody waits any more for what is tried again; and of the unknown ones one more may arrive.
    private mutating func retryFailed() throws {
        let choices: [Set<MessageState>] = [[.failed], [.unknown], [.failed, .unknown]]
        let states = choices.randomElement(using: &random) ?? []
        tell("retry \(states.map(\.rawValue).sorted())")
        let ids = Set(model.rows.filter { states.contains($0.value.state) && $0.value.validUntil > now }.keys)
        let expected = model.retry(states, now: now)
        let happened = try? ledger.retry(run, states, now: now)
        try check(happened == expected, "retried \(String(describing: happened)), not \(String(describing: expected))")
        guard expected != nil else { return }
        for id in ids { taken[id] = nil }
        for who in 0...1 {
            senders[who].inFlight.removeAll(where: ids.contains)
            senders[who].leased.removeAll(where: ids.contains)
        }
    }

    private mutating func reconcile() throws {
        guard let id = model.rows.keys.sorted().randomElement(using: &random),
            let kind = DeliveryEvidence.Kind.allCases.randomElement(using: &random)
        else { return }
        tell("\(id) \(kind)")
        let settled = try ledger.reconcile([DeliveryEvidence(message: id, kind: kind, at: now)], now: now)
        try check(settled == (model.reconcile(id, kind) ? 1 : 0), "reconciled \(settled)")
        if settled == 1, kind == .bounced { taken[id] = nil }
    }

    private mutating func cancel() throws {
        guard [.scheduled, .running, .paused].contains(model.state) else { return }
        tell("cancel")
        try ledger.cancel(run, now: now)
        model.cancel()
    }

    private mutating func heartbeatAndFinish(_ who: Int) throws {
        tell("\(who) beats, finish")
        if model.lock?.owner == senders[who].owner {
            let state = try ledger.heartbeat(run, owner: senders[who].owner, now: now)
            try check(state == model.state, "heartbeat says \(state)")
            model.lock?.heartbeat = now
        }
        try check(try ledger.finishIfDone(run, now: now) == model.finishIfDone(), "finish")
    }

    private func compare() throws {
        let state = try ledger.state(of: run)
        try check(state == model.state, "the run is \(state), not \(model.state)")
        let counts = try ledger.counts(of: run)
        try check(counts.addsUp && counts.audience == model.rows.count, "the counts do not add up: \(counts)")
        let due = model.rows.values.filter(\.isWaiting).map(\.due).min()
        try check(counts.nextDue == due, "next due \(String(describing: counts.nextDue))")
        if model.state == .finished {
            try check(counts.remaining + counts[.deferred] == 0, "finished with open messages")
        }
        for record in try ledger.messages(of: run, MessageQuery()) {
            guard let row = model.rows[record.id] else { throw Difference(description: "a message from nowhere") }
            try check(record.state == row.state, "\(record.id) is \(record.state), not \(row.state)")
            try check(record.skipReason == row.reason, "\(record.id) skipped \(String(describing: record.skipReason))")
            let isCounted = row.state == .sending || record.attempts.count == row.attempts
            try check(isCounted, "\(record.id) has \(record.attempts.count) attempts, not \(row.attempts)")
            try check(!row.isWaiting || record.nextAttemptAt == row.due, "\(record.id) due \(record.nextAttemptAt)")
            try check(record.state != .sending || model.lock != nil, "a message is being sent by nobody")
            let isSafe = taken[record.id] == nil || [.sending, .sent, .unknown].contains(record.state)
            try check(isSafe, "\(record.id) was taken and is \(record.state)")
        }
    }
}
