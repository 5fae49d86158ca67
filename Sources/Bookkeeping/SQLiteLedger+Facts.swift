public import CampaignModel
internal import GRDB

extension SQLiteLedger {
    public func replaceFacts(_ facts: ExitFacts, now: Instant) throws(LedgerError) {
        try write { db in
            for table in ["fact_refused", "fact_purchase", "fact_unavailable"] {
                try db.execute(sql: "DELETE FROM \(table)")
            }
            let refuse = try db.makeStatement(
                sql: "INSERT OR IGNORE INTO fact_refused (customer, channel) VALUES (?, ?)"
            )
            for refused in facts.refused {
                refuse.setUncheckedArguments([refused.customerID, refused.channel.rawValue])
                try refuse.execute()
            }
            let purchase = try db.makeStatement(
                sql: """
                    INSERT INTO fact_purchase (customer, product, at) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET at = max(at, excluded.at)
                    """
            )
            for bought in facts.purchases {
                purchase.setUncheckedArguments([bought.customerID, bought.productID, bought.at.seconds])
                try purchase.execute()
            }
            let withdraw = try db.makeStatement(sql: "INSERT OR IGNORE INTO fact_unavailable (product) VALUES (?)")
            for product in facts.unavailableProductIDs {
                withdraw.setUncheckedArguments([product])
                try withdraw.execute()
            }
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
}
