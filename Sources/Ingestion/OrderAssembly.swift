internal import CampaignModel
internal import Threads

extension Orders {
    /// Sorts orders and lines into place.
    /// - Parameter runs: Dealt, in order of appearance; an order's first run says its id.
    init(of runs: consuming [LineRuns], customerCount: Int, workers: Workers) {
        let finished = Orders.sorted(runs, customerCount: customerCount, workers: workers)
        // Gone before the parts become one.
        runs = []
        self.init(joining: finished, customerCount: customerCount, workers: workers)
    }

    private static func sorted(_ runs: [LineRuns], customerCount: Int, workers: Workers) -> [Orders] {
        let width = LineRuns.customersOfPart(of: customerCount)
        return workers.map(jobs: LineRuns.parts) { part in
            Orders(part: part, of: runs, firstCustomer: Int32(part * width), customerCount: width)
        }
    }

    /// The orders of some customers, without `firstOrders`.
    private init(part: Int, of runs: [LineRuns], firstCustomer: Int32, customerCount: Int) {
        self.init()
        // Elements of a span are read in place; those of an array would be retained one by one, on all threads at once.
        let chunks = runs.span
        var places: [(chunk: Int32, run: Int32)] = []
        var (owners, times, numbers): ([Int32], [Int64], [Int32]) = ([], [], [])
        var lineCount = 0
        for index in chunks.indices {
            for run in chunks[index].runs(of: part) {
                let found = chunks[index].runs[run]
                // Left out since it was dealt.
                if found.customer < 0 { continue }
                places.append((Int32(index), Int32(run)))
                owners.append(found.customer - firstCustomer)
                times.append(found.time)
                numbers.append(chunks[index].firstOrder + found.order)
                lineCount += Int(found.lineCount)
            }
        }
        let sorted = OwnerTimeOrder(owners: owners, times: times, groups: numbers, ownerCount: customerCount)
        reserveCapacity(orders: owners.count, lines: lineCount, idBytes: 8 * owners.count)
        var last: Int32 = -1
        for place in sorted.permutation {
            let (chunk, run) = (Int(places[Int(place)].chunk), Int(places[Int(place)].run))
            if numbers[Int(place)] != last {
                last = numbers[Int(place)]
                ids.append(cell: run, of: chunks[chunk].ids)
                customers.append(owners[Int(place)] + firstCustomer)
                self.times.append(times[Int(place)])
                firstLines.append(Int32(products.count))
            }
            for index in chunks[chunk].runs[run].lines {
                let line = chunks[chunk].lines[index]
                products.append(line.product)
                quantities.append(line.quantity)
                unitPrices.append(line.unitPrice)
                discounts.append(line.discount)
            }
            firstLines[firstLines.count - 1] = Int32(products.count)
        }
    }

    private mutating func reserveCapacity(orders: Int, lines: Int, idBytes: Int) {
        ids.reserveCapacity(cells: orders, bytes: idBytes)
        customers.reserveCapacity(orders)
        times.reserveCapacity(orders)
        firstLines.reserveCapacity(orders + 1)
        products.reserveCapacity(lines)
        quantities.reserveCapacity(lines)
        unitPrices.reserveCapacity(lines)
        discounts.reserveCapacity(lines)
    }

    /// Puts parts one behind the other, each column by a job of its own.
    private init(joining parts: [Orders], customerCount: Int, workers: Workers) {
        self.init()
        let (orders, lines) = parts.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.lineCount) }
        let idBytes = parts.reduce(0) { $0 + $1.ids.bytes.count }
        @Sendable func joined(_ column: (Orders) -> [Int32], _ count: Int) -> [Int32] {
            var whole: [Int32] = []
            whole.reserveCapacity(count)
            for part in parts { whole.append(contentsOf: column(part)) }
            return whole
        }
        let columns = workers.map(jobs: 6) { job in
            var whole = Orders()
            switch job {
            case 0: whole.products = joined(\.products, lines)
            case 1: whole.quantities = joined(\.quantities, lines)
            case 2: whole.unitPrices = joined(\.unitPrices, lines)
            case 3: whole.discounts = joined(\.discounts, lines)
            case 4:
                whole.ids.reserveCapacity(cells: orders, bytes: idBytes)
                for part in parts { whole.ids.append(contentsOf: part.ids) }
            default:
                whole.customers = joined(\.customers, orders)
                whole.times.reserveCapacity(orders)
                whole.firstLines.reserveCapacity(orders + 1)
                for part in parts {
                    let before = whole.firstLines[whole.firstLines.count - 1]
                    whole.times.append(contentsOf: part.times)
                    whole.firstLines.append(contentsOf: part.firstLines.lazy.dropFirst().map { $0 + before })
                }
                whole.firstOrders = firsts(of: whole.customers, ownerCount: customerCount)
            }
            return whole
        }
        products = columns[0].products
        quantities = columns[1].quantities
        unitPrices = columns[2].unitPrices
        discounts = columns[3].discounts
        ids = columns[4].ids
        customers = columns[5].customers
        times = columns[5].times
        firstLines = columns[5].firstLines
        firstOrders = columns[5].firstOrders
    }
}

/// Things sorted by owner, then time, then group, then appearance.
struct OwnerTimeOrder: Sendable {
    /// Place → thing. Those without an owner (-1) come last.
    private(set) var permutation: [Int32]
    /// Owner → first place; one entry more than there are owners.
    private(set) var firsts: [Int32]

    /// - Parameter groups: Things of one group at one time stand together; empty where there are no groups.
    init(owners: [Int32], times: [Int64], groups: [Int32] = [], ownerCount: Int) {
        var ends = [Int32](repeating: 0, count: ownerCount + 2)
        for owner in owners { ends[(owner < 0 ? ownerCount : Int(owner)) + 1] += 1 }
        for owner in 0...ownerCount { ends[owner + 1] += ends[owner] }
        firsts = Array(ends.dropLast())
        var permutation = [Int32](repeating: 0, count: owners.count)
        for thing in owners.indices {
            let owner = owners[thing] < 0 ? ownerCount : Int(owners[thing])
            permutation[Int(ends[owner])] = Int32(thing)
            ends[owner] += 1
        }
        func comesFirst(_ one: Int32, _ other: Int32) -> Bool {
            if times[Int(one)] != times[Int(other)] { return times[Int(one)] < times[Int(other)] }
            if !groups.isEmpty, groups[Int(one)] != groups[Int(other)] {
                return groups[Int(one)] < groups[Int(other)]
            }
            return one < other
        }
        // After the loop `ends[owner]` is where the owner's things end.
        var start = 0
        for owner in 0...ownerCount {
            let end = Int(ends[owner])
            let isSorted = (start..<max(start, end - 1)).allSatisfy {
                comesFirst(permutation[$0], permutation[$0 + 1])
            }
            if !isSorted { permutation[start..<end].sort(by: comesFirst) }
            start = end
        }
        self.permutation = permutation
    }
}

/// Where each owner's things start in a list sorted by owner; one entry more than there are owners.
private func firsts(of owners: [Int32], ownerCount: Int) -> [Int32] {
    var firsts = [Int32](repeating: 0, count: ownerCount + 1)
    for owner in owners { firsts[Int(owner) + 1] += 1 }
    for owner in 0..<ownerCount { firsts[owner + 1] += firsts[owner] }
    return firsts
}
