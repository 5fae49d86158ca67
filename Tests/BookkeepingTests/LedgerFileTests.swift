import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

@Suite struct LedgerFileTests {
    @Test func everyCommitIsSyncedToTheDisk() throws {
        try withLedger { ledger in
            try ledger.database.writeWithoutTransaction { db throws in
                #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
                #expect(try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1)
                #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            }
        }
    }

    @Test func reopenedFileKeepsAll() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            var ledger: SQLiteLedger? = try SQLiteLedger(path: path, now: start)
            let identity = ledger?.identity
            let run = try #require(try ledger?.freeze([message("ann"), message("ben", .skipped(.noConsent))]))
            let before = try ledger?.messages(of: run.id, MessageQuery())
            ledger = nil
            let again = try SQLiteLedger(path: path, now: start.advanced(byDays: 1))
            #expect(again.identity == identity)
            #expect(again.identity.signingSecret.count == 32)
            #expect(again.identity.id.count == 32)
            #expect(try again.run(run.id) == run)
            #expect(try again.messages(of: run.id, MessageQuery()) == before)
            #expect(try again.content("d1") == Array("<p>".utf8))
        }
    }

    @Test func twoLedgersHaveNothingInCommon() throws {
        try withLedger { one in
            try withLedger { other in
                #expect(one.identity.id != other.identity.id)
                #expect(one.identity.signingSecret != other.identity.signingSecret)
            }
        }
    }

    @Test func aTextFileIsNotALedgerAndStaysAsItIs() throws {
        try withTemporaryFolder { folder in
            let text = String(repeating: "customers,orders\n", count: 500)
            let path = try folder.write(text, to: "customers.csv").path
            #expect(throws: LedgerError.notALedger(path: path)) { try SQLiteLedger(path: path, now: start) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test func anotherProgramsDatabaseIsNotTouched() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shop.sqlite").path
            try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER)") }
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(throws: LedgerError.notALedger(path: path)) { try SQLiteLedger(path: path, now: start) }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func newerSchemaIsRefused() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            try SQLiteLedger(path: path, now: start).database.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
            }
            #expect(throws: LedgerError.newerSchema(path: path)) { try SQLiteLedger(path: path, now: start) }
        }
    }

    @Test func damagedFileIsToldFromAnEmptyOne() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            do {
                let ledger = try SQLiteLedger(path: path, now: start)
                try ledger.freeze((0..<2_000).map { message("c\($0)") })
                try ledger.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
            let file = try FileHandle(forUpdating: URL(filePath: path))
            let size = try file.seekToEnd()
            for offset in stride(from: UInt64(8_192), to: size - 4_096, by: 4_096) {
                try file.seek(toOffset: offset)
                try file.write(contentsOf: Data(repeating: 0xee, count: 4_096))
            }
            try file.close()
            let error = #expect(throws: LedgerError.self) {
                let ledger = try SQLiteLedger(path: path, now: start)
                _ = try ledger.messages(of: "spring-1", MessageQuery())
            }
            guard case .damaged = error else { throw try #require(error) }
        }
    }

    /// `/proc` takes no files, not even from root, for whom permissions do not count.
    @Test(arguments: ["/proc/ledger.sqlite", "/nowhere/at/all/ledger.sqlite", "/etc/hostname/ledger.sqlite"])
    func folderThatCannotBeWrittenIsNamed(path: String) {
        let error = #expect(throws: LedgerError.self) { try SQLiteLedger(path: path, now: start) }
        guard case .cannotOpen(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains(path) == true)
    }

    @Test func fullDiskLosesNothing() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            try ledger.database.writeWithoutTransaction { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
            }
            let many = (0..<1_000).map { message("c\($0)") }
            #expect(throws: LedgerError.diskFull(path: ledger.path)) { try ledger.freeze(many, campaign: "summer") }
            #expect(try ledger.runs(of: nil) == [run])
            try ledger.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
            #expect(try ledger.freeze(many, campaign: "summer").frozen.planned == 1_000)
        }
    }

    @Test func twoConnectionsSeeOneTruth() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann")])
            let other = try SQLiteLedger(path: ledger.path, now: start)
            try other.lock(run.id, bob)
            #expect(throws: LedgerError.locked(run: run.id, holder: bob, since: start, heartbeat: start)) {
                try ledger.lock(run.id, alice)
            }
        }
    }
}
