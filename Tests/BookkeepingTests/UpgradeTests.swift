import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct UpgradeTests {
    /// Opens a ledger that an older version wrote.
    private func withOldLedger(_ body: (SQLiteLedger) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: schema1) }
            try body(SQLiteLedger(path: path, now: start))
        }
    }

    @Test func ledgerOfTheFirstSchemaKeepsAllItKnows() throws {
        try withOldLedger { ledger in
            #expect(ledger.identity.id == "00112233445566778899aabbccddeeff")
            #expect(try ledger.runs(of: "spring").map(\.id) == ["spring-2", "spring-1"])
            #expect(try ledger.counts(of: "spring-1").addsUp)
            let counts = try ledger.counts(of: "spring-2")
            #expect(counts.addsUp)
            #expect(counts.states == [.sent: 1, .sending: 1, .planned: 1, .deferred: 1, .skipped: 1, .holdout: 1])
            #expect(try ledger.isSuppressed("gus@example.com", on: .email))
            #expect(try ledger.content("d1") == Array("<p>".utf8))
            let dan = try #require(try ledger.messages(of: "spring-2", MessageQuery(customerID: "dan")).first)
            #expect(dan.attempts.map(\.outcome) == [.transient])
            let problems = try ledger.database.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }
            #expect(problems.isEmpty)
        }
    }

    @Test func oldRunGoesOnWhereItsSenderDied() throws {
        try withOldLedger { ledger in
            let now = Instant(seconds: 1_700_087_000)
            #expect(try ledger.lock("spring-2", alice, now: now, isAlive: false).unknown == 1)
            let claim = try ledger.claim("spring-2", alice, now: now)
            #expect(claim.rows.map(\.customerID) == ["cid", "dan"])
            #expect(try ledger.intend(claim.ids, now: now) == claim.ids)
            try ledger.report(accepted, for: claim.ids, now: now)
            _ = try ledger.unlock("spring-2", owner: alice, now: now)
            #expect(try ledger.run("spring-2").state == .finished)
            #expect(try ledger.freeze([message("ann")], now: now).id == "spring-3")
        }
    }

    @Test func upgradedLedgerIsMadeAsANewOneIs() throws {
        let tables = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        let columns = """
            SELECT sqlite_master.name, column.name, column.type, column."notnull", column.dflt_value, column.pk
            FROM sqlite_master JOIN pragma_table_info(sqlite_master.name) AS column ORDER BY 1, column.cid
            """
        try withOldLedger { old in
            try withLedger { new in
                for sql in [tables, columns] {
                    let before = try old.database.read { try Row.fetchAll($0, sql: sql) }
                    let after = try new.database.read { try Row.fetchAll($0, sql: sql) }
                    #expect(before == after)
                }
            }
        }
    }
}
