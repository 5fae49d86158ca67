public import CampaignModel
internal import Foundation
internal import GRDB
internal import JSON

extension SQLiteLedger {
    public func freeze(
        _ plan: Plan,
        inputs: [String: String],
        contents: [FrozenContent],
        now: Instant
    ) throws(LedgerError) -> Run {
        try write { db in
            if let open = try SQLiteLedger.openRun(of: plan.campaign, in: db) {
                throw LedgerError.runIsOpen(run: open.id, state: open.state)
            }
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT coalesce(max(number) FILTER (WHERE campaign = ?), 0) + 1, coalesce(max(last_message), 0) + 1
                    FROM run
                    """,
                arguments: [plan.campaign]
            )
            guard let row else { preconditionFailure("an aggregate gives one row") }
            let number: Int = row[0]
            let firstMessage: Int64 = row[1]
            var run = Run(
                id: "\(plan.campaign)-\(number)",
                campaign: plan.campaign,
                number: number,
                state: .scheduled,
                asOf: plan.asOf,
                createdAt: now,
                inputs: inputs,
                contents: Dictionary(uniqueKeysWithValues: contents.map { ($0.name, $0.digest) }),
                frozen: Run.FrozenCounts()
            )
            try SQLiteLedger.insert(run, firstMessage: firstMessage, contents: contents, in: db)
            var writer = try MessageWriter(db, run: run.id, firstMessage: firstMessage, now: now)
            for message in plan.messages { try writer.write(message) }
            run.frozen = writer.counts
            try db.execute(
                sql: """
                    UPDATE run SET audience = ?, planned = ?, skipped = ?, suppressed = ?, holdout = ?,
                        last_message = first_message + ?1 - 1
                    WHERE id = ?
                    """,
                arguments: [
                    run.frozen.audience, run.frozen.planned, run.frozen.skipped, run.frozen.suppressed,
                    run.frozen.holdout, run.id,
                ]
            )
            return run
        }
    }

    /// Writes the run without messages: they refer to it, and are counted when they are there.
    private static func insert(_ run: Run, firstMessage: Int64, contents: [FrozenContent], in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO run (id, campaign, number, state, as_of, created_at, audience, planned, skipped, suppressed,
                    holdout, first_message, last_message)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0, 0, ?7, ?7 - 1)
                """,
            arguments: [
                run.id, run.campaign, run.number, run.state.rawValue, run.asOf.seconds, run.createdAt.seconds,
                firstMessage,
            ]
        )
        for (name, digest) in run.inputs {
            try db.execute(
                sql: "INSERT INTO run_input (run, name, digest) VALUES (?, ?, ?)",
                arguments: [run.id, name, digest]
            )
        }
        for content in contents {
            try db.execute(
                sql: "INSERT OR IGNORE INTO content (digest, bytes) VALUES (?, ?)",
                arguments: [content.digest, Data(content.bytes)]
            )
            try db.execute(
                sql: "INSERT INTO run_content (run, name, digest) VALUES (?, ?, ?)",
                arguments: [run.id, content.name, content.digest]
            )
        }
    }
}

/// Writes a plan's messages, one after the other, under consecutive ids.
private struct MessageWriter {
    private(set) var counts = Run.FrozenCounts()
    private let run: String
    private let now: Instant
    private var nextMessage: Int64
    private let insertMessage: Statement
    private let insertData: Statement
    private let suppressions: SuppressionLookup
    /// `channel address` of the planned messages.
    private var addresses: Set<String> = []

    init(_ db: Database, run: String, firstMessage: Int64, now: Instant) throws {
        self.run = run
        self.now = now
        nextMessage = firstMessage
        insertMessage = try db.makeStatement(
            sql: """
                INSERT INTO message (id, run, customer, channel, address, state, reason, detail, variant, send_at,
                    valid_until, next_attempt_at, changed_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10, ?12)
                """
        )
        insertData = try db.makeStatement(sql: "INSERT INTO message_data (message, items, payload) VALUES (?, ?, ?)")
        suppressions = try SuppressionLookup(db)
    }

    mutating func write(_ planned: PlannedMessage) throws {
        var message = planned
        if message.disposition == .planned {
            try applySuppression(to: &message)
            if message.disposition == .planned { try checkAddress(of: message) }
        }
        let (state, reason) = count(message.disposition)
        insertMessage.setUncheckedArguments([
            nextMessage, run, message.customerID, message.channel.rawValue, message.address, state.rawValue,
            reason?.rawValue, message.detail, message.variant, message.sendAt.seconds, message.validUntil.seconds,
            now.seconds,
        ])
        do {
            try insertMessage.execute()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            throw LedgerError.planRefused(
                "customer '\(message.customerID)' has two rows on \(message.channel.rawValue)"
            )
        }
        if !message.productIDs.isEmpty || !message.payload.isEmpty {
            insertData.setUncheckedArguments([nextMessage, itemsJSON(message.productIDs), Data(message.payload)])
            try insertData.execute()
        }
        nextMessage += 1
    }

    /// Takes the suppressed tokens out of a push message's address; one that has no address left is suppressed.
    private func applySuppression(to message: inout PlannedMessage) throws {
        switch message.channel {
        case .email:
            if try suppressions.holds(message.address, on: .email) { message.disposition = .suppressed }
        case .push:
            let tokens = message.address.split(separator: " ")
            let open = try tokens.filter { try !suppressions.holds(String($0), on: .push) }
            if open.isEmpty {
                message.disposition = .suppressed
            } else if open.count < tokens.count {
                message.address = open.joined(separator: " ")
            }
        }
    }

    private mutating func checkAddress(of message: PlannedMessage) throws {
        guard !message.address.isEmpty else {
            throw LedgerError.planRefused("customer '\(message.customerID)' is planned without an address")
        }
        let address = Suppression.normalized(message.address, on: message.channel)
        guard addresses.insert("\(message.channel.rawValue) \(address)").inserted else {
            throw LedgerError.planRefused("two planned messages go to one address, one to '\(message.customerID)'")
        }
    }

    private mutating func count(_ disposition: Disposition) -> (MessageState, SkipReason?) {
        switch disposition {
        case .planned:
            counts.planned += 1
            return (.planned, nil)
        case .suppressed:
            counts.suppressed += 1
            return (.suppressed, nil)
        case .holdout:
            counts.holdout += 1
            return (.holdout, nil)
        case .skipped(let reason):
            counts.skipped += 1
            return (.skipped, reason)
        }
    }

    private func itemsJSON(_ productIDs: [String]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for product in productIDs { writer.string(product) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
