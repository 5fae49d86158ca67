import SQLite
import Testing

@Suite struct ConnectionTests {
    private func numbers() throws -> Connection {
        let connection = try Connection()
        try connection.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY, name TEXT, half REAL)")
        try connection.execute("INSERT INTO numbers VALUES (?, ?, ?)", rows: 1_000, parameters: 3) { row, parameter in
            switch parameter {
            case 0: .integer(Int64(row))
            case 1: row.isMultiple(of: 10) ? .null : .text("n\(row)é")
            default: .real(Double(row) / 2)
            }
        }
        return connection
    }

    @Test func everyKindOfValueComesBack() throws {
        let connection = try numbers()
        #expect(try connection.integers("SELECT n FROM numbers WHERE half = 3.5") == [7])
        #expect(try connection.integers("SELECT n FROM numbers WHERE name = 'n42é'") == [42])
        #expect(try connection.integers("SELECT count(*) FROM numbers WHERE name IS NULL") == [100])
    }

    @Test func anErrorSaysWhereInTheSQLItIs() throws {
        let connection = try numbers()
        let error = #expect(throws: SQLiteError.self) { try connection.check("SELECT n FROM numbers WHERE hlaf = 1") }
        #expect(error?.message == "no such column: hlaf")
        #expect(error?.offset == 28)
    }

    @Test func aStatementWithoutEndIsStopped() throws {
        let connection = try numbers()
        let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
        let error = #expect(throws: SQLiteError.self) {
            try connection.integers(endless, instructionLimit: 100_000)
        }
        #expect(error?.code == 9)
        #expect(try connection.integers("SELECT count(*) FROM numbers", instructionLimit: 100_000) == [1_000])
    }

    @Test func onlyWhatIsAllowedIsPrepared() throws {
        let connection = try numbers()
        try connection.restrict { access in
            switch access {
            case .select(let ordinal): ordinal == 1
            case .read(let table, _): table == "numbers"
            case .function(let name): name == "abs"
            case .other: false
            }
        }
        #expect(try connection.integers("SELECT n FROM numbers WHERE abs(n) < 2") == [0, 1])
        for refused in [
            "SELECT n FROM numbers WHERE length(name) = 2", "SELECT n FROM numbers WHERE n IN (SELECT 1)",
            "SELECT rootpage FROM sqlite_master", "PRAGMA page_count", "ATTACH ':memory:' AS other",
            "DELETE FROM numbers", "UPDATE numbers SET n = 1", "DROP TABLE numbers", "CREATE TABLE more (n)",
            "SELECT load_extension('x')", "BEGIN", "SELECT name FROM pragma_table_info('numbers')",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
        ] {
            #expect(throws: SQLiteError.self, "\(refused)") { try connection.check(refused) }
        }
    }

    @Test func aSwiftFunctionSeesItsArguments() throws {
        var connection = try numbers()
        var seen: [[Value]] = []
        try connection.add(function: "twice", argumentCount: 2) { arguments in
            seen.append(arguments)
            guard case .integer(let number) = arguments[0] else { return .null }
            return .integer(number * 2)
        }
        #expect(try connection.integers("SELECT twice(n, name) FROM numbers WHERE n = 21") == [42])
        #expect(seen == [[.integer(21), .text("n21é")]])
        #expect(throws: SQLiteError.self) { try connection.check("SELECT twice(1)") }
    }

    @Test func aSecondStatementIsRefused() throws {
        let connection = try numbers()
        #expect(throws: SQLiteError.self) { try connection.check("SELECT 1; DELETE FROM numbers") }
        #expect(throws: SQLiteError.self) { try connection.check("") }
    }

    @Test func aMisspeltQuotedColumnIsNoText() throws {
        let connection = try numbers()
        #expect(throws: SQLiteError.self) { try connection.check("SELECT n FROM numbers WHERE \"nmae\" = 'x'") }
    }
}
