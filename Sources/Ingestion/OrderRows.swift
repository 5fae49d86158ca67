internal import CampaignModel
internal import Threads

/// Order lines that carry their order's id, customer and time, as their rows come.
///
/// Lines of one order mostly stand together, so the order is kept once a run of lines. Customers and products are looked
/// up when the chunk is read, all at once.
struct OrderRows: RowSink {
    /// The fingerprint of an order's id.
    struct Print: Sendable {
        var fingerprint: UInt64
        /// Index in `runs`.
        var run: Int32
    }

    /// Dealt by customer.
    private(set) var runs = LineRuns()
    /// Dealt by fingerprint, each part in order of appearance.
    private(set) var prints: [Print] = []
    private var printShares = Shares()

    static let printParts = 256

    private let order, customer, time: Int
    private let customers: StringTable
    private let reader: OrderLineReader
    private let latest: Int64
    private var last = LastOrder()
    private var customerIDs = TextColumn()
    private var productIDs = TextColumn()

    init(_ header: Header, customers: StringTable, reader: OrderLineReader, latest: Int64) {
        order = header.position("order_id")
        customer = header.position("customer_id")
        time = header.position("time")
        self.customers = customers
        self.reader = reader
        self.latest = latest
    }

    mutating func reserveCapacity(rows: Int) {
        runs.lines.reserveCapacity(rows)
        productIDs.reserveCapacity(cells: rows, bytes: 8 * rows)
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: order)
        let continues = last.isSame(id, row.cell(customer), row.cell(time))
        var seconds: Int64 = 0
        let line: OrderLine
        do throws(Flaw) {
            if !continues { seconds = try row.time(at: time, latest: latest) }
            line = try reader.line(row)
        } catch {
            // The first flaw of a row is the one to tell, so the ids ahead of this one are looked up now.
            _ = try row.reference(at: customer, to: customers, .unknownCustomer)
            if error.position != time { try reader.checkProduct(of: row) }
            throw error
        }
        if !continues {
            last.set(id, row.cell(customer), row.cell(time))
            customerIDs.append(row.cell(customer))
            runs.begin(order: Int32(runs.count), time: seconds)
            runs.ids.append(id)
        }
        productIDs.append(reader.productID(of: row))
        runs.append(line)
    }

    mutating func finish() -> [LateFlaw] {
        let owners = customers.ids(of: customerIDs)
        for run in owners.indices { runs.runs[run].customer = owners[run] }
        let flaws = runs.settle(reader, productIDs, unknownCustomer: Flaw(.unknownCustomer, at: customer))
        (customerIDs, productIDs, last) = (TextColumn(), TextColumn(), LastOrder())

        let fingerprints = (0..<runs.count).map { fingerprint(runs.ids.cell($0)) }
        let isKept = runs.runs.map { $0.customer >= 0 }
        let places = runs.deal(customerCount: customers.count)
        printShares = Shares(of: places.count, parts: OrderRows.printParts) {
            isKept[$0] ? Int(fingerprints[$0] >> 56) : -1
        }
        prints = printShares.things.map { Print(fingerprint: fingerprints[Int($0)], run: places[Int($0)]) }
        printShares.things = []
        return flaws
    }

    func prints(of part: Int) -> ArraySlice<Print> { prints[printShares.range(of: part)] }

    /// Hands the runs over.
    mutating func takeRuns() -> LineRuns {
        defer { runs = LineRuns() }
        return runs
    }
}

/// What the row before said of its order: three comparisons tell whether the next is of the same.
private struct LastOrder {
    private var bytes: [UInt8] = []
    private var customerStart = 0
    private var timeStart = 0

    mutating func set(_ id: Span<UInt8>, _ customer: Span<UInt8>, _ time: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        append(id)
        customerStart = bytes.count
        append(customer)
        timeStart = bytes.count
        append(time)
    }

    private mutating func append(_ cell: Span<UInt8>) {
        for index in cell.indices { bytes.append(cell[index]) }
    }

    func isSame(_ id: Span<UInt8>, _ customer: Span<UInt8>, _ time: Span<UInt8>) -> Bool {
        let bytes = bytes.span
        return equal(bytes.extracting(0..<customerStart), id)
            && equal(bytes.extracting(customerStart..<timeStart), customer)
            && equal(bytes.extracting(timeStart..<bytes.count), time)
    }
}

/// Finds which runs belong to one order.
struct OrderNumbering {
    private(set) var runs: [LineRuns]
    /// By chunk, lines whose order was another customer's before.
    private(set) var late: [[LateFlaw]]

    init(_ chunks: inout [Chunk<OrderRows>], of files: [SourceFile], workers: Workers) {
        let repetitions = OrderNumbering.repetitions(chunks, workers)
        runs = []
        var firstOrder: Int32 = 0
        for index in chunks.indices {
            runs.append(chunks[index].sink.takeRuns())
            runs[index].firstOrder = firstOrder
            firstOrder += Int32(runs[index].runs.count)
        }
        late = Array(repeating: [], count: runs.count)
        for (place, first) in repetitions {
            let (chunk, order) = (Int(place.chunk), runs[Int(first.chunk)].runs[Int(first.run)])
            let run = runs[chunk].runs[Int(place.run)]
            if run.customer == order.customer {
                let number = runs[Int(first.chunk)].firstOrder + order.order
                runs[chunk].runs[Int(place.run)].order = number - runs[chunk].firstOrder
                runs[chunk].runs[Int(place.run)].time = order.time
            } else {
                let flaw = Flaw(.conflictingOrder, at: files[chunks[chunk].file].header.position("order_id"))
                late[chunk] += (run.firstRow..<run.firstRow + run.lineCount).map { LateFlaw(row: Int($0), flaw: flaw) }
                runs[chunk].runs[Int(place.run)].customer = -1
            }
        }
        for chunk in late.indices { late[chunk].sort { $0.row < $1.row } }
    }

    /// Runs whose order id an earlier run has, with the first that has it; each job looks at one part of the
    /// fingerprints.
    private static func repetitions(
        _ chunks: [Chunk<OrderRows>],
        _ workers: Workers
    ) -> [(run: RunTable.Entry, first: RunTable.Entry)] {
        workers.map(jobs: OrderRows.printParts) { part in
            let chunks = chunks.span
            var count = 0
            for index in chunks.indices { count += chunks[index].sink.prints(of: part).count }
            var found: [(run: RunTable.Entry, first: RunTable.Entry)] = []
            var table = RunTable(capacity: count)
            for index in chunks.indices {
                for print in chunks[index].sink.prints(of: part) {
                    let entry = RunTable.Entry(fingerprint: print.fingerprint, chunk: Int32(index), run: print.run)
                    let first = table.insert(entry) { other in
                        equal(
                            chunks[Int(other.chunk)].sink.runs.ids.cell(Int(other.run)),
                            chunks[index].sink.runs.ids.cell(Int(print.run))
                        )
                    }
                    if let first { found.append((entry, first)) }
                }
            }
            return found
        }
        .flatMap { $0 }
    }
}

/// A set of runs by order id: open addressing, linear probing, at most half full.
private struct RunTable {
    struct Entry {
        var fingerprint: UInt64
        /// -1 is free.
        var chunk: Int32
        var run: Int32
    }

    private var slots: [Entry]

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Entry(fingerprint: 0, chunk: -1, run: 0), count: size)
    }

    /// - Returns: the entry with the same id that is there already; `nil` where this is the first.
    mutating func insert(_ entry: Entry, isSame: (Entry) -> Bool) -> Entry? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entry.fingerprint) & mask
        while slots[slot].chunk >= 0 {
            if slots[slot].fingerprint == entry.fingerprint, isSame(slots[slot]) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        slots[slot] = entry
        return nil
    }
}
