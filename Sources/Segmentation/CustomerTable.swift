internal import CampaignModel
internal import SQLite

/// The in-memory table `customers`, filled once and then locked.
struct CustomerTable: ~Copyable {
    /// The key, which expressions cannot name: the row in `Customers`.
    static let rowColumn = "customer_row"

    /// Virtual machine instructions that an expression may use: so many a customer, and some to start with.
    private static let instructionsPerCustomer = 2_000
    private static let instructionsAtLeast = 1_000_000

    private let connection: Connection
    private let count: Int

    init(features: [Feature], shop: Shop, profiles: CustomerProfiles, queries: ProductQueries) throws(SQLiteError) {
        count = profiles.count
        connection = try CustomerTable.lockedConnection(
            features: features,
            shop: shop,
            profiles: profiles,
            queries: queries
        )
    }

    private static func lockedConnection(
        features: [Feature],
        shop: Shop,
        profiles: CustomerProfiles,
        queries: ProductQueries
    ) throws(SQLiteError) -> Connection {
        var connection = try Connection()
        try fill(connection, features: features, shop: shop, profiles: profiles)
        for function in SegmentFunction.allCases {
            try add(function, to: &connection, queries: queries)
        }
        connection.limit(
            textBytes: 1_000_000,
            statementBytes: 4 * CompiledSegment.maximumBytes,
            expressionDepth: 1_000,
            patternBytes: 200
        )
        let columns = Set(features.map(\.column.name))
        let functions = Set(SegmentFunction.allCases.map(\.rawValue) + SegmentFunction.builtIn)
        try connection.restrict { access in
            switch access {
            case .select(let ordinal): ordinal == 1
            case .read(let table, let column):
                // Without a name where nothing but the key is read.
                table == "customers"
                    && (column.isEmpty || column == CustomerTable.rowColumn || columns.contains(column))
            case .function(let name): functions.contains(name)
            case .other: false
            }
        }
        return connection
    }

    func check(_ condition: String) throws(SQLiteError) { try connection.check(statement(condition)) }

    /// Rows for which the condition is true, ascending.
    func rows(where condition: String) throws(SQLiteError) -> [Int32] {
        let limit = CustomerTable.instructionsAtLeast + CustomerTable.instructionsPerCustomer * count
        return try connection.integers(statement(condition), instructionLimit: limit).map { Int32($0) }
    }

    /// Where `condition` begins in the whole statement, in bytes.
    static let conditionOffset = Array(prefix.utf8).count

    private static let prefix = "SELECT \(rowColumn) FROM customers WHERE ("

    private func statement(_ condition: String) -> String {
        CustomerTable.prefix + condition + ") ORDER BY \(CustomerTable.rowColumn)"
    }

    /// One prepared statement, one transaction. A virtual table over the columns could take its place.
    private static func fill(
        _ connection: borrowing Connection,
        features: [Feature],
        shop: Shop,
        profiles: CustomerProfiles
    ) throws(SQLiteError) {
        let columns = features.map { ", \(quotedName($0.column.name)) \($0.column.kind.sqlType)" }.joined()
        try connection.execute("CREATE TABLE customers (\(CustomerTable.rowColumn) INTEGER PRIMARY KEY\(columns))")
        let places = Array(repeating: "?", count: features.count + 1).joined(separator: ", ")
        try connection.execute(
            "INSERT INTO customers VALUES (\(places))",
            rows: profiles.count,
            parameters: features.count + 1
        ) { row, parameter in
            parameter == 0
                ? .integer(Int64(row)) : features[parameter - 1].value(shop, profiles, row).databaseValue
        }
    }

    /// Adds the function with and without its last argument, the days.
    private static func add(
        _ function: SegmentFunction,
        to connection: inout Connection,
        queries: ProductQueries
    ) throws(SQLiteError) {
        for argumentCount in 2...3 {
            try connection.add(function: function.rawValue, argumentCount: argumentCount) { arguments in
                guard case .integer(let customer) = arguments[0], case .integer(let products) = arguments[1] else {
                    preconditionFailure("the compiler writes the first two arguments")
                }
                var days: Double?
                if argumentCount == 3 {
                    switch arguments[2] {
                    case .integer(let value): days = Double(value)
                    case .real(let value): days = value
                    case .null, .text: return .null
                    }
                }
                let holds = queries.holds(function, customer: Int32(customer), products: Int(products), days: days)
                return .integer(holds ? 1 : 0)
            }
        }
    }
}

extension FeatureColumn.Kind {
    fileprivate var sqlType: String {
        switch self {
        case .text: "TEXT"
        case .integer, .boolean: "INTEGER"
        case .real: "REAL"
        }
    }
}

extension FeatureValue {
    fileprivate var databaseValue: Value {
        switch self {
        case .unknown: .null
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .text(let value): .text(value)
        }
    }
}
