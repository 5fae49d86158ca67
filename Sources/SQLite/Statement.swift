internal import GRDBSQLite

/// One prepared statement; it stays inside a method of `Connection`, so it never outlives its database.
@safe
struct Statement: ~Copyable {
    private let handle: OpaquePointer

    @safe
    init(_ sql: String, in database: OpaquePointer) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let (code, isWhole) = unsafe sql.withCString { text in
            var rest: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v2(database, text, -1, &prepared, &rest)
            return unsafe (code, rest.map { unsafe $0.pointee == 0 } ?? true)
        }
        if code != SQLITE_OK { throw SQLiteError(code: code, of: database) }
        // SQLite would silently leave out what follows the first statement.
        guard isWhole else {
            unsafe sqlite3_finalize(prepared)
            throw SQLiteError(code: SQLITE_MISUSE, message: "there is more than one statement")
        }
        guard let handle = unsafe prepared else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement in the SQL")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// - Returns: Whether there is a row to read.
    func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code != SQLITE_DONE, code != SQLITE_ROW { throw failure(code) }
        return code == SQLITE_ROW
    }

    /// Runs it to its end, to be run again with other parameters.
    func run() throws(SQLiteError) {
        while try step() {}
        let code = unsafe sqlite3_reset(handle)
        if code != SQLITE_OK { throw failure(code) }
    }

    /// A cell of the current row; columns are counted from 0.
    func integer(column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

    /// Parameters are counted from 0.
    func bind(_ value: Value, to parameter: Int) throws(SQLiteError) {
        let code = unsafe value.bind(to: handle, at: Int32(parameter + 1))
        if code != SQLITE_OK { throw failure(code) }
    }

    private func failure(_ code: Int32) -> SQLiteError { unsafe SQLiteError(code: code, of: sqlite3_db_handle(handle)) }
}

extension SQLiteError {
    /// The error that the database reports last.
    @safe
    init(code: Int32, of database: OpaquePointer?) {
        let message = unsafe sqlite3_errmsg(database).map { unsafe String(cString: $0) } ?? "unknown error"
        let offset = unsafe Int(sqlite3_error_offset(database))
        self.init(code: code & 0xff, message: message, offset: offset >= 0 ? offset : nil)
    }
}
