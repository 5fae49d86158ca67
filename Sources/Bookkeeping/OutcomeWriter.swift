internal import CampaignModel
internal import GRDB
internal import SQLite

/// Writes down what came of messages that its owner holds.
struct OutcomeWriter {
    private let db: Database
    private let retry: RetrySchedule
    private let owner: LockOwner
    private let now: Instant
    private let select: CellStatement
    private let accept: CellStatement
    private let update: CellStatement
    private let insert: CellStatement

    init(_ db: Database, retry: RetrySchedule, owner: LockOwner, now: Instant) throws {
        self.db = db
        self.retry = retry
        self.owner = owner
        self.now = now
        select = try CellStatement(
            db,
            """
            SELECT message.state, message.attempts, message.valid_until, message.next_attempt_at, run.state,
                message.forgiven_attempts, (
                SELECT count(*) FROM attempt
                WHERE attempt.message = message.id AND number > message.forgiven_attempts AND outcome = 'transient')
            FROM message JOIN run ON run.id = message.run
            WHERE message.id = ?
            """
        )
        accept = try CellStatement(
            db,
            """
            UPDATE message SET state = 'sent', detail = '', changed_at = ?3
            WHERE id = ?1 AND attempts = ?2 AND (state = 'sending' OR state = 'unknown')
            """
        )
        update = try CellStatement(
            db,
            """
            UPDATE message SET state = ?2, detail = ?3, attempts = ?4, next_attempt_at = ?5, changed_at = ?6
            WHERE id = ?1
            """
        )
        // A reply that came after all takes the place of what was written for the same attempt.
        insert = try CellStatement(
            db,
            """
            INSERT OR REPLACE INTO attempt (message, number, outcome, code, enhanced_code, text, transport, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
    }

    /// - Parameter holds: How the owner holds each message.
    /// - Returns: Messages that were not the owner's to write about any more.
    func write(_ attempts: [Attempt], holds: [Leases.Hold?]) throws -> [Int64] {
        var late: [Int64] = []
        for (attempt, hold) in zip(attempts, holds) {
            let isWritten =
                switch hold {
                case .sending(_, let number): try write(attempt, number: number)
                case .claimed(let lease): try refuse(attempt, lease)
                case nil: false
                }
            if !isWritten { late.append(attempt.message) }
        }
        return late
    }

    /// What came of a message that was handed over.
    private func write(_ attempt: Attempt, number: Int) throws -> Bool {
        if case .accepted(let reply) = attempt.outcome {
            accept.cells.bind(attempt.message, to: 0)
            accept.cells.bind(Int64(number), to: 1)
            accept.cells.bind(now.seconds, to: 2)
            try accept.cells.run()
            guard db.changesCount == 1 else { return false }
            try record(attempt, number: number, outcome: .accepted, reply: reply)
            return true
        }
        guard let found = try find(attempt.message), found.attempts == number else { return false }
        let (outcome, reply) = attempt.outcome.recorded
        guard found.state == .sending || (found.state == .unknown && outcome == .permanent) else { return false }
        try settle(attempt, found, number: number, outcome: outcome, reply: reply)
        return true
    }

    /// What came of a message that was refused, or could not be handed over, before there was an intent.
    private func refuse(_ attempt: Attempt, _ lease: Leases.Claimed) throws -> Bool {
        let (outcome, reply) = attempt.outcome.recorded
        precondition(
            outcome != .accepted && outcome != .unknown,
            "message \(attempt.message) was handed over without a committed intent"
        )
        guard try RunHold(lease.run, in: db).isHeld(by: owner), let found = try find(attempt.message),
            found.state == .planned || found.state == .deferred
        else { return false }
        if outcome != .notSent { try RunHold.noteBeginning(of: lease.run, at: now, in: db) }
        try settle(attempt, found, number: found.attempts + 1, outcome: outcome, reply: reply)
        return true
    }

    /// A message as it stands on the disk.
    private struct Found {
        var state: MessageState
        var attempts: Int
        var validUntil: Instant
        var nextAttemptAt: Instant
        var isCancelled: Bool
        /// Tries before the last `retry`, which count no more.
        var forgivenAttempts: Int
        var refusals: Int
    }

    private func find(_ message: Int64) throws -> Found? {
        let cells = select.cells
        defer { cells.reset() }
        cells.bind(message, to: 0)
        guard try cells.step() else { return nil }
        return Found(
            state: try decoded(cells.text(0)),
            attempts: Int(cells.integer(1)),
            validUntil: Instant(seconds: cells.integer(2)),
            nextAttemptAt: Instant(seconds: cells.integer(3)),
            isCancelled: cells.text(4) == RunState.cancelled.rawValue,
            forgivenAttempts: Int(cells.integer(5)),
            refusals: Int(cells.integer(6))
        )
    }

    private func settle(
        _ attempt: Attempt,
        _ found: Found,
        number: Int,
        outcome: AttemptRecord.Outcome,
        reply: Reply
    ) throws {
        let next = nextStep(after: outcome, reply, message: attempt.message, number: number, found)
        update.cells.bind(attempt.message, to: 0)
        update.cells.bind(next.state.rawValue, to: 1)
        update.cells.bind(reply.summary, to: 2)
        update.cells.bind(Int64(number), to: 3)
        update.cells.bind((next.due ?? found.nextAttemptAt).seconds, to: 4)
        update.cells.bind(now.seconds, to: 5)
        try update.cells.run()
        try record(attempt, number: number, outcome: outcome, reply: reply)
    }

    private func record(_ attempt: Attempt, number: Int, outcome: AttemptRecord.Outcome, reply: Reply) throws {
        insert.cells.bind(attempt.message, to: 0)
        insert.cells.bind(Int64(number), to: 1)
        insert.cells.bind(outcome.rawValue, to: 2)
        insert.cells.bind(Int64(reply.code), to: 3)
        insert.cells.bind(reply.enhancedCode, to: 4)
        insert.cells.bind(reply.text, to: 5)
        insert.cells.bind(attempt.transport, to: 6)
        insert.cells.bind(attempt.at.seconds, to: 7)
        try insert.cells.run()
    }

    /// The message's state after an outcome, and when it is due where that state is an open one.
    private func nextStep(
        after outcome: AttemptRecord.Outcome,
        _ reply: Reply,
        message: Int64,
        number: Int,
        _ found: Found
    ) -> (state: MessageState, due: Instant?) {
        switch outcome {
        case .accepted: return (.sent, nil)
        case .permanent: return (.failed, nil)
        case .unknown: return (.unknown, nil)
        case .transient:
            if found.isCancelled { return (.cancelled, nil) }
            let next = retry.nextTry(
                afterRefusals: found.refusals + 1,
                reply: reply,
                message: message,
                now: now,
                validUntil: found.validUntil
            )
            return next.map { (.deferred, $0) } ?? (.failed, nil)
        case .notSent:
            if found.isCancelled { return (.cancelled, nil) }
            let tries = number - found.forgivenAttempts - found.refusals
            return (found.refusals > 0 ? .deferred : .planned, retry.nextTry(afterTriesNotSent: tries, now: now))
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
