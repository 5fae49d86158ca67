internal import CampaignModel
internal import GRDB
internal import JSON
internal import SQLite

/// How far a draft has come.
struct PlanProgress: Sendable {
    var counts = Run.FrozenCounts()
    var nextMessage: Int64
    /// Fingerprints of the planned messages' channels and addresses.
    var addresses: Set<UInt64> = []

    init(nextMessage: Int64) { self.nextMessage = nextMessage }
}

/// Writes a plan's messages, one after the other, under consecutive ids.
struct MessageWriter {
    private let db: Database
    private let run: String
    private let now: Instant
    private let insertMessage: CellStatement
    private let insertData: CellStatement
    private let suppressions: SuppressionLookup
    private var codes: CodeWriter

    /// - Parameter replaced: The run that gives way to this one.
    init(_ db: Database, run: String, replaced: String?, now: Instant) throws {
        self.db = db
        self.run = run
        self.now = now
        insertMessage = try CellStatement(
            db,
            """
            INSERT INTO message (id, run, customer, channel, address, state, reason, detail, variant, send_at,
                valid_until, next_attempt_at, changed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10, ?12)
            """
        )
        insertData = try CellStatement(db, "INSERT INTO message_data (message, items, payload) VALUES (?, ?, ?)")
        suppressions = try SuppressionLookup(db)
        codes = try CodeWriter(db, run: run, replaced: replaced)
        insertMessage.cells.bind(run, to: 1)
        insertMessage.cells.bind(now.seconds, to: 11)
    }

    mutating func write(_ planned: PlannedMessage, _ progress: inout PlanProgress) throws {
        var message = planned
        if message.disposition == .planned {
            try applySuppression(to: &message)
            if message.disposition == .planned { try checkAddress(of: message, &progress) }
        }
        let (state, reason) = progress.counts.count(message.disposition)
        let cells = insertMessage.cells
        cells.bind(progress.nextMessage, to: 0)
        cells.bind(message.customerID, to: 2)
        cells.bind(message.channel.rawValue, to: 3)
        cells.bind(message.address, to: 4)
        cells.bind(state.rawValue, to: 5)
        cells.bind(reason?.rawValue, to: 6)
        cells.bind(message.detail, to: 7)
        cells.bind(message.variant, to: 8)
        cells.bind(message.sendAt.seconds, to: 9)
        cells.bind(message.validUntil.seconds, to: 10)
        do {
            try cells.run()
        } catch {
            guard error.isUniqueViolation else { throw error }
            throw LedgerError.planRefused(
                "customer '\(message.customerID)' has two rows on \(message.channel.rawValue)"
            )
        }
        if !message.productIDs.isEmpty || !message.payload.isEmpty {
            insertData.cells.bind(progress.nextMessage, to: 0)
            insertData.cells.bind(text: itemsJSON(message.productIDs), to: 1)
            insertData.cells.bind(blob: message.payload, to: 2)
            try insertData.cells.run()
        }
        if let code = message.code, message.disposition == .planned {
            try codes.write(code, of: message.customerID, in: db)
        }
        progress.nextMessage += 1
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

    private func checkAddress(of message: PlannedMessage, _ progress: inout PlanProgress) throws {
        guard !message.address.isEmpty else {
            throw LedgerError.planRefused("customer '\(message.customerID)' is planned without an address")
        }
        let address = Suppression.normalized(message.address, on: message.channel)
        let channel: UInt64 = message.channel == .email ? 0 : 1
        guard progress.addresses.insert(fingerprint(address, seed: channel)).inserted else {
            throw LedgerError.planRefused("two planned messages go to one address, one to '\(message.customerID)'")
        }
    }

    private func itemsJSON(_ productIDs: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for product in productIDs { writer.string(product) }
        writer.endArray()
        return writer.bytes
    }
}

extension Run.FrozenCounts {
    fileprivate mutating func count(_ disposition: Disposition) -> (MessageState, SkipReason?) {
        switch disposition {
        case .planned:
            planned += 1
            return (.planned, nil)
        case .suppressed:
            suppressed += 1
            return (.suppressed, nil)
        case .holdout:
            holdout += 1
            return (.holdout, nil)
        case .skipped(let reason):
            skipped += 1
            return (.skipped, reason)
        }
    }
}
