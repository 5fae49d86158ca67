internal import CampaignModel
internal import GRDB
internal import SQLite

/// What must be known of a run before anything of it is claimed or sent: a look-up by key, not a count.
struct RunHold {
    var state: RunState
    var hasBegun: Bool
    /// Who holds the run's lock.
    private var owner: String?

    init(_ run: String, in db: Database) throws {
        let statement = try CellStatement(
            db,
            """
            SELECT run.state, run.started_at IS NOT NULL, run_lock.owner
            FROM run LEFT JOIN run_lock ON run_lock.run = run.id WHERE run.id = ? AND NOT run.is_draft
            """
        )
        let cells = statement.cells
        cells.bind(run, to: 0)
        guard try cells.step() else { throw LedgerError.noSuchRun(run) }
        state = try decoded(cells.text(0))
        hasBegun = cells.integer(1) != 0
        owner = cells.isNull(2) ? nil : cells.text(2)
        cells.reset()
    }

    func isHeld(by owner: LockOwner) -> Bool { self.owner == owner.id }

    /// - Throws: ``LedgerError/lockLost(run:)``.
    static func require(_ run: String, heldBy owner: LockOwner, in db: Database) throws -> RunHold {
        let hold = try RunHold(run, in: db)
        guard hold.isHeld(by: owner) else { throw LedgerError.lockLost(run: run) }
        return hold
    }

    /// From the first intent or refusal on, a run has begun: it cannot be planned anew.
    static func noteBeginning(of run: String, at now: Instant, in db: Database) throws {
        let statement = try CellStatement(db, "UPDATE run SET started_at = ? WHERE id = ? AND started_at IS NULL")
        statement.cells.bind(now.seconds, to: 0)
        statement.cells.bind(run, to: 1)
        try statement.cells.run()
    }
}
