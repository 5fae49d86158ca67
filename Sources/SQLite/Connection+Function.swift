internal import GRDBSQLite

extension Connection {
    /// Makes a Swift function callable from SQL. It must give the same result for the same arguments.
    public mutating func add(
        function name: String,
        argumentCount: Int,
        _ body: @escaping ([Value]) -> Value
    ) throws(SQLiteError) {
        let function = Function(body)
        functions.append(function)
        try require(
            unsafe sqlite3_create_function_v2(
                handle,
                name,
                Int32(argumentCount),
                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                Unmanaged.passUnretained(function).toOpaque(),
                { context, count, arguments in
                    guard let address = unsafe sqlite3_user_data(context) else {
                        preconditionFailure("a function comes with its body")
                    }
                    let function = unsafe Unmanaged<Function>.fromOpaque(address).takeUnretainedValue()
                    let values = (0..<Int(count)).map { unsafe Value(argument: arguments?[$0]) }
                    function.body(values).setResult(of: context)
                },
                nil,
                nil,
                nil
            )
        )
    }
}

/// The body of an SQL function, as an object that SQLite can point to.
final class Function {
    let body: ([Value]) -> Value

    init(_ body: @escaping ([Value]) -> Value) { self.body = body }
}
