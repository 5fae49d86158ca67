import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct TriggerTests {
    private let day: Int64 = 86_400

    private func plan(
        _ people: [String],
        moment: Instant = start,
        exits: Set<TriggerSettings.Exit> = [],
        products: [String] = ["tripod"]
    ) -> Plan {
        var plan = Plan(campaign: "cart", asOf: start, messages: people.map { message($0) })
        var trigger = TriggerSettings(event: .addToCart)
        trigger.exits = exits
        plan.entries = TriggerEntries(
            trigger,
            people: people.map { .init(customerID: $0, moment: moment, productIDs: products) }
        )
        return plan
    }

    @discardableResult
    private func freeze(_ ledger: SQLiteLedger, _ plan: Plan, now: Instant = start) throws -> Run {
        try ledger.freeze(plan, inputs: [:], contents: [], now: now)
    }

    private func freeze(_ ledger: SQLiteLedger, _ plan: Plan, _ owner: LockOwner, now: Instant) throws -> Run {
        let head = PlanHead(plan, audience: plan.messages.count)
        let draft = try ledger.draft(head, owner: owner, staleAfterSeconds: 30, now: now) { _, _ in true }
        try draft.add(plan.messages, now: now)
        return try draft.finish(now: now)
    }

    /// Sends all of a run, so that the next can be planned.
    private func send(_ ledger: SQLiteLedger, _ run: Run, now: Instant = start) throws {
        try ledger.lock(run.id, now: now)
        let claim = try ledger.claim(run.id, now: now)
        _ = try ledger.intend(claim.ids, now: now)
        try ledger.report(accepted, for: claim.ids, now: now)
        _ = try ledger.unlock(run.id, owner: alice, now: now)
    }

    @Test func aPersonEntersOncePerPeriod() throws {
        try withLedger { ledger throws in
            try send(ledger, try freeze(ledger, plan(["ann", "bob"])))
            #expect(try ledger.entries(into: "cart").keys.sorted() == ["ann", "bob"])
            let soon = start.advanced(bySeconds: 13 * day)
            #expect(throws: LedgerError.self) { try freeze(ledger, plan(["ann"], moment: soon), now: soon) }
            #expect(try ledger.openRun(of: "cart") == nil)
            // Nobody of a refused plan has entered.
            #expect(throws: LedgerError.self) { try freeze(ledger, plan(["cid", "ann"], moment: soon), now: soon) }
            #expect(try ledger.entries(into: "cart")["cid"] == nil)
            let later = start.advanced(bySeconds: 15 * day)
            // Not for the same deed again.
            #expect(throws: LedgerError.self) { try freeze(ledger, plan(["ann"]), now: later) }
            let run = try freeze(ledger, plan(["ann"], moment: later), now: later)
            try send(ledger, run, now: later)
            #expect(try ledger.entries(into: "cart")["ann"] == TriggerEntry(moment: later, enteredAt: later))
        }
    }

    @Test func aPlanThatNobodySawLeavesNoEntry() throws {
        try withLedger { ledger throws in
            let run = try freeze(ledger, plan(["ann"]))
            // It would be replaced, so its people are still to be found.
            #expect(try ledger.entries(into: "cart").isEmpty)
            try ledger.discard(run.id, now: start)
            try freeze(ledger, plan(["ann"]))
        }
    }

    @Test func exitsAreLookedAtInTheClaim() throws {
        let facts = ExitFacts(
            purchases: [.init(customerID: "bought", productID: "socks", at: start.advanced(bySeconds: 10))],
            cartAdditions: [
                .init(customerID: "back", productID: "tripod", at: start.advanced(bySeconds: 10)),
                .init(customerID: "other", productID: "socks", at: start.advanced(bySeconds: 10)),
                .init(customerID: "before", productID: "tripod", at: start.advanced(bySeconds: -10)),
            ]
        )
        let people = ["bought", "back", "other", "before"]
        try withLedger { ledger throws in
            let run = try freeze(ledger, plan(people, exits: [.purchased, .backInCart]))
            try ledger.replaceFacts(facts, now: start)
            try ledger.lock(run.id)
            let claim = try ledger.claim(run.id)
            #expect(claim.rows.map(\.customerID) == ["other", "before"])
            #expect(claim.skipped == [.purchased: 1, .backInCart: 1])
        }
        try withLedger { ledger throws in
            let run = try freeze(ledger, plan(people, exits: []))
            try ledger.replaceFacts(facts, now: start)
            try ledger.lock(run.id)
            #expect(try ledger.claim(run.id).rows.count == 4)
        }
        try withLedger { ledger throws in
            let run = try freeze(ledger, plan(people, exits: [.outOfStock]))
            try ledger.replaceFacts(ExitFacts(unavailableProductIDs: ["tripod"]), now: start)
            try ledger.lock(run.id)
            #expect(try ledger.claim(run.id).skipped == [.outOfStock: 4])
        }
    }

    @Test func stockThatComesBackIsSeenOnce() throws {
        try withLedger { ledger throws in
            func look(_ unavailable: Set<String>, _ days: Int64) throws -> [String: Instant] {
                try ledger.watchStock(unavailable: unavailable, now: start.advanced(bySeconds: days * day))
            }
            #expect(try look(["a", "b"], 0).isEmpty)
            #expect(try look(["a"], 1) == ["b": start.advanced(bySeconds: day)])
            #expect(try look(["a"], 2) == ["b": start.advanced(bySeconds: day)])
            #expect(try look(["a", "b"], 3).isEmpty)
            #expect(try look([], 4).keys.sorted() == ["a", "b"])
        }
    }

    /// Whatever many schedulers do at once, nobody enters twice within the period.
    @Test(arguments: 0..<3) func manySchedulersNeverEnterAPersonTwice(seed: UInt64) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            _ = try SQLiteLedger(path: path, now: start)
            DispatchQueue.concurrentPerform(iterations: 4) { worker in
                var random = SeededGenerator(seed: seed * 100 + UInt64(worker))
                let owner = LockOwner(id: "owner \(worker)", host: "here", pid: Int32(worker))
                guard let ledger = try? SQLiteLedger(path: path, now: start) else { return }
                for tick in Int64(0)..<12 {
                    let now = start.advanced(bySeconds: tick * 3 * day)
                    let people = (0..<8).filter { _ in Bool.random(using: &random) }.map { "c\($0)" }
                    // Each of them may lose against another.
                    guard let run = try? freeze(ledger, plan(people, moment: now), owner, now: now) else { continue }
                    try? ledger.cancel(run.id, now: now)
                }
            }
            let ledger = try SQLiteLedger(path: path, now: start)
            let entries = try ledger.database.read { db in
                try Row.fetchAll(
                    db,
                    sql: "SELECT customer, entered_at FROM trigger_entry ORDER BY customer, entered_at"
                )
                .map { (customer: $0[0] as String, at: $0[1] as Int64) }
            }
            #expect(!entries.isEmpty)
            for (one, next) in zip(entries, entries.dropFirst()) where one.customer == next.customer {
                #expect(next.at - one.at >= 14 * day)
            }
        }
    }
}
