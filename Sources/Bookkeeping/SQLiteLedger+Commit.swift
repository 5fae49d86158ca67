public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func commit(
        intents: [Int64],
        outcomes: [Attempt],
        retry: RetrySchedule,
        owner: LockOwner,
        now: Instant
    ) throws(LedgerError) -> CommitResult {
        try write { db in
            var result = CommitResult()
            if !intents.isEmpty { result.granted = try grant(intents, owner: owner, now: now, in: db) }
            if !outcomes.isEmpty {
                let writer = try OutcomeWriter(db, retry: retry, owner: owner, now: now)
                for outcome in outcomes where try !writer.write(outcome) { result.late.append(outcome.message) }
            }
            return result
        }
    }

    public func skip(_ messages: [SkippedMessage], owner: LockOwner, now: Instant) throws(LedgerError) -> Int {
        try write { db in
            let update = try db.cachedStatement(
                sql: """
                    UPDATE message SET state = 'skipped', reason = ?, detail = ?, changed_at = ?, lease_owner = NULL,
                        lease_until = NULL
                    WHERE id = ? AND state IN ('planned', 'deferred') AND lease_owner = ?
                    """
            )
            var skipped = 0
            for message in messages {
                update.setUncheckedArguments([
                    message.reason.rawValue, message.detail, now.seconds, message.message, owner.id,
                ])
                try update.execute()
                skipped += db.changesCount
            }
            return skipped
        }
    }

    /// Moves leased messages to `sending`, and says which.
    private func grant(_ intents: [Int64], owner: LockOwner, now: Instant, in db: Database) throws -> [Int64] {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE message SET state = 'sending', attempts = attempts + 1, changed_at = :now
                WHERE id IN (SELECT value FROM json_each(:intents)) AND state IN ('planned', 'deferred')
                    AND lease_owner = :owner AND lease_until > :now AND valid_until > :now
                    AND (SELECT run.state FROM run WHERE run.id = message.run) = 'running'
                RETURNING id
                """
        )
        try statement.setArguments(["now": now.seconds, "intents": jsonArray(intents), "owner": owner.id])
        return try Int64.fetchAll(statement)
    }
}

/// Writes outcomes, one after the other.
private final class OutcomeWriter {
    private let retry: RetrySchedule
    private let owner: LockOwner
    private let now: Instant
    private let select: Statement
    private let update: Statement
    private let insert: Statement
    private let delete: Statement

    init(_ db: Database, retry: RetrySchedule, owner: LockOwner, now: Instant) throws {
        self.retry = retry
        self.owner = owner
        self.now = now
        select = try db.cachedStatement(
            sql: """
                SELECT message.state, message.attempts, message.valid_until, message.next_attempt_at, run.state, (
                    SELECT count(*) FROM attempt WHERE attempt.message = message.id AND outcome = 'transient')
                FROM message JOIN run ON run.id = message.run
                WHERE message.id = ? AND message.lease_owner = ?
                """
        )
        update = try db.cachedStatement(
            sql: """
                UPDATE message SET state = ?, detail = ?, attempts = ?, next_attempt_at = ?, changed_at = ?,
                    lease_owner = ?, lease_until = NULL
                WHERE id = ?
                """
        )
        delete = try db.cachedStatement(sql: "DELETE FROM attempt WHERE message = ? AND number = ?")
        insert = try db.cachedStatement(
            sql: """
                INSERT INTO attempt (message, number, outcome, code, enhanced_code, text, transport, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
    }

    /// - Returns: Whether the message was still the owner's to write about.
    func write(_ attempt: Attempt) throws -> Bool {
        select.setUncheckedArguments([attempt.message, owner.id])
        guard let row = try Row.fetchOne(select) else { return false }
        let state: MessageState = try decoded(row[0])
        let runState: RunState = try decoded(row[4])
        let (outcome, reply) = attempt.outcome.recorded
        if state == .unknown, outcome != .accepted, outcome != .permanent { return false }
        precondition(
            state == .sending || state == .unknown || (outcome != .accepted && outcome != .unknown),
            "message \(attempt.message) was handed over without a committed intent"
        )
        let attempts: Int = row[1]
        let number = state == .planned || state == .deferred ? attempts + 1 : attempts
        let next = nextStep(
            after: outcome,
            reply,
            message: attempt.message,
            number: number,
            earlierRefusals: row[5],
            validUntil: Instant(seconds: row[2]),
            isCancelled: runState == .cancelled
        )
        update.setUncheckedArguments([
            next.state.rawValue, next.state == .sent ? "" : reply.summary, number, next.due?.seconds ?? row[3],
            now.seconds, next.state == .unknown ? owner.id : nil, attempt.message,
        ])
        try update.execute()
        if state == .unknown {
            // The reply that came after all takes the place of what was written for the same attempt.
            delete.setUncheckedArguments([attempt.message, number])
            try delete.execute()
        }
        insert.setUncheckedArguments([
            attempt.message, number, outcome.rawValue, reply.code, reply.enhancedCode, reply.text, attempt.transport,
            attempt.at.seconds,
        ])
        try insert.execute()
        return true
    }

    /// The message's state after an outcome, and when it is due where that state is an open one.
    private func nextStep(
        after outcome: AttemptRecord.Outcome,
        _ reply: Reply,
        message: Int64,
        number: Int,
        earlierRefusals: Int,
        validUntil: Instant,
        isCancelled: Bool
    ) -> (state: MessageState, due: Instant?) {
        switch outcome {
        case .accepted: return (.sent, nil)
        case .permanent: return (.failed, nil)
        case .unknown: return (.unknown, nil)
        case .transient:
            if isCancelled { return (.cancelled, nil) }
            let next = retry.nextTry(
                afterRefusals: earlierRefusals + 1,
                reply: reply,
                message: message,
                now: now,
                validUntil: validUntil
            )
            return next.map { (.deferred, $0) } ?? (.failed, nil)
        case .notSent:
            if isCancelled { return (.cancelled, nil) }
            let due = retry.nextTry(afterTriesNotSent: number - earlierRefusals, now: now)
            return (earlierRefusals > 0 ? .deferred : .planned, due)
        }
    }
}

extension Attempt.Outcome {
    /// As the table `attempt` keeps it.
    fileprivate var recorded: (AttemptRecord.Outcome, Reply) {
        switch self {
        case .accepted(let reply): (.accepted, reply)
        case .transientFailure(let reply): (.transient, reply)
        case .permanentFailure(let reply): (.permanent, reply)
        case .notSent(let why): (.notSent, Reply(code: 0, text: why))
        case .unknown(let why): (.unknown, Reply(code: 0, text: why))
        }
    }
}

extension Reply {
    /// `550 5.1.1 no such mailbox (at RCPT)`.
    fileprivate var summary: String {
        var words: [String] = []
        if code != 0 { words.append(String(code)) }
        if let enhancedCode { words.append(enhancedCode) }
        words.append(text)
        if let stage { words.append("(at \(stage == .dot ? "the final dot" : stage.rawValue))") }
        return words.joined(separator: " ")
    }
}
