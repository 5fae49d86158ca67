internal import CampaignModel
internal import Statistics
internal import Threads

/// How the weights of ``DiscoverySignals`` are learned: what customers took up in two stretches of the past, each held
/// against the 100 products that the usual weights would have shown them.
///
/// Against all products a model learns to tell the likely from the hopeless; a message holds six, and to order the likely
/// ones is another matter.
struct DiscoveryLesson: Sendable {
    private static let candidates = 100
    private static let customersPerWindow = 3_000
    private static let chunk = 128
    /// So many choices weigh as much as the usual weights do.
    private static let priorCases = 30.0
    /// Of the signals as they are: what the fit is drawn to, the more the less the shop's past says.
    static let usual: [Double] = [1, 0.3, 0.1, 0.1, 0, 0.5, 0.6, -0.1, 0.2, 0.2]

    let weights: RankerWeights

    init(_ history: PurchaseHistory, workers: Workers) {
        let windows = TrainingWindows(
            history,
            limit: DiscoveryLesson.customersPerWindow,
            enough: TrainingWindows.manyCustomers,
            workers: workers
        )
        var choices = Choices(width: DiscoverySignals.names.count)
        for window in windows.windows {
            let signals = DiscoverySignals(window.known(history), workers: workers)
            let parts = workers.mapChunks(of: window.customers.count, chunk: DiscoveryLesson.chunk) { range in
                DiscoveryLesson.choices(window.customers[range], in: window, of: history, signals)
            }
            for part in parts { choices.append(part) }
        }
        let cases = Int(choices.targets.reduce(0, +))
        var trainer = LogitTrainer(workers: workers)
        trainer.regularization = DiscoveryLesson.priorCases / Double(max(1, cases))
        guard
            let since = windows.windows.last?.start,
            let learned = trainer.weights(
                from: choices,
                names: DiscoverySignals.names,
                cases: cases,
                since: since,
                center: DiscoveryLesson.usual
            )
        else {
            weights = RankerWeights(
                names: DiscoverySignals.names,
                prior: DiscoveryLesson.usual,
                because: windows.shortage ?? "nobody took up anything new lately"
            )
            return
        }
        weights = learned
    }

    private static func choices(
        _ customers: ArraySlice<Int32>,
        in window: TrainingWindow,
        of history: PurchaseHistory,
        _ signals: DiscoverySignals
    ) -> Choices {
        let matrix = PurchaseMatrix(signals.history, customers: customers)
        let orders = history.shop.orders
        let usual = usual.map(Float.init)
        var scratch = DiscoverySignals.Scratch(signals)
        var choices = Choices(width: DiscoverySignals.names.count)
        var isTaken = [Bool](repeating: false, count: signals.products.count)
        for row in 0..<matrix.count {
            let values = signals.values(for: row, of: matrix, &scratch)
            var scores = [Float](repeating: 0, count: signals.products.count)
            for (signal, factor) in usual.enumerated() {
                for column in scores.indices { scores[column] += factor * values[signal][column] }
            }
            var span = scores.mutableSpan
            signals.excludeOwned(by: matrix.customers[row], from: &span)
            let shown = signals.best(candidates, of: span.span, allowed: nil).map {
                Int(signals.columns[Int($0.product)])
            }
            var taken: [Int] = []
            for order in window.orders(of: matrix.customers[row], in: history) {
                for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                    let column = Int(signals.columns[Int(orders.products[line])])
                    if column >= 0 { taken.append(column) }
                }
            }
            for column in taken { isTaken[column] = true }
            defer { for column in taken { isTaken[column] = false } }
            guard shown.contains(where: { isTaken[$0] }) else { continue }
            for column in shown {
                for signal in values.indices { choices.signals.cells.append(values[signal][column]) }
                choices.targets.append(isTaken[column] ? 1 : 0)
            }
            choices.endCase()
        }
        return choices
    }
}
