/// Scores of products that add up over anchors (what a customer bought or looked at), and the anchor that gave most.
struct AnchoredScores {
    private var scores: [Double]
    private var largestParts: [Double]
    private var anchors: [Int32]
    private var touched: [Int32] = []

    init(products: Int) {
        scores = Array(repeating: 0, count: products)
        largestParts = Array(repeating: 0, count: products)
        anchors = Array(repeating: -1, count: products)
    }

    /// - Parameter part: More than 0.
    mutating func add(_ part: Double, to product: Int32, from anchor: Int32) {
        let index = Int(product)
        if anchors[index] < 0 { touched.append(product) }
        scores[index] += part
        if part > largestParts[index] {
            largestParts[index] = part
            anchors[index] = anchor
        }
    }

    func anchor(of product: Int32) -> Int32 { anchors[Int(product)] }

    /// - Parameter groups: Item group of every product, -1 for none.
    func best(_ limit: Int, groups: [Int32]) -> BestProducts {
        var best = BestProducts(limit: limit)
        for product in touched { best.add(product, score: scores[Int(product)], group: groups[Int(product)]) }
        return best
    }

    mutating func reset() {
        for product in touched {
            scores[Int(product)] = 0
            largestParts[Int(product)] = 0
            anchors[Int(product)] = -1
        }
        touched.removeAll(keepingCapacity: true)
    }
}
