internal import CampaignModel
internal import GRDB

/// What a run's brake goes by, and why it has pulled.
extension SQLiteLedger {
    static func createBrakeTables(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE run ADD COLUMN paused_reason TEXT;
                -- Answers up to this moment were looked at by a person, who went on.
                ALTER TABLE run ADD COLUMN answers_after INTEGER NOT NULL DEFAULT 0;

                CREATE TABLE feedback (
                    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind IN ('complained', 'bounced')),
                    at INTEGER NOT NULL,
                    PRIMARY KEY (message, kind)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    public func pause(_ run: String, reason: String?) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.running], for: .pause, in: db)
            try db.execute(
                sql: "UPDATE run SET state = 'paused', paused_reason = ? WHERE id = ?",
                arguments: [reason, run]
            )
        }
    }

    public func resume(_ run: String) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.paused], for: .resume, in: db)
            // Who goes on after a reason was given has looked at the list: what follows is counted anew.
            try db.execute(
                sql: """
                    UPDATE run SET answers_after = max(
                        answers_after,
                        coalesce((SELECT max(at) FROM attempt
                            WHERE message BETWEEN run.first_message AND run.last_message), 0),
                        coalesce((SELECT max(at) FROM feedback
                            WHERE message BETWEEN run.first_message AND run.last_message), 0))
                    WHERE id = ? AND paused_reason IS NOT NULL
                    """,
                arguments: [run]
            )
            try db.execute(sql: "UPDATE run SET state = 'running', paused_reason = NULL WHERE id = ?", arguments: [run])
        }
    }

    public func answers(of run: String, first limit: Int) throws(LedgerError) -> RunStart {
        try read { db in
            _ = try SQLiteLedger.run(run, in: db)
            var start = RunStart()
            // Where there are more than the first, which ones are taken does not matter: the first are over.
            let answers = try Row.fetchCursor(
                db,
                sql: """
                    SELECT attempt.outcome, attempt.code, attempt.enhanced_code, attempt.text, feedback.message IS NOT NULL
                    FROM run CROSS JOIN attempt ON attempt.message BETWEEN run.first_message AND run.last_message
                    LEFT JOIN feedback ON feedback.message = attempt.message AND feedback.kind = 'bounced'
                        AND feedback.at > run.answers_after
                    WHERE run.id = ? AND attempt.at > run.answers_after AND attempt.outcome IN ('accepted', 'permanent')
                    LIMIT ?
                    """,
                arguments: [run, limit + 1]
            )
            while let row = try answers.next() {
                start.answered += 1
                let outcome: AttemptRecord.Outcome = try decoded(row[0])
                let reply = Reply(code: row[1], enhancedCode: row[2], text: row[3])
                let cameBack: Bool = row[4]
                if outcome == .accepted ? cameBack : reply.kind == .noSuchMailbox { start.hardBounces += 1 }
            }
            start.complaints =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM run CROSS JOIN feedback
                            ON feedback.message BETWEEN run.first_message AND run.last_message
                        WHERE run.id = ? AND feedback.kind = 'complained' AND feedback.at > run.answers_after
                        """,
                    arguments: [run]
                ) ?? 0
            return start
        }
    }

    /// Keeps what says that a message was not wanted, or did not arrive after all.
    static func note(_ heard: DeliveryEvidence, in db: Database) throws {
        guard heard.kind == .complained || heard.kind == .bounced else { return }
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO feedback (message, kind, at)
                SELECT id, ?2, ?3 FROM message WHERE id = ?1
                """,
            arguments: [heard.message, heard.kind.rawValue, heard.at.seconds]
        )
    }
}
