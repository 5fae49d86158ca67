public import CampaignModel
internal import GRDB

/// When a person last entered a triggered campaign.
public struct TriggerEntry: Hashable, Sendable {
    /// When what they did happened.
    public var moment: Instant
    public var enteredAt: Instant
}

extension SQLiteLedger {
    static let triggerTables = """
        CREATE TABLE run_trigger (
            run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_trigger_exit (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            exit TEXT NOT NULL CHECK (exit IN ('purchased', 'back_in_cart', 'out_of_stock')),
            PRIMARY KEY (run, exit)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE trigger_entry (
            campaign TEXT NOT NULL,
            customer TEXT NOT NULL,
            moment INTEGER NOT NULL,
            entered_at INTEGER NOT NULL,
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            PRIMARY KEY (campaign, customer, entered_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX trigger_entry_run ON trigger_entry (run, customer);
        CREATE INDEX trigger_entry_time ON trigger_entry (campaign, entered_at);

        CREATE TABLE trigger_product (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            customer TEXT NOT NULL,
            product TEXT NOT NULL,
            PRIMARY KEY (run, customer, product)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fact_cart (
            customer TEXT NOT NULL,
            product TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (customer, product)
        ) STRICT, WITHOUT ROWID;

        -- Products seen out of stock, and when they were seen back.
        CREATE TABLE stock_watch (
            product TEXT PRIMARY KEY,
            back_at INTEGER
        ) STRICT, WITHOUT ROWID;

        -- Who must not get a triggered message any more, and why: asked for a run and a customer.
        CREATE VIEW trigger_exit (run, customer, reason) AS
            SELECT trigger_entry.run, trigger_entry.customer, run_trigger_exit.exit
            FROM trigger_entry
            JOIN run ON run.id = trigger_entry.run
            JOIN run_trigger_exit ON run_trigger_exit.run = trigger_entry.run
            WHERE CASE run_trigger_exit.exit
                WHEN 'purchased' THEN EXISTS (
                    SELECT 1 FROM fact_purchase
                    WHERE fact_purchase.customer = trigger_entry.customer AND fact_purchase.at > run.as_of)
                WHEN 'back_in_cart' THEN EXISTS (
                    SELECT 1 FROM fact_cart JOIN trigger_product
                        ON trigger_product.run = run.id AND trigger_product.customer = trigger_entry.customer
                        AND trigger_product.product = fact_cart.product
                    WHERE fact_cart.customer = trigger_entry.customer AND fact_cart.at > run.as_of)
                ELSE EXISTS (
                    SELECT 1 FROM trigger_product
                    JOIN fact_unavailable ON fact_unavailable.product = trigger_product.product
                    WHERE trigger_product.run = run.id AND trigger_product.customer = trigger_entry.customer)
                END;
        """

    /// Writes down who entered, in the transaction in which the run comes to be.
    /// - Throws: ``LedgerError/planRefused(_:)`` where one of them has entered since the plan was begun: then nobody does.
    static func enter(
        _ entries: TriggerEntries,
        into campaign: String,
        with run: String,
        now: Instant,
        in db: Database
    ) throws {
        try db.execute(sql: "INSERT INTO run_trigger (run) VALUES (?)", arguments: [run])
        for exit in entries.exits where exit != .unsubscribed {
            try db.execute(
                sql: "INSERT INTO run_trigger_exit (run, exit) VALUES (?, ?)",
                arguments: [run, exit.rawValue]
            )
        }
        let known = try db.cachedStatement(
            sql: """
                SELECT 1 FROM trigger_entry
                WHERE campaign = ? AND customer = ? AND (entered_at > ? OR entered_at = ? OR moment >= ?)
                """
        )
        let insert = try db.cachedStatement(
            sql: "INSERT INTO trigger_entry (campaign, customer, moment, entered_at, run) VALUES (?, ?, ?, ?, ?)"
        )
        let insertProduct = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO trigger_product (run, customer, product) VALUES (?, ?, ?)"
        )
        for person in entries.people {
            let id = person.customerID
            let earliest = now.seconds - entries.reenterAfterSeconds
            let hasEntered = try Row.fetchOne(
                known,
                arguments: [campaign, id, earliest, now.seconds, person.moment.seconds]
            )
            if hasEntered != nil {
                throw LedgerError.planRefused("customer '\(id)' has entered '\(campaign)' already")
            }
            try insert.execute(arguments: [campaign, id, person.moment.seconds, now.seconds, run])
            for product in person.productIDs { try insertProduct.execute(arguments: [run, id, product]) }
        }
    }

    /// A plan that nobody saw leaves no entries.
    static func removeEntries(of run: String, in db: Database) throws {
        for table in ["trigger_product", "trigger_entry", "run_trigger_exit", "run_trigger"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: [run])
        }
    }

    public func entries(into campaign: String) throws(LedgerError) -> [String: TriggerEntry] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT customer, max(moment), max(entered_at) FROM trigger_entry JOIN run ON run.id = trigger_entry.run
                    WHERE trigger_entry.campaign = ? AND run.state <> 'scheduled' GROUP BY customer
                    """,
                arguments: [campaign]
            )
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    (
                        row[0] as String,
                        TriggerEntry(moment: Instant(seconds: row[1]), enteredAt: Instant(seconds: row[2]))
                    )
                }
            )
        }
    }

    public func watchStock(unavailable: Set<String>, now: Instant) throws(LedgerError) -> [String: Instant] {
        try write { db in
            let rows = try Row.fetchAll(db, sql: "SELECT product, back_at FROM stock_watch")
            var back: [String: Instant] = [:]
            var known: Set<String> = []
            for row in rows {
                let product: String = row[0]
                let backAt: Int64? = row[1]
                known.insert(product)
                let time: Int64? = unavailable.contains(product) ? nil : backAt ?? now.seconds
                if time != backAt {
                    try db.execute(
                        sql: "UPDATE stock_watch SET back_at = ? WHERE product = ?",
                        arguments: [time, product]
                    )
                }
                if let time { back[product] = Instant(seconds: time) }
            }
            for product in unavailable.subtracting(known).sorted() {
                try db.execute(sql: "INSERT INTO stock_watch (product) VALUES (?)", arguments: [product])
            }
            return back
        }
    }
}
