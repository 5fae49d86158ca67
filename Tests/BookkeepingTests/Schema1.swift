/// A ledger that version 0.1 wrote, as `sqlite3 .dump` tells it: one run finished, and one whose sender was killed.
let schema1 = #"""
    PRAGMA application_id = 1148613740;
    PRAGMA foreign_keys=OFF;
    BEGIN TRANSACTION;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES('1 runs, messages, suppression, facts');
    CREATE TABLE identity (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                ledger TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                signing_secret BLOB NOT NULL
            ) STRICT;
    INSERT INTO identity VALUES(1,'00112233445566778899aabbccddeeff',1700000000,X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
    CREATE TABLE content (
                digest TEXT PRIMARY KEY,
                bytes BLOB NOT NULL
            ) STRICT;
    INSERT INTO content VALUES('d1',X'3c703e');
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
    INSERT INTO run VALUES('spring-1','spring',1,'finished',1700000000,1700000000,1700000001,1700000900,2,2,0,0,0,1,2);
    INSERT INTO run VALUES('spring-2','spring',2,'running',1700086400,1700086400,1700086401,NULL,6,4,1,0,1,3,8);
    CREATE TABLE run_input (
                run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                digest TEXT NOT NULL,
                PRIMARY KEY (run, name)
            ) STRICT, WITHOUT ROWID;
    INSERT INTO run_input VALUES('spring-2','customers.csv','c1');
    CREATE TABLE run_content (
                run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                digest TEXT NOT NULL REFERENCES content (digest),
                PRIMARY KEY (run, name)
            ) STRICT, WITHOUT ROWID;
    INSERT INTO run_content VALUES('spring-2','templates/spring.html','d1');
    CREATE TABLE run_lock (
                run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
                owner TEXT NOT NULL,
                host TEXT NOT NULL,
                pid INTEGER NOT NULL,
                locked_at INTEGER NOT NULL,
                heartbeat_at INTEGER NOT NULL
            ) STRICT;
    INSERT INTO run_lock VALUES('spring-2','old','here',4711,1700086401,1700086500);
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
    INSERT INTO message VALUES(1,'spring-1','ann','email','ann@example.com','sent',NULL,'','A',1700000000,1700259200,1,1700000000,NULL,NULL,1700000002);
    INSERT INTO message VALUES(2,'spring-1','ben','email','ben@example.com','failed',NULL,'550 no','A',1700000000,1700259200,1,1700000000,NULL,NULL,1700000002);
    INSERT INTO message VALUES(3,'spring-2','ann','email','ann@example.com','sent',NULL,'','A',1700086400,1700345600,1,1700086400,NULL,NULL,1700086402);
    INSERT INTO message VALUES(4,'spring-2','ben','email','ben@example.com','sending',NULL,'','A',1700086400,1700345600,1,1700086400,'old',1700087300,1700086402);
    INSERT INTO message VALUES(5,'spring-2','cid','email','cid@example.com','planned',NULL,'','A',1700086400,1700345600,0,1700086400,'old',1700087300,1700086400);
    INSERT INTO message VALUES(6,'spring-2','dan','email','dan@example.com','deferred',NULL,'451 later','A',1700086400,1700345600,1,1700086700,NULL,NULL,1700086402);
    INSERT INTO message VALUES(7,'spring-2','eve','email','eve@example.com','skipped','no_consent','','A',1700086400,1700345600,0,1700086400,NULL,NULL,1700086400);
    INSERT INTO message VALUES(8,'spring-2','fay','email','fay@example.com','holdout',NULL,'','A',1700086400,1700345600,0,1700086400,NULL,NULL,1700086400);
    CREATE TABLE message_data (
                message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
                items TEXT NOT NULL CHECK (json_valid(items)),
                payload BLOB NOT NULL
            ) STRICT;
    INSERT INTO message_data VALUES(5,'["camera","card","case"]',X'7b7d');
    INSERT INTO message_data VALUES(6,'["camera","card","case"]',X'7b7d');
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
    INSERT INTO attempt VALUES(1,1,'accepted',250,'2.0.0','ok','smtp://relay:25',1700000002);
    INSERT INTO attempt VALUES(2,1,'permanent',550,'5.1.1','no','smtp://relay:25',1700000002);
    INSERT INTO attempt VALUES(3,1,'accepted',250,'2.0.0','ok','smtp://relay:25',1700086402);
    INSERT INTO attempt VALUES(6,1,'transient',451,NULL,'later','smtp://relay:25',1700086402);
    CREATE TABLE suppression (
                address TEXT NOT NULL,
                channel TEXT NOT NULL CHECK (channel IN ('email', 'push', 'all')),
                reason TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                PRIMARY KEY (address, channel)
            ) STRICT, WITHOUT ROWID;
    INSERT INTO suppression VALUES('gus@example.com','all','unsubscribed',1700000000);
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
    INSERT INTO fact_unavailable VALUES('lens');
    CREATE TABLE fact_update (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                updated_at INTEGER NOT NULL
            ) STRICT;
    INSERT INTO fact_update VALUES(1,1700086401);
    CREATE UNIQUE INDEX run_open ON run (campaign) WHERE state IN ('scheduled', 'running', 'paused');
    CREATE INDEX message_open ON message (run, next_attempt_at)
                WHERE state = 'planned' OR state = 'deferred' OR state = 'sending';
    CREATE VIEW message_item (message, position, product) AS
                SELECT message_data.message, item.key + 1, item.value
                FROM message_data, json_each(message_data.items) AS item;
    COMMIT;
    """#
