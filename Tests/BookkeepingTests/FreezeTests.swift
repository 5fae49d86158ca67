import CampaignModel
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct FreezeTests {
    @Test func countsAddUpAtFreeze() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([
                message("ann"), message("ben", .holdout), message("cid", .suppressed),
                message("dan", .skipped(.tooFewItems), items: []), message("eve", .skipped(.noConsent), items: []),
            ])
            #expect(run.id == "spring-1")
            #expect(run.frozen == Run.FrozenCounts(planned: 1, skipped: 2, suppressed: 1, holdout: 1))
            #expect(run.frozen.audience == 5)
            let counts = try ledger.counts(of: run.id)
            #expect(counts.addsUp)
            #expect(counts.audience == 5)
            #expect(counts.remaining == 1)
            #expect(counts.skipped == [.tooFewItems: 1, .noConsent: 1])
            #expect(counts.nextDue == start)
            #expect(try ledger.run(run.id) == run)
        }
    }

    @Test func anEmptyAudienceIsARunToo() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([])
            #expect(try ledger.counts(of: run.id).addsUp)
            try ledger.lock(run.id)
            #expect(try ledger.finishIfDone(run.id, now: start))
        }
    }

    @Test func suppressedAddressIsNotPlanned() throws {
        try withLedger { ledger in
            _ = try ledger.suppress([
                Suppression(address: "Ann@Example.COM", channel: nil, reason: "unsubscribed", createdAt: start),
                Suppression(address: "old-phone", channel: .push, reason: "dead token", createdAt: start),
                Suppression(address: "ben@example.com", channel: .push, reason: "no match", createdAt: start),
            ])
            let run = try ledger.freeze([
                message("ann", address: "aNN@example.com"), message("ben"),
                message("cid", channel: .push, address: "old-phone new-phone"),
                message("dan", channel: .push, address: "old-phone"),
            ])
            #expect(run.frozen == Run.FrozenCounts(planned: 2, skipped: 0, suppressed: 2, holdout: 0))
            let cid = try ledger.messages(of: run.id, MessageQuery(customerID: "cid"))
            #expect(cid.map(\.address) == ["new-phone"])
        }
    }

    @Test func secondRunWaitsUntilTheFirstIsOver() throws {
        try withLedger { ledger in
            let first = try ledger.freeze([message("ann")])
            #expect(throws: LedgerError.runIsOpen(run: "spring-1", state: .scheduled)) {
                try ledger.freeze([message("ann")])
            }
            #expect(try ledger.freeze([message("ann")], campaign: "summer").id == "summer-1")
            #expect(try ledger.openRun(of: "spring") == first)
            try ledger.discard(first.id, now: start)
            #expect(try ledger.openRun(of: "spring") == nil)
            let second = try ledger.freeze([message("ann")], now: start.advanced(bySeconds: 1))
            #expect(second.id == "spring-2")
            #expect(try ledger.runs(of: "spring").map(\.id) == ["spring-2", "spring-1"])
            #expect(try ledger.counts(of: first.id)[.cancelled] == 1)
            #expect(try ledger.messageRows(of: first.id, MessageQuery()).isEmpty)
        }
    }

    @Test func messageIdsAreNeverUsedTwice() throws {
        try withLedger { ledger in
            try ledger.freeze([message("ann"), message("ben")])
            try ledger.discard("spring-1", now: start)
            try ledger.freeze([message("ann")])
            #expect(try ledger.messages(of: "spring-2", MessageQuery()).map(\.id) == [3])
        }
    }

    @Test func startedRunCannotBeDiscarded() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            #expect(throws: LedgerError.wrongState(run: run.id, state: .running, operation: .discard)) {
                try ledger.discard(run.id, now: start)
            }
        }
    }

    @Test func planThatContradictsItselfIsRefusedAsAWhole() throws {
        try withLedger { ledger in
            let same = [message("ann"), message("ben"), message("ann", address: "other@example.com")]
            let address = [message("ann", address: "x@example.com"), message("ben", address: "X@example.com")]
            for messages in [same, address, [message("ann", address: "")]] {
                let error = #expect(throws: LedgerError.self) { try ledger.freeze(messages) }
                guard case .planRefused = error else { throw try #require(error) }
            }
            #expect(try ledger.runs(of: nil).isEmpty)
            try ledger.freeze([
                message("ann", address: "x@example.com"),
                message("ben", .skipped(.duplicateAddress), address: "x@example.com"), message("cid", channel: .push),
                message("cid"),
            ])
        }
    }

    @Test func payloadAndItemsComeBackByteForByte() throws {
        try withLedger { ledger in
            var planned = message("ann", items: ["a\"b", "c d", "é\\\n"])
            planned.payload = Array(0...255)
            let run = try ledger.freeze([planned, message("ben", .skipped(.lowIntent), items: [])])
            let row = try #require(try ledger.messageRows(of: run.id, MessageQuery(states: [.planned])).first)
            #expect(row.payload == planned.payload)
            #expect(row.key == MessageKey(ledger: ledger.identity.id, run: "spring-1", message: 1))
            #expect(row.sendAt == planned.sendAt)
            #expect(row.validUntil == planned.validUntil)
            #expect(try ledger.messages(of: run.id, MessageQuery(limit: 1)).first?.productIDs == planned.productIDs)
        }
    }

    @Test func pagesOfMessagesJoinWithoutGapOrRepetition() throws {
        try withLedger { ledger in
            try ledger.freeze([message("other")], campaign: "other")
            let run = try ledger.freeze((0..<25).map { message("c\($0)", $0 % 2 == 0 ? .planned : .holdout) })
            var seen: [String] = []
            var query = MessageQuery(states: [.holdout], limit: 5)
            while case let page = try ledger.messages(of: run.id, query), let last = page.last {
                seen += page.map(\.customerID)
                query.after = last.id
            }
            #expect(seen == (0..<25).filter { $0 % 2 == 1 }.map { "c\($0)" })
        }
    }

    @Test func unknownRunIsNamed() throws {
        try withLedger { ledger in
            #expect(throws: LedgerError.noSuchRun("spring-9")) { try ledger.run("spring-9") }
            #expect(throws: LedgerError.noSuchRun("spring-9")) { try ledger.counts(of: "spring-9") }
            #expect(throws: LedgerError.noSuchRun("spring-9")) { try ledger.messages(of: "spring-9", MessageQuery()) }
            #expect(throws: LedgerError.noSuchRun("spring-9")) { try ledger.lock("spring-9") }
        }
    }
}
