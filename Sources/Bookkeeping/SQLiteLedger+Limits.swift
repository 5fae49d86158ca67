public import CampaignModel
internal import GRDB

/// A contact that the ledger knows of, and whose it is.
public struct KnownContact: Hashable, Sendable {
    public var customerID: String
    public var contact: Contact
}

extension SQLiteLedger {
    static let limitTables = """
        CREATE TABLE run_limit (
            run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            priority INTEGER NOT NULL,
            ignores_caps INTEGER NOT NULL CHECK (ignores_caps IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_cap (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 1),
            seconds INTEGER NOT NULL CHECK (seconds >= 1),
            channel TEXT CHECK (channel IN ('email', 'push')),
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;

        -- What caps count, by person, at the moment before the socket.
        CREATE INDEX message_reached ON message (customer, changed_at)
            WHERE state = 'sent' OR state = 'unknown' OR state = 'sending';
        """

    static func insert(_ limits: LimitSettings, of run: String, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO run_limit (run, priority, ignores_caps) VALUES (?, ?, ?)",
            arguments: [run, limits.priority, limits.ignoresCaps ? 1 : 0]
        )
        for (position, cap) in limits.caps.enumerated() {
            try db.execute(
                sql: "INSERT INTO run_cap (run, position, count, seconds, channel) VALUES (?, ?, ?, ?, ?)",
                arguments: [run, position, cap.count, cap.perSeconds, cap.channel?.rawValue]
            )
        }
    }

    public func contacts(since: Instant, priority: Int) throws(LedgerError) -> [KnownContact] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT message.customer, message.channel,
                        message.state IN ('planned', 'deferred') AS is_open,
                        CASE WHEN message.state IN ('planned', 'deferred')
                            THEN message.next_attempt_at ELSE message.changed_at END,
                        coalesce(run_limit.priority, 0) > ?2
                    FROM run
                    LEFT JOIN run_limit ON run_limit.run = run.id
                    CROSS JOIN message ON message.id BETWEEN run.first_message AND run.last_message
                    WHERE (run.finished_at IS NULL OR run.finished_at > ?1) AND coalesce(run_limit.ignores_caps, 0) = 0
                        AND (message.state IN ('sent', 'unknown', 'sending') AND message.changed_at > ?1
                            OR message.state IN ('planned', 'deferred') AND coalesce(run_limit.priority, 0) >= ?2)
                    """,
                arguments: [since.seconds, priority]
            )
            return try Array(
                rows.map { row in
                    let isOpen: Bool = row[2]
                    let isHigher: Bool = row[4]
                    let contact = Contact(
                        time: row[3],
                        channel: try decoded(row[1]),
                        isOutranking: isOpen && isHigher
                    )
                    return KnownContact(customerID: row[0], contact: contact)
                }
            )
        }
    }
}

/// Holds messages of one run to its caps, one after the other.
struct CapCheck {
    private let caps: [FrequencyCap]
    private let now: Instant
    /// The runs that may still send, this one included.
    private let openRuns: [(id: String, isHigher: Bool)]
    private let reached: Statement
    private let open: Statement
    /// What some sender of this process has claimed: it may be under way.
    private let claimed: Set<Int64>
    /// Those that have not been judged yet, and count for nobody.
    private var waiting: Set<Int64>
    /// Those that may go.
    private var passed: Set<Int64> = []

    /// - Returns: `nil` where the run has no caps.
    init?(_ db: Database, run: String, messages: Set<Int64>, claimed: Set<Int64> = [], now: Instant) throws {
        caps = try CapCheck.caps(of: run, in: db)
        guard !caps.isEmpty, !messages.isEmpty else { return nil }
        self.now = now
        self.claimed = claimed
        waiting = messages
        openRuns = try Row.fetchAll(
            db,
            sql: """
                SELECT run.id, coalesce(run_limit.priority, 0) >
                    coalesce((SELECT own.priority FROM run_limit AS own WHERE own.run = ?), 0)
                FROM run LEFT JOIN run_limit ON run_limit.run = run.id
                WHERE run.state IN ('scheduled', 'running', 'paused') AND coalesce(run_limit.ignores_caps, 0) = 0
                """,
            arguments: [run]
        ).map { ($0[0], $0[1]) }
        reached = try db.cachedStatement(
            sql: """
                SELECT message.id, message.changed_at, message.channel FROM message
                WHERE message.customer = ? AND message.changed_at > ?
                    AND (message.state = 'sent' OR message.state = 'unknown' OR message.state = 'sending')
                    AND NOT EXISTS (
                        SELECT 1 FROM run_limit WHERE run_limit.run = message.run AND run_limit.ignores_caps = 1)
                """
        )
        open = try db.cachedStatement(
            sql: """
                SELECT message.id, message.channel, message.next_attempt_at FROM message
                WHERE message.run = ? AND message.customer = ? AND (message.state = 'planned' OR message.state = 'deferred')
                """
        )
    }

    static func hasCaps(_ run: String, in db: Database) throws -> Bool { try !caps(of: run, in: db).isEmpty }

    private static func caps(of run: String, in db: Database) throws -> [FrequencyCap] {
        try Row.fetchAll(
            db,
            sql: "SELECT count, seconds, channel FROM run_cap WHERE run = ? ORDER BY position",
            arguments: [run]
        ).map { row in
            let channel: String? = row[2]
            return FrequencyCap(count: row[0], perSeconds: row[1], channel: try channel.map { try decoded($0) })
        }
    }

    /// Why the message must not go out now; `nil` where it may.
    mutating func verdict(on message: Int64, to customerID: String, on channel: Channel) throws -> SkipReason? {
        let longest = caps.map(\.perSeconds).max() ?? 0
        var contacts: [Contact] = []
        try reached.setArguments([customerID, now.seconds - longest])
        let sent = try Row.fetchCursor(reached)
        while let row = try sent.next() {
            if waiting.contains(row[0]) { continue }
            contacts.append(Contact(time: row[1], channel: try decoded(row[2])))
        }
        for other in openRuns {
            try open.setArguments([other.id, customerID])
            let planned = try Row.fetchCursor(open)
            while let row = try planned.next() {
                let id: Int64 = row[0]
                if id == message { continue }
                let isUnderWay = passed.contains(id) || claimed.contains(id) && !waiting.contains(id)
                guard isUnderWay || other.isHigher else { continue }
                let due: Int64 = row[2]
                let contact = Contact(
                    time: isUnderWay ? now.seconds : max(due, now.seconds),
                    channel: try decoded(row[1]),
                    isOutranking: !isUnderWay
                )
                contacts.append(contact)
            }
        }
        waiting.remove(message)
        let reason = caps.verdict(at: now.seconds, on: channel, beside: contacts)
        if reason == nil { passed.insert(message) }
        return reason
    }
}

extension SQLiteLedger {
    /// Takes those back that became `sending` in this transaction and find no room any more: what another process has sent
    /// since they were claimed counts.
    static func holdSending(_ messages: [Int64], of run: String, now: Instant, in db: Database) throws {
        guard var check = try CapCheck(db, run: run, messages: Set(messages), now: now) else { return }
        let found = try Row.fetchAll(
            db,
            sql: """
                SELECT id, customer, channel FROM message
                WHERE id IN (SELECT value FROM json_each(?)) AND state = 'sending' ORDER BY id
                """,
            arguments: [jsonArray(messages)]
        )
        for row in found {
            let id: Int64 = row[0]
            guard let reason = try check.verdict(on: id, to: row[1], on: try decoded(row[2])) else { continue }
            try db.execute(
                sql: "UPDATE message SET state = 'skipped', reason = ?, attempts = attempts - 1 WHERE id = ?",
                arguments: [reason.rawValue, id]
            )
        }
    }
}
