internal import CampaignModel

/// The products of each full category path by regular price, cheapest first; products without a price are left out.
struct PriceLadders: Sendable {
    private var products: [Int32] = []
    /// Rungs `firstRungs[c] ..< firstRungs[c + 1]` of `products` are category c's.
    private var firstRungs: [Int32] = [0]
    private let prices: [Int64]

    init(_ catalogue: Products) {
        prices = catalogue.prices
        let codes = catalogue.categories.codes
        products = (0..<Int32(catalogue.count))
            .filter { codes[Int($0)] >= 0 && catalogue.prices[Int($0)] > 0 }
            .sorted { left, right in
                let (a, b) = (Int(left), Int(right))
                return (codes[a], catalogue.prices[a], left) < (codes[b], catalogue.prices[b], right)
            }
        var rung = 0
        for category in 0..<Int32(catalogue.categories.values.count) {
            while rung < products.count, codes[Int(products[rung])] == category { rung += 1 }
            firstRungs.append(Int32(rung))
        }
    }

    /// The products of a category, cheapest first.
    func products(of category: Int32) -> ArraySlice<Int32> {
        products[Int(firstRungs[Int(category)])..<Int(firstRungs[Int(category) + 1])]
    }

    /// The products of a category with a price in a range.
    func products(of category: Int32, pricesIn range: ClosedRange<Int64>) -> ArraySlice<Int32> {
        let rungs = products(of: category).indices
        let start = firstRung(of: rungs, costing: range.lowerBound)
        let end = firstRung(of: start..<rungs.upperBound, costing: range.upperBound + 1)
        return products[start..<end]
    }

    /// The first rung that costs `price` or more.
    private func firstRung(of rungs: Range<Int>, costing price: Int64) -> Int {
        var (low, high) = (rungs.lowerBound, rungs.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if prices[Int(products[middle])] < price { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
