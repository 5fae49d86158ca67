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
        try write { db in
            let found = try SQLiteLedger.require(run, in: [.scheduled, .running], for: .send, in: db)
            let recovery = try SQLiteLedger.removeLock(
                on: run,
                notOf: owner,
                staleAfterSeconds: staleAfterSeconds,
                now: now,
                isAlive: isAlive,
                in: db
            )
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO run_lock (run, owner, host, pid, locked_at, heartbeat_at)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                    """,
                arguments: [run, owner.id, owner.host, owner.pid, now.seconds]
            )
            // A new sender tries at once what an earlier one could not hand over.
            try db.execute(
                sql: """
                    UPDATE message SET next_attempt_at = send_at
                    WHERE run = ? AND (state = 'planned' OR state = 'deferred') AND state = 'planned'
                        AND next_attempt_at > send_at
                    """,
                arguments: [run]
            )
            if found.state == .scheduled {
                try db.execute(
                    sql: "UPDATE run SET state = 'running', started_at = ? WHERE id = ?",
                    arguments: [now.seconds, run]
                )
            }
            return recovery
        }
    }

    public func recover(
        _ run: String,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> Recovery {
        try write { db in
            _ = try SQLiteLedger.run(run, in: db)
            return try SQLiteLedger.removeLock(
                on: run,
                notOf: nil,
                staleAfterSeconds: staleAfterSeconds,
                now: now,
                isAlive: isAlive,
                in: db
            )
        }
    }

    public func heartbeat(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> RunState {
        try write { db in
            try db.execute(
                sql: "UPDATE run_lock SET heartbeat_at = ? WHERE run = ? AND owner = ?",
                arguments: [now.seconds, run, owner.id]
            )
            guard db.changesCount == 1 else { throw LedgerError.lockLost(run: run) }
            return try SQLiteLedger.run(run, in: db).state
        }
    }

    public func unlock(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> Recovery {
        try write { db in
            try SQLiteLedger.requireLock(on: run, owner: owner, in: db)
            let recovery = try SQLiteLedger.recover(run, now: now, in: db)
            try db.execute(sql: "DELETE FROM run_lock WHERE run = ?", arguments: [run])
            return recovery
        }
    }

    static func requireLock(on run: String, owner: LockOwner, in db: Database) throws {
        guard try HeldLock.of(run, in: db)?.owner.id == owner.id else { throw LedgerError.lockLost(run: run) }
    }

    /// Takes the lock from whoever holds it, unless that is `owner`.
    /// - Throws: ``LedgerError/locked(run:holder:since:heartbeat:)`` where the holder lives.
    private static func removeLock(
        on run: String,
        notOf owner: LockOwner?,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool,
        in db: Database
    ) throws -> Recovery {
        guard let held = try HeldLock.of(run, in: db), held.owner.id != owner?.id else { return Recovery() }
        let isFresh = held.heartbeatAt.advanced(bySeconds: staleAfterSeconds) > now
        if isFresh, isAlive(held.owner.host, held.owner.pid) {
            throw LedgerError.locked(run: run, holder: held.owner, since: held.lockedAt, heartbeat: held.heartbeatAt)
        }
        let recovery = try recover(run, now: now, in: db)
        try db.execute(sql: "DELETE FROM run_lock WHERE run = ?", arguments: [run])
        return recovery
    }

    /// Puts right what a sender left behind. `lease_owner` stays on the unknown ones: should the old sender still be
    /// there and learn the outcome, it may say so.
    private static func recover(_ run: String, now: Instant, in db: Database) throws -> Recovery {
        var recovery = Recovery()
        try db.execute(
            sql: """
                INSERT INTO attempt (message, number, outcome, code, text, transport, at)
                SELECT id, attempts, 'unknown', 0, 'the sender stopped before the outcome was recorded', '', ?
                FROM message WHERE run = ? AND state = 'sending'
                """,
            arguments: [now.seconds, run]
        )
        try db.execute(
            sql: """
                UPDATE message SET state = 'unknown', lease_until = NULL, changed_at = ?,
                    detail = 'the sender stopped before the outcome was recorded'
                WHERE run = ? AND state = 'sending'
                """,
            arguments: [now.seconds, run]
        )
        recovery.unknown = db.changesCount
        try db.execute(
            sql: """
                UPDATE message SET lease_owner = NULL, lease_until = NULL
                WHERE run = ? AND (state = 'planned' OR state = 'deferred')
                    AND lease_owner IS NOT NULL
                """,
            arguments: [run]
        )
        recovery.released = db.changesCount
        return recovery
    }
}

/// A lock as it stands in the table.
private struct HeldLock {
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
}
