internal import GRDBSQLite

/// The parameters and columns of a statement that somebody else has prepared and keeps alive, without an object for each
/// value: for tables that are written and read by the million. Parameters and columns are counted from 0.
@safe
public struct StatementCells {
    private let handle: OpaquePointer

    /// - Parameter handle: A `sqlite3_stmt`. It must live as long as this value is used.
    @safe
    public init(_ handle: OpaquePointer) { unsafe self.handle = handle }

    public func bind(_ value: Int64, to parameter: Int) {
        check(unsafe sqlite3_bind_int64(handle, Int32(parameter + 1), value))
    }

    public func bind(_ text: String, to parameter: Int) {
        check(unsafe sqlite3_bind_text(handle, Int32(parameter + 1), text, Int32(text.utf8.count), copied))
    }

    public func bind(_ text: String?, to parameter: Int) {
        if let text { bind(text, to: parameter) } else { check(unsafe sqlite3_bind_null(handle, Int32(parameter + 1))) }
    }

    public func bind(text bytes: [UInt8], to parameter: Int) {
        let code = unsafe bytes.withUnsafeBytes { raw in
            let text = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe sqlite3_bind_text(handle, Int32(parameter + 1), text, Int32(raw.count), copied)
        }
        check(code)
    }

    public func bind(blob bytes: [UInt8], to parameter: Int) {
        if bytes.isEmpty { return check(unsafe sqlite3_bind_zeroblob(handle, Int32(parameter + 1), 0)) }
        let code = unsafe bytes.withUnsafeBytes { raw in
            unsafe sqlite3_bind_blob(handle, Int32(parameter + 1), raw.baseAddress, Int32(raw.count), copied)
        }
        check(code)
    }

    /// Only a parameter that the statement does not have, or a machine without memory, makes binding fail.
    private func check(_ code: Int32) {
        precondition(code == SQLITE_OK, "a prepared statement takes a value for each of its parameters")
    }

    /// - Returns: Whether there is a row to read. After the last one the statement is ready to run again.
    public func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        let result = unsafe sqlite3_reset(handle)
        if code != SQLITE_DONE || result != SQLITE_OK {
            throw unsafe SQLiteError(code: code, of: sqlite3_db_handle(handle))
        }
        return false
    }

    /// Ends a run whose rows have not all been read.
    public func reset() { _ = unsafe sqlite3_reset(handle) }

    /// Runs it to its end; it is ready to run again.
    public func run() throws(SQLiteError) { while try step() {} }

    public func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

    public func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    /// Empty for NULL.
    public func text(_ column: Int) -> String {
        let text = unsafe sqlite3_column_text(handle, Int32(column))
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// Empty for NULL.
    public func bytes(_ column: Int) -> [UInt8] {
        let blob = unsafe sqlite3_column_blob(handle, Int32(column))
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: blob, count: count))
    }
}
