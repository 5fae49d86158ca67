import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

/// Random operations by two senders that stall, crash and come back, against ``LedgerModel``.
@Suite struct ModelTests {
    @Test(arguments: 0..<10)
    func ledgerBehavesAsItsModel(seed: Int) throws {
        for sequence in 0..<20 {
            try withTemporaryFolder { folder in
                var play = try Play(seed: UInt64(seed * 1_000 + sequence), path: folder.appending(path: "l").path)
                for _ in 0..<50 { try play.step() }
            }
        }
    }
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

    mutating func step() throws {
        let who = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<6: now = now.advanced(bySeconds: Int64.random(in: 1...40, using: &random))
        case 6..<12: try lock(who)
        case 12..<18: try claim(who)
        case 18..<23: try intend(who)
        case 23..<30: try report(who)
        case 30: senders[who] = newSender()
        case 31: ledger = try Play.open(path, now: now)
        case 32: try changeFacts()
        case 33: try suppress()
        case 34: try unlock(who)
        case 35: try pauseOrResume()
        case 36: try skipOrRelease(who)
        case 37 where Int.random(in: 0..<8, using: &random) == 0: try cancel()
        default: try heartbeatAndFinish(who)
        }
        try compare()
    }

    private mutating func lock(_ who: Int) throws {
        let isAlive = Bool.random(using: &random)
        let expected = model.lock(senders[who].owner, now: now, isAlive: isAlive)
        let happened = (try? ledger.lock(run, senders[who].owner, now: now, isAlive: isAlive)) != nil
        #expect(happened == expected)
    }

    private mutating func claim(_ who: Int) throws {
        let owner = senders[who].owner
        guard model.lock?.owner == owner else {
            #expect(throws: LedgerError.lockLost(run: run)) { try ledger.claim(run, owner, now: now) }
            return
        }
        let limit = Int.random(in: 1...4, using: &random)
        let expected = model.claim(limit: limit, owner: owner, now: now)
        let claim = try ledger.claim(run, channel: nil, limit: limit, leaseSeconds: 60, owner: owner, now: now)
        #expect(claim.ids == expected)
        for row in claim.rows { #expect(row.address == model.rows[row.key.message]?.tokens.joined(separator: " ")) }
        senders[who].leased += claim.ids
    }

    private mutating func intend(_ who: Int) throws {
        let granted = try ledger.intend(senders[who].leased, senders[who].owner, now: now).sorted()
        #expect(granted == model.intend(Array(Set(senders[who].leased)), owner: senders[who].owner, now: now))
        for id in granted where Bool.random(using: &random) { taken[id, default: 0] += 1 }
        #expect(taken.values.allSatisfy { $0 == 1 }, "a message was accepted twice")
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
        let late = try ledger.report(outcome, for: [id], owner, now: now, retry: retry)
        #expect(late.isEmpty == model.report(outcome, id, owner, retry, now))
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
        try ledger.replaceFacts(facts, now: now)
    }

    private mutating func suppress() throws {
        let index = Int.random(in: 0..<9, using: &random)
        let address = ["c\(index)@example.com", "t\(index)", "u\(index)"].randomElement(using: &random) ?? ""
        if Bool.random(using: &random) {
            let new = Suppression(address: address, channel: nil, reason: "unsubscribed", createdAt: now)
            #expect(try ledger.suppress([new]) == (model.suppressed.insert(address).inserted ? 1 : 0))
        } else {
            #expect(try ledger.removeSuppression(of: address, on: nil) == (model.suppressed.remove(address) != nil))
        }
    }

    private mutating func unlock(_ who: Int) throws {
        guard model.lock?.owner == senders[who].owner else { return }
        _ = try ledger.unlock(run, owner: senders[who].owner, now: now)
        model.recover()
    }

    private mutating func pauseOrResume() throws {
        switch model.state {
        case .running:
            try ledger.pause(run)
            model.state = .paused
        case .paused:
            try ledger.resume(run)
            model.state = .running
        default:
            #expect(throws: LedgerError.self) { try ledger.pause(run) }
        }
    }

    private mutating func skipOrRelease(_ who: Int) throws {
        let owner = senders[who].owner
        guard let id = senders[who].leased.popLast() else { return }
        let isHeld = model.rows[id]?.owner == owner.id && model.rows[id]?.isWaiting == true
        if Bool.random(using: &random) {
            let skipped = SkippedMessage(message: id, reason: .renderError, detail: "a.html:1:1")
            #expect(try ledger.skip([skipped], owner: owner, now: now) == (isHeld ? 1 : 0))
            if isHeld {
                model.rows[id]?.state = .skipped
                model.rows[id]?.reason = .renderError
            }
        } else {
            try ledger.release([id], owner: owner)
        }
        if isHeld { model.rows[id]?.owner = nil }
    }

    private mutating func cancel() throws {
        guard [.scheduled, .running, .paused].contains(model.state) else { return }
        try ledger.cancel(run, now: now)
        model.cancel()
    }

    private mutating func heartbeatAndFinish(_ who: Int) throws {
        if model.lock?.owner == senders[who].owner {
            #expect(try ledger.heartbeat(run, owner: senders[who].owner, now: now) == model.state)
            model.lock?.heartbeat = now
        }
        #expect(try ledger.finishIfDone(run, now: now) == model.finishIfDone())
    }

    private func compare() throws {
        #expect(try ledger.run(run).state == model.state)
        let counts = try ledger.counts(of: run)
        #expect(counts.addsUp)
        #expect(counts.audience == model.rows.count)
        #expect(counts.nextDue == model.rows.values.filter(\.isWaiting).map(\.due).min())
        if model.state == .finished { #expect(counts.remaining + counts[.deferred] == 0) }
        for record in try ledger.messages(of: run, MessageQuery()) {
            let row = try #require(model.rows[record.id])
            #expect(record.state == row.state)
            #expect(record.skipReason == row.reason)
            #expect(row.state == .sending || record.attempts.count == row.attempts)
            #expect(!row.isWaiting || record.nextAttemptAt == row.due)
            #expect(record.state != .sending || model.lock != nil, "a message is being sent by nobody")
            #expect(taken[record.id] == nil || [.sending, .sent, .unknown].contains(record.state))
        }
    }
}
