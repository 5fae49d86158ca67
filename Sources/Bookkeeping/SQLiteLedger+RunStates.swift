public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func discard(_ run: String, now: Instant) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.scheduled], for: .discard, in: db)
            try SQLiteLedger.cancel(run, now: now, in: db)
            try db.execute(
                sql: """
                    DELETE FROM message_data WHERE message IN (
                        SELECT message.id
                        FROM run CROSS JOIN message ON message.id BETWEEN run.first_message AND run.last_message
                        WHERE run.id = ?)
                    """,
                arguments: [run]
            )
        }
    }

    public func pause(_ run: String) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.running], for: .pause, in: db)
            try db.execute(sql: "UPDATE run SET state = 'paused' WHERE id = ?", arguments: [run])
        }
    }

    public func resume(_ run: String) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.paused], for: .resume, in: db)
            try db.execute(sql: "UPDATE run SET state = 'running' WHERE id = ?", arguments: [run])
        }
    }

    public func cancel(_ run: String, now: Instant) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.scheduled, .running, .paused], for: .cancel, in: db)
            try SQLiteLedger.cancel(run, now: now, in: db)
        }
    }

    public func finishIfDone(_ run: String, now: Instant) throws(LedgerError) -> Bool {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE run SET state = 'finished', finished_at = ?2
                    WHERE id = ?1 AND state = 'running' AND NOT EXISTS (
                        SELECT 1 FROM message
                        WHERE run = ?1 AND (state = 'planned' OR state = 'deferred' OR state = 'sending'))
                    """,
                arguments: [run, now.seconds]
            )
            return try SQLiteLedger.run(run, in: db).state == .finished
        }
    }

    private static func cancel(_ run: String, now: Instant, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE message SET state = 'cancelled', changed_at = ?2, lease_owner = NULL, lease_until = NULL
                WHERE run = ?1 AND (state = 'planned' OR state = 'deferred')
                """,
            arguments: [run, now.seconds]
        )
        try db.execute(
            sql: "UPDATE run SET state = 'cancelled', finished_at = ?2 WHERE id = ?1",
            arguments: [run, now.seconds]
        )
    }

    @discardableResult
    static func require(
        _ id: String,
        in states: Set<RunState>,
        for operation: RunOperation,
        in db: Database
    ) throws -> Run {
        let run = try run(id, in: db)
        guard states.contains(run.state) else {
            throw LedgerError.wrongState(run: id, state: run.state, operation: operation)
        }
        return run
    }
}
