internal import CampaignModel
internal import Statistics
internal import Threads

extension NextBasketModel {
    /// How much the prior counts against what the shop's customers chose: as much as so many choices, about.
    private static let priorChoices = 50.0
    static let chunk = 64

    /// Learns from what was in the next order of a sample of customers after moments of the past.
    static func learn(_ history: PurchaseHistory, types: ProductGroups, workers: Workers) -> NextBasketModel {
        let windows = TrainingWindows(history, workers: workers)
        let stretches = windows.windows.map { self.choices(in: $0, history, types: types, workers: workers) }
        let choices = Choices(stretches, width: NextBasketSignals.width)
        let cases = choices.count
        func prior(_ reason: String) -> NextBasketModel {
            let weights = RankerWeights(names: NextBasketSignals.names, prior: NextBasketSignals.prior, because: reason)
            return NextBasketModel(first: weights, second: nil, crossed: crossed(weights))
        }
        if let shortage = windows.shortage { return prior(shortage) }
        guard cases >= TrainingWindows.minimumCustomers, let since = windows.windows.last?.start else {
            return prior("only \(cases) customers bought something again or popular lately, too few to learn from")
        }
        var trainer = LogitTrainer(workers: workers)
        trainer.regularization = priorChoices / choices.targets.reduce(0) { $0 + Double($1) }
        func fit(_ choices: Choices, names: [String], center: [Double]) -> RankerWeights? {
            trainer.weights(from: choices, names: names, cases: choices.count, since: since, center: center)
        }
        guard let first = fit(choices, names: NextBasketSignals.names, center: NextBasketSignals.prior)
        else { return prior("nothing could be learned from \(cases) choices") }

        let oneLook = NextBasketModel(first: first, second: nil, crossed: crossed(first))
        let center = zip(first.values, first.scales).map { $0 / $1 }
        let crosses = [Double](repeating: 0, count: oneLook.crossed.width - center.count)
        let parts = stretches.map { oneLook.shortlists($0, workers: workers) }
        func second(_ shortlists: Choices) -> RankerWeights? {
            fit(shortlists, names: oneLook.crossed.names, center: center + crosses)
        }
        let gains = parts.indices.map { asked in
            let others = Choices(parts.indices.filter { $0 != asked }.map { parts[$0] }, width: oneLook.crossed.width)
            return second(others).map { leaningGains($0, parts[asked], workers: workers) } ?? []
        }
        let weights = second(Choices(parts, width: oneLook.crossed.width)).map { leaned($0, gains) }
        return NextBasketModel(first: first, second: weights, crossed: oneLook.crossed)
    }

    private static func choices(
        in window: TrainingWindow,
        _ history: PurchaseHistory,
        types: ProductGroups,
        workers: Workers
    ) -> Choices {
        let known = window.known(history)
        let signals = NextBasketSignals(known, types: types, workers: workers)
        let parts = workers.mapChunks(of: window.customers.count, chunk: chunk) { range in
            let matrix = PurchaseMatrix(known, customers: window.customers[range])
            var reader = CandidateReader(signals)
            var everything: CustomerRules?
            var choices = Choices(width: NextBasketSignals.width)
            for (row, customer) in window.customers[range].enumerated() {
                let next = nextBasket(of: customer, in: window, history)
                reader.read(row, of: matrix, allowed: &everything, newcomers: signals.newcomers)
                let chosen = reader.products.count { next.contains($0) }
                guard chosen > 0 else { continue }
                choices.signals.cells += reader.signals.cells
                // A large order says more than a small one, not ten times more.
                let share = 1 / Float(chosen).squareRoot()
                for product in reader.products { choices.targets.append(next.contains(product) ? share : 0) }
                choices.endCase()
            }
            return choices
        }
        return Choices(parts, width: NextBasketSignals.width)
    }

    /// What was bought in the customer's first order of the window.
    private static func nextBasket(
        of customer: Int32,
        in window: TrainingWindow,
        _ history: PurchaseHistory
    ) -> Set<Int32> {
        let orders = history.shop.orders
        for order in window.orders(of: customer, in: history) {
            let lines = orders.linesOf(order: order).prefix(PurchaseMatrix.maximumLines)
            let bought = lines.filter { orders.quantities[$0] > 0 }
            if !bought.isEmpty { return Set(bought.lazy.map { orders.products[$0] }) }
        }
        return []
    }

    /// What the first look leaves of each group; groups of which nothing chosen is left are left out.
    private func shortlists(_ choices: Choices, workers: Workers) -> Choices {
        let parts = workers.mapChunks(of: choices.count, chunk: NextBasketModel.chunk) { range in
            var left = Choices(width: crossed.width)
            var shortlist = Shortlist(limit: NextBasketModel.shortlistSize)
            var group = SignalRows(width: choices.signals.width)
            for index in range {
                let rows = Int(choices.groups[index])..<Int(choices.groups[index + 1])
                group.cells = Array(
                    choices.signals.cells[rows.lowerBound * group.width..<rows.upperBound * group.width]
                )
                self.shortlist(group, &shortlist)
                let targets = shortlist.items.map { choices.targets[rows.lowerBound + Int($0)] }
                guard targets.contains(where: { $0 > 0 }) else { continue }
                for row in shortlist.items {
                    crossed.append(group.cells.span, at: Int(row) * group.width, width: group.width, to: &left.signals)
                }
                left.targets += targets
                left.endCase()
            }
            return left
        }
        return Choices(parts, width: crossed.width)
    }
}
