public import CampaignModel
internal import GRDB
internal import SQLite

extension SQLiteLedger {
    public func postpone(_ messages: [(message: Int64, until: Instant)], owner: LockOwner, now: Instant)
        throws(LedgerError)
    {
        let holds = leases.find(messages.lazy.map(\.message), of: owner)
        try write { db throws in
            let update = try CellStatement(
                db,
                """
                UPDATE message SET next_attempt_at = ?2, changed_at = ?3
                WHERE id = ?1 AND (state = 'planned' OR state = 'deferred')
                """
            )
            for ((message, until), hold) in zip(messages, holds) {
                guard case .claimed(let lease) = hold, try RunHold(lease.run, in: db).isHeld(by: owner) else {
                    continue
                }
                update.cells.bind(message, to: 0)
                update.cells.bind(until.seconds, to: 1)
                update.cells.bind(now.seconds, to: 2)
                try update.cells.run()
            }
        }
        leases.end(messages.lazy.map(\.message), of: owner)
    }

    public func nextDue(in run: String, channel: Channel, owner: LockOwner, now: Instant) throws(LedgerError)
        -> Instant?
    {
        let leased = leases.claimed(by: owner, now: now)
        return try read { db in
            let seconds = try Int64.fetchOne(
                db,
                sql: """
                    SELECT next_attempt_at FROM message
                    WHERE run = ? AND (state = 'planned' OR state = 'deferred') AND channel = ?
                        AND id NOT IN (SELECT value FROM json_each(?))
                    ORDER BY next_attempt_at LIMIT 1
                    """,
                arguments: [run, channel.rawValue, jsonArray(leased)]
            )
            return seconds.map { Instant(seconds: $0) }
        }
    }
}
