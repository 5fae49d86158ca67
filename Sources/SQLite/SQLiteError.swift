internal import GRDBSQLite

/// What SQLite says is wrong.
/// Related SQLite documentation: <https://www.sqlite.org/rescode.html>
public struct SQLiteError: Error, Hashable, Sendable {
    /// SQLite's primary result code.
    public var code: Int32
    public var message: String
    /// The byte of the SQL that it is about, where SQLite knows.
    public var offset: Int?

    public init(code: Int32, message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

extension SQLiteError: CustomStringConvertible {
    public var description: String { "SQLite error \(code): \(message)" }
}

extension SQLiteError {
    /// Whether a statement was stopped because it used up its instructions.
    public var isInterrupted: Bool { code == SQLITE_INTERRUPT }

    /// Whether a row with the same key is there already.
    public var isUniqueViolation: Bool { code == SQLITE_CONSTRAINT && message.hasPrefix("UNIQUE") }
}
