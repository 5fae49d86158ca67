internal import CampaignModel

/// Where a product's price stands among those of its category, 0 (cheapest) ... 1 (dearest); the middle of the ranks for
/// equal prices, 0.5 for a category of one and without a category. The price is the catalogue's, or else the mean paid.
func priceRanks(of shop: Shop, asOf: Instant) -> [Float] {
    let products = shop.products
    let orders = shop.orders
    var price = products.prices.map(Double.init)
    var paid = [Double](repeating: 0, count: products.count)
    var pieces = [Double](repeating: 0, count: products.count)
    let hasAllPrices = price.allSatisfy { $0 > 0 }
    for order in 0..<orders.count where !hasAllPrices && orders.times[order] <= asOf.seconds {
        for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
            paid[Int(orders.products[line])] += Double(orders.unitPrices[line]) * Double(orders.quantities[line])
            pieces[Int(orders.products[line])] += Double(orders.quantities[line])
        }
    }
    for product in price.indices where price[product] <= 0 && pieces[product] > 0 {
        price[product] = paid[product] / pieces[product]
    }

    var ranks = [Float](repeating: 0.5, count: products.count)
    let codes = products.categories.codes
    let ordered = price.indices
        .filter { codes[$0] >= 0 && price[$0] > 0 }
        .sorted { (codes[$0], price[$0], $0) < (codes[$1], price[$1], $1) }
    var start = 0
    while start < ordered.count {
        var end = start
        while end < ordered.count, codes[ordered[end]] == codes[ordered[start]] { end += 1 }
        setRanks(of: ordered[start..<end], price: price, ranks: &ranks)
        start = end
    }
    return ranks
}

/// - Parameter category: Its products, cheapest first.
private func setRanks(of category: ArraySlice<Int>, price: [Double], ranks: inout [Float]) {
    guard category.count > 1 else { return }
    var start = category.startIndex
    while start < category.endIndex {
        var end = start
        while end < category.endIndex, price[category[end]] == price[category[start]] { end += 1 }
        let middle = Double(start + end - 1) / 2 - Double(category.startIndex)
        for index in start..<end { ranks[category[index]] = Float(middle / Double(category.count - 1)) }
        start = end
    }
}
