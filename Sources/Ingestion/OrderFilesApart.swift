internal import CampaignModel

/// Orders without lines, as their rows come.
struct OrderHeaderRows: RowSink {
    private(set) var ids = TextColumn()
    private(set) var customers: [Int32] = []
    private(set) var times: [Int64] = []
    private let order, customer, time: Int
    private let known: StringTable
    private let latest: Int64

    init(_ header: Header, customers: StringTable, latest: Int64) {
        order = header.position("order_id")
        customer = header.position("customer_id")
        time = header.position("time")
        known = customers
        self.latest = latest
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: order)
        let customer = try row.reference(at: customer, to: known, .unknownCustomer)
        let time = try row.time(at: time, latest: latest)
        ids.append(id)
        customers.append(customer)
        times.append(time)
    }
}

/// Orders in order of appearance.
struct OrderHeaders: Sendable {
    private(set) var ids = StringTable()
    private(set) var customers: [Int32] = []
    private(set) var times: [Int64] = []

    /// Joins the chunks in order; the first row of an id wins.
    init(joining chunks: [Chunk<OrderHeaderRows>], of files: [SourceFile], late: inout [LateFlaw]) {
        for (index, chunk) in chunks.enumerated() {
            let (kept, repeated) = internNew(chunk.sink.ids, into: &ids)
            customers.append(chunk.sink.customers, rows: kept)
            times.append(chunk.sink.times, rows: kept)
            let position = files[chunk.file].header.position("order_id")
            for row in repeated {
                guard let first = ids.id(of: chunk.sink.ids.cell(row)) else { continue }
                let isSameCustomer = customers[Int(first)] == chunk.sink.customers[row]
                let kind = isSameCustomer ? RejectKind.duplicateID : .conflictingOrder
                late.append(LateFlaw(chunk: index, row: row, flaw: Flaw(kind, at: position)))
            }
        }
    }
}

/// Lines that name an order of another file, as their rows come.
struct OrderLineRows: RowSink {
    struct Run: Sendable {
        var order: Int32
        var firstLine: Int32
    }

    private(set) var runs: [Run] = []
    private(set) var lines = OrderLines()
    private let order: Int
    private let orders: StringTable
    private let reader: OrderLineReader

    init(_ header: Header, orders: StringTable, reader: OrderLineReader) {
        order = header.position("order_id")
        self.orders = orders
        self.reader = reader
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        _ = try row.id(at: order)
        let order = try row.reference(at: order, to: orders, .unknownOrder)
        let line = try reader.line(row)
        if runs.last?.order != order { runs.append(Run(order: order, firstLine: Int32(lines.count))) }
        lines.append(line)
    }

    func lineRuns(chunk: Int) -> [LineRun] {
        runs.indices.map { index in
            let end = index + 1 < runs.count ? runs[index + 1].firstLine : Int32(lines.count)
            return LineRun(order: runs[index].order, chunk: Int32(chunk), lines: runs[index].firstLine..<end)
        }
    }
}
