public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    static func createScheduleTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE schedule_home (
                    id INTEGER PRIMARY KEY CHECK (id = 1),
                    machine TEXT NOT NULL,
                    file TEXT NOT NULL
                ) STRICT;

                CREATE TABLE schedule_watch (
                    campaign TEXT PRIMARY KEY,
                    schedule TEXT NOT NULL,
                    since INTEGER NOT NULL
                ) STRICT;

                CREATE TABLE due (
                    campaign TEXT NOT NULL,
                    due_at_local TEXT NOT NULL,
                    due_at INTEGER NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('claimed', 'started', 'stale', 'skipped')),
                    run TEXT REFERENCES run (id),
                    owner TEXT NOT NULL,
                    host TEXT NOT NULL,
                    pid INTEGER NOT NULL,
                    changed_at INTEGER NOT NULL,
                    PRIMARY KEY (campaign, due_at_local),
                    CHECK ((run IS NOT NULL) = (state = 'started'))
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// Where schedules are run from: `here` from the first call on.
    public func home(orElse here: LedgerHome) throws(LedgerError) -> LedgerHome {
        try write { db in
            if let row = try Row.fetchOne(db, sql: "SELECT machine, file FROM schedule_home") {
                return LedgerHome(machine: row[0], file: row[1])
            }
            try SQLiteLedger.setHome(here, in: db)
            return here
        }
    }

    /// Says that schedules are run from another place from now on.
    public func moveHome(to home: LedgerHome) throws(LedgerError) {
        try write { try SQLiteLedger.setHome(home, in: $0) }
    }

    private static func setHome(_ home: LedgerHome, in db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO schedule_home (id, machine, file) VALUES (1, ?, ?)",
            arguments: [home.machine, home.file]
        )
    }

    /// Since when a campaign has the schedule that it has now: times before that are not missed. One that has none, or
    /// rests, is forgotten.
    /// - Parameter schedule: The schedule in words, so that a change shows; `nil` where it rests.
    /// - Returns: `start` where the schedule is new.
    public func watch(_ campaign: String, schedule: String?, from start: Instant) throws(LedgerError) -> Instant {
        try write { db in
            guard let schedule else {
                try db.execute(sql: "DELETE FROM schedule_watch WHERE campaign = ?", arguments: [campaign])
                return start
            }
            try db.execute(
                sql: """
                    INSERT INTO schedule_watch (campaign, schedule, since) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET schedule = excluded.schedule, since = excluded.since
                        WHERE schedule <> excluded.schedule
                    """,
                arguments: [campaign, schedule, start.seconds]
            )
            let since = try Int64.fetchOne(
                db,
                sql: "SELECT since FROM schedule_watch WHERE campaign = ?",
                arguments: [campaign]
            )
            return instant(since) ?? start
        }
    }

    /// Asks to start a campaign's run for a due time. Whoever asks first gets it, and nobody else ever: unless the one who
    /// got it died before there was a run.
    /// - Parameter isAlive: Whether a scheduler may still be at work.
    public func claim(
        _ due: DueTime,
        of campaign: String,
        owner: LockOwner,
        now: Instant,
        isAlive: (LockOwner) -> Bool
    ) throws(LedgerError) -> DueClaim {
        try write { db in
            let isLate = now >= due.staleFrom
            switch try SQLiteLedger.holder(of: due, campaign, in: db) {
            case .settled: return .settled
            case .stale: return .stale(isNew: false)
            case .claimed(let holder):
                if isAlive(holder) { return .settled }
            case .nobody:
                if let open = try SQLiteLedger.openRun(of: campaign, in: db), open.state != .scheduled, !isLate {
                    return .waiting(run: open.id)
                }
            }
            try SQLiteLedger.write(due, of: campaign, isLate ? .stale : .claimed, owner: owner, now: now, in: db)
            if isLate { return .stale(isNew: true) }
            // What was missed before is overtaken.
            try db.execute(
                sql: "UPDATE due SET state = 'skipped', changed_at = ? WHERE campaign = ? AND state = 'stale'",
                arguments: [now.seconds, campaign]
            )
            return .granted
        }
    }

    /// Says which run was made of a claimed time.
    /// - Returns: Whether the claim was still the owner's.
    public func begin(_ due: LocalTime, of campaign: String, run: String, owner: LockOwner, now: Instant)
        throws(LedgerError) -> Bool
    {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE due SET state = 'started', run = ?, changed_at = ?
                    WHERE campaign = ? AND due_at_local = ? AND state = 'claimed' AND owner = ?
                    """,
                arguments: [run, now.seconds, campaign, due.description, owner.id]
            )
            return db.changesCount == 1
        }
    }

    /// Gives a claimed time back, of which no run could be made.
    public func release(_ due: LocalTime, of campaign: String, owner: LockOwner) throws(LedgerError) {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM due WHERE campaign = ? AND due_at_local = ? AND state = 'claimed' AND owner = ?
                    """,
                arguments: [campaign, due.description, owner.id]
            )
        }
    }

    /// Decides about the time that a campaign missed. Where the clock was set back, the times after `now` are forgotten.
    /// - Parameter sends: Whether the caller makes up for it: then the claim is `owner`'s.
    /// - Returns: The missed time; `nil` where there is none.
    public func settleMissed(of campaign: String, sends: Bool, owner: LockOwner, now: Instant) throws(LedgerError)
        -> DueRecord?
    {
        try write { db in
            try db.execute(
                sql: "DELETE FROM due WHERE campaign = ? AND due_at > ? AND state <> 'claimed'",
                arguments: [campaign, now.seconds]
            )
            guard let missed = try SQLiteLedger.dues(of: campaign, in: db).first(where: { $0.state == .stale }) else {
                return nil
            }
            if sends, let open = try SQLiteLedger.openRun(of: campaign, in: db), open.state != .scheduled {
                throw LedgerError.runIsOpen(run: open.id, state: open.state)
            }
            try db.execute(
                sql: """
                    UPDATE due SET state = ?, owner = ?, host = ?, pid = ?, changed_at = ?
                    WHERE campaign = ? AND due_at_local = ?
                    """,
                arguments: [
                    (sends ? DueState.claimed : .skipped).rawValue, owner.id, owner.host, owner.pid, now.seconds,
                    campaign,
                    missed.local.description,
                ]
            )
            return missed
        }
    }

    /// The times at which campaigns were due, newest first; of every campaign where it is `nil`.
    public func dues(of campaign: String?) throws(LedgerError) -> [DueRecord] {
        try read { try SQLiteLedger.dues(of: campaign, in: $0) }
    }

    private enum Holder {
        case nobody, settled, stale
        case claimed(LockOwner)
    }

    private static func holder(of due: DueTime, _ campaign: String, in db: Database) throws -> Holder {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT state, owner, host, pid FROM due WHERE campaign = ? AND due_at_local = ?",
            arguments: [campaign, due.local.description]
        )
        guard let row else {
            // Where a clock was set back, older times come again that were passed over.
            let isOvertaken = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM due WHERE campaign = ? AND due_at > ?)",
                arguments: [campaign, due.at.seconds]
            )
            return isOvertaken == true ? .settled : .nobody
        }
        let state: DueState = try decoded(row[0])
        switch state {
        case .claimed: return .claimed(LockOwner(id: row[1], host: row[2], pid: row[3]))
        case .stale: return .stale
        case .started, .skipped: return .settled
        }
    }

    private static func write(
        _ due: DueTime,
        of campaign: String,
        _ state: DueState,
        owner: LockOwner,
        now: Instant,
        in db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO due (campaign, due_at_local, due_at, state, owner, host, pid, changed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                campaign, due.local.description, due.at.seconds, state.rawValue, owner.id, owner.host, owner.pid,
                now.seconds,
            ]
        )
    }

    private static func dues(of campaign: String?, in db: Database) throws -> [DueRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT campaign, due_at_local, due_at, state, run FROM due
                WHERE campaign = coalesce(?, campaign) ORDER BY due_at DESC, campaign
                """,
            arguments: [campaign]
        )
        .map { row in
            let local: String = row[1]
            guard let time = LocalTime(local) else { throw DatabaseError(message: "'\(local)' is no local time") }
            return DueRecord(
                campaign: row[0],
                local: time,
                at: Instant(seconds: row[2]),
                state: try decoded(row[3]),
                run: row[4]
            )
        }
    }
}
