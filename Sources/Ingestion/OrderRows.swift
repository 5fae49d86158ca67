internal import CampaignModel
internal import Threads

/// Order lines that carry their order's id, customer and time, as their rows come.
///
/// Lines of one order mostly stand together, so the order is kept once a run of lines.
struct OrderRows: RowSink {
    struct Run: Sendable {
        /// Of the order's id.
        var fingerprint: UInt64
        var time: Int64
        var customer: Int32
        var firstLine: Int32
    }

    private(set) var ids = TextColumn()
    private(set) var runs: [Run] = []
    private(set) var lines = OrderLines()
    private let order, customer, time: Int
    private let customers: StringTable
    private let reader: OrderLineReader
    private let latest: Int64

    init(_ header: Header, customers: StringTable, reader: OrderLineReader, latest: Int64) {
        order = header.position("order_id")
        customer = header.position("customer_id")
        time = header.position("time")
        self.customers = customers
        self.reader = reader
        self.latest = latest
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: order)
        let continues = continuesRun(id, row.cell(customer))
        let customer = continues ? -1 : try row.reference(at: customer, to: customers, .unknownCustomer)
        let time = try row.time(at: time, latest: latest)
        let line = try reader.line(row)
        if !continues {
            let run = Run(
                fingerprint: fingerprint(id),
                time: time,
                customer: customer,
                firstLine: Int32(lines.count)
            )
            runs.append(run)
            ids.append(id)
        }
        lines.append(line)
    }

    /// Whether the row is of the order before it: two comparisons instead of a look-up.
    private func continuesRun(_ id: Span<UInt8>, _ customer: Span<UInt8>) -> Bool {
        guard let last = runs.last else { return false }
        return equal(ids.cell(runs.count - 1), id) && equal(customers.texts.cell(Int(last.customer)), customer)
    }

    func linesOf(run: Int) -> Range<Int32> {
        runs[run].firstLine..<(run + 1 < runs.count ? runs[run + 1].firstLine : Int32(lines.count))
    }
}

/// Finds which runs belong to one order.
struct OrderNumbering {
    /// Orders in order of appearance, each by its first run.
    private(set) var customers: [Int32] = []
    private(set) var times: [Int64] = []
    /// Chunk and run that first names each order.
    private(set) var places: [(chunk: Int32, run: Int32)] = []
    private(set) var runs: [LineRun] = []
    /// Lines whose order was another customer's before.
    private(set) var late: [LateFlaw] = []

    init(_ chunks: [Chunk<OrderRows>], of files: [SourceFile], workers: Workers) {
        let firstRuns = chunks.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.sink.runs.count) }
        let total = firstRuns.last ?? 0
        var firstOf = Array(0..<Int32(total))
        for (run, first) in OrderNumbering.repetitions(chunks, firstRuns, workers) { firstOf[Int(run)] = first }

        var orderOf: [Int32] = []
        orderOf.reserveCapacity(total)
        runs.reserveCapacity(total)
        for (chunkIndex, chunk) in chunks.enumerated() {
            for (index, run) in chunk.sink.runs.enumerated() {
                let global = firstRuns[chunkIndex] + index
                let first = Int(firstOf[global])
                let lines = chunk.sink.linesOf(run: index)
                let order: Int32
                if first == global {
                    order = Int32(customers.count)
                    customers.append(run.customer)
                    times.append(run.time)
                    places.append((Int32(chunkIndex), Int32(index)))
                } else {
                    order = orderOf[first]
                }
                orderOf.append(order)
                guard customers[Int(order)] == run.customer else {
                    let flaw = Flaw(.conflictingOrder, at: files[chunk.file].header.position("order_id"))
                    late += lines.map { LateFlaw(chunk: chunkIndex, row: Int($0), flaw: flaw) }
                    continue
                }
                runs.append(LineRun(order: order, chunk: Int32(chunkIndex), lines: lines))
            }
        }
    }

    private static let parts = 16

    /// Runs whose order id an earlier run has, with the first that has it; each of `parts` jobs looks at its share of
    /// the fingerprints.
    private static func repetitions(
        _ chunks: [Chunk<OrderRows>],
        _ firstRuns: [Int],
        _ workers: Workers
    ) -> [(run: Int32, first: Int32)] {
        workers.map(jobs: parts) { part in
            var found: [(run: Int32, first: Int32)] = []
            var table = RunTable(capacity: (firstRuns.last ?? 0) / parts)
            for (chunkIndex, chunk) in chunks.enumerated() {
                for (index, run) in chunk.sink.runs.enumerated()
                where Int(truncatingIfNeeded: run.fingerprint >> 60) == part {
                    let entry = RunTable.Entry(
                        fingerprint: run.fingerprint,
                        chunk: Int32(chunkIndex),
                        run: Int32(index)
                    )
                    let first = table.insert(entry) { other in
                        let others = chunks[Int(other.chunk)].sink.ids
                        return equal(others.cell(Int(other.run)), chunk.sink.ids.cell(index))
                    }
                    guard let first else { continue }
                    found.append(
                        (Int32(firstRuns[chunkIndex] + index), Int32(firstRuns[Int(first.chunk)] + Int(first.run)))
                    )
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
    private var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 + capacity / 4 { size *= 2 }
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
        count += 1
        if count * 2 > slots.count { grow() }
        return nil
    }

    private mutating func grow() {
        let entries = slots.filter { $0.chunk >= 0 }
        slots = Array(repeating: Entry(fingerprint: 0, chunk: -1, run: 0), count: slots.count * 2)
        let mask = slots.count - 1
        for entry in entries {
            var slot = Int(truncatingIfNeeded: entry.fingerprint) & mask
            while slots[slot].chunk >= 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }
}
