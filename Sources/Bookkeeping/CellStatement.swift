internal import GRDB
internal import SQLite

/// A statement of GRDB's whose cells are bound and read one by one, without an object for each.
struct CellStatement {
    /// Keeps the handle alive.
    private let statement: Statement
    let cells: StatementCells

    /// Prepared once a connection.
    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        cells = unsafe StatementCells(statement.sqliteStatement)
        cells.reset()
    }
}
