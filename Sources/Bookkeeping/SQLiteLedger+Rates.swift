public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    static func registerRates(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("rates") { db in
            try db.execute(
                sql: """
                    CREATE TABLE rate_pace (
                        key TEXT PRIMARY KEY,
                        next_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE rate_use (
                        key TEXT NOT NULL,
                        minute INTEGER NOT NULL,
                        count INTEGER NOT NULL,
                        PRIMARY KEY (key, minute)
                    ) STRICT, WITHOUT ROWID;
                    """
            )
        }
    }

    public func reservePace(
        _ key: String,
        count: Int,
        intervalMicroseconds: Int64,
        nowMicroseconds now: Int64
    ) throws(LedgerError) -> Int64 {
        precondition(count > 0 && intervalMicroseconds > 0, "turns are reserved one after the other")
        return try write { db in
            let stored = try Int64.fetchOne(db, sql: "SELECT next_at FROM rate_pace WHERE key = ?", arguments: [key])
            let length = Int64(count) * intervalMicroseconds
            var start = max(stored ?? now, now)
            // So far ahead is nobody; the clock was set back.
            if start - now > SQLiteLedger.longestQueueMicroseconds + 100 * length { start = now }
            try db.execute(
                sql: "INSERT OR REPLACE INTO rate_pace (key, next_at) VALUES (?, ?)",
                arguments: [key, start + length]
            )
            return start
        }
    }

    public func reserveQuota(_ key: String, count: Int, limit: Int, since: Instant, now: Instant) throws(LedgerError)
        -> Int
    {
        let minute = now.seconds / 60
        return try write { db in
            // What was used after `now` was used before the clock was set back: it counts.
            let used = try Int.fetchOne(
                db,
                sql: "SELECT coalesce(sum(count), 0) FROM rate_use WHERE key = ? AND minute >= ?",
                arguments: [key, since.seconds / 60]
            )
            let granted = max(0, min(count, limit - (used ?? 0)))
            if granted > 0 {
                try db.execute(
                    sql: """
                        INSERT INTO rate_use (key, minute, count) VALUES (?1, ?2, ?3)
                        ON CONFLICT (key, minute) DO UPDATE SET count = count + ?3
                        """,
                    arguments: [key, minute, granted]
                )
                try db.execute(
                    sql: "DELETE FROM rate_use WHERE key = ? AND minute < ?",
                    arguments: [key, since.seconds / 60]
                )
            }
            return granted
        }
    }

    public func quotaReopens(_ key: String, since: Instant) throws(LedgerError) -> Instant? {
        try read { db in
            let minute = try Int64.fetchOne(
                db,
                sql: "SELECT min(minute) FROM rate_use WHERE key = ? AND minute >= ?",
                arguments: [key, since.seconds / 60]
            )
            return minute.map { Instant(seconds: $0 * 60) }
        }
    }

    /// Turns that many senders together can have reserved ahead.
    private static let longestQueueMicroseconds: Int64 = 60_000_000
}
