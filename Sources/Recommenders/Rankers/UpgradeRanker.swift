public import CampaignModel
internal import Foundation
internal import Statistics
public import Threads

/// Says which of the dearer products of a kind a customer would take, given that they take one.
///
/// A conditional logit over `UpgradeSignals`, fitted on the trade-ups of the shop's own past: what a customer bought for
/// the first time in a training window, at 1.1 to 2.5 times their usual price of that full category path, against all
/// else of that path and price band. With fewer than ``minimumTradeUps`` of them usual weights are taken.
public struct UpgradeRanker: Sendable {
    public static let minimumTradeUps = 100
    /// Prices of a trade-up over the usual price.
    static let band = 1.1...2.5
    private static let usualWeights = [0.2, 0.2, 0.3, 0.1, 0.15, 0.1, 1, 0.1, -0.7]

    public let weights: RankerWeights
    let signals: UpgradeSignals
    private let factors: [Float]

    public init(shop: Shop, asOf: Instant, workers: Workers) {
        self.init(
            history: PurchaseHistory(shop: shop, asOf: asOf),
            ladders: PriceLadders(shop.products),
            workers: workers
        )
    }

    init(history: PurchaseHistory, ladders: PriceLadders, workers: Workers) {
        signals = UpgradeSignals(history: history, workers: workers)
        weights = UpgradeRanker.learn(history, ladders, workers)
        factors = weights.factors
    }

    private static func learn(_ history: PurchaseHistory, _ ladders: PriceLadders, _ workers: Workers) -> RankerWeights
    {
        let windows = TrainingWindows(history, workers: workers)
        if let shortage = windows.shortage {
            return RankerWeights(names: UpgradeSignals.names, prior: usualWeights, because: shortage)
        }
        var choices = Choices(width: UpgradeSignals.width)
        for window in windows.windows {
            let signals = UpgradeSignals(history: window.known(history), workers: workers)
            let parts = workers.mapChunks(of: window.customers.count, chunk: 256) { range in
                TradeUps.choices(
                    of: TradeUps(window, window.customers[range], in: history, ladders: ladders).cases,
                    signals: signals
                )
            }
            for part in parts { choices.append(part) }
        }
        let cases = Int(choices.targets.reduce(0, +))
        guard cases >= minimumTradeUps else {
            return RankerWeights(
                names: UpgradeSignals.names,
                prior: usualWeights,
                because: "only \(cases) trade-ups were seen, too few to learn from"
            )
        }
        let trainer = LogitTrainer(regularization: max(1e-3, 10 / Double(cases)), workers: workers)
        let weights = trainer.weights(
            from: choices,
            names: UpgradeSignals.names,
            cases: cases,
            since: windows.windows.map(\.start).min() ?? history.asOf,
            center: usualWeights
        )
        guard let weights else { preconditionFailure("there are trade-ups to learn from") }
        return weights
    }

    /// One number for each candidate, higher is better; all have a category.
    /// - Parameter taste: The customer's.
    func scores(
        of candidates: some Sequence<(product: Int32, priceRatio: Double)>,
        taste: UpgradeSignals.Taste
    ) -> [Float] {
        var cells: [Float] = []
        for candidate in candidates {
            signals.append(candidate.product, priceRatio: candidate.priceRatio, taste: taste, to: &cells)
        }
        let width = UpgradeSignals.width
        return (0..<cells.count / width).map { row in
            (0..<width).reduce(Float(0)) { $0 + factors[$1] * cells[row * width + $1] }
        }
    }

    /// The signals of one candidate times their weights.
    func evidence(_ candidate: Int32, priceRatio: Double, taste: UpgradeSignals.Taste) -> [Evidence] {
        var cells: [Float] = []
        signals.append(candidate, priceRatio: priceRatio, taste: taste, to: &cells)
        return cells.indices.map { Evidence(UpgradeSignals.names[$0], Double(factors[$0] * cells[$0])) }
    }
}
