public import CampaignModel
public import Diagnostics
public import Threads

/// Carts that somebody asks about, case by case, in order of first appearance.
public struct CartQueries: Sendable {
    /// Names of the cases.
    public internal(set) var cases = StringTable()
    /// Row in `Customers`; -1 for nobody known.
    public internal(set) var customers: [Int32] = []
    /// Unix seconds; `nil` where the file has no time.
    public internal(set) var times: [Int64?] = []
    /// Rows in `Products`; `products[firstProducts[c] ..< firstProducts[c + 1]]` are case c's, each once.
    public internal(set) var firstProducts: [Int32] = [0]
    public internal(set) var products: [Int32] = []

    public func products(ofCase index: Int) -> ArraySlice<Int32> {
        products[Int(firstProducts[index])..<Int(firstProducts[index + 1])]
    }
}

/// Reads `case_id,customer_id,time,product_id` rows; the rows of a case may stand apart.
///
/// An unknown or missing customer makes the cart nobody's; a product that the shop does not have is left out. The first
/// row of a case says whose it is and when.
/// - Parameter notices: Takes what was left out: the first few findings of each kind, and how many there are.
/// - Throws: What makes the whole file useless.
public func readCarts(
    _ path: String,
    shop: Shop,
    workers: Workers,
    notices: inout [Diagnostic]
) throws(IngestionError) -> CartQueries {
    let files = [try QueryFile.open(path, .carts, notices: &notices)]
    let parser = ChunkedParser(workers: workers)
    let (customers, products) = (shop.customers.ids, shop.products.ids)
    let chunks = parser.parse(files) { CartRows($0, customers: customers, products: products) }
    var late: [[LateFlaw]] = []
    let queries = CartQueries(joining: chunks, header: files[0].header, late: &late)
    QueryFile.tell(FileRejects.gather(files, chunks, late), &notices)
    return queries
}

/// Reads customers' ids: a column `customer_id` or `id`, or one id a line without a header.
/// - Returns: Rows in `Customers` in order of first appearance.
/// - Throws: What makes the whole file useless.
public func readCustomerList(
    _ path: String,
    shop: Shop,
    workers: Workers,
    notices: inout [Diagnostic]
) throws(IngestionError) -> [Int32] {
    var file = try QueryFile.open(path, .customerList, notices: &notices)
    if file.header.position("id") < 0 {
        guard file.header.names.count == 1 else {
            let what = "there is no column 'customer_id' or 'id'"
            throw IngestionError([
                Diagnostic(.error, at: SourceLocation(file: path, line: 1, column: 1), what, remedy: "name one so")
            ])
        }
        // What looked like the header is the first customer.
        file.header.positions["id"] = 0
        file.header.body = file.header.range.lowerBound
        file.header.linesBeforeBody = 0
    }
    let files = [file]
    let ids = shop.customers.ids
    let chunks = ChunkedParser(workers: workers).parse(files) { CustomerListRows($0, customers: ids) }
    QueryFile.tell(FileRejects.gather(files, chunks, []), &notices)
    var isListed = [Bool](repeating: false, count: ids.count)
    var customers: [Int32] = []
    for customer in chunks.lazy.flatMap(\.sink.customers) where !isListed[Int(customer)] {
        isListed[Int(customer)] = true
        customers.append(customer)
    }
    return customers
}

private enum QueryFile {
    private static let shownPerKind = 3

    static func open(
        _ path: String,
        _ schema: Schema,
        notices: inout [Diagnostic]
    ) throws(IngestionError) -> SourceFile {
        let text: SourceText
        do {
            text = try SourceText(contentsOf: path)
        } catch {
            let what = "'\(path)' cannot be read"
            throw IngestionError([Diagnostic(.error, what, remedy: "check the path and the file's rights")])
        }
        var reader = HeaderReader(path: path, schema: schema, renamed: [:])
        let header = reader.read(text.bytes)
        guard let header else { throw IngestionError(reader.findings.filter { $0.severity == .error }) }
        notices += reader.findings
        return SourceFile(path: path, text: text, header: header, schema: schema)
    }

    static func tell(_ refused: [FileRejects], _ notices: inout [Diagnostic]) {
        for rejects in refused where !rejects.rejects.isEmpty {
            var counts: [RejectKind: Int] = [:]
            for reject in rejects.rejects {
                counts[reject.flaw.kind, default: 0] += 1
                guard counts[reject.flaw.kind, default: 0] <= shownPerKind else { continue }
                var diagnostic = rejects.diagnostic(reject)
                diagnostic.severity = .warning
                notices.append(diagnostic)
            }
            let kinds = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
            let rows = "\(rejects.rejects.count) of \(rejects.rowsRead) rows of '\(rejects.file.path)'"
            notices.append(Diagnostic(.warning, "\(rows) are left out (\(kinds.joined(separator: ", ")))"))
        }
    }
}

extension Schema {
    static let carts = Schema(
        part: "carts",
        noun: "case",
        columns: [
            Column(name: "case_id", aliases: ["case", "cart_id", "basket_id", "session_id"], isRequired: true),
            Column(name: "customer_id", aliases: ["customer"]),
            Column(name: "time", aliases: ["timestamp", "order_time"]),
            Column(name: "product_id", aliases: ["product"], isRequired: true),
        ],
        isInSettings: false
    )

    static let customerList = Schema(
        part: "customers",
        noun: "customer",
        columns: [Column(name: "id", aliases: ["customer_id"])],
        isInSettings: false
    )
}

/// Lines of carts as their rows come.
private struct CartRows: RowSink {
    private(set) var cases = TextColumn()
    private(set) var customers: [Int32] = []
    private(set) var times: [Int64?] = []
    /// -1 where the shop does not have it.
    private(set) var products: [Int32] = []
    private let caseID, customer, time, product: Int
    private let knownCustomers, knownProducts: StringTable

    init(_ header: Header, customers: StringTable, products: StringTable) {
        caseID = header.position("case_id")
        customer = header.position("customer_id")
        time = header.position("time")
        product = header.position("product_id")
        knownCustomers = customers
        knownProducts = products
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: caseID)
        let moment: Int64? =
            time < 0 || trimmingSpace(row.cell(time)).isEmpty ? nil : try row.time(at: time, latest: .max)
        cases.append(id)
        customers.append(knownCustomers.id(of: row.cell(customer)) ?? -1)
        times.append(moment)
        products.append(knownProducts.id(of: row.cell(product)) ?? -1)
    }
}

extension CartQueries {
    fileprivate init(joining chunks: [Chunk<CartRows>], header: Header, late: inout [[LateFlaw]]) {
        var lines: [(index: Int32, product: Int32)] = []
        for (number, chunk) in chunks.enumerated() {
            let rows = chunk.sink
            late.append([])
            for row in rows.products.indices {
                let index = cases.intern(rows.cases.cell(row))
                if Int(index) == customers.count {
                    customers.append(rows.customers[row])
                    times.append(rows.times[row])
                }
                if rows.products[row] < 0 {
                    let flaw = Flaw(.unknownProduct, at: header.position("product_id"))
                    late[number].append(LateFlaw(row: row, flaw: flaw))
                } else if rows.customers[row] != customers[Int(index)] {
                    let flaw = Flaw(.conflictingOrder, at: header.position("case_id"))
                    late[number].append(LateFlaw(row: row, flaw: flaw))
                } else {
                    lines.append((index, rows.products[row]))
                }
            }
        }
        lines.sort { ($0.index, $0.product) < ($1.index, $1.product) }
        var line = 0
        for index in 0..<Int32(cases.count) {
            while line < lines.count, lines[line].index == index {
                let product = lines[line].product
                if products.count == Int(firstProducts[Int(index)]) || products[products.count - 1] != product {
                    products.append(product)
                }
                line += 1
            }
            firstProducts.append(Int32(products.count))
        }
    }
}

private struct CustomerListRows: RowSink {
    private(set) var customers: [Int32] = []
    private let id: Int
    private let known: StringTable

    init(_ header: Header, customers: StringTable) {
        id = header.position("id")
        known = customers
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        customers.append(try row.reference(at: id, to: known, .unknownCustomer))
    }
}
