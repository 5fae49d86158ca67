public import CampaignModel
internal import Foundation
internal import GRDB

/// The ledger in one SQLite file: WAL, every commit synced to the disk (`synchronous=FULL`), foreign keys on.
///
/// Several processes may have it open at once; writers wait for each other, readers for nobody. The tables are described
/// in `docs/ledger.md`.
public final class SQLiteLedger: Ledger {
    public let path: String
    public let identity: LedgerIdentity
    let database: DatabasePool
    let leases = Leases()

    /// Opens the ledger at `path`, or creates it where there is no file.
    /// - Parameter now: Becomes the creation time of a new ledger.
    /// - Throws: ``LedgerError/notALedger(path:)``, ``LedgerError/newerSchema(path:)``, or what the disk says. A file
    ///   that is not ours is not touched.
    public convenience init(path: String, now: Instant) throws(LedgerError) {
        try self.init(path: path, now: now, waitSeconds: 10)
    }

    /// - Parameter waitSeconds: So long a write waits for another process that is writing.
    init(path: String, now: Instant, waitSeconds: Double) throws(LedgerError) {
        self.path = path
        do {
            try SQLiteLedger.checkFile(path)
            var configuration = Configuration()
            configuration.label = "ledger"
            configuration.busyMode = .timeout(waitSeconds)
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = \(SQLiteLedger.pageBytes)") }
            database = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL when it turns WAL on, after all that a configuration can say.
            try database.writeWithoutTransaction {
                try $0.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA cache_size = -\(SQLiteLedger.cacheKibibytes);
                        PRAGMA wal_autocheckpoint = \(SQLiteLedger.checkpointPages);
                        """
                )
            }
            try SQLiteLedger.migrator.migrate(database)
            identity = try database.write { try SQLiteLedger.identity(in: $0, now: now) }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Of the one connection that writes: the upper levels of the indexes of a run of a million.
    private static let cacheKibibytes = 32 * 1_024

    /// Of a new ledger. A page of 4 KiB holds one payload of a product email and much air, one of 8 KiB three.
    private static let pageBytes = 8_192
    /// The log is copied into the file from 16 MiB on.
    private static let checkpointPages = 2_000

    /// Looks at an existing file without changing it: opening it for writing would already turn WAL on.
    private static func checkFile(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        try DatabaseQueue(path: path, configuration: configuration).read { db in
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
            let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
            guard application == applicationID || isEmpty else { throw LedgerError.notALedger(path: path) }
            if try migrator.hasBeenSuperseded(db) { throw LedgerError.newerSchema(path: path) }
        }
    }

    private static func identity(in db: Database, now: Instant) throws -> LedgerIdentity {
        if let row = try Row.fetchOne(db, sql: "SELECT ledger, created_at, signing_secret FROM identity") {
            return LedgerIdentity(
                id: row[0],
                createdAt: Instant(seconds: row[1]),
                signingSecret: [UInt8](row[2] as Data)
            )
        }
        let new = LedgerIdentity.random(createdAt: now)
        try db.execute(
            sql: "INSERT INTO identity (id, ledger, created_at, signing_secret) VALUES (1, ?, ?, ?)",
            arguments: [new.id, now.seconds, Data(new.signingSecret)]
        )
        return new
    }

    /// Runs `body` in one transaction that nobody else can write beside.
    func write<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do {
            #if DEBUG
            defer { CrashPoint.pass() }
            return try database.write { db in
                defer { CrashPoint.pass() }
                return try body(db)
            }
            #else
            return try database.write(body)
            #endif
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Runs `body` on one unchanging state of the ledger.
    func read<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do {
            return try database.read(body)
        } catch {
            throw LedgerError(error, path: path)
        }
    }
}
