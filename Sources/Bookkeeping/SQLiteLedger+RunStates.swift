public import CampaignModel
internal import GRDB
internal import SQLite

extension SQLiteLedger {
    public func discard(_ run: String, now: Instant) throws(LedgerError) {
        try write { try SQLiteLedger.discard(run, now: now, in: $0) }
    }

    static func discard(_ run: String, now: Instant, in db: Database) throws {
        try require(run, in: [.scheduled], for: .discard, in: db)
        try cancel(run, now: now, in: db)
        try releaseCodes(of: run, in: db)
        try removeEntries(of: run, in: db)
        try db.execute(
            sql: """
                DELETE FROM message_data WHERE message BETWEEN (SELECT first_message FROM run WHERE id = ?1)
                    AND (SELECT last_message FROM run WHERE id = ?1)
                """,
            arguments: [run]
        )
    }

    public func cancel(_ run: String, now: Instant) throws(LedgerError) {
        try write { db in
            try SQLiteLedger.require(run, in: [.scheduled, .running, .paused], for: .cancel, in: db)
            try SQLiteLedger.cancel(run, now: now, in: db)
        }
    }

    public func finishIfDone(_ run: String, now: Instant) throws(LedgerError) -> Bool {
        try write { db in
            try SQLiteLedger.finishIfDone(run, now: now, in: db)
            return try RunHold(run, in: db).state == .finished
        }
    }

    static func finishIfDone(_ run: String, now: Instant, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE run SET state = 'finished', finished_at = ?2, started_at = coalesce(started_at, ?2)
                WHERE id = ?1 AND state = 'running'
                    AND NOT EXISTS (
                        SELECT 1 FROM message WHERE run = ?1 AND (state = 'planned' OR state = 'deferred'))
                    AND NOT EXISTS (SELECT 1 FROM message WHERE run = ?1 AND state = 'sending')
                """,
            arguments: [run, now.seconds]
        )
    }

    public func retry(
        _ run: String,
        _ states: Set<MessageState>,
        now: Instant
    ) throws(LedgerError) -> Retried {
        precondition(states.isSubset(of: [.failed, .unknown]), "only failed and unknown messages can be retried")
        return try write { db in
            let found = try SQLiteLedger.require(run, in: [.running, .paused, .finished], for: .retry, in: db)
            if let open = try SQLiteLedger.openRun(of: found.campaign, in: db), open.id != run {
                throw LedgerError.runIsOpen(run: open.id, state: open.state)
            }
            var retried = Retried()
            for state in states {
                let chosen = """
                    state = ?2 AND id BETWEEN (SELECT first_message FROM run WHERE id = ?1)
                        AND (SELECT last_message FROM run WHERE id = ?1)
                    """
                let expired = try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM message WHERE \(chosen) AND valid_until <= ?3",
                    arguments: [run, state.rawValue, now.seconds]
                )
                retried.expired += expired ?? 0
                // Refusals before this moment are forgiven: the message has all its tries again.
                try db.execute(
                    sql: """
                        UPDATE message SET state = 'planned', detail = '', next_attempt_at = max(send_at, ?3),
                            changed_at = ?3, forgiven_attempts = attempts
                        WHERE \(chosen) AND valid_until > ?3
                        """,
                    arguments: [run, state.rawValue, now.seconds]
                )
                retried.again += db.changesCount
            }
            if retried.again > 0, found.state == .finished {
                try db.execute(
                    sql: "UPDATE run SET state = 'running', finished_at = NULL WHERE id = ?",
                    arguments: [run]
                )
            }
            return retried
        }
    }

    public func reconcile(_ evidence: [DeliveryEvidence], now: Instant) throws(LedgerError) -> Int {
        try write { db in
            let update = try CellStatement(
                db,
                "UPDATE message SET state = ?2, detail = ?3, changed_at = ?4 WHERE id = ?1 AND state = 'unknown'"
            )
            var settled = 0
            for heard in evidence {
                let state = heard.kind == .bounced ? MessageState.failed : .sent
                try SQLiteLedger.note(heard, in: db)
                update.cells.bind(heard.message, to: 0)
                update.cells.bind(state.rawValue, to: 1)
                update.cells.bind("unknown until it was \(heard.kind.rawValue) at \(heard.at)", to: 2)
                update.cells.bind(now.seconds, to: 3)
                try update.cells.run()
                settled += db.changesCount
            }
            return settled
        }
    }

    private static func cancel(_ run: String, now: Instant, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE message SET state = 'cancelled', changed_at = ?2
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
