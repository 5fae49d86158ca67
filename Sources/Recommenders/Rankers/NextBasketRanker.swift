public import CampaignModel
internal import Statistics
public import Threads

/// What a customer's next order will hold: what they bought before, and what they may buy for the first time.
///
/// A log-linear model over readable signals, learned from the shop's own past by ``TrainingWindows``; where it is too
/// short, usual weights (``weights`` says so). The present is the shop's newest order, so that data which end long before
/// `asOf` are read as they would have been then.
public struct NextBasketRanker: Sendable {
    /// Contributions named in evidence.
    private static let namedContributions = 5

    private let history: PurchaseHistory
    private let signals: NextBasketSignals
    private let model: NextBasketModel

    /// Learns. Nothing after `asOf` is used.
    public init(shop: Shop, asOf: Instant, workers: Workers) {
        history = PurchaseHistory(shop: shop, asOf: asOf).asOfNewestOrder()
        let types = ProductGroups.types(shop.products)
        model = NextBasketModel.learn(history, types: types, workers: workers)
        signals = NextBasketSignals(history, types: types, workers: workers)
    }

    /// What decides among the best candidates.
    public var weights: RankerWeights { model.second ?? model.first }

    /// What chooses the best candidates.
    public var firstLookWeights: RankerWeights { model.first }

    /// The best products for each customer; equal scores go to the product that comes first in the catalogue.
    /// - Parameters:
    ///   - limit: At most so many products a customer, and never more than 30.
    ///   - rules: What a product must pass; no two of one item group are then listed. `nil` lists anything.
    public func rank(_ customers: ArraySlice<Int32>, limit: Int, rules: PickRules?) -> RankedLists {
        let matrix = PurchaseMatrix(history, customers: customers)
        var allowed = rules.map { CustomerRules($0, for: .repurchase) }
        var reader = CandidateReader(signals)
        var shortlist = Shortlist(limit: NextBasketModel.shortlistSize)
        var crossedRows = SignalRows(width: model.crossed.width)
        var best = Shortlist(limit: NextBasketModel.shortlistSize)
        var lists = RankedLists()
        for (row, customer) in customers.enumerated() {
            allowed?.start(customer)
            reader.read(row, of: matrix, allowed: &allowed, newcomers: signals.newcomers)
            model.shortlist(reader.signals, &shortlist)
            let scores = model.score(reader.signals, shortlist, &crossedRows)
            best.removeAll()
            for (item, score) in zip(shortlist.items, scores) { best.add(reader.products[Int(item)], score: score) }
            var missing = limit
            for (product, score) in zip(best.items, best.scores) where missing > 0 {
                if allowed?.allows(product) == false { continue }
                allowed?.ruleOut(product)
                lists.append(product, score: score)
                missing -= 1
            }
            lists.endCase()
        }
        return lists
    }

    /// What speaks for each product: how often and when the customer bought it, then the largest contributions to its
    /// score, signal × weight.
    public func evidence(_ products: [Int32], for customer: Int32) -> [[Evidence]] {
        let matrix = PurchaseMatrix(history, customers: [customer])
        var reader = CandidateReader(signals)
        var everything: CustomerRules?
        reader.read(0, of: matrix, allowed: &everything, newcomers: products, maximumNew: products.count)
        return products.map { product in
            guard let row = reader.products.firstIndex(of: product) else { return [] }
            var evidence: [Evidence] = []
            if let entry = matrix.entries(0).first(where: { matrix.products[$0] == product }) {
                evidence.append(Evidence("times_bought", Double(matrix.orders[entry])))
                evidence.append(Evidence("days_since", Double(matrix.lastAges[entry].rounded(.down))))
            }
            evidence.append(Evidence("orders_28_days", signals.orders28Days(product)))
            return evidence + contributions(reader.signals, row: row)
        }
    }

    private func contributions(_ rows: SignalRows, row: Int) -> [Evidence] {
        var one = rows
        if model.second != nil {
            one = SignalRows(width: model.crossed.width)
            model.crossed.append(rows.cells.span, at: row * rows.width, width: rows.width, to: &one)
        } else {
            one.cells = Array(rows.cells[row * rows.width..<(row + 1) * rows.width])
        }
        let weights = weights
        let parts = weights.names.indices.map { signal in
            let value = (Double(one.cells[signal]) - weights.means[signal]) / weights.scales[signal]
            return Evidence(weights.names[signal], value * weights.values[signal])
        }
        let order = parts.indices.sorted { (-abs(parts[$0].value), $0) < (-abs(parts[$1].value), $1) }
        return order.prefix(NextBasketRanker.namedContributions).map { parts[$0] }
    }
}
