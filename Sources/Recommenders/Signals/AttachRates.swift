internal import Foundation
internal import Threads

/// How often one product is taken along because of another: the camera asks for a card, the card asks for nothing.
///
/// Every item of a basket was either wanted for itself or taken along with something that came before it: an earlier line
/// of the basket, or the customer's basket before within ``nextDays``. The chances of both are estimated together by
/// expectation maximisation, so that a pair that others explain (two things that both go with the camera) gets nothing.
///
///     share of a → b in an item   = rate(a → b) / (own(b) + Σ rates of all its possible causes)
///     rate(a → b)                 = Σ shares / baskets with a
///     own(b)                      = Σ shares of b itself / baskets
///
/// Where the order of lines tells nothing (see ``LineOrder``), any other item of the basket is a possible cause.
/// Source: Dempster, Laird, Rubin, "Maximum Likelihood from Incomplete Data via the EM Algorithm", JRSS B 1977; the form
/// is an additive noisy-or (Pearl, "Probabilistic Reasoning in Intelligent Systems", 1988).
struct AttachRates: Sendable {
    static let nextDays: Int64 = 30
    private static let rounds = 20
    private static let chunk = 16_384

    /// Edges from a product to what may be taken along with it, in compressed sparse rows, ascending by target.
    struct Edges: Sendable {
        var starts: [Int32]
        var targets: [Int32]
        /// Whether an order that follows may have been caused by this one, too.
        var reachesNextOrder: [Bool]

        func index(from source: Int32, to target: Int32) -> Int32? {
            var (low, high) = (Int(starts[Int(source)]), Int(starts[Int(source) + 1]))
            while low < high {
                let middle = (low + high) / 2
                if targets[middle] < target { low = middle + 1 } else { high = middle }
            }
            return low < Int(starts[Int(source) + 1]) && targets[low] == target ? Int32(low) : nil
        }
    }

    // One entry an edge.
    /// Chance, 0 ... 0.95, that an order of the source takes the target along.
    private(set) var rates: [Float]
    /// Items that the edge explains, expected.
    private(set) var explained: [Float]
    /// Twice the log-likelihood that would be lost without the edge.
    private(set) var surprises: [Float]

    init(_ edges: Edges, _ baskets: Baskets, orders: [Int32], order: LineOrder, workers: Workers) {
        let causes = Causes(edges, baskets, order: order, workers: workers)
        let total = Float(max(1, baskets.count))
        // What no edge can explain is wanted for itself.
        var unexplained = orders.map { Float($0) }
        for target in causes.targets { unexplained[Int(target)] -= 1 }
        var own = orders.map { 0.7 * Float($0) / total }
        var rates = [Float](repeating: 0.1, count: edges.targets.count)
        var explained = rates
        var surprises = rates
        let sources = edges.sources
        for round in 0..<AttachRates.rounds {
            let inverse = causes.inverseTotals(own: own, rates: rates, workers: workers)
            let isLast = round == AttachRates.rounds - 1
            let (now, chances) = (rates, own)
            let parts = workers.mapChunks(of: now.count, chunk: AttachRates.chunk) { range in
                var part: [SIMD3<Float>] = []
                part.reserveCapacity(range.count)
                for edge in range {
                    var (sum, gain): (Float, Float) = (0, 0)
                    for place in causes.eventsOf(edge: edge) {
                        let share = min(now[edge] * inverse[Int(causes.eventsByEdge[place])], 0.999_999)
                        sum += share
                        if isLast { gain -= log(1 - share) }
                    }
                    let trials = Float(max(1, orders[Int(sources[edge])]))
                    let failures = max(0, trials - Float(causes.eventsOf(edge: edge).count))
                    part.append([min(sum / trials, 0.95), sum, 2 * (gain + failures * log(1 - now[edge]))])
                }
                return part
            }
            for (edge, values) in parts.joined().enumerated() {
                (rates[edge], explained[edge], surprises[edge]) = (values[0], values[1], values[2])
            }
            own = unexplained.map { $0 / total }
            for (event, target) in causes.targets.enumerated() {
                own[Int(target)] += chances[Int(target)] * inverse[event] / total
            }
        }
        (self.rates, self.explained, self.surprises) = (rates, explained, surprises)
    }
}

extension AttachRates.Edges {
    /// The source of every edge.
    var sources: [Int32] {
        var sources: [Int32] = []
        sources.reserveCapacity(targets.count)
        for source in 0..<starts.count - 1 {
            for _ in starts[source]..<starts[source + 1] { sources.append(Int32(source)) }
        }
        return sources
    }
}

/// The items of baskets that have at least one possible cause ("events"), with their causes' edges.
private struct Causes: Sendable {
    // One entry an event.
    private(set) var targets: [Int32] = []
    // One entry an event, and one more.
    private(set) var starts: [Int32] = [0]
    private(set) var edges: [Int32] = []
    /// The same by edge: edge e is a possible cause of `eventsByEdge[eventStarts[e] ..< eventStarts[e + 1]]`.
    private(set) var eventStarts: [Int32] = []
    private(set) var eventsByEdge: [Int32] = []

    func eventsOf(edge: Int) -> Range<Int> { Int(eventStarts[edge])..<Int(eventStarts[edge + 1]) }

    init(_ edges: AttachRates.Edges, _ baskets: Baskets, order: LineOrder, workers: Workers) {
        let parts = workers.mapChunks(of: baskets.count, chunk: 8_192) { range in
            Causes(edges, baskets, range, order: order)
        }
        for part in parts {
            let shift = Int32(self.edges.count)
            targets += part.targets
            starts.append(contentsOf: part.starts.dropFirst().lazy.map { $0 + shift })
            self.edges += part.edges
        }
        eventStarts = Array(repeating: 0, count: edges.targets.count + 1)
        for edge in self.edges { eventStarts[Int(edge) + 1] += 1 }
        for edge in edges.targets.indices { eventStarts[edge + 1] += eventStarts[edge] }
        var next = eventStarts
        eventsByEdge = Array(repeating: 0, count: self.edges.count)
        for event in targets.indices {
            for place in Int(starts[event])..<Int(starts[event + 1]) {
                let edge = Int(self.edges[place])
                eventsByEdge[Int(next[edge])] = Int32(event)
                next[edge] += 1
            }
        }
    }

    private init(_ all: AttachRates.Edges, _ baskets: Baskets, _ range: Range<Int>, order: LineOrder) {
        let (items, basketStarts) = (baskets.items, baskets.starts)
        let (customers, times) = (baskets.customers, baskets.times)
        for basket in range {
            let own = Int(basketStarts[basket])..<Int(basketStarts[basket + 1])
            var before = own.lowerBound..<own.lowerBound
            if basket > 0, customers[basket - 1] == customers[basket],
                times[basket] - times[basket - 1] <= AttachRates.nextDays * 86_400
            {
                before = Int(basketStarts[basket - 1])..<own.lowerBound
            }
            for place in own {
                let target = items[place]
                let first = edges.count
                for other in order == .asAdded ? own.lowerBound..<place : own where other != place {
                    if let edge = all.index(from: items[other], to: target) { edges.append(edge) }
                }
                let second = edges.count
                for other in before where items[other] != target {
                    guard let edge = all.index(from: items[other], to: target) else { continue }
                    guard all.reachesNextOrder[Int(edge)], !edges[first..<second].contains(edge) else { continue }
                    edges.append(edge)
                }
                if edges.count == first { continue }
                targets.append(target)
                starts.append(Int32(edges.count))
            }
        }
    }

    /// One over the chance of each event from all its causes and for itself.
    func inverseTotals(own: [Float], rates: [Float], workers: Workers) -> [Float] {
        let parts = workers.mapChunks(of: targets.count, chunk: 65_536) { range in
            range.map { event in
                var total = own[Int(targets[event])]
                for place in Int(starts[event])..<Int(starts[event + 1]) { total += rates[Int(edges[place])] }
                return 1 / max(total, 1e-12)
            }
        }
        return Array(parts.joined())
    }
}
