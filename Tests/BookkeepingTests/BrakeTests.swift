import Bookkeeping
import CampaignModel
import TestSupport
import Testing

/// What the brake goes by outlives the process that sent.
struct BrakeTests {
    private let unknownUser = Attempt.Outcome.permanentFailure(
        Reply(code: 550, enhancedCode: "5.1.1", text: "no such user", stage: .recipient)
    )
    private let accepted = Attempt.Outcome.accepted(Reply(code: 250, text: "queued"))

    /// Two accepted messages, and one that found nobody.
    private func sentRun(_ ledger: SQLiteLedger) throws -> (run: String, ids: [Int64]) {
        let run = try ledger.freeze(["ann", "ben", "cid", "dan"].map { message($0) })
        try ledger.lock(run.id)
        let ids = try ledger.claim(run.id, channel: nil, limit: 3, leaseSeconds: 60, owner: alice, now: start).ids
        #expect(try ledger.intend(ids) == ids)
        try ledger.report(accepted, for: [ids[0], ids[1]])
        try ledger.report(unknownUser, for: [ids[2]])
        return (run.id, ids)
    }

    @Test func startIsCountedFromWhatTheLedgerHolds() throws {
        try withLedger { ledger in
            let (run, _) = try sentRun(ledger)
            let found = try ledger.answers(of: run, first: 500)
            #expect(found.answered == 3)
            #expect(found.hardBounces == 1)
            #expect(found.complaints == 0)
            #expect(try ledger.answers(of: run, first: 1).answered == 2)
        }
    }

    @Test func bouncesAndComplaintsThatComeLaterCount() throws {
        try withLedger { ledger in
            let (run, ids) = try sentRun(ledger)
            let evidence = [
                DeliveryEvidence(message: ids[0], kind: .bounced, at: start),
                DeliveryEvidence(message: ids[1], kind: .complained, at: start),
                DeliveryEvidence(message: ids[1], kind: .opened, at: start),
                DeliveryEvidence(message: 99, kind: .complained, at: start),
            ]
            for _ in 1...2 { #expect(try ledger.reconcile(evidence, now: start) == 0) }
            let found = try ledger.answers(of: run, first: 500)
            #expect(found.hardBounces == 2)
            #expect(found.complaints == 1)
        }
    }

    @Test func reasonStaysUntilSomebodyGoesOnAndThenTheCountIsNew() throws {
        try withLedger { ledger in
            let (run, _) = try sentRun(ledger)
            try ledger.pause(run, reason: "1 of the first 3 addresses do not exist")
            #expect(try ledger.run(run).pausedReason == "1 of the first 3 addresses do not exist")
            try ledger.resume(run)
            #expect(try ledger.run(run).pausedReason == nil)
            #expect(try ledger.answers(of: run, first: 500).answered == 0)
        }
    }

    @Test func personsPauseKeepsTheCount() throws {
        try withLedger { ledger in
            let (run, _) = try sentRun(ledger)
            try ledger.pause(run)
            #expect(try ledger.run(run).pausedReason == nil)
            try ledger.resume(run)
            #expect(try ledger.answers(of: run, first: 500).answered == 3)
        }
    }
}
