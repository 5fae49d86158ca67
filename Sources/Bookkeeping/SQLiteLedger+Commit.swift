public import CampaignModel
internal import GRDB
internal import SQLite

extension SQLiteLedger {
    public func commit(
        intents: [Int64],
        outcomes: [Attempt],
        retry: RetrySchedule,
        owner: LockOwner,
        now: Instant
    ) throws(LedgerError) -> CommitResult {
        let wanted = zip(intents, leases.find(intents, of: owner)).compactMap { message, hold in
            if case .claimed(let lease) = hold, lease.until > now { (message: message, lease: lease) } else { nil }
        }
        let holds = leases.find(outcomes.lazy.map(\.message), of: owner)
        let (granted, late) = try write { db throws in
            let granted = try SQLiteLedger.grant(wanted, owner: owner, now: now, in: db)
            let writer = try OutcomeWriter(db, retry: retry, owner: owner, now: now)
            return (granted, try writer.write(outcomes, holds: holds))
        }
        let isLate = Set(late)
        leases.begin(granted, by: owner)
        leases.end(outcomes.lazy.filter { !$0.isUnknown && !isLate.contains($0.message) }.map(\.message), of: owner)
        return CommitResult(granted: granted.map(\.message), late: late)
    }

    public func skip(_ messages: [SkippedMessage], owner: LockOwner, now: Instant) throws(LedgerError) -> Int {
        let holds = leases.find(messages.lazy.map(\.message), of: owner)
        let skipped = try write { db throws in
            let update = try CellStatement(
                db,
                """
                UPDATE message SET state = 'skipped', reason = ?2, detail = ?3, changed_at = ?4
                WHERE id = ?1 AND (state = 'planned' OR state = 'deferred')
                """
            )
            var skipped = 0
            for (message, hold) in zip(messages, holds) {
                guard case .claimed(let lease) = hold, try RunHold(lease.run, in: db).isHeld(by: owner) else {
                    continue
                }
                update.cells.bind(message.message, to: 0)
                update.cells.bind(message.reason.rawValue, to: 1)
                update.cells.bind(message.detail, to: 2)
                update.cells.bind(now.seconds, to: 3)
                try update.cells.run()
                skipped += db.changesCount
            }
            return skipped
        }
        leases.end(messages.lazy.map(\.message), of: owner)
        return skipped
    }

    /// Moves claimed messages to `sending`, and says which.
    private static func grant(
        _ wanted: [(message: Int64, lease: Leases.Claimed)],
        owner: LockOwner,
        now: Instant,
        in db: Database
    ) throws -> [(message: Int64, lease: Leases.Claimed)] {
        var open: [String: Bool] = [:]
        for run in Set(wanted.map(\.lease.run)) {
            let hold = try RunHold(run, in: db)
            open[run] = hold.state == .running && hold.isHeld(by: owner)
        }
        let intents = wanted.filter { open[$0.lease.run] == true }
        if intents.isEmpty { return [] }
        let ids = jsonArray(intents.lazy.map(\.message))
        let update = try CellStatement(
            db,
            """
            UPDATE message SET state = 'sending', attempts = attempts + 1, changed_at = ?1
            WHERE id IN (SELECT value FROM json_each(?2)) AND (state = 'planned' OR state = 'deferred')
                AND next_attempt_at <= ?1 AND valid_until > ?1
            """
        )
        update.cells.bind(now.seconds, to: 0)
        update.cells.bind(ids, to: 1)
        try update.cells.run()
        let count = db.changesCount
        if count > 0 {
            for run in Set(intents.map(\.lease.run)) { try RunHold.noteBeginning(of: run, at: now, in: db) }
        }
        var isCapped = false
        for run in Set(intents.map(\.lease.run)) where try CapCheck.hasCaps(run, in: db) {
            isCapped = true
            try holdSending(intents.filter { $0.lease.run == run }.map(\.message), of: run, now: now, in: db)
        }
        if count == intents.count, !isCapped { return intents }
        let sending = try Int64.fetchSet(
            db,
            sql: "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sending'",
            arguments: [ids]
        )
        return intents.filter { sending.contains($0.message) }
    }
}

extension Attempt {
    fileprivate var isUnknown: Bool { if case .unknown = outcome { true } else { false } }
}
