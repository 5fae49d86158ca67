public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func suppress(_ suppressions: [Suppression]) throws(LedgerError) -> Int {
        try write { db in
            let insert = try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO suppression (address, channel, reason, created_at) VALUES (?, ?, ?, ?)"
            )
            var added = 0
            for suppression in suppressions {
                insert.setUncheckedArguments([
                    suppression.address, suppression.channel?.rawValue ?? "all", suppression.reason,
                    suppression.createdAt.seconds,
                ])
                try insert.execute()
                added += db.changesCount
            }
            return added
        }
    }

    public func removeSuppression(of address: String, on channel: Channel?) throws(LedgerError) -> Bool {
        try write { db in
            try db.execute(
                sql: "DELETE FROM suppression WHERE address = ? AND channel = ?",
                arguments: [Suppression.normalized(address, on: channel), channel?.rawValue ?? "all"]
            )
            return db.changesCount > 0
        }
    }

    public func suppressions(limit: Int, offset: Int) throws(LedgerError) -> [Suppression] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT address, channel, reason, created_at FROM suppression
                    ORDER BY address, channel LIMIT ? OFFSET ?
                    """,
                arguments: [limit, offset]
            )
            return try Array(
                rows.map { row in
                    let channel: String = row[1]
                    return Suppression(
                        address: row[0],
                        channel: channel == "all" ? nil : try decoded(channel),
                        reason: row[2],
                        createdAt: Instant(seconds: row[3])
                    )
                }
            )
        }
    }

    public func isSuppressed(_ address: String, on channel: Channel) throws(LedgerError) -> Bool {
        try read { try SuppressionLookup($0).holds(address, on: channel) }
    }
}

/// Asks the suppression list about one address after the other.
struct SuppressionLookup {
    private let statement: Statement
    /// Spares the question where nobody is suppressed.
    private let isEmpty: Bool

    init(_ db: Database) throws {
        statement = try db.makeStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM suppression WHERE address = ? AND channel IN (?, 'all'))"
        )
        isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM suppression)") ?? true
    }

    /// - Parameter address: One address: of a push message, one token.
    func holds(_ address: String, on channel: Channel) throws -> Bool {
        if isEmpty { return false }
        statement.setUncheckedArguments([Suppression.normalized(address, on: channel), channel.rawValue])
        return try Bool.fetchOne(statement) ?? false
    }
}
