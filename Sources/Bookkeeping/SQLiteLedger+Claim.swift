public import CampaignModel
internal import GRDB
internal import SQLite

extension SQLiteLedger {
    public func claim(
        _ run: String,
        channel: Channel?,
        limit: Int,
        leaseSeconds: Int64,
        owner: LockOwner,
        now: Instant
    ) throws(LedgerError) -> Claim {
        let leased = leases.claimed(by: owner, now: now)
        // Read beside the commits of others; only what must not go out any more is written.
        var (judged, isCapped) = try read { db throws -> ([Judged], Bool) in
            guard try RunHold.require(run, heldBy: owner, in: db).state == .running else { return ([], false) }
            let judged = try judge(run, channel: channel, except: leased, limit: limit, now: now, in: db)
            return (judged, try !judged.isEmpty && CapCheck.hasCaps(run, in: db))
        }
        var claim = Claim()
        var refused: Set<Int64> = []
        if isCapped || judged.contains(where: \.isSettled) {
            let claimed = leases.allClaimed(now: now)
            let (held, counts) = try write { db throws in
                _ = try RunHold.require(run, heldBy: owner, in: db)
                var held = judged
                if isCapped {
                    held = try SQLiteLedger.hold(judged, toCapsOf: run, beside: claimed, now: now, in: db)
                }
                return (held, try SQLiteLedger.settle(held.filter(\.isSettled), now: now, in: db))
            }
            judged = held
            (claim.suppressed, claim.skipped, refused) = counts
        }
        let leaseUntil = now.advanced(bySeconds: leaseSeconds)
        var claimed: [(message: Int64, lease: Leases.Claimed)] = []
        for var message in judged {
            guard case .deliver(let address) = message.verdict, !refused.contains(message.row.key.message) else {
                continue
            }
            message.row.address = address
            claim.rows.append(message.row)
            let lease = Leases.Claimed(run: run, until: leaseUntil, attempts: message.attempts)
            claimed.append((message.row.key.message, lease))
        }
        claim.rows.sort { $0.key.message < $1.key.message }
        leases.add(claimed, of: owner)
        return claim
    }

    public func release(_ messages: [Int64], owner: LockOwner) throws(LedgerError) {
        let holds = leases.find(messages, of: owner)
        let claimed = zip(messages, holds).compactMap { message, hold in
            if case .claimed = hold { message } else { nil }
        }
        leases.end(claimed, of: owner)
    }

    private func judge(
        _ run: String,
        channel: Channel?,
        except leased: [Int64],
        limit: Int,
        now: Instant,
        in db: Database
    ) throws -> [Judged] {
        let statement = try CellStatement(db, claimSQL)
        let cells = statement.cells
        defer { cells.reset() }
        cells.bind(run, to: 0)
        cells.bind(now.seconds, to: 1)
        cells.bind(channel?.rawValue, to: 2)
        cells.bind(jsonArray(leased), to: 3)
        cells.bind(Int64(limit), to: 4)
        var judged: [Judged] = []
        while try cells.step() {
            let verdict: Judged.Verdict
            if cells.isNull(2) {
                verdict = .suppressed
            } else if !cells.isNull(3) {
                verdict = .skipped(try decoded(cells.text(3)))
            } else {
                verdict = .deliver(to: cells.text(2))
            }
            let row = try messageRow(cells, from: 4, message: cells.integer(0), run: run)
            judged.append(Judged(row: row, attempts: Int(cells.integer(1)), verdict: verdict))
        }
        return judged
    }

    /// Takes those out that the run's caps leave no room for. Caps are asked again where a message becomes `sending`, for
    /// another process may have been faster.
    private static func hold(
        _ judged: [Judged],
        toCapsOf run: String,
        beside claimed: Set<Int64>,
        now: Instant,
        in db: Database
    ) throws -> [Judged] {
        let open = judged.lazy.filter { if case .deliver = $0.verdict { true } else { false } }.map(\.row.key.message)
        guard var check = try CapCheck(db, run: run, messages: Set(open), claimed: claimed, now: now) else {
            return judged
        }
        var held = judged
        for index in held.indices {
            guard case .deliver = held[index].verdict else { continue }
            let row = held[index].row
            let reason = try check.verdict(on: row.key.message, to: row.customerID, on: row.channel)
            if let reason { held[index].verdict = .skipped(reason) }
        }
        return held
    }

    /// Writes down the verdicts that change a message.
    /// - Returns: How many were settled, and which messages are not to be had any more.
    private static func settle(
        _ judged: [Judged],
        now: Instant,
        in db: Database
    ) throws -> (suppressed: Int, skipped: [SkipReason: Int], gone: Set<Int64>) {
        let settle = try CellStatement(
            db,
            """
            UPDATE message SET state = ?2, reason = ?3, changed_at = ?4
            WHERE id = ?1 AND (state = 'planned' OR state = 'deferred')
            """
        )
        let readdress = try CellStatement(
            db,
            "UPDATE message SET address = ?2 WHERE id = ?1 AND (state = 'planned' OR state = 'deferred')"
        )
        var suppressed = 0
        var skipped: [SkipReason: Int] = [:]
        var gone: Set<Int64> = []
        for message in judged {
            let id = message.row.key.message
            if case .deliver(let address) = message.verdict {
                readdress.cells.bind(id, to: 0)
                readdress.cells.bind(address, to: 1)
                try readdress.cells.run()
                if db.changesCount == 0 { gone.insert(id) }
                continue
            }
            let (state, reason) = message.verdict.settled
            settle.cells.bind(id, to: 0)
            settle.cells.bind(state.rawValue, to: 1)
            settle.cells.bind(reason?.rawValue, to: 2)
            settle.cells.bind(now.seconds, to: 3)
            try settle.cells.run()
            if db.changesCount == 0 { continue }
            if let reason { skipped[reason, default: 0] += 1 } else { suppressed += 1 }
        }
        return (suppressed, skipped, gone)
    }

    /// Reads customer, channel, address, variant, send_at, valid_until, payload and the run's campaign, in this order.
    func messageRow(_ cells: StatementCells, from first: Int, message: Int64, run: String) throws -> MessageRow {
        MessageRow(
            key: MessageKey(ledger: identity.id, run: run, message: message),
            campaign: cells.text(first + 7),
            customerID: cells.text(first),
            channel: try decoded(cells.text(first + 1)),
            address: cells.text(first + 2),
            variant: cells.text(first + 3),
            sendAt: Instant(seconds: cells.integer(first + 4)),
            validUntil: Instant(seconds: cells.integer(first + 5)),
            payload: cells.bytes(first + 6)
        )
    }
}

/// A due message, and what the check before the socket makes of it.
private struct Judged {
    enum Verdict: Equatable {
        /// Of a push message, the tokens that are not suppressed.
        case deliver(to: String)
        case suppressed
        case skipped(SkipReason)

        /// The state of a message that is not delivered.
        var settled: (MessageState, SkipReason?) {
            switch self {
            case .deliver: preconditionFailure("a message that is delivered is not settled")
            case .suppressed: (.suppressed, nil)
            case .skipped(let reason): (.skipped, reason)
            }
        }
    }

    var row: MessageRow
    var attempts: Int
    var verdict: Verdict

    /// Whether something of it is to be written down.
    var isSettled: Bool { verdict != .deliver(to: row.address) }
}

/// Ids as `json_each` reads them: a list of any length in one argument.
func jsonArray(_ ids: some Sequence<Int64>) -> String { "[\(ids.map(String.init).joined(separator: ","))]" }

/// Finds what is due and judges each message: the whole check before the socket.
///
/// The third column is what suppression leaves of the address: NULL for a suppressed one; of a push message, the tokens that
/// are not suppressed. The condition on `state` implies that of the index `message_due` only as it is written: SQLite
/// compares the words. Facts are asked for by customer first, and the items only where there is one to compare.
private let claimSQL = """
    SELECT
        message.id,
        message.attempts,
        CASE message.channel
            WHEN 'email' THEN (
                SELECT message.address WHERE NOT EXISTS (
                    SELECT 1 FROM suppression
                    WHERE suppression.address = lower(message.address)
                        AND suppression.channel IN ('email', 'all')))
            ELSE (
                SELECT group_concat(token.value, ' ')
                FROM json_each('[' || replace(json_quote(message.address), ' ', '","') || ']') AS token
                WHERE NOT EXISTS (
                    SELECT 1 FROM suppression
                    WHERE suppression.address = token.value AND suppression.channel IN ('push', 'all')))
        END,
        CASE
            WHEN EXISTS (
                SELECT 1 FROM fact_refused
                WHERE fact_refused.customer = message.customer AND fact_refused.channel = message.channel)
            THEN 'no_consent'
            WHEN message.valid_until <= ?2 THEN 'expired'
            WHEN EXISTS (
                SELECT 1 FROM fact_purchase CROSS JOIN message_item
                WHERE fact_purchase.customer = message.customer AND fact_purchase.at > run.as_of
                    AND message_item.message = message.id AND message_item.product = fact_purchase.product)
            THEN 'purchased'
            WHEN EXISTS (SELECT 1 FROM fact_unavailable) AND EXISTS (
                SELECT 1 FROM message_item CROSS JOIN fact_unavailable
                WHERE message_item.message = message.id AND fact_unavailable.product = message_item.product)
            THEN 'out_of_stock'
            WHEN run_trigger.run IS NOT NULL THEN (
                SELECT reason FROM trigger_exit
                WHERE trigger_exit.run = run.id AND trigger_exit.customer = message.customer LIMIT 1)
        END,
        message.customer, message.channel, message.address, message.variant, message.send_at, message.valid_until,
        message_data.payload, run.campaign
    FROM run CROSS JOIN message INDEXED BY message_due ON message.run = run.id
    LEFT JOIN message_data ON message_data.message = message.id
    LEFT JOIN run_trigger ON run_trigger.run = run.id
    WHERE run.id = ?1 AND (message.state = 'planned' OR message.state = 'deferred') AND message.next_attempt_at <= ?2
        AND message.channel = coalesce(?3, message.channel)
        AND message.id NOT IN (SELECT value FROM json_each(?4))
    ORDER BY message.next_attempt_at, message.id
    LIMIT ?5
    """
