import CampaignModel
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct HistoryTests {
    @Test func recentItemsAreThoseSentOrPerhapsSent() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([
                message("ann", items: ["a", "b"]), message("ben", items: ["c"]), message("cid", items: ["d"]),
                message("dan", .holdout, items: ["e"]),
            ])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend(ids).count == 3)
            try ledger.report(accepted, for: [ids[0]])
            try ledger.report(.unknown("reply lost"), for: [ids[1]])
            try ledger.report(permanent, for: [ids[2]])
            let recent = try ledger.recentItems(of: "spring", since: start)
            #expect(recent.mapValues { $0.sorted() } == ["ann": ["a", "b"], "ben": ["c"]])
            #expect(try ledger.recentItems(of: "spring", since: start.advanced(bySeconds: 1)).isEmpty)
            #expect(try ledger.recentItems(of: "summer", since: start).isEmpty)
        }
    }

    @Test func suppressionListIsKeptByNormalizedAddress() throws {
        try withLedger { ledger throws in
            let first = Suppression(address: "Ann@Example.com", channel: .email, reason: "bounced", createdAt: start)
            let again = Suppression(address: "ann@example.com", channel: .email, reason: "again", createdAt: start)
            let token = Suppression(address: "Token", channel: .push, reason: "dead", createdAt: start)
            let all = Suppression(address: "ben@example.com", channel: nil, reason: "asked", createdAt: start)
            #expect(try ledger.suppress([first, again, token, all]) == 3)
            #expect(try ledger.suppressions(limit: 10, offset: 0) == [token, first, all])
            #expect(try ledger.suppressions(limit: 1, offset: 1) == [first])
            #expect(try ledger.isSuppressed("ANN@example.com", on: .email))
            #expect(try !ledger.isSuppressed("ann@example.com", on: .push))
            #expect(try !ledger.isSuppressed("token", on: .push))
            #expect(try ledger.isSuppressed("ben@example.com", on: .push))
            #expect(try !ledger.removeSuppression(of: "ann@example.com", on: nil))
            #expect(try ledger.removeSuppression(of: "aNN@example.com", on: .email))
            #expect(try !ledger.isSuppressed("ann@example.com", on: .email))
        }
    }

    @Test func factsAreReplacedAsAWhole() throws {
        try withLedger { ledger in
            #expect(try ledger.factsUpdatedAt() == nil)
            try ledger.replaceFacts(ExitFacts(unavailableProductIDs: ["camera"]), now: start)
            try ledger.replaceFacts(ExitFacts(), now: start.advanced(bySeconds: 5))
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            #expect(try ledger.claim(run.id).settled == 0)
        }
    }

    @Test func onlyFactsThatDifferAreWritten() throws {
        try withLedger { ledger in
            let refused = ["ann", "ben", "cid"].map { ExitFacts.RefusedConsent(customerID: $0, channel: .email) }
            let bought = ExitFacts.Purchase(customerID: "ann", productID: "camera", at: start)
            try ledger.replaceFacts(ExitFacts(refused: refused, purchases: [bought]), now: start)
            let before = ledger.database.writeWithoutTransaction { $0.totalChangesCount }
            try ledger.replaceFacts(
                ExitFacts(refused: refused.dropLast(), purchases: [bought, bought], unavailableProductIDs: ["lens"]),
                now: start
            )
            let changes = ledger.database.writeWithoutTransaction { $0.totalChangesCount } - before
            #expect(changes == 3, "one refusal gone, one product withdrawn, one time of the update")
        }
    }

    @Test func errorsSayWhatToDo() {
        let locked = LedgerError.locked(run: "spring-1", holder: alice, since: start, heartbeat: start)
        #expect(
            locked.description == "run spring-1 is being sent by process 1 on here since 2023-11-14T22:13:20Z, last "
                + "heard of at 2023-11-14T22:13:20Z; wait for it, or stop it first"
        )
        #expect(
            LedgerError.wrongState(run: "spring-1", state: .finished, operation: .pause).description
                == "run spring-1 is finished; it cannot be paused"
        )
    }
}
