public import CampaignModel
internal import Foundation
internal import GRDB
internal import Synchronization

extension SQLiteLedger {
    public func draft(
        _ head: PlanHead,
        owner: LockOwner,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> any PlanDraft {
        let (run, firstMessage) = try write { db throws in
            if let open = try SQLiteLedger.openRun(of: head.campaign, in: db), open.id != head.replaced {
                throw LedgerError.runIsOpen(run: open.id, state: open.state)
            }
            try SQLiteLedger.removeDrafts(
                of: head.campaign,
                staleAfterSeconds: staleAfterSeconds,
                now: now,
                isAlive: isAlive,
                in: db
            )
            return try SQLiteLedger.insert(head, owner: owner, now: now, in: db)
        }
        return SQLitePlanDraft(ledger: self, head: head, run: run, firstMessage: firstMessage, owner: owner)
    }

    /// - Throws: ``LedgerError/locked(run:holder:since:heartbeat:)`` where somebody is still planning.
    private static func removeDrafts(
        of campaign: String,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool,
        in db: Database
    ) throws {
        let drafts = try String.fetchAll(
            db,
            sql: "SELECT id FROM run WHERE campaign = ? AND is_draft",
            arguments: [campaign]
        )
        for draft in drafts {
            try HeldLock.of(draft, in: db)?
                .requireStale(draft, staleAfterSeconds: staleAfterSeconds, now: now, isAlive: isAlive)
            try removeDraft(draft, in: db)
        }
    }

    fileprivate static func removeDraft(_ run: String, in db: Database) throws {
        for table in ["message_data", "message"] {
            try db.execute(
                sql: """
                    DELETE FROM \(table) WHERE \(table == "message" ? "id" : "message")
                    BETWEEN (SELECT first_message FROM run WHERE id = ?1) AND (SELECT last_message FROM run WHERE id = ?1)
                    """,
                arguments: [run]
            )
        }
        try releaseCodes(of: run, in: db)
        try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run])
    }

    /// Writes the run, hidden and without messages: they refer to it, and are counted when they are there. Until then it
    /// is `cancelled`, for the campaign's place for an open run may be taken.
    private static func insert(
        _ head: PlanHead,
        owner: LockOwner,
        now: Instant,
        in db: Database
    ) throws -> (run: String, firstMessage: Int64) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT coalesce(max(number) FILTER (WHERE campaign = ?), 0) + 1, coalesce(max(last_message), 0) + 1
                FROM run
                """,
            arguments: [head.campaign]
        )
        guard let row else { preconditionFailure("an aggregate gives one row") }
        let number: Int = row[0]
        let firstMessage: Int64 = row[1]
        let run = "\(head.campaign)-\(number)"
        try db.execute(
            sql: """
                INSERT INTO run (id, campaign, number, state, as_of, created_at, audience, planned, skipped, suppressed,
                    holdout, first_message, last_message, is_draft)
                VALUES (?1, ?2, ?3, 'cancelled', ?4, ?5, ?6, ?6, 0, 0, 0, ?7, ?7 + ?6 - 1, 1)
                """,
            arguments: [run, head.campaign, number, head.plan.asOf.seconds, now.seconds, head.audience, firstMessage]
        )
        try HeldLock(owner: owner, lockedAt: now, heartbeatAt: now).write(run, in: db)
        for (name, digest) in head.inputs {
            try db.execute(
                sql: "INSERT INTO run_input (run, name, digest) VALUES (?, ?, ?)",
                arguments: [run, name, digest]
            )
        }
        for content in head.contents {
            try db.execute(
                sql: "INSERT OR IGNORE INTO content (digest, bytes) VALUES (?, ?)",
                arguments: [content.digest, Data(content.bytes)]
            )
            try db.execute(
                sql: "INSERT INTO run_content (run, name, digest) VALUES (?, ?, ?)",
                arguments: [run, content.name, content.digest]
            )
        }
        try insert(head.plan.limits, of: run, in: db)
        try insert(head.plan.shares, experiment: head.plan.experiment, of: run, in: db)
        return (run, firstMessage)
    }
}

/// A draft in a ``SQLiteLedger``: a run that no query shows, under a lock like that of a sender.
private final class SQLitePlanDraft: PlanDraft {
    private let ledger: SQLiteLedger
    private let head: PlanHead
    private let run: String
    private let owner: LockOwner
    private let progress: Mutex<PlanProgress>

    init(ledger: SQLiteLedger, head: PlanHead, run: String, firstMessage: Int64, owner: LockOwner) {
        self.ledger = ledger
        self.head = head
        self.run = run
        self.owner = owner
        progress = Mutex(PlanProgress(nextMessage: firstMessage))
    }

    func add(_ messages: [PlannedMessage], now: Instant) throws(LedgerError) {
        var progress = self.progress.withLock { $0 }
        // Only what is committed counts; and a set that two share would be copied.
        self.progress.withLock { $0.addresses = [] }
        try ledger.write { db in
            try HeldLock.beat(run, owner: owner, now: now, in: db)
            var writer = try MessageWriter(db, run: run, replaced: head.replaced, now: now)
            for message in messages { try writer.write(message, &progress) }
        }
        self.progress.withLock { $0 = progress }
    }

    func finish(now: Instant) throws(LedgerError) -> Run {
        let counts = progress.withLock { $0.counts }
        precondition(counts.audience <= head.audience, "a plan has no more messages than its head says")
        return try ledger.write { db in
            guard try HeldLock.of(run, in: db)?.owner == owner else { throw LedgerError.lockLost(run: run) }
            if let replaced = head.replaced { try SQLiteLedger.discard(replaced, now: now, in: db) }
            if let open = try SQLiteLedger.openRun(of: head.campaign, in: db) {
                throw LedgerError.runIsOpen(run: open.id, state: open.state)
            }
            if let entries = head.plan.entries {
                try SQLiteLedger.enter(entries, into: head.campaign, with: run, now: now, in: db)
            }
            try db.execute(sql: "DELETE FROM run_lock WHERE run = ?", arguments: [run])
            try db.execute(
                sql: """
                    UPDATE run SET state = 'scheduled', is_draft = 0, created_at = ?1, planned = ?2, skipped = ?3,
                        suppressed = ?4, holdout = ?5, audience = ?6, last_message = first_message + ?6 - 1
                    WHERE id = ?7
                    """,
                arguments: [
                    now.seconds, counts.planned, counts.skipped, counts.suppressed, counts.holdout, counts.audience,
                    run,
                ]
            )
            return try SQLiteLedger.run(run, in: db)
        }
    }

    func abandon() throws(LedgerError) {
        try ledger.write { db in
            let isDraft = try Bool.fetchOne(db, sql: "SELECT is_draft FROM run WHERE id = ?", arguments: [run]) ?? false
            if isDraft { try SQLiteLedger.removeDraft(run, in: db) }
        }
    }
}
