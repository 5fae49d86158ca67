public import CampaignModel
internal import Statistics
public import Threads

/// Replays a stretch of the past: given that a customer stepped up to something dearer of a type they buy, how often was
/// it among the first that ``UpgradeRanker`` would have named.
///
/// A case is a customer and a type (a full category path) with three lines or more before, and a product of the type
/// bought in the stretch that they had never bought, at 1.1 to 2.5 times their usual price of the type: the median of
/// the catalogue prices of those lines. Candidates are all products of that type and price band they had never bought.
public struct TradeUpReplay: Sendable {
    /// Shares of the cases in which one of the first, or of the first three, was bought.
    public struct Hits: Sendable {
        public var name: String
        public var first: Double
        public var firstThree: Double
    }

    public static let minimumLines = 3

    /// Purchases by which it is measured.
    public let cases: Int
    /// The ranker, then what is simple: the most buyers, the next price.
    public let hits: [Hits]
    /// What the ranker had learned.
    public let weights: RankerWeights

    /// - Parameters:
    ///   - cut: Nothing from here on is known to the ranker.
    ///   - days: Length of the stretch.
    public init(of shop: Shop, cut: Instant, days: Int = 28, workers: Workers) {
        let history = PurchaseHistory(shop: shop, asOf: cut.advanced(byDays: days).advanced(bySeconds: -1))
        let everyone = Array(0..<Int32(shop.customers.count))
        let window = TrainingWindow(start: cut, end: history.asOf, customers: everyone)
        let ladders = PriceLadders(shop.products)
        let ranker = UpgradeRanker(history: window.known(history), ladders: ladders, workers: workers)
        let cases = TradeUps(
            window,
            everyone[...],
            in: history,
            ladders: ladders,
            minimumLines: TradeUpReplay.minimumLines
        ).cases
        let choices = TradeUps.choices(of: cases, signals: ranker.signals)
        let cells = choices.signals.cells
        let width = UpgradeSignals.width
        let factors = ranker.weights.factors
        func hits(_ name: String, _ score: (Int) -> Float) -> Hits {
            var hits = Hits(name: name, first: 0, firstThree: 0)
            for group in cases.indices {
                let range = Int(choices.groups[group])..<Int(choices.groups[group + 1])
                let ranked = range.sorted { (score($1), $0) < (score($0), $1) }
                guard let place = ranked.prefix(3).firstIndex(where: { choices.targets[$0] > 0 }) else { continue }
                if place == 0 { hits.first += 1 }
                hits.firstThree += 1
            }
            hits.first /= Double(max(1, cases.count))
            hits.firstThree /= Double(max(1, cases.count))
            return hits
        }
        self.cases = cases.count
        weights = ranker.weights
        self.hits = [
            hits("ranker") { row in (0..<width).reduce(0) { $0 + factors[$1] * cells[row * width + $1] } },
            hits("most buyers") { cells[$0 * width] },
            hits("cheapest step") { -cells[$0 * width + UpgradeSignals.priceRatio] },
        ]
    }
}
