public import CampaignModel
internal import GRDB
internal import SQLite

extension SQLiteLedger {
    public func replaceFacts(_ facts: ExitFacts, now: Instant) throws(LedgerError) {
        let refused = facts.refused.map { [$0.customerID, $0.channel.rawValue] }
        let bought = newest(facts.purchases.map { ([$0.customerID, $0.productID], $0.at) })
        let inCart = newest(facts.cartAdditions.map { ([$0.customerID, $0.productID], $0.at) })
        try write { db in
            try SQLiteLedger.replace("fact_refused", ["customer", "channel"], with: Set(refused), in: db)
            try SQLiteLedger.replace("fact_purchase", ["customer", "product", "at"], with: bought.rows, in: db)
            try SQLiteLedger.replace("fact_cart", ["customer", "product", "at"], with: inCart.rows, in: db)
            let unavailable = Set(facts.unavailableProductIDs.map { [$0] })
            try SQLiteLedger.replace("fact_unavailable", ["product"], with: unavailable, in: db)
            try db.execute(
                sql: "INSERT OR REPLACE INTO fact_update (id, updated_at) VALUES (1, ?)",
                arguments: [now.seconds]
            )
        }
    }

    public func factsUpdatedAt() throws(LedgerError) -> Instant? {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT updated_at FROM fact_update").map(Instant.init(seconds:))
        }
    }

    /// Makes the table hold these rows, and writes only what differs: from one send to the next that is little.
    private static func replace(
        _ table: String,
        _ columns: [String],
        with rows: Set<[String]>,
        in db: Database
    ) throws {
        var missing = rows
        var gone: [[String]] = []
        let stored = try CellStatement(db, "SELECT \(columns.joined(separator: ", ")) FROM \(table)")
        while try stored.cells.step() {
            let row = columns.indices.map(stored.cells.text)
            if missing.remove(row) == nil { gone.append(row) }
        }
        let conditions = columns.map { "\($0) = ?" }.joined(separator: " AND ")
        let delete = try CellStatement(db, "DELETE FROM \(table) WHERE \(conditions)")
        for row in gone { try delete.run(row) }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let insert = try CellStatement(db, "INSERT INTO \(table) VALUES (\(places))")
        for row in missing { try insert.run(row) }
    }
}

extension CellStatement {
    /// Texts take on the type of the columns they go to or are compared with.
    fileprivate func run(_ row: [String]) throws {
        for (parameter, text) in row.enumerated() { cells.bind(text, to: parameter) }
        try cells.run()
    }
}

/// The last time of each.
private func newest(_ times: [(key: [String], at: Instant)]) -> [[String]: Instant] {
    Dictionary(times.map { ($0.key, $0.at) }, uniquingKeysWith: max)
}

extension [[String]: Instant] {
    /// As the table keeps them.
    fileprivate var rows: Set<[String]> { Set(map { $0.key + [String($0.value.seconds)] }) }
}
