internal import GRDBSQLite

/// Something that a statement wants to do, asked about while it is prepared.
/// Related SQLite documentation: <https://www.sqlite.org/c3ref/c_alter_table.html>
public enum Access: Hashable, Sendable {
    /// The `ordinal`-th SELECT of the statement, counted from 1; from the second on they are nested.
    case select(ordinal: Int)
    /// Reads a column; the name is empty where the table is read without any.
    case read(table: String, column: String)
    case function(String)
    /// Anything else, by SQLite's action code: writing, PRAGMA, ATTACH, recursion, transactions.
    case other(Int32)
}

extension Connection {
    /// From now on a statement may only do what `allows` says yes to; other statements fail to prepare.
    public func restrict(_ allows: @escaping (Access) -> Bool) throws(SQLiteError) {
        watch.allows = allows
        try require(
            unsafe sqlite3_set_authorizer(
                handle,
                { context, action, first, second, _, _ in
                    Watch.at(context).allows(action, first, second) ? SQLITE_OK : SQLITE_DENY
                },
                watch.address
            )
        )
    }

    /// Caps what one statement of a stranger may cost to hold and to parse.
    public func limit(textBytes: Int, statementBytes: Int, expressionDepth: Int, patternBytes: Int) {
        for (category, value) in [
            (SQLITE_LIMIT_LENGTH, textBytes), (SQLITE_LIMIT_SQL_LENGTH, statementBytes),
            (SQLITE_LIMIT_EXPR_DEPTH, expressionDepth), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, patternBytes),
            (SQLITE_LIMIT_ATTACHED, 0),
        ] {
            unsafe _ = sqlite3_limit(handle, category, Int32(value))
        }
    }
}

/// What a connection's callbacks keep between calls.
final class Watch {
    static let instructionsBetweenLooks: Int32 = 1_000

    var instructionsLeft: Int?
    /// SELECTs of the statement being prepared.
    var selects = 0
    var allows: (Access) -> Bool = { _ in true }

    var address: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    @safe
    static func at(_ address: UnsafeMutableRawPointer?) -> Watch {
        guard let address = unsafe address else { preconditionFailure("a callback comes with its context") }
        return unsafe Unmanaged<Watch>.fromOpaque(address).takeUnretainedValue()
    }

    func stopsNow() -> Int32 {
        guard let left = instructionsLeft else { return 0 }
        instructionsLeft = left - Int(Watch.instructionsBetweenLooks)
        return left <= 0 ? 1 : 0
    }

    @safe
    func allows(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Bool {
        let firstText = unsafe first.map { unsafe String(cString: $0) } ?? ""
        let secondText = unsafe second.map { unsafe String(cString: $0) } ?? ""
        switch action {
        case SQLITE_SELECT:
            selects += 1
            return allows(.select(ordinal: selects))
        case SQLITE_READ: return allows(.read(table: firstText, column: secondText))
        case SQLITE_FUNCTION: return allows(.function(secondText.lowercased()))
        default: return allows(.other(action))
        }
    }
}
