internal import GRDBSQLite

/// A private SQLite database in memory, used from one thread; it is gone when this value is.
///
/// Statements never leave a method, so none can outlive the connection.
@safe
public struct Connection: ~Copyable {
    let handle: OpaquePointer
    /// What the callbacks see; SQLite holds these unretained, so they live as long as the connection.
    let watch = Watch()
    var functions: [Function] = []

    /// - Throws: ``SQLiteError`` where there is no memory for it.
    public init() throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        let code = unsafe sqlite3_open_v2(":memory:", &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            unsafe sqlite3_close(opened)
            throw SQLiteError(code: code, message: "no database in memory could be opened")
        }
        unsafe self.handle = handle
        // Otherwise a misspelt "column" would silently be a text.
        unsafe _disableDoubleQuotedStringLiterals(handle)
        unsafe sqlite3_progress_handler(
            handle,
            Watch.instructionsBetweenLooks,
            { Watch.at($0).stopsNow() },
            watch.address
        )
    }

    deinit {
        // The functions' and the watch's memory is given back after this line, when SQLite no longer knows of it.
        unsafe sqlite3_close(handle)
    }

    /// Runs one statement that takes no parameters and returns nothing.
    public func execute(_ sql: String) throws(SQLiteError) { try prepare(sql).run() }

    /// Says whether `sql` would run, without running it.
    public func check(_ sql: String) throws(SQLiteError) { _ = try prepare(sql) }

    /// The first column of every row.
    /// - Parameter instructionLimit: So many instructions of SQLite's virtual machine, then it stops with
    ///   `SQLITE_INTERRUPT`; `nil` means no limit. Counted in steps of 1,000.
    public func integers(_ sql: String, instructionLimit: Int? = nil) throws(SQLiteError) -> [Int64] {
        watch.instructionsLeft = instructionLimit
        defer { watch.instructionsLeft = nil }
        let statement = try prepare(sql)
        var result: [Int64] = []
        while try statement.step() { result.append(statement.integer(column: 0)) }
        return result
    }

    /// Runs one statement once for every row, in one transaction.
    /// - Parameter value: What to bind; rows and parameters are counted from 0.
    public func execute(
        _ sql: String,
        rows: Int,
        parameters: Int,
        value: (_ row: Int, _ parameter: Int) -> Value
    ) throws(SQLiteError) {
        try execute("BEGIN")
        let statement = try prepare(sql)
        for row in 0..<rows {
            for parameter in 0..<parameters { try statement.bind(value(row, parameter), to: parameter) }
            try statement.run()
        }
        try execute("COMMIT")
    }

    private func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        watch.selects = 0
        return try unsafe Statement(sql, in: handle)
    }

    func require(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw unsafe SQLiteError(code: code, of: handle) }
    }
}
