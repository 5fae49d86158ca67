internal import CampaignModel
internal import GRDB

extension SQLiteLedger {
    static let offerTables = """
        CREATE TABLE offer_code (
            code TEXT NOT NULL,
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            customer TEXT NOT NULL,
            -- A run that is being planned may give again what the one it replaces gave.
            PRIMARY KEY (code, run)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_variant (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            experiment TEXT NOT NULL,
            name TEXT NOT NULL,
            share REAL NOT NULL CHECK (share >= 0 AND share <= 1),
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        """

    static func insert(_ shares: [VariantShare], experiment: String, of run: String, in db: Database) throws {
        for (position, variant) in shares.enumerated() {
            try db.execute(
                sql: "INSERT INTO run_variant (run, position, experiment, name, share) VALUES (?, ?, ?, ?, ?)",
                arguments: [run, position, experiment, variant.name, variant.share]
            )
        }
    }

    public func experiment(of run: String) throws(LedgerError) -> RunExperiment {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT name, share, experiment FROM run_variant WHERE run = ? ORDER BY position",
                arguments: [run]
            )
            let shares = rows.map { VariantShare(name: $0[0], share: $0[1]) }
            return RunExperiment(name: rows.first.map { $0[2] } ?? "", shares: shares)
        }
    }

    public func issuedCodes(except run: String?) throws(LedgerError) -> Set<String> {
        try read { db in
            try String.fetchSet(db, sql: "SELECT code FROM offer_code WHERE run IS NOT ?", arguments: [run])
        }
    }

    /// Codes that nobody ever saw may be given again.
    static func releaseCodes(of run: String, in db: Database) throws {
        try db.execute(sql: "DELETE FROM offer_code WHERE run = ?", arguments: [run])
    }

    public func breakdown(of run: String) throws(LedgerError) -> RunBreakdown {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT message.channel, message.variant, message.state, message.reason,
                        message.send_at / 3600 * 3600, count(*)
                    FROM run CROSS JOIN message ON message.id BETWEEN run.first_message AND run.last_message
                    WHERE run.id = ? GROUP BY 1, 2, 3, 4, 5
                    """,
                arguments: [run]
            )
            var breakdown = RunBreakdown()
            while let row = try rows.next() {
                let reason: String? = row[3]
                let state: MessageState = try decoded(row[2])
                breakdown.add(
                    channel: try decoded(row[0]),
                    variant: row[1],
                    state: state,
                    reason: try reason.map { try decoded($0) },
                    hour: Instant(seconds: row[4]),
                    count: row[5]
                )
            }
            return breakdown
        }
    }
}

/// Writes down the codes of a plan, each once.
struct CodeWriter {
    private let insert: Statement
    private let run: String
    private let replaced: String?
    private var last: (code: String, customerID: String)?

    /// - Parameter replaced: The run that gives way to this one, and with it its codes.
    init(_ db: Database, run: String, replaced: String?) throws {
        self.run = run
        self.replaced = replaced
        insert = try db.cachedStatement(
            sql: """
                INSERT INTO offer_code (code, run, customer) SELECT ?1, ?2, ?3
                WHERE NOT EXISTS (SELECT 1 FROM offer_code WHERE code = ?1 AND run IS NOT ?4)
                """
        )
    }

    /// A person's messages stand together and share a code.
    /// - Throws: ``LedgerError/planRefused(_:)`` where somebody has the code.
    mutating func write(_ code: String, of customerID: String, in db: Database) throws {
        if let last, last == (code, customerID) { return }
        last = (code, customerID)
        try insert.execute(arguments: [code, run, customerID, replaced])
        if db.changesCount == 0 {
            throw LedgerError.planRefused("the code '\(code)' has been given to somebody already")
        }
    }
}
