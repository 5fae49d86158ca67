public import CampaignModel
internal import Foundation
internal import GRDB

extension SQLiteLedger {
    public func claim(
        _ run: String,
        channel: Channel?,
        limit: Int,
        leaseSeconds: Int64,
        owner: LockOwner,
        now: Instant
    ) throws(LedgerError) -> Claim {
        try write { db in
            try SQLiteLedger.requireLock(on: run, owner: owner, in: db)
            let found = try SQLiteLedger.run(run, in: db)
            guard found.state == .running else { return Claim() }
            let statement = try db.cachedStatement(sql: claimSQL)
            try statement.setArguments([
                "run": run, "channel": channel?.rawValue, "limit": limit, "now": now.seconds,
                "asOf": found.asOf.seconds, "owner": owner.id,
                "leaseUntil": now.advanced(bySeconds: leaseSeconds).seconds,
            ])
            var claim = Claim()
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                let state: MessageState = try decoded(row[0])
                switch state {
                case .suppressed: claim.suppressed += 1
                case .skipped:
                    let reason: SkipReason = try decoded(row[1])
                    claim.skipped[reason, default: 0] += 1
                default: claim.rows.append(try messageRow(row, from: 2, run: run, campaign: found.campaign))
                }
            }
            claim.rows.sort { $0.key.message < $1.key.message }
            return claim
        }
    }

    public func release(_ messages: [Int64], owner: LockOwner) throws(LedgerError) {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE message SET lease_owner = NULL, lease_until = NULL
                    WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('planned', 'deferred')
                        AND lease_owner = ?
                    """,
                arguments: [jsonArray(messages), owner.id]
            )
        }
    }

    /// Reads id, customer, channel, address, variant, send_at, valid_until and payload, in this order.
    func messageRow(_ row: Row, from first: Int, run: String, campaign: String) throws -> MessageRow {
        MessageRow(
            key: MessageKey(ledger: identity.id, run: run, message: row[first]),
            campaign: campaign,
            customerID: row[first + 1],
            channel: try decoded(row[first + 2]),
            address: row[first + 3],
            variant: row[first + 4],
            sendAt: Instant(seconds: row[first + 5]),
            validUntil: Instant(seconds: row[first + 6]),
            payload: [UInt8](row[first + 7] as Data)
        )
    }
}

/// Ids as `json_each` reads them: a list of any length in one argument.
func jsonArray(_ ids: [Int64]) -> String { "[\(ids.map(String.init).joined(separator: ","))]" }

/// Finds what is due, judges each message, and leases or settles it: the whole check before the socket.
///
/// `deliverable` is what suppression leaves of the address: NULL for a suppressed one; of a push message, the tokens that
/// are not suppressed. The condition on `state` implies that of the index `message_open` only as it is written: SQLite compares
/// the words.
private let claimSQL = """
    WITH candidate AS MATERIALIZED (
        SELECT
            message.id,
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
            END AS deliverable,
            CASE
                WHEN EXISTS (
                    SELECT 1 FROM fact_refused
                    WHERE fact_refused.customer = message.customer AND fact_refused.channel = message.channel)
                THEN 'no_consent'
                WHEN message.valid_until <= :now THEN 'expired'
                WHEN EXISTS (
                    SELECT 1 FROM message_item CROSS JOIN fact_purchase
                    WHERE message_item.message = message.id AND fact_purchase.customer = message.customer
                        AND fact_purchase.product = message_item.product AND fact_purchase.at > :asOf)
                THEN 'purchased'
                WHEN EXISTS (
                    SELECT 1 FROM message_item CROSS JOIN fact_unavailable
                    WHERE message_item.message = message.id AND fact_unavailable.product = message_item.product)
                THEN 'out_of_stock'
            END AS reason
        FROM message
        WHERE message.run = :run AND (message.state = 'planned' OR message.state = 'deferred') AND message.next_attempt_at <= :now
            AND (message.lease_owner IS NULL OR message.lease_until <= :now)
            AND message.channel = coalesce(:channel, message.channel)
        ORDER BY message.next_attempt_at, message.id
        LIMIT :limit
    )
    UPDATE message SET
        state = CASE
            WHEN candidate.deliverable IS NULL THEN 'suppressed'
            WHEN candidate.reason IS NOT NULL THEN 'skipped'
            ELSE message.state
        END,
        reason = CASE WHEN candidate.deliverable IS NOT NULL THEN candidate.reason END,
        address = coalesce(candidate.deliverable, message.address),
        changed_at = CASE
            WHEN candidate.deliverable IS NULL OR candidate.reason IS NOT NULL THEN :now ELSE message.changed_at
        END,
        lease_owner = CASE WHEN candidate.deliverable IS NOT NULL AND candidate.reason IS NULL THEN :owner END,
        lease_until = CASE WHEN candidate.deliverable IS NOT NULL AND candidate.reason IS NULL THEN :leaseUntil END
    FROM candidate
    WHERE message.id = candidate.id
    RETURNING state, reason, id, customer, channel, address, variant, send_at, valid_until,
        coalesce((SELECT payload FROM message_data WHERE message_data.message = message.id), x'')
    """
