internal import CampaignModel
internal import Statistics

/// The trade-ups of some customers in a stretch of the past.
///
/// A customer's usual price of a type (a full category path) is the median of the catalogue prices of the lines they
/// bought of it before; a trade-up is a product of the type they had never bought, at 1.1 to 2.5 times that price.
struct TradeUps {
    struct Case {
        var customer: Int32
        var usualPrice: Double
        /// Products of the type and price band that the customer had never bought.
        var candidates: [Int32]
        /// Whether each was bought in the stretch; at least one was.
        var wasTaken: [Bool]
    }

    private(set) var cases: [Case] = []

    /// - Parameter minimumLines: Lines of a type that make it one the customer buys.
    init(
        _ window: TrainingWindow,
        _ customers: ArraySlice<Int32>,
        in history: PurchaseHistory,
        ladders: PriceLadders,
        minimumLines: Int = 1
    ) {
        let orders = history.shop.orders
        let types = history.shop.products.categories.codes
        let prices = history.shop.products.prices
        let known = window.known(history)
        for customer in customers {
            var before: [(type: Int32, price: Int64)] = []
            var owned: Set<Int32> = []
            for line in lines(of: known.orders(of: customer), in: orders) {
                let product = orders.products[line]
                owned.insert(product)
                guard types[Int(product)] >= 0, prices[Int(product)] > 0 else { continue }
                before.append((types[Int(product)], prices[Int(product)]))
            }
            let taken = Set(
                lines(of: window.orders(of: customer, in: history), in: orders).map { orders.products[$0] }
            ).subtracting(owned)
            if taken.isEmpty || before.isEmpty { continue }
            before.sort { ($0.type, $0.price) < ($1.type, $1.price) }
            var start = 0
            while start < before.count {
                let type = before[start].type
                let end = before[start...].firstIndex { $0.type != type } ?? before.count
                defer { start = end }
                guard end - start >= minimumLines else { continue }
                let usual = Double(before[(start + end - 1) / 2].price + before[(start + end) / 2].price) / 2
                let low = Int64((usual * UpgradeRanker.band.lowerBound).rounded(.up))
                let high = Int64((usual * UpgradeRanker.band.upperBound).rounded(.down))
                guard low <= high else { continue }
                let candidates = ladders.products(of: type, pricesIn: low...high).filter { !owned.contains($0) }
                let wasTaken = candidates.map { taken.contains($0) }
                guard wasTaken.contains(true) else { continue }
                cases.append(
                    Case(customer: customer, usualPrice: usual, candidates: candidates, wasTaken: wasTaken)
                )
            }
        }
    }

    /// What weights are learned from.
    static func choices(of cases: [Case], signals: UpgradeSignals) -> Choices {
        var choices = Choices(width: UpgradeSignals.width)
        var taste = signals.emptyTaste()
        var customer: Int32 = -1
        let prices = signals.history.shop.products.prices
        for tradeUp in cases {
            if tradeUp.customer != customer { signals.turn(&taste, to: tradeUp.customer) }
            customer = tradeUp.customer
            for (candidate, wasTaken) in zip(tradeUp.candidates, tradeUp.wasTaken) {
                let ratio = Double(prices[Int(candidate)]) / tradeUp.usualPrice
                signals.append(candidate, priceRatio: ratio, taste: taste, to: &choices.signals.cells)
                choices.targets.append(wasTaken ? 1 : 0)
            }
            choices.endCase()
        }
        return choices
    }
}

/// Lines in which a piece was bought.
private func lines(of range: Range<Int>, in orders: Orders) -> [Int] {
    range.flatMap { order in orders.linesOf(order: order).filter { orders.quantities[$0] > 0 } }
}
