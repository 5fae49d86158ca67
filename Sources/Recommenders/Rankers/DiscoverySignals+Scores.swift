internal import CampaignModel

extension DiscoverySignals {
    func baseScores(_ factors: [Float]) -> [Float] {
        var scores = [Float](repeating: 0, count: products.count)
        for (signal, factor) in factors.enumerated() {
            for column in scores.indices { scores[column] += factor * base[signal][column] }
        }
        return scores
    }

    /// Every signal of one customer, by signal, then column.
    func values(for row: Int, of matrix: PurchaseMatrix, _ scratch: inout Scratch) -> [[Float]] {
        var values = base
        for signal in 0..<DiscoverySignals.personal {
            var span = values[signal].mutableSpan
            addScores(of: signal, for: row, of: matrix, times: 1, to: &span, &scratch)
        }
        return values
    }

    /// Takes out whatever the customer ever bought.
    func excludeOwned(by customer: Int32, from scores: inout MutableSpan<Float>) {
        let orders = history.shop.orders
        let range = history.orders(of: customer)
        guard let last = range.last else { return }
        for line in Int(orders.firstLines[range.lowerBound])..<Int(orders.firstLines[last + 1])
        where orders.quantities[line] > 0 {
            let column = columns[Int(orders.products[line])]
            if column >= 0 { scores[Int(column)] = -.infinity }
        }
    }

    /// The columns with the highest scores, best first; what is excluded is not among them.
    /// - Parameter allowed: What a product must pass, no two of one item group then.
    func best(_ limit: Int, of scores: Span<Float>, allowed: CustomerRules?) -> [BestProducts.Entry] {
        var best = BestProducts(limit: limit)
        let products = products
        let groups = history.shop.products.itemGroups
        // A product must be better than this: columns are in the order of the catalogue.
        var least = -Float.infinity
        var column = 0
        while column < scores.count {
            // Sixteen at a glance: few of them are any good.
            if column + 16 <= scores.count, !scores.hasMore(than: least, at: column) {
                column += 16
                continue
            }
            let end = min(column + 16, scores.count)
            while column < end {
                defer { column += 1 }
                guard scores[column] > least else { continue }
                let product = products[column]
                if let allowed, !allowed.allows(product) { continue }
                best.add(product, score: Double(scores[column]), group: allowed == nil ? -1 : groups[Int(product)])
                if best.entries.count == limit, let last = best.entries.last { least = Float(last.score) }
            }
        }
        return best.entries
    }
}

extension Span<Float> {
    /// Whether any of sixteen entries is more than `least`; without a branch for each.
    @inline(__always)
    fileprivate func hasMore(than least: Float, at start: Int) -> Bool {
        let sixteen = extracting(start..<start + 16)
        var more: Int32 = 0
        for index in 0..<16 { more |= sixteen[index] > least ? 1 : 0 }
        return more != 0
    }
}
