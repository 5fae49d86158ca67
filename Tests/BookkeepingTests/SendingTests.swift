import CampaignModel
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct SendingTests {
    @Test func acceptedMessagesEndTheRun() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben", .holdout)])
            try ledger.lock(run.id)
            let claim = try ledger.claim(run.id)
            #expect(claim.rows.map(\.customerID) == ["ann"])
            #expect(try ledger.claim(run.id).rows.isEmpty)
            #expect(try ledger.intend(claim.ids) == claim.ids)
            #expect(try !ledger.finishIfDone(run.id, now: start))
            try ledger.report(accepted, for: claim.ids)
            #expect(try ledger.finishIfDone(run.id, now: start))
            let ann = try #require(try ledger.messages(of: run.id, MessageQuery(customerID: "ann")).first)
            #expect(ann.state == .sent)
            #expect(ann.attempts.map(\.outcome) == [.accepted])
            #expect(ann.attempts.first?.reply == Reply(code: 250, enhancedCode: "2.0.0", text: "queued as 1A2B"))
            #expect(ann.attempts.first?.transport == "smtp://relay:25")
        }
    }

    @Test func refusalsAreRetriedOnScheduleAndThenFail() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            let retry = RetrySchedule(delays: [300, 900])
            var now = start
            for delay in [300, 900] as [Int64] {
                try ledger.lock(run.id, now: now)
                let ids = try ledger.claim(run.id, now: now).ids
                #expect(try ledger.intend(ids, now: now) == ids)
                try ledger.report(transient, for: ids, now: now, retry: retry)
                #expect(try ledger.counts(of: run.id)[.deferred] == 1)
                now = now.advanced(bySeconds: delay - 1)
                #expect(try ledger.claim(run.id, now: now).rows.isEmpty)
                now = now.advanced(bySeconds: 1)
                #expect(try ledger.counts(of: run.id).nextDue == now)
            }
            let ids = try ledger.claim(run.id, now: now).ids
            try ledger.report(transient, for: ids, now: now, retry: retry)
            let ann = try #require(try ledger.messages(of: run.id, MessageQuery()).first)
            #expect(ann.state == .failed)
            #expect(ann.detail == "451 4.7.1 try later")
            #expect(ann.attempts.map(\.number) == [1, 2, 3])
        }
    }

    @Test func messageIsNotDeferredBeyondItsValidity() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann", validForSeconds: 300)])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            try ledger.report(transient, for: ids)
            #expect(try ledger.states(of: run.id) == ["ann": .failed])
        }
    }

    @Test func notSentKeepsTheStateAndIsNotCountedAsARefusal() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            let retry = RetrySchedule(delays: [300], secondsAfterNotSent: 10)
            var now = start
            for _ in 0..<5 {
                let ids = try ledger.claim(run.id, now: now).ids
                #expect(ids == [1])
                #expect(try ledger.intend(ids, now: now) == ids)
                try ledger.report(.notSent("connection refused"), for: ids, now: now, retry: retry)
                #expect(try ledger.states(of: run.id) == ["ann": .planned])
                now = now.advanced(bySeconds: 10)
            }
            try ledger.report(transient, for: try ledger.claim(run.id, now: now).ids, now: now, retry: retry)
            now = now.advanced(bySeconds: 300)
            let ids = try ledger.claim(run.id, now: now).ids
            try ledger.report(.notSent("connection refused"), for: ids, now: now, retry: retry)
            #expect(try ledger.states(of: run.id) == ["ann": .deferred])
        }
    }

    @Test func messageWithoutCommittedIntentCannotBeAccepted() async {
        await #expect(processExitsWith: .failure) {
            try withLedger { ledger in
                let run = try ledger.freeze([message("ann")])
                try ledger.lock(run.id)
                try ledger.report(accepted, for: try ledger.claim(run.id).ids)
            }
        }
    }

    @Test func everyExitIsCheckedInTheClaim() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([
                message("suppressed"), message("refused"), message("expired", validForSeconds: 60), message("bought"),
                message("bought-before"), message("sold-out", items: ["tripod", "card", "case"]), message("well"),
                message("later", sendAt: start.advanced(bySeconds: 200)),
                message("half", channel: .push, address: "dead live"), message("dead", channel: .push, address: "gone"),
            ])
            try ledger.lock(run.id)
            _ = try ledger.suppress(
                ["suppressed@example.com", "dead", "gone"].map {
                    Suppression(address: $0, channel: nil, reason: "unsubscribed", createdAt: start)
                }
            )
            let after = start.advanced(bySeconds: 1)
            try ledger.replaceFacts(
                ExitFacts(
                    refused: [
                        .init(customerID: "refused", channel: .email), .init(customerID: "well", channel: .push),
                    ],
                    purchases: [
                        .init(customerID: "bought", productID: "card", at: after),
                        .init(customerID: "bought", productID: "card", at: start),
                        .init(customerID: "bought-before", productID: "card", at: start),
                        .init(customerID: "well", productID: "lens", at: after),
                    ],
                    unavailableProductIDs: ["tripod"]
                ),
                now: after
            )
            #expect(try ledger.factsUpdatedAt() == after)
            let claim = try ledger.claim(run.id, now: start.advanced(bySeconds: 60))
            #expect(claim.rows.map(\.customerID) == ["bought-before", "well", "half"])
            #expect(claim.rows.last?.address == "live")
            #expect(claim.suppressed == 2)
            #expect(claim.skipped == [.noConsent: 1, .expired: 1, .purchased: 1, .outOfStock: 1])
            #expect(claim.settled == 6)
            #expect(try ledger.counts(of: run.id).addsUp)
        }
    }

    @Test func deadSendersMessagesBecomeUnknownAndItsLeasesLapse() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben"), message("cid")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend([ids[0]]) == [ids[0]])
            let again = try SQLiteLedger(path: ledger.path, now: start)
            let recovery = try again.lock(run.id, bob, isAlive: false)
            #expect(recovery.unknown == 1)
            #expect(try again.claim(run.id, bob).ids == [ids[1], ids[2]])
            let unknown = try #require(try again.messages(of: run.id, MessageQuery(states: [.unknown])).first)
            #expect(unknown.customerID == "ann")
            #expect(unknown.attempts.map(\.outcome) == [.unknown])
        }
    }

    @Test func lockIsStaleAfterThirtySilentSeconds() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            #expect(try ledger.heartbeat(run.id, owner: alice, now: start.advanced(bySeconds: 20)) == .running)
            let heartbeat = start.advanced(bySeconds: 20)
            #expect(throws: LedgerError.locked(run: run.id, holder: alice, since: start, heartbeat: heartbeat)) {
                try ledger.lock(run.id, bob, now: start.advanced(bySeconds: 49))
            }
            try ledger.lock(run.id, bob, now: start.advanced(bySeconds: 50))
            #expect(throws: LedgerError.lockLost(run: run.id)) {
                try ledger.heartbeat(run.id, owner: alice, now: start.advanced(bySeconds: 51))
            }
            #expect(throws: LedgerError.lockLost(run: run.id)) { try ledger.claim(run.id, alice) }
        }
    }

    @Test func ownerThatLostItsLeaseMayNotSend() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            try ledger.lock(run.id, bob, isAlive: false)
            #expect(try ledger.intend(ids).isEmpty)
            #expect(try ledger.claim(run.id, bob).ids == ids)
            #expect(try ledger.intend(ids).isEmpty)
            #expect(try ledger.report(permanent, for: ids) == ids)
            #expect(try ledger.intend(ids, bob, now: start.advanced(bySeconds: 60)).isEmpty)
            #expect(try ledger.intend(ids, bob, now: start.advanced(bySeconds: 59)) == ids)
            #expect(try ledger.intend(ids, bob, now: start.advanced(bySeconds: 59)).isEmpty)
        }
    }

    @Test func stalledSenderMayStillSayWhatBecameOfItsMessages() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben"), message("cid")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend(ids) == ids)
            try ledger.lock(run.id, bob, isAlive: false)
            #expect(try ledger.report(accepted, for: [ids[0]]).isEmpty)
            #expect(try ledger.report(permanent, for: [ids[1]]).isEmpty)
            #expect(try ledger.report(transient, for: [ids[2]]) == [ids[2]])
            #expect(try ledger.states(of: run.id) == ["ann": .sent, "ben": .failed, "cid": .unknown])
            #expect(try ledger.messages(of: run.id, MessageQuery()).map(\.attempts.count) == [1, 1, 1])
        }
    }

    @Test func pausedRunGrantsNothing() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id, channel: nil, limit: 1, leaseSeconds: 60, owner: alice, now: start).ids
            try ledger.pause(run.id)
            #expect(try ledger.intend(ids).isEmpty)
            #expect(try ledger.claim(run.id).rows.isEmpty)
            #expect(throws: LedgerError.wrongState(run: run.id, state: .paused, operation: .send)) {
                try ledger.lock(run.id)
            }
            try ledger.resume(run.id)
            #expect(try ledger.intend(ids) == ids)
        }
    }

    @Test func cancelledRunLetsMessagesUnderWayEnd() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben"), message("cid"), message("dan")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id, channel: nil, limit: 3, leaseSeconds: 60, owner: alice, now: start).ids
            #expect(try ledger.intend([ids[0], ids[1]]).count == 2)
            try ledger.cancel(run.id, now: start)
            #expect(try ledger.intend([ids[2]]).isEmpty)
            try ledger.report(accepted, for: [ids[0]])
            try ledger.report(transient, for: [ids[1]])
            #expect(
                try ledger.states(of: run.id)
                    == ["ann": .sent, "ben": .cancelled, "cid": .cancelled, "dan": .cancelled]
            )
            #expect(try ledger.counts(of: run.id).addsUp)
        }
    }

    @Test func cancelledRunOfADeadSenderCanBePutRight() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            #expect(try ledger.intend(try ledger.claim(run.id).ids).count == 1)
            try ledger.cancel(run.id, now: start)
            #expect(throws: LedgerError.self) {
                try ledger.recover(run.id, staleAfterSeconds: 30, now: start) { _, _ in true }
            }
            #expect(try ledger.recover(run.id, staleAfterSeconds: 30, now: start) { _, _ in false }.unknown == 1)
            #expect(try ledger.states(of: run.id) == ["ann": .unknown])
        }
    }

    @Test func skippingAndReleasingTouchLeasedMessagesOnly() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben"), message("cid")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id, channel: nil, limit: 2, leaseSeconds: 60, owner: alice, now: start).ids
            let skips = [1, 3].map { SkippedMessage(message: $0, reason: .renderError, detail: "a.html:3:1: no title") }
            #expect(try ledger.skip(skips, owner: alice, now: start) == 1)
            try ledger.release(ids, owner: alice)
            #expect(try ledger.claim(run.id).ids == [2, 3])
            let ann = try #require(try ledger.messages(of: run.id, MessageQuery(states: [.skipped])).first)
            #expect(ann.skipReason == .renderError)
            #expect(ann.detail == "a.html:3:1: no title")
        }
    }

    @Test func orderlyStopGivesTheRunBack() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            _ = try ledger.claim(run.id)
            #expect(try ledger.unlock(run.id, owner: alice, now: start).unknown == 0)
            #expect(throws: LedgerError.lockLost(run: run.id)) {
                try ledger.unlock(run.id, owner: alice, now: start)
            }
            try ledger.lock(run.id, bob)
            #expect(try ledger.claim(run.id, bob).ids == [1])
        }
    }

    @Test func claimLooksAtDueMessagesOnly() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            try ledger.database.read { db in
                let plan = try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT id FROM message
                        WHERE run = 'x' AND (state = 'planned' OR state = 'deferred') AND next_attempt_at <= 5
                        ORDER BY next_attempt_at, id
                        """
                )
                #expect(
                    plan.map { $0["detail"] as String }
                        == ["SEARCH message USING INDEX message_due (run=? AND next_attempt_at<?)"]
                )
            }
        }
    }

    @Test func runThatNothingWasSentOfCanBePlannedAnew() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben")])
            try ledger.lock(run.id)
            #expect(try ledger.run(run.id).state == .running)
            let ids = try ledger.claim(run.id).ids
            try ledger.report(.notSent("connection refused"), for: ids)
            _ = try ledger.unlock(run.id, owner: alice, now: start)
            #expect(try ledger.run(run.id).state == .scheduled)
            try ledger.lock(run.id, now: start.advanced(bySeconds: 60))
            #expect(try ledger.intend(try ledger.claim(run.id, now: start.advanced(bySeconds: 60)).ids).count == 2)
            try ledger.report(.notSent("connection closed"), for: ids)
            _ = try ledger.unlock(run.id, owner: alice, now: start)
            #expect(try ledger.run(run.id).state == .running, "something may have left")
        }
    }

    @Test func runWithNothingToSendIsFinishedWhenItIsGivenBack() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann", validForSeconds: 5)])
            try ledger.lock(run.id)
            #expect(try ledger.claim(run.id, now: start.advanced(bySeconds: 6)).skipped == [.expired: 1])
            _ = try ledger.unlock(run.id, owner: alice, now: start)
            #expect(try ledger.run(run.id).state == .finished)
            #expect(try ledger.run(run.id).startedAt != nil)
        }
    }

    @Test func retryPlansFailedMessagesAgainWithAllTheirTries() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([
                message("ann"), message("ben"), message("cid"), message("dan", validForSeconds: 50),
            ])
            try ledger.lock(run.id)
            let retry = RetrySchedule(delays: [])
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend(ids) == ids)
            try ledger.report(accepted, for: [ids[0]])
            try ledger.report(transient, for: [ids[1]], retry: retry)
            try ledger.report(.unknown("reply lost"), for: [ids[2]])
            try ledger.report(permanent, for: [ids[3]])
            _ = try ledger.unlock(run.id, owner: alice, now: start)
            #expect(try ledger.run(run.id).state == .finished)
            let later = start.advanced(bySeconds: 60)
            let retried = try ledger.retry(run.id, [.failed], now: later)
            #expect(retried.again == 1)
            #expect(retried.expired == 1)
            #expect(try ledger.run(run.id).state == .running)
            #expect(try ledger.run(run.id).finishedAt == nil)
            #expect(
                try ledger.states(of: run.id) == ["ann": .sent, "ben": .planned, "cid": .unknown, "dan": .failed]
            )
            try ledger.lock(run.id, now: later)
            #expect(try ledger.claim(run.id, now: later).ids == [ids[1]])
            try ledger.report(transient, for: [ids[1]], now: later, retry: RetrySchedule(delays: [300]))
            #expect(try ledger.states(of: run.id)["ben"] == .deferred)
            #expect(try ledger.retry(run.id, [.unknown], now: later).again == 1)
            #expect(try ledger.claim(run.id, now: later).ids == [ids[2]])
            #expect(try ledger.intend([ids[2]], now: later) == [ids[2]])
            try ledger.report(accepted, for: [ids[2]], now: later)
            let cid = try #require(try ledger.messages(of: run.id, MessageQuery(customerID: "cid")).first)
            #expect(cid.attempts.map(\.outcome) == [.unknown, .accepted])
            #expect(try ledger.counts(of: run.id).addsUp)
        }
    }

    @Test func retryIsRefusedWhereItWouldNotBeSafe() throws {
        try withLedger { ledger in
            let first = try ledger.freeze([message("ann")])
            #expect(throws: LedgerError.wrongState(run: first.id, state: .scheduled, operation: .retry)) {
                try ledger.retry(first.id, [.failed], now: start)
            }
            try ledger.lock(first.id)
            let ids = try ledger.claim(first.id).ids
            try ledger.report(permanent, for: ids)
            _ = try ledger.unlock(first.id, owner: alice, now: start)
            let second = try ledger.freeze([message("ann")])
            #expect(throws: LedgerError.runIsOpen(run: second.id, state: .scheduled)) {
                try ledger.retry(first.id, [.failed], now: start)
            }
            try ledger.cancel(second.id, now: start)
            #expect(throws: LedgerError.wrongState(run: second.id, state: .cancelled, operation: .retry)) {
                try ledger.retry(second.id, [.failed], now: start)
            }
            #expect(try ledger.retry(first.id, [.failed], now: start).again == 1)
        }
    }

    @Test func laterEvidenceSettlesUnknownMessagesAlone() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("ben"), message("cid")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend(ids) == ids)
            for id in ids.prefix(2) { try ledger.report(.unknown("reply lost"), for: [id]) }
            try ledger.report(permanent, for: [ids[2]])
            let evidence = [
                DeliveryEvidence(message: ids[0], kind: .clicked, at: start),
                DeliveryEvidence(message: ids[1], kind: .bounced, at: start),
                DeliveryEvidence(message: ids[2], kind: .opened, at: start),
                DeliveryEvidence(message: 99, kind: .opened, at: start),
            ]
            #expect(try ledger.reconcile(evidence, now: start) == 2)
            #expect(try ledger.states(of: run.id) == ["ann": .sent, "ben": .failed, "cid": .failed])
            #expect(try ledger.reconcile(evidence, now: start) == 0)
            let ann = try #require(try ledger.messages(of: run.id, MessageQuery(customerID: "ann")).first)
            #expect(ann.detail == "unknown until it was clicked at 2023-11-14T22:13:20Z")
        }
    }
}
