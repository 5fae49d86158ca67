internal import CampaignModel
internal import Foundation
internal import GRDB

extension SQLiteLedger {
    public func run(_ id: String) throws(LedgerError) -> Run {
        try read { try SQLiteLedger.run(id, in: $0) }
    }

    public func openRun(of campaign: String) throws(LedgerError) -> Run? {
        try read { try SQLiteLedger.openRun(of: campaign, in: $0) }
    }

    public func runs(of campaign: String?) throws(LedgerError) -> [Run] {
        try read { db in
            try SQLiteLedger.runs(where: "?1 IS NULL OR campaign = ?1", [campaign], in: db)
        }
    }

    public func content(_ digest: String) throws(LedgerError) -> [UInt8]? {
        try read { db in
            try Data.fetchOne(db, sql: "SELECT bytes FROM content WHERE digest = ?", arguments: [digest])
                .map { [UInt8]($0) }
        }
    }

    public func counts(of run: String) throws(LedgerError) -> RunCounts {
        try read { db in
            let found = try SQLiteLedger.run(run, in: db)
            var counts = RunCounts(audience: found.frozen.audience, states: [:], skipped: [:], nextDue: nil)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT message.state, message.reason, count(*)
                    FROM run CROSS JOIN message ON message.id BETWEEN run.first_message AND run.last_message
                    WHERE run.id = ? GROUP BY 1, 2
                    """,
                arguments: [run]
            )
            while let row = try rows.next() {
                let state: MessageState = try decoded(row[0])
                let count: Int = row[2]
                counts.states[state, default: 0] += count
                if let reason: String = row[1] { counts.skipped[try decoded(reason), default: 0] += count }
            }
            let nextDue = try Int64.fetchOne(
                db,
                sql: """
                    SELECT next_attempt_at FROM message
                    WHERE run = ? AND (state = 'planned' OR state = 'deferred')
                    ORDER BY next_attempt_at LIMIT 1
                    """,
                arguments: [run]
            )
            counts.nextDue = instant(nextDue)
            return counts
        }
    }

    /// - Throws: ``LedgerError/noSuchRun(_:)``.
    static func run(_ id: String, in db: Database) throws -> Run {
        guard let run = try runs(where: "id = ?", [id], in: db).first else { throw LedgerError.noSuchRun(id) }
        return run
    }

    static func openRun(of campaign: String, in db: Database) throws -> Run? {
        try runs(where: "campaign = ? AND state IN ('scheduled', 'running', 'paused')", [campaign], in: db).first
    }

    private static func runs(
        where condition: String,
        _ arguments: StatementArguments,
        in db: Database
    ) throws -> [Run] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, campaign, number, state, as_of, created_at, started_at, finished_at, planned, skipped,
                    suppressed, holdout, paused_reason
                FROM run WHERE NOT is_draft AND (\(condition))
                ORDER BY created_at DESC, number DESC, campaign
                """,
            arguments: arguments
        )
        return try rows.map { row in
            let id: String = row[0]
            return Run(
                id: id,
                campaign: row[1],
                number: row[2],
                state: try decoded(row[3]),
                asOf: Instant(seconds: row[4]),
                createdAt: Instant(seconds: row[5]),
                startedAt: instant(row[6]),
                finishedAt: instant(row[7]),
                pausedReason: row[12],
                inputs: try digests("run_input", of: id, in: db),
                contents: try digests("run_content", of: id, in: db),
                frozen: Run.FrozenCounts(planned: row[8], skipped: row[9], suppressed: row[10], holdout: row[11])
            )
        }
    }

    private static func digests(_ table: String, of run: String, in db: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(db, sql: "SELECT name, digest FROM \(table) WHERE run = ?", arguments: [run])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}
