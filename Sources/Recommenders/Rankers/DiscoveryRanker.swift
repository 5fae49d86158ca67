public import CampaignModel
public import Threads

/// Ranks what a customer has never bought by how likely they take it up: the new things for one person.
///
/// The signals are ``DiscoverySignals``; their weights are learned on the shop's own past (``DiscoveryLesson``), or the
/// usual ones where there is too little of it. Days count back from the shop's newest order, so that data which end a
/// year ago still tell what goes well. Candidates are the shop's most popular products, at most 4,000.
public struct DiscoveryRanker: Sendable {
    public let weights: RankerWeights

    private let signals: DiscoverySignals
    private let factors: [Float]
    /// The score of each column for somebody of whom nothing is known.
    private let base: [Float]

    /// - Parameter asOf: Nothing later is known.
    public init(shop: Shop, asOf: Instant, workers: Workers) {
        let history = PurchaseHistory(shop: shop, asOf: asOf).asOfNewestOrder()
        // Side by side: each waits for a matrix that one thread inverts.
        let halves = workers.map(jobs: 2) { job -> (weights: RankerWeights?, signals: DiscoverySignals?) in
            if job == 0 { return (DiscoveryLesson(history, workers: workers).weights, nil) }
            return (nil, DiscoverySignals(history, workers: workers))
        }
        guard let weights = halves[0].weights, let signals = halves[1].signals else {
            preconditionFailure("each half leaves what it is for")
        }
        let factors = weights.factors
        self.weights = weights
        self.signals = signals
        self.factors = factors
        base = signals.baseScores(factors)
    }

    /// The best products for each customer that they have never bought; fewer where there are no more.
    ///
    /// Equal scores go to the product that comes first in the catalogue; the result for a customer does not depend on the
    /// others.
    /// - Parameters:
    ///   - customers: Rows in `Customers`.
    ///   - limit: At most so many a customer.
    ///   - rules: What a product must pass, no two of one item group then; `nil` lets everything pass.
    public func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules?) -> RankedLists {
        let matrix = PurchaseMatrix(signals.history, customers: customers)
        var scratch = DiscoverySignals.Scratch(signals)
        var scores = base
        var allowed = rules.map { CustomerRules($0, for: .discover) }
        var lists = RankedLists()
        for row in 0..<matrix.count {
            var span = scores.mutableSpan
            for column in base.indices { span[column] = base[column] }
            for signal in 0..<DiscoverySignals.personal {
                signals.addScores(of: signal, for: row, of: matrix, times: factors[signal], to: &span, &scratch)
            }
            signals.excludeOwned(by: matrix.customers[row], from: &span)
            allowed?.start(matrix.customers[row])
            for entry in signals.best(limit, of: span.span, allowed: allowed) {
                lists.append(entry.product, score: Float(entry.score))
            }
            lists.endCase()
        }
        return lists
    }

    /// What each signal adds to the scores of some products for one customer, compared with a usual candidate; nothing for
    /// a product that is no candidate.
    public func evidence(_ products: [Int32], for customer: Int32) -> [[Evidence]] {
        var scratch = DiscoverySignals.Scratch(signals)
        let matrix = PurchaseMatrix(signals.history, customers: [customer])
        let values = signals.values(for: 0, of: matrix, &scratch)
        return products.map { product in
            let column = signals.columns[Int(product)]
            guard column >= 0 else { return [] }
            return weights.names.indices.map { signal in
                let deviation = Double(values[signal][Int(column)]) - weights.means[signal]
                return Evidence(weights.names[signal], weights.values[signal] * deviation / weights.scales[signal])
            }
        }
    }
}
