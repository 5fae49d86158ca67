/// The best few of many scored products, no two of one item group: highest score first, then first in the catalogue.
struct BestProducts {
    struct Entry {
        var product: Int32
        var score: Float
        var group: Int32
    }

    private(set) var entries: [Entry] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// - Parameter group: The product's item group; -1 for none.
    mutating func add(_ product: Int32, score: Double, group: Int32) {
        let score = Float(score)
        if entries.count == limit, let last = entries.last, !isBetter(product, score, than: last) { return }
        if group >= 0, let variant = entries.firstIndex(where: { $0.group == group }) {
            guard isBetter(product, score, than: entries[variant]) else { return }
            entries.remove(at: variant)
        } else if entries.count == limit {
            guard limit > 0 else { return }
            entries.removeLast()
        }
        let place = entries.firstIndex { isBetter(product, score, than: $0) } ?? entries.count
        entries.insert(Entry(product: product, score: score, group: group), at: place)
    }

    /// Forgets everything, and keeps the memory.
    mutating func reset() { entries.removeAll(keepingCapacity: true) }

    private func isBetter(_ product: Int32, _ score: Float, than other: Entry) -> Bool {
        score != other.score ? score > other.score : product < other.product
    }
}

extension RankedLists {
    /// Writes one case.
    mutating func appendCase(_ best: BestProducts) {
        for entry in best.entries { append(entry.product, score: entry.score) }
        endCase()
    }
}
