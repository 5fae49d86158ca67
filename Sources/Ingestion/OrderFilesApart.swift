internal import CampaignModel
internal import Threads

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
    init(joining chunks: [Chunk<OrderHeaderRows>], of files: [SourceFile], late: inout [[LateFlaw]]) {
        for (index, chunk) in chunks.enumerated() {
            let (kept, repeated) = internNew(chunk.sink.ids, into: &ids)
            customers.append(chunk.sink.customers, rows: kept)
            times.append(chunk.sink.times, rows: kept)
            let position = files[chunk.file].header.position("order_id")
            late.append([])
            for row in repeated {
                guard let first = ids.id(of: chunk.sink.ids.cell(row)) else { continue }
                let isSameCustomer = customers[Int(first)] == chunk.sink.customers[row]
                let kind = isSameCustomer ? RejectKind.duplicateID : .conflictingOrder
                late[index].append(LateFlaw(row: row, flaw: Flaw(kind, at: position)))
            }
        }
    }

    /// The orders as runs without lines, before the lines that name them.
    func runs(with chunks: [Chunk<OrderLineRows>], customerCount: Int, workers: Workers) -> [LineRuns] {
        var headers = LineRuns()
        for order in customers.indices {
            headers.begin(order: Int32(order), customer: customers[order], time: times[order])
        }
        headers.ids = ids.texts
        let undealt = [headers] + chunks.map(\.sink.runs)
        return workers.map(jobs: undealt.count) { index in
            var runs = undealt[index]
            for run in runs.runs.indices where runs.runs[run].customer < 0 && runs.runs[run].lineCount > 0 {
                runs.runs[run].customer = customers[Int(runs.runs[run].order)]
                runs.runs[run].time = times[Int(runs.runs[run].order)]
            }
            runs.deal(customerCount: customerCount)
            return runs
        }
    }
}

/// Lines that name an order of another file, as their rows come.
struct OrderLineRows: RowSink {
    /// Neither ids nor customers and times, which the orders have.
    private(set) var runs = LineRuns()
    private let order: Int
    private let orders: StringTable
    private let reader: OrderLineReader
    private var productIDs = TextColumn()

    init(_ header: Header, orders: StringTable, reader: OrderLineReader) {
        order = header.position("order_id")
        self.orders = orders
        self.reader = reader
    }

    mutating func reserveCapacity(rows: Int) { runs.lines.reserveCapacity(rows) }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        _ = try row.id(at: order)
        let order = try row.reference(at: order, to: orders, .unknownOrder)
        let line: OrderLine
        do throws(Flaw) {
            line = try reader.line(row)
        } catch {
            // The first flaw of a row is the one to tell.
            try reader.checkProduct(of: row)
            throw error
        }
        if runs.runs.last?.order != order { runs.begin(order: order, time: 0) }
        productIDs.append(reader.productID(of: row))
        runs.append(line)
    }

    mutating func finish() -> [LateFlaw] {
        let flaws = runs.settle(reader, productIDs, unknownCustomer: nil)
        productIDs = TextColumn()
        return flaws
    }
}
