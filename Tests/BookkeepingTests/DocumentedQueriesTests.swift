import CampaignModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Bookkeeping

/// The queries of `docs/ledger.md`, run as an operator would, on a ledger in the middle of a send.
@Suite struct DocumentedQueriesTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/ledger.md").standardizedFileURL

    private static func queries() throws -> [String] {
        try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```sql\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
    }

    @Test func everyQueryRunsAndFindsWhatItIsFor() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            let ledger = try SQLiteLedger(path: path, now: start)
            let run = try ledger.freeze(
                [message("c-0042"), message("ben"), message("cid"), message("dan", .skipped(.noConsent), items: [])],
                campaign: "frequently-bought-together"
            )
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            #expect(try ledger.intend(ids) == ids)
            try ledger.report(transient, for: [ids[0]])
            try ledger.report(.unknown("reply lost"), for: [ids[1]])
            let now = Int64(Date().timeIntervalSince1970)
            try ledger.database.write { try $0.execute(sql: "UPDATE attempt SET at = ?", arguments: [now]) }
            var configuration = Configuration()
            configuration.readonly = true
            let reader = try DatabaseQueue(path: path, configuration: configuration)
            let queries = try Self.queries()
            #expect(queries.count >= 8)
            for query in queries {
                let rows = try reader.read { try Row.fetchAll($0, sql: query) }
                // One of them looks for what must not be.
                #expect(rows.isEmpty == query.contains("<> run.audience"), "\(query)")
            }
        }
    }

    @Test func everyTableAndColumnIsDescribed() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        try withLedger { ledger in
            let tables = try ledger.database.read { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM sqlite_master
                        WHERE type IN ('table', 'view') AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'
                        """
                )
            }
            for table in tables { #expect(page.contains("| `\(table)` |"), "\(table)") }
            let isStrict = try ledger.database.read { db in
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM pragma_table_list
                        WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'
                            AND NOT strict
                        """
                )
            }
            #expect(isStrict == 0)
        }
    }
}
