/// Draws people again and again, with replacement, to see how far a figure may be off; the same draws for every figure,
/// so that two figures of the same people are compared pairwise.
///
/// People are put into at most 1,024 groups by their number, and groups are drawn: as good for a mean over many people,
/// and as fast for a million as for a thousand. Someone with several cases is always drawn with all of them.
/// Source: Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 (percentiles) and 8.5 (clusters).
struct Bootstrap {
    static let draws = 1_000
    private static let maximumGroups = 1_024

    /// Group of each person's number.
    private let groups: [Int32: Int32]
    let groupCount: Int
    /// How often draw `d` took group `g`: `counts[d * groupCount + g]`.
    private let counts: [UInt8]

    /// - Parameter people: The numbers of everyone who has a case; some may come more than once.
    init(people: some Sequence<Int32>, seed: UInt64) {
        let distinct = Set(people).sorted()
        var random = SplitMix(state: seed)
        var groups: [Int32: Int32] = [:]
        let groupCount = min(distinct.count, Bootstrap.maximumGroups)
        for (index, person) in distinct.enumerated() {
            let isAlone = distinct.count <= Bootstrap.maximumGroups
            groups[person] = Int32(isAlone ? index : Int(random.next(below: UInt64(groupCount))))
        }
        var counts = [UInt8](repeating: 0, count: groupCount * Bootstrap.draws)
        for draw in 0..<Bootstrap.draws {
            for _ in 0..<groupCount {
                let group = draw * groupCount + Int(random.next(below: UInt64(groupCount)))
                // 255 of a thousand draws from one group happen never.
                if counts[group] < 255 { counts[group] += 1 }
            }
        }
        self.groups = groups
        self.groupCount = groupCount
        self.counts = counts
    }

    /// Sums per group.
    func sums(_ values: [Double], of people: [Int32]) -> [Double] {
        var sums = [Double](repeating: 0, count: groupCount)
        for (person, value) in zip(people, values) {
            if let group = groups[person] { sums[Int(group)] += value }
        }
        return sums
    }

    /// The sum in every draw.
    func draws(_ sums: [Double]) -> [Double] {
        (0..<Bootstrap.draws).map { draw in
            var total = 0.0
            for group in 0..<groupCount { total += Double(counts[draw * groupCount + group]) * sums[group] }
            return total
        }
    }

    /// The middle 95 % of what the draws gave; `nil` where fewer than half gave anything.
    static func interval(_ values: [Double]) -> Interval? {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count * 2 >= Bootstrap.draws, let low = sorted.first, let high = sorted.last, low < high else {
            return nil
        }
        let tail = (1 - Estimate.confidence) / 2
        return Interval(low: quantile(tail, of: sorted), high: quantile(1 - tail, of: sorted))
    }

    /// Between the two nearest values in proportion.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}

/// Repeatable random numbers. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
private struct SplitMix {
    var state: UInt64

    mutating func next(below bound: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        value ^= value >> 31
        return value.multipliedFullWidth(by: bound).high
    }
}
