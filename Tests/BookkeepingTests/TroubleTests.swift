import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

/// Disks that are full, files that others hold, plans that are cut off.
@Suite struct TroubleTests {
    @Test func outcomesThatADiskHadNoRoomForAreTakenLater() throws {
        try withLedger { ledger in
            let run = try ledger.freeze((0..<200).map { message("c\($0)") })
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id, channel: nil, limit: 200, leaseSeconds: 60, owner: alice, now: start).ids
            #expect(try ledger.intend(ids) == ids)
            try ledger.database.writeWithoutTransaction { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
            #expect(throws: LedgerError.diskFull(path: ledger.path)) { try ledger.report(accepted, for: ids) }
            #expect(try ledger.counts(of: run.id)[.sending] == 200, "nothing of it was written")
            try ledger.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
            #expect(try ledger.report(accepted, for: ids).isEmpty)
            #expect(try ledger.counts(of: run.id)[.sent] == 200)
        }
    }

    @Test func fileThatSomebodyElseWritesIsWaitedForAndThenGivenUp() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            let ledger = try SQLiteLedger(path: path, now: start, waitSeconds: 0.2)
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            let other = try DatabaseQueue(path: path)
            try other.inDatabase { db throws in
                try db.execute(sql: "BEGIN IMMEDIATE")
                #expect(throws: LedgerError.busy(path: path)) { try ledger.intend(ids) }
                #expect(try ledger.counts(of: run.id).remaining == 1, "reading waits for nobody")
                try db.execute(sql: "ROLLBACK")
            }
            #expect(try ledger.intend(ids) == ids)
            let patient = try SQLiteLedger(path: path, now: start, waitSeconds: 10)
            let queue = DispatchQueue(label: "other")
            let isHeld = DispatchSemaphore(value: 0)
            queue.async {
                try? other.inDatabase { db in
                    try db.execute(sql: "BEGIN IMMEDIATE")
                    isHeld.signal()
                    Thread.sleep(forTimeInterval: 0.3)
                    try db.execute(sql: "ROLLBACK")
                }
            }
            isHeld.wait()
            try patient.pause(run.id)
            #expect(try ledger.state(of: run.id) == .paused)
        }
    }

    private func draft(_ ledger: SQLiteLedger, audience: Int, replaced: String? = nil, isAlive: Bool = false) throws
        -> any PlanDraft
    {
        let head = PlanHead(Plan(campaign: "spring", asOf: start, messages: []), audience: audience, replaced: replaced)
        return try ledger.draft(head, owner: alice, staleAfterSeconds: 30, now: start) { _, _ in isAlive }
    }

    @Test func draftIsSeenByNobodyUntilItIsFinished() throws {
        try withLedger { ledger in
            let draft = try draft(ledger, audience: 3)
            try draft.add([message("ann"), message("ben")], now: start)
            #expect(try ledger.runs(of: nil).isEmpty)
            #expect(try ledger.openRun(of: "spring") == nil)
            #expect(throws: LedgerError.noSuchRun("spring-1")) { try ledger.run("spring-1") }
            #expect(throws: LedgerError.noSuchRun("spring-1")) { try ledger.lock("spring-1") }
            try draft.add([message("cid", .holdout)], now: start)
            let run = try draft.finish(now: start)
            #expect(run.state == .scheduled)
            #expect(run.frozen == Run.FrozenCounts(planned: 2, skipped: 0, suppressed: 0, holdout: 1))
            #expect(try ledger.openRun(of: "spring") == run)
            #expect(try ledger.sender(of: run.id) == nil)
            #expect(try ledger.counts(of: run.id).addsUp)
        }
    }

    @Test func deadDraftIsRemovedByTheNextAndALivingOneIsNot() throws {
        try withLedger { ledger in
            try draft(ledger, audience: 2).add([message("ann")], now: start)
            #expect(throws: LedgerError.self) { try draft(ledger, audience: 1, isAlive: true) }
            let second = try draft(ledger, audience: 5)
            try second.add([message("ben")], now: start)
            let run = try second.finish(now: start)
            #expect(run.id == "spring-1")
            #expect(run.frozen.audience == 1)
            #expect(try ledger.messages(of: run.id, MessageQuery()).map(\.customerID) == ["ben"])
            let rows = try ledger.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") }
            #expect(rows == 1)
        }
    }

    @Test func planTakesThePlaceOfTheOneItReplacesAtOnce() throws {
        try withLedger { ledger in
            let first = try ledger.freeze([message("ann")])
            #expect(throws: LedgerError.runIsOpen(run: first.id, state: .scheduled)) { try draft(ledger, audience: 1) }
            let second = try draft(ledger, audience: 1, replaced: first.id)
            try second.add([message("ann")], now: start)
            #expect(try ledger.openRun(of: "spring")?.id == first.id)
            #expect(try second.finish(now: start).id == "spring-2")
            #expect(try ledger.openRun(of: "spring")?.id == "spring-2")
            #expect(try ledger.run(first.id).state == .cancelled)
        }
    }

    @Test func planIsGivenUpWhereTheOneItWouldReplaceHasBegun() throws {
        try withLedger { ledger in
            let first = try ledger.freeze([message("ann")])
            let second = try draft(ledger, audience: 1, replaced: first.id)
            try second.add([message("ann")], now: start)
            try ledger.lock(first.id, bob)
            #expect(throws: LedgerError.wrongState(run: first.id, state: .running, operation: .discard)) {
                try second.finish(now: start)
            }
            try second.abandon()
            #expect(try ledger.openRun(of: "spring")?.id == first.id)
            #expect(try ledger.messages(of: first.id, MessageQuery()).count == 1)
        }
    }

    @Test func abandoningAFinishedPlanDoesNothing() throws {
        try withLedger { ledger in
            let draft = try draft(ledger, audience: 1)
            try draft.add([message("ann")], now: start)
            let run = try draft.finish(now: start)
            try draft.abandon()
            #expect(try ledger.messages(of: run.id, MessageQuery()).count == 1)
        }
    }
}
