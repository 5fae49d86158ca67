/// Ranked products of several cases (customers or carts) in one block: case `i` has the entries
/// `starts[i] ..< starts[i + 1]`, best first.
public struct RankedLists: Sendable {
    /// One entry a case, and one more.
    public private(set) var starts: [Int32] = [0]
    /// Rows in `Products`.
    public private(set) var products: [Int32] = []
    /// Comparable within one case only; higher is better.
    public private(set) var scores: [Float] = []
    /// Where sets are ranked: how many products, this one included, are left of its set, so that a set of three reads
    /// 3, 2, 1. Empty where every product stands alone.
    public private(set) var leftOfSet: [UInt8] = []

    public init() {}

    public var count: Int { starts.count - 1 }

    /// Where case `index` stands in `products` and `scores`.
    public func range(_ index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }

    /// Adds a product to the case that is being written.
    public mutating func append(_ product: Int32, score: Float) {
        products.append(product)
        scores.append(score)
    }

    /// Adds products that are to be taken together or not at all, at most 255.
    public mutating func append(set: [Int32], score: Float) {
        for (place, product) in set.enumerated() {
            append(product, score: score)
            leftOfSet.append(UInt8(set.count - place))
        }
    }

    /// Ends the case that is being written; it may be empty.
    public mutating func endCase() { starts.append(Int32(products.count)) }

    public mutating func append(contentsOf other: RankedLists) {
        let shift = starts[starts.count - 1]
        starts.append(contentsOf: other.starts.dropFirst().lazy.map { $0 + shift })
        products.append(contentsOf: other.products)
        scores.append(contentsOf: other.scores)
        leftOfSet.append(contentsOf: other.leftOfSet)
    }
}
