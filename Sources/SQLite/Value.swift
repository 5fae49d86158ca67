internal import GRDBSQLite

/// One cell of a table, or one argument of a function.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

extension Value {
    /// An argument that SQLite hands to a function; blobs, which no column of ours holds, are read as text.
    @safe
    init(argument: OpaquePointer?) {
        switch unsafe sqlite3_value_type(argument) {
        case SQLITE_NULL: self = .null
        case SQLITE_INTEGER: self = unsafe .integer(sqlite3_value_int64(argument))
        case SQLITE_FLOAT: self = unsafe .real(sqlite3_value_double(argument))
        default:
            guard let text = unsafe sqlite3_value_text(argument) else {
                self = .null
                return
            }
            self = unsafe .text(String(cString: text))
        }
    }

    /// Binds the value to a parameter, counted from 1.
    @safe
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .null: unsafe sqlite3_bind_null(statement, index)
        case .integer(let value): unsafe sqlite3_bind_int64(statement, index, value)
        case .real(let value): unsafe sqlite3_bind_double(statement, index, value)
        case .text(let value):
            unsafe sqlite3_bind_text(statement, index, value, Int32(value.utf8.count), copied)
        }
    }

    /// Makes the value the result of a function.
    @safe
    func setResult(of context: OpaquePointer?) {
        switch self {
        case .null: unsafe sqlite3_result_null(context)
        case .integer(let value): unsafe sqlite3_result_int64(context, value)
        case .real(let value): unsafe sqlite3_result_double(context, value)
        case .text(let value): unsafe sqlite3_result_text(context, value, Int32(value.utf8.count), copied)
        }
    }
}

/// Tells SQLite to take its own copy: `SQLITE_TRANSIENT`, a macro that Swift does not import.
var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
