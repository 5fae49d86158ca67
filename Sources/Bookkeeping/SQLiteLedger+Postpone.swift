public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func postpone(_ messages: [(message: Int64, until: Instant)], owner: LockOwner, now: Instant)
        throws(LedgerError)
    {
        try write { db in
            let update = try db.cachedStatement(
                sql: """
                    UPDATE message SET next_attempt_at = ?, lease_owner = NULL, lease_until = NULL, changed_at = ?
                    WHERE id = ? AND (state = 'planned' OR state = 'deferred') AND lease_owner = ?
                    """
            )
            for (message, until) in messages {
                update.setUncheckedArguments([until.seconds, now.seconds, message, owner.id])
                try update.execute()
            }
        }
    }

    public func nextDue(in run: String, channel: Channel, now: Instant) throws(LedgerError) -> Instant? {
        try read { db in
            let seconds = try Int64.fetchOne(
                db,
                sql: """
                    SELECT next_attempt_at FROM message
                    WHERE run = ? AND (state = 'planned' OR state = 'deferred') AND channel = ?
                        AND (lease_owner IS NULL OR lease_until <= ?)
                    ORDER BY next_attempt_at LIMIT 1
                    """,
                arguments: [run, channel.rawValue, now.seconds]
            )
            return seconds.map { Instant(seconds: $0) }
        }
    }
}
