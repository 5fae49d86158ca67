internal import GRDB

extension SQLiteLedger {
    /// "Dvtl": marks the file as a ledger.
    static let applicationID = 0x4476_746c

    /// Steps are added at the end and never changed: ledgers out there have gone through them.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs, messages, suppression, facts", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: runTables)
            try db.execute(sql: messageTables)
            try db.execute(sql: exitTables)
        }
        migrator.registerMigration("2 leases in memory, drafts, forgiven attempts") { db in
            try db.execute(sql: leanMessages)
        }
        registerRates(in: &migrator)
        migrator.registerMigration("schedule", migrate: createScheduleTables)
        migrator.registerMigration("limits, codes, variants") { db in
            try db.execute(sql: limitTables)
            try db.execute(sql: offerTables)
        }
        migrator.registerMigration("brake", migrate: createBrakeTables)
        migrator.registerMigration("triggers") { try $0.execute(sql: triggerTables) }
        return migrator
    }

    private static let runTables = """
        CREATE TABLE identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            ledger TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            signing_secret BLOB NOT NULL
        ) STRICT;

        CREATE TABLE content (
            digest TEXT PRIMARY KEY,
            bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE run (
            id TEXT PRIMARY KEY,
            campaign TEXT NOT NULL,
            number INTEGER NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('scheduled', 'running', 'paused', 'finished', 'cancelled', 'failed')),
            as_of INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            finished_at INTEGER,
            audience INTEGER NOT NULL,
            planned INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            suppressed INTEGER NOT NULL,
            holdout INTEGER NOT NULL,
            first_message INTEGER NOT NULL,
            last_message INTEGER NOT NULL,
            UNIQUE (campaign, number),
            CHECK (planned + skipped + suppressed + holdout = audience),
            CHECK (last_message - first_message + 1 = audience)
        ) STRICT;
        CREATE UNIQUE INDEX run_open ON run (campaign) WHERE state IN ('scheduled', 'running', 'paused');

        CREATE TABLE run_input (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_content (
            run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES content (digest),
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_lock (
            run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            owner TEXT NOT NULL,
            host TEXT NOT NULL,
            pid INTEGER NOT NULL,
            locked_at INTEGER NOT NULL,
            heartbeat_at INTEGER NOT NULL
        ) STRICT;
        """

    /// OR and not IN where rows are written by the million: for more than two words SQLite fills a temporary table with
    /// them at every statement, which doubles the cost of an insert.
    private static let messageTables = """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL REFERENCES run (id),
            customer TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('email', 'push')),
            address TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state = 'planned' OR state = 'sending' OR state = 'sent' OR state = 'deferred'
                    OR state = 'failed' OR state = 'unknown' OR state = 'skipped' OR state = 'suppressed'
                    OR state = 'holdout' OR state = 'cancelled'),
            reason TEXT CHECK ((reason IS NOT NULL) = (state = 'skipped')),
            detail TEXT NOT NULL,
            variant TEXT NOT NULL,
            send_at INTEGER NOT NULL,
            valid_until INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            lease_owner TEXT,
            lease_until INTEGER,
            changed_at INTEGER NOT NULL,
            UNIQUE (run, customer, channel)
        ) STRICT;
        CREATE INDEX message_open ON message (run, next_attempt_at)
            WHERE state = 'planned' OR state = 'deferred' OR state = 'sending';

        -- Apart from message, so that a change of state does not write the data again.
        CREATE TABLE message_data (
            message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            items TEXT NOT NULL CHECK (json_valid(items)),
            payload BLOB NOT NULL
        ) STRICT;

        CREATE VIEW message_item (message, position, product) AS
            SELECT message_data.message, item.key + 1, item.value
            FROM message_data, json_each(message_data.items) AS item;

        CREATE TABLE attempt (
            message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            outcome TEXT NOT NULL
                CHECK (outcome = 'accepted' OR outcome = 'transient' OR outcome = 'permanent'
                    OR outcome = 'not_sent' OR outcome = 'unknown'),
            code INTEGER NOT NULL,
            enhanced_code TEXT,
            text TEXT NOT NULL,
            transport TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let exitTables = """
        CREATE TABLE suppression (
            address TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('email', 'push', 'all')),
            reason TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (address, channel)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fact_refused (
            customer TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('email', 'push')),
            PRIMARY KEY (customer, channel)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fact_purchase (
            customer TEXT NOT NULL,
            product TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (customer, product)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fact_unavailable (
            product TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE fact_update (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            updated_at INTEGER NOT NULL
        ) STRICT;
        """

    /// Two indexes instead of one, so that going from `sending` to an end writes the smaller alone.
    private static let leanMessages = """
        DROP INDEX message_open;
        ALTER TABLE message DROP COLUMN lease_owner;
        ALTER TABLE message DROP COLUMN lease_until;
        ALTER TABLE message ADD COLUMN forgiven_attempts INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX message_due ON message (run, next_attempt_at) WHERE state = 'planned' OR state = 'deferred';
        CREATE INDEX message_sending ON message (run) WHERE state = 'sending';
        ALTER TABLE run ADD COLUMN is_draft INTEGER NOT NULL DEFAULT 0 CHECK (is_draft = 0 OR is_draft = 1);
        """
}
