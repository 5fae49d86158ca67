internal import CampaignModel
internal import Threads

extension Orders {
    /// Sorts orders and lines into place.
    /// - Parameters:
    ///   - owners: Customer of each order, in order of appearance.
    ///   - runs: Where the lines stand in `lines`, in order of appearance.
    ///   - appendID: Appends the id of an order.
    init(
        owners: [Int32],
        times: [Int64],
        customerCount: Int,
        runs: [LineRun],
        lines: [OrderLines],
        workers: Workers,
        appendID: @Sendable (Int, inout TextColumn) -> Void
    ) {
        self.init()
        let sorted = OwnerTimeOrder(owners: owners, times: times, ownerCount: customerCount)
        firstOrders = sorted.firsts
        customers = sorted.permutation.map { owners[Int($0)] }
        self.times = sorted.permutation.map { times[Int($0)] }

        var placeOf = [Int32](repeating: 0, count: owners.count)
        for (place, order) in sorted.permutation.enumerated() { placeOf[Int(order)] = Int32(place) }
        var lineEnds = [Int32](repeating: 0, count: owners.count + 1)
        var runEnds = [Int32](repeating: 0, count: owners.count + 1)
        for run in runs {
            let place = Int(placeOf[Int(run.order)])
            lineEnds[place + 1] += Int32(run.lines.count)
            runEnds[place + 1] += 1
        }
        for place in 0..<owners.count {
            lineEnds[place + 1] += lineEnds[place]
            runEnds[place + 1] += runEnds[place]
        }
        firstLines = lineEnds

        var placed = [LineRun](repeating: LineRun(order: 0, chunk: 0, lines: 0..<0), count: runs.count)
        for run in runs {
            let place = Int(placeOf[Int(run.order)])
            placed[Int(runEnds[place])] = run
            runEnds[place] += 1
        }

        // Each job makes one column whole, so no column is ever there twice. The ids take longest and go first.
        let finished = placed
        let lineCount = Int(lineEnds[owners.count])
        let columns: [@Sendable (OrderLines) -> [Int32]] = [
            { $0.products }, { $0.quantities }, { $0.unitPrices }, { $0.discounts },
        ]
        let gathered = workers.map(jobs: columns.count + 1) { job in
            var column: [Int32] = []
            var texts = TextColumn()
            if job == 0 {
                for order in sorted.permutation { appendID(Int(order), &texts) }
            } else {
                let parts = lines.map(columns[job - 1])
                column = Array(repeating: 0, count: lineCount)
                var place = 0
                for run in finished {
                    for line in run.lines {
                        column[place] = parts[Int(run.chunk)][Int(line)]
                        place += 1
                    }
                }
            }
            return (column, texts)
        }
        ids = gathered[0].1
        products = gathered[1].0
        quantities = gathered[2].0
        unitPrices = gathered[3].0
        discounts = gathered[4].0
    }
}

/// Things sorted by owner, then time, then appearance.
struct OwnerTimeOrder: Sendable {
    /// Place → thing. Those without an owner (-1) come last.
    private(set) var permutation: [Int32]
    /// Owner → first place; one entry more than there are owners.
    private(set) var firsts: [Int32]

    init(owners: [Int32], times: [Int64], ownerCount: Int) {
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
        // After the loop `ends[owner]` is where the owner's things end.
        var start = 0
        for owner in 0...ownerCount {
            let end = Int(ends[owner])
            let isSorted = (start..<max(start, end - 1)).allSatisfy {
                times[Int(permutation[$0])] <= times[Int(permutation[$0 + 1])]
            }
            if !isSorted {
                permutation[start..<end].sort { (times[Int($0)], $0) < (times[Int($1)], $1) }
            }
            start = end
        }
        self.permutation = permutation
    }
}
