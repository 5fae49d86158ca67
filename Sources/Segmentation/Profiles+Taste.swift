internal import CampaignModel

/// How much price decides, 0 ... 1, from three signs, each 0.5 where it is average or unknown:
///
///     reduced  = r / (r + shop's r)   r: share of the spend that went to reduced lines
///     depth    = d / (d + shop's d)   d: money saved over money asked
///     cheap    = 1 - mean rank of the prices paid for among the prices of the same category (0 cheapest ... 1 dearest)
///     raw      = 0.4 reduced + 0.2 depth + 0.4 cheap
///     result   = 0.5 + (raw - 0.5) · lines / (lines + 5)
///
/// A line is reduced where it has a discount or its unit price is under the catalogue's regular price. The last step
/// shrinks towards 0.5 who has bought little.
func addPriceSensitivity(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let asOf = profiles.asOf
    let priceRank = priceRanks(of: shop, asOf: asOf)
    let savings = everyone.column { (customers, column: inout [Savings]) in
        for customer in customers {
            column.append(savingsMade(by: customer, in: shop, asOf: asOf, priceRank: priceRank))
        }
    }
    var all = Savings()
    for own in savings {
        all.asked += own.asked
        all.saved += own.saved
        all.askedReduced += own.askedReduced
    }
    profiles.priceSensitivity = savings.map { own in
        let reduced = share(own.reducedShare, against: all.reducedShare)
        let depth = share(own.depth, against: all.depth)
        let cheap = own.lines > 0 ? 1 - own.rankSum / own.lines : 0.5
        let raw = 0.4 * reduced + 0.2 * depth + 0.4 * cheap
        return Float(0.5 + (raw - 0.5) * own.lines / (own.lines + 5))
    }
}

private struct Savings: Sendable {
    var lines = 0.0
    /// At regular prices.
    var asked = 0.0
    var askedReduced = 0.0
    var saved = 0.0
    var rankSum = 0.0

    var reducedShare: Double { asked > 0 ? askedReduced / asked : 0 }
    var depth: Double { asked > 0 ? saved / asked : 0 }
}

private func share(_ own: Double, against shop: Double) -> Double { own + shop > 0 ? own / (own + shop) : 0.5 }

private func savingsMade(by customer: Int32, in shop: Shop, asOf: Instant, priceRank: [Float]) -> Savings {
    let orders = shop.orders
    var savings = Savings()
    for order in orders.ordersOf(customer: customer) where orders.times[order] <= asOf.seconds {
        for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
            let product = Int(orders.products[line])
            let regular = max(shop.products.prices[product], Int64(orders.unitPrices[line]))
            let asked = Double(regular * Int64(orders.quantities[line]))
            let saved = max(0, asked - Double(orders.amount(line: line)))
            savings.lines += 1
            savings.asked += asked
            savings.saved += saved
            if saved > 0 { savings.askedReduced += asked }
            savings.rankSum += Double(priceRank[product])
        }
    }
    return savings
}

/// Where a product's price stands among those of its category, 0 (cheapest) ... 1 (dearest); the middle of the ranks for
/// equal prices, 0.5 for a category of one and without a category. The price is the catalogue's, or else the mean paid.
private func priceRanks(of shop: Shop, asOf: Instant) -> [Float] {
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
