public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func lock(
        _ run: String,
        owner: LockOwner,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> Recovery {
        let (recovery, isNew) = try write { db throws in
            try SQLiteLedger.require(run, in: [.scheduled, .running], for: .send, in: db)
            let held = try HeldLock.of(run, in: db)
            var recovery = Recovery()
            if let held, held.owner.id != owner.id {
                try held.requireStale(run, staleAfterSeconds: staleAfterSeconds, now: now, isAlive: isAlive)
                recovery = try SQLiteLedger.recover(run, now: now, in: db)
            }
            try HeldLock(owner: owner, lockedAt: now, heartbeatAt: now).write(run, in: db)
            // A new sender tries at once what an earlier one could not hand over.
            try db.execute(
                sql: """
                    UPDATE message SET next_attempt_at = send_at
                    WHERE run = ? AND (state = 'planned' OR state = 'deferred') AND state = 'planned'
                        AND next_attempt_at > send_at
                    """,
                arguments: [run]
            )
            try db.execute(sql: "UPDATE run SET state = 'running' WHERE id = ?", arguments: [run])
            return (recovery, held?.owner.id != owner.id)
        }
        if isNew { leases.lapse(of: owner) }
        return recovery
    }

    public func recover(
        _ run: String,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> Recovery {
        try write { db in
            _ = try SQLiteLedger.run(run, in: db)
            guard let held = try HeldLock.of(run, in: db) else { return Recovery() }
            try held.requireStale(run, staleAfterSeconds: staleAfterSeconds, now: now, isAlive: isAlive)
            return try SQLiteLedger.putBack(run, now: now, in: db)
        }
    }

    public func heartbeat(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> RunState {
        try write { db in
            try HeldLock.beat(run, owner: owner, now: now, in: db)
            return try RunHold(run, in: db).state
        }
    }

    public func state(of run: String) throws(LedgerError) -> RunState {
        try read { try RunHold(run, in: $0).state }
    }

    public func sender(of run: String) throws(LedgerError) -> LockOwner? {
        try read { try HeldLock.of(run, in: $0)?.owner }
    }

    public func unlock(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> Recovery {
        let recovery = try write { db throws in
            _ = try RunHold.require(run, heldBy: owner, in: db)
            return try SQLiteLedger.putBack(run, now: now, in: db)
        }
        leases.lapse(of: owner)
        return recovery
    }

    /// Takes the run from a sender that has ended. A run that nothing has been sent of is as good as one that was never
    /// taken: it can be planned anew.
    private static func putBack(_ run: String, now: Instant, in db: Database) throws -> Recovery {
        let recovery = try recover(run, now: now, in: db)
        try db.execute(sql: "DELETE FROM run_lock WHERE run = ?", arguments: [run])
        try finishIfDone(run, now: now, in: db)
        try db.execute(
            sql: "UPDATE run SET state = 'scheduled' WHERE id = ? AND state = 'running' AND started_at IS NULL",
            arguments: [run]
        )
        return recovery
    }

    /// Puts right what a sender left half-sent. Should it still be there and learn the outcome, it may say so.
    private static func recover(_ run: String, now: Instant, in db: Database) throws -> Recovery {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO attempt (message, number, outcome, code, text, transport, at)
                SELECT id, attempts, 'unknown', 0, 'the sender stopped before the outcome was recorded', '', ?
                FROM message WHERE run = ? AND state = 'sending'
                """,
            arguments: [now.seconds, run]
        )
        try db.execute(
            sql: """
                UPDATE message SET state = 'unknown', changed_at = ?,
                    detail = 'the sender stopped before the outcome was recorded'
                WHERE run = ? AND state = 'sending'
                """,
            arguments: [now.seconds, run]
        )
        return Recovery(unknown: db.changesCount)
    }
}

/// A lock as it stands in the table.
struct HeldLock {
    var owner: LockOwner
    var lockedAt: Instant
    var heartbeatAt: Instant

    static func of(_ run: String, in db: Database) throws -> HeldLock? {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT owner, host, pid, locked_at, heartbeat_at FROM run_lock WHERE run = ?",
            arguments: [run]
        )
        return row.map { row in
            HeldLock(
                owner: LockOwner(id: row[0], host: row[1], pid: row[2]),
                lockedAt: Instant(seconds: row[3]),
                heartbeatAt: Instant(seconds: row[4])
            )
        }
    }

    func write(_ run: String, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO run_lock (run, owner, host, pid, locked_at, heartbeat_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [run, owner.id, owner.host, owner.pid, lockedAt.seconds, heartbeatAt.seconds]
        )
    }

    /// Says that the owner is still at work.
    /// - Throws: ``LedgerError/lockLost(run:)``.
    static func beat(_ run: String, owner: LockOwner, now: Instant, in db: Database) throws {
        try db.execute(
            sql: "UPDATE run_lock SET heartbeat_at = ? WHERE run = ? AND owner = ?",
            arguments: [now.seconds, run, owner.id]
        )
        guard db.changesCount == 1 else { throw LedgerError.lockLost(run: run) }
    }

    /// - Throws: ``LedgerError/locked(run:holder:since:heartbeat:)`` where the holder lives.
    func requireStale(
        _ run: String,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws {
        let isFresh = heartbeatAt.advanced(bySeconds: staleAfterSeconds) > now
        if isFresh, isAlive(owner.host, owner.pid) {
            throw LedgerError.locked(run: run, holder: owner, since: lockedAt, heartbeat: heartbeatAt)
        }
    }
}
