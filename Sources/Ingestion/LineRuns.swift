internal import CampaignModel

/// Runs of neighbouring lines that belong to one order, as a chunk has them.
struct LineRuns: Sendable {
    struct Run: Sendable {
        var time: Int64
        /// The order in order of first appearance, counted from `firstOrder`: runs of one order share its number, its
        /// customer and its time.
        var order: Int32
        /// -1 where the lines are left out.
        var customer: Int32 = -1
        var firstLine: Int32
        var lineCount: Int32 = 0
        /// Of the first line, among the rows the chunk's sink took.
        var firstRow: Int32 = 0

        var lines: Range<Int> { Int(firstLine)..<Int(firstLine + lineCount) }
    }

    /// One a run; empty where the orders' ids are in another file.
    var ids = TextColumn()
    var runs: [Run] = []
    var lines: [OrderLine] = []
    var firstOrder: Int32 = 0
    /// Which runs are of which part of the customers.
    private var shares = Shares()

    /// Customers are dealt into so many parts, each of them sorted where caches are near.
    static let parts = 256

    var count: Int { runs.count }

    mutating func begin(order: Int32, customer: Int32 = -1, time: Int64) {
        runs.append(Run(time: time, order: order, customer: customer, firstLine: Int32(lines.count)))
    }

    /// Appends a line to the last run.
    mutating func append(_ line: OrderLine) {
        lines.append(line)
        runs[runs.count - 1].lineCount += 1
    }

    /// Looks the products of all lines up, and takes out the lines without customer or product.
    mutating func settle(_ reader: OrderLineReader, _ productIDs: TextColumn, unknownCustomer: Flaw?) -> [LateFlaw] {
        let products = reader.products.ids.ids(of: productIDs)
        var flaws: [LateFlaw] = []
        var kept: Int32 = 0
        for run in runs.indices {
            let before = runs[run].lines
            runs[run].firstLine = kept
            runs[run].firstRow = kept
            for index in before {
                do throws(Flaw) {
                    if runs[run].customer < 0, let unknownCustomer { throw unknownCustomer }
                    lines[Int(kept)] = try reader.settled(lines[index], product: products[index])
                    kept += 1
                } catch {
                    flaws.append(LateFlaw(row: index, flaw: error))
                }
            }
            runs[run].lineCount = kept - runs[run].firstLine
            if runs[run].lineCount == 0 { runs[run].customer = -1 }
        }
        lines.removeLast(lines.count - Int(kept))
        return flaws
    }

    /// Sorts runs and lines by the part of their customers; those without a customer go.
    /// - Returns: Where each run has gone; any place for those that are gone.
    @discardableResult
    mutating func deal(customerCount: Int) -> [Int32] {
        let width = LineRuns.customersOfPart(of: customerCount)
        var dealt = LineRuns()
        dealt.shares = Shares(of: runs.count, parts: LineRuns.parts) { run in
            runs[run].customer < 0 ? -1 : Int(runs[run].customer) / width
        }
        var places = [Int32](repeating: -1, count: runs.count)
        dealt.runs.reserveCapacity(dealt.shares.things.count)
        dealt.lines.reserveCapacity(lines.count)
        dealt.ids.reserveCapacity(cells: ids.count, bytes: ids.bytes.count)
        for run in dealt.shares.things {
            places[Int(run)] = Int32(dealt.runs.count)
            var moved = runs[Int(run)]
            moved.firstLine = Int32(dealt.lines.count)
            dealt.runs.append(moved)
            if ids.count > 0 { dealt.ids.append(cell: Int(run), of: ids) }
            for line in runs[Int(run)].lines { dealt.lines.append(lines[line]) }
        }
        dealt.shares.things = []
        self = dealt
        return places
    }

    static func customersOfPart(of customerCount: Int) -> Int { max(1, (customerCount + parts - 1) / parts) }

    /// The runs of one part of the customers, once dealt.
    func runs(of part: Int) -> Range<Int> { shares.range(of: part) }
}

/// Which things belong to which part: a counting sort, so each part has its things in order of appearance.
struct Shares: Sendable {
    var things: [Int32] = []
    private var starts: [Int32] = []

    init() {}

    /// - Parameter partOf: The part of a thing, 0 ..< `parts`; negative for a thing that belongs to none.
    init(of count: Int, parts: Int, partOf: (Int) -> Int) {
        var ends = [Int32](repeating: 0, count: parts + 1)
        for thing in 0..<count {
            let part = partOf(thing)
            if part >= 0 { ends[part + 1] += 1 }
        }
        for part in 0..<parts { ends[part + 1] += ends[part] }
        starts = ends
        things = Array(repeating: 0, count: Int(ends[parts]))
        for thing in 0..<count {
            let part = partOf(thing)
            if part < 0 { continue }
            things[Int(ends[part])] = Int32(thing)
            ends[part] += 1
        }
    }

    /// Where the things of a part stand in `things`.
    func range(of part: Int) -> Range<Int> { starts.isEmpty ? 0..<0 : Int(starts[part])..<Int(starts[part + 1]) }
}
