public import CampaignModel
internal import Foundation
internal import GRDB

extension SQLiteLedger {
    public func messages(of run: String, _ query: MessageQuery) throws(LedgerError) -> [MessageRecord] {
        try read { db in
            _ = try SQLiteLedger.run(run, in: db)
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT message.id, customer, channel, address, message.state, reason, detail, variant, send_at,
                        valid_until, next_attempt_at, changed_at
                    FROM \(query.source) ORDER BY message.id LIMIT :limit
                    """,
                arguments: query.arguments(for: run)
            )
            let ids = jsonArray(rows.map { $0[0] })
            let items = try SQLiteLedger.items(of: ids, in: db)
            let attempts = try SQLiteLedger.attempts(of: ids, in: db)
            return try rows.map { row in
                let id: Int64 = row[0]
                let reason: String? = row[5]
                return MessageRecord(
                    id: id,
                    customerID: row[1],
                    channel: try decoded(row[2]),
                    address: row[3],
                    state: try decoded(row[4]),
                    skipReason: try reason.map { try decoded($0) },
                    detail: row[6],
                    variant: row[7],
                    sendAt: Instant(seconds: row[8]),
                    validUntil: Instant(seconds: row[9]),
                    nextAttemptAt: Instant(seconds: row[10]),
                    changedAt: Instant(seconds: row[11]),
                    productIDs: items[id, default: []],
                    attempts: attempts[id, default: []]
                )
            }
        }
    }

    public func messageRows(of run: String, _ query: MessageQuery) throws(LedgerError) -> [MessageRow] {
        try read { db in
            _ = try SQLiteLedger.run(run, in: db)
            let statement = try db.cachedStatement(
                sql: """
                    SELECT message.id, customer, channel, address, variant, send_at, valid_until, payload, run.campaign
                    FROM \(query.source) CROSS JOIN message_data ON message_data.message = message.id
                    ORDER BY message.id LIMIT :limit
                    """
            )
            let rows = try Row.fetchCursor(statement, arguments: query.arguments(for: run))
            return try Array(rows.map { try self.messageRow($0, run: run) })
        }
    }

    private func messageRow(_ row: Row, run: String) throws -> MessageRow {
        MessageRow(
            key: MessageKey(ledger: identity.id, run: run, message: row[0]),
            campaign: row[8],
            customerID: row[1],
            channel: try decoded(row[2]),
            address: row[3],
            variant: row[4],
            sendAt: Instant(seconds: row[5]),
            validUntil: Instant(seconds: row[6]),
            payload: [UInt8](row[7] as Data)
        )
    }

    public func recentItems(of campaign: String, since: Instant) throws(LedgerError) -> [String: [String]] {
        try read { db in
            var recent: [String: [String]] = [:]
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT message.customer, message_item.product
                    FROM run
                    CROSS JOIN message ON message.id BETWEEN run.first_message AND run.last_message
                    CROSS JOIN message_item ON message_item.message = message.id
                    WHERE run.campaign = ?1 AND (run.state <> 'finished' OR run.finished_at >= ?2)
                        AND message.state IN ('sent', 'unknown') AND message.changed_at >= ?2
                    """,
                arguments: [campaign, since.seconds]
            )
            while let row = try rows.next() { recent[row[0], default: []].append(row[1]) }
            return recent
        }
    }

    private static func items(of ids: String, in db: Database) throws -> [Int64: [String]] {
        var items: [Int64: [String]] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT message, product FROM message_item
                WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, position
                """,
            arguments: [ids]
        )
        while let row = try rows.next() { items[row[0], default: []].append(row[1]) }
        return items
    }

    private static func attempts(of ids: String, in db: Database) throws -> [Int64: [AttemptRecord]] {
        var attempts: [Int64: [AttemptRecord]] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT message, number, outcome, code, enhanced_code, text, transport, at FROM attempt
                WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, number
                """,
            arguments: [ids]
        )
        while let row = try rows.next() {
            attempts[row[0], default: []]
                .append(
                    AttemptRecord(
                        number: row[1],
                        outcome: try decoded(row[2]),
                        reply: Reply(code: row[3], enhancedCode: row[4], text: row[5]),
                        transport: row[6],
                        at: Instant(seconds: row[7])
                    )
                )
        }
        return attempts
    }
}

extension MessageQuery {
    /// The messages of a run that are asked for. A customer's are found by the unique index, a page of all by their ids.
    fileprivate var source: String {
        let messages =
            customerID == nil
            ? "message.id BETWEEN max(run.first_message, :after + 1) AND run.last_message AND :customer IS NULL"
            : "message.run = run.id AND message.customer = :customer AND message.id > :after"
        return """
            run CROSS JOIN message ON run.id = :run AND \(messages)
                AND (:states IS NULL OR message.state IN (SELECT value FROM json_each(:states)))
            """
    }

    fileprivate func arguments(for run: String) -> StatementArguments {
        let states = states.map { states in "[\(states.map { "\"\($0.rawValue)\"" }.joined(separator: ","))]" }
        return ["run": run, "customer": customerID, "after": after, "states": states, "limit": limit]
    }
}
