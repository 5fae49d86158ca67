/// The best few of many scored things: highest score first, then the lower number.
struct Shortlist {
    private(set) var items: [Int32] = []
    private(set) var scores: [Float] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
    }

    mutating func add(_ item: Int32, score: Float) {
        if items.count == limit {
            guard limit > 0, isBetter(item, score, than: limit - 1) else { return }
            items.removeLast()
            scores.removeLast()
        }
        var place = items.count
        while place > 0, isBetter(item, score, than: place - 1) { place -= 1 }
        items.insert(item, at: place)
        scores.insert(score, at: place)
    }

    private func isBetter(_ item: Int32, _ score: Float, than place: Int) -> Bool {
        score != scores[place] ? score > scores[place] : item < items[place]
    }
}
