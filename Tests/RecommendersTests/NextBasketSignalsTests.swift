import CampaignModel
import Foundation
import TestSupport
import Statistics
import Testing
import Threads

@testable import Recommenders

@Suite struct NextBasketSignalsTests {
    private typealias Signal = NextBasketSignals.Signal

    /// The candidates of customer 0 by name, each with its signals.
    private func candidates(_ shop: Shop) -> [String: [Float]] {
        let history = PurchaseHistory(shop: shop, asOf: TestShop.now)
        let signals = NextBasketSignals(history, types: .types(shop.products), workers: Workers(count: 1))
        var reader = CandidateReader(signals)
        var everything: CustomerRules?
        let matrix = PurchaseMatrix(history, customers: [0])
        reader.read(0, of: matrix, allowed: &everything, newcomers: signals.newcomers)
        var rows: [String: [Float]] = [:]
        for (row, product) in reader.products.enumerated() {
            let start = row * NextBasketSignals.width
            rows[shop.products.ids[product]] = Array(reader.signals.cells[start..<start + NextBasketSignals.width])
        }
        return rows
    }

    @Test func signalsTellOfTheCustomersOrders() throws {
        var shop = TestShop()
        shop.product("milk", category: "Dairy")
        shop.product("butter", category: "Dairy")
        shop.product("tea", category: "Tea")
        shop.order("ann", daysAgo: 40, ["milk"])
        shop.order("ann", daysAgo: 30, ["milk", "tea"])
        shop.order("ann", daysAgo: 20, ["tea"])
        shop.order("ann", daysAgo: 10, ["milk"])
        shop.order("bob", daysAgo: 5, ["butter"])
        let rows = candidates(shop.build())
        #expect(Set(rows.keys) == ["milk", "butter", "tea"])
        let milk = try #require(rows["milk"])
        func expect(_ row: [Float], _ signal: Signal, _ value: Double) {
            #expect(abs(Double(row[signal.rawValue]) - value) < 1e-4, "\(signal)")
        }
        expect(milk, .timesBought, log(4))
        expect(milk, .perOrder, log(3.0 / 6))
        expect(milk, .ordersSince, 0)
        expect(milk, .daysSince, log(11))
        expect(milk, .recentOrders95, log(1 + pow(0.95, 2) + pow(0.95, 3) + 1e-3))
        expect(milk, .recentDays15, log(exp(-10.0 / 15) + exp(-2) + exp(-40.0 / 15) + 1e-2))
        // Four orders in groups of two: the newest two, then the oldest two at 0.6.
        expect(milk, .groupedOrders, log((1.0 + 0.6 * 1 + 0.6 * 0.9) / 2 / 2 + 1e-4))
        expect(milk, .shareOfType, 1)
        expect(milk, .isNew, 0)
        let tea = try #require(rows["tea"])
        expect(tea, .ordersSince, log(2))
        expect(tea, .boughtOnce, 0)
        let butter = try #require(rows["butter"])
        expect(butter, .isNew, 1)
        expect(butter, .newPopularity28, log(2))
        expect(butter, .ordersSince, log(5))
        // The customer buys of its type.
        #expect(butter[Signal.typeRate.rawValue] == milk[Signal.typeRate.rawValue])
    }

    @Test func everySignalHasAName() {
        #expect(NextBasketSignals.names.count == NextBasketSignals.width)
        #expect(Set(NextBasketSignals.names).count == NextBasketSignals.width)
        #expect(NextBasketSignals.prior.count == NextBasketSignals.width)
    }

    @Test func aShortlistIsTheHeadOfTheSortedList() {
        var random = SeededGenerator(seed: 1)
        for limit in [0, 1, 5, 30] {
            var shortlist = Shortlist(limit: limit)
            let scores = (0..<80).map { _ in Float(Int.random(in: 0..<20, using: &random)) }
            for (item, score) in scores.enumerated() { shortlist.add(Int32(item), score: score) }
            let sorted = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
            #expect(shortlist.items == sorted.prefix(limit).map(Int32.init))
        }
    }

    @Test func crossedSignalsAreProductsOfScaledOnes() {
        let base = RankerWeights(
            names: ["a", "b", "c"],
            values: [0, 0, 0],
            means: [1, 2, 3],
            scales: [2, 1, 4],
            source: .prior(because: "of a test")
        )
        let crossed = CrossedSignals(base, crossed: [0, 2])
        #expect(crossed.names == ["a", "b", "c", "a × a", "a × c", "c × c"])
        var rows = SignalRows(width: crossed.width)
        let signals: [Float] = [9, 5, 7, 11]
        crossed.append(signals.span, at: 1, width: 3, to: &rows)
        #expect(rows.cells == [5, 7, 11, 4, 4, 4])
    }

    @Test func repeatRatesAndIntervalsLeanOnTheTypeWhereThereIsLittle() {
        var shop = TestShop()
        shop.product("milk", category: "Dairy")
        shop.product("butter", category: "Dairy")
        shop.product("lamp", category: "Lamps")
        for customer in 0..<40 {
            for day in [0.0, 10, 20, 30] { shop.order("c\(customer)", daysAgo: day, ["milk"]) }
            shop.order("c\(customer)", daysAgo: 50, ["lamp"])
        }
        let built = shop.build()
        let history = PurchaseHistory(shop: built, asOf: TestShop.now)
        let matrix = PurchaseMatrix(history, customers: Array(0..<40)[...])
        let habits = RepeatHabits(matrix, types: .types(built.products))
        #expect(habits.repeatRates[0] > 0.9 && habits.repeatRates[1] > 0.8 && habits.repeatRates[2] < 0.1)
        #expect(abs(habits.usualDays[0] - 10) < 0.1 && habits.usualDays[1] == habits.usualDays[0])
    }
}
