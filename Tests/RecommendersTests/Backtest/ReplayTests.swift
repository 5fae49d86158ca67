import CampaignModel
import Foundation
import TestSupport
import Testing
import Threads

@testable import Recommenders

/// What counts as bought after a cut, and how lists are measured against it.
@Suite struct ReplayTests {
    /// Ten days before `TestShop.now`.
    private let cut = Instant(seconds: TestShop.time(daysAgo: 10))

    private var shop: Shop {
        var shop = TestShop()
        shop.product("bread", price: 2_00, category: "Food > Bread")
        shop.product("rye", price: 3_00, category: "Food > Bread")
        shop.product("truffle", price: 30_00, category: "Food > Bread")
        shop.product("milk", price: 1_00, category: "Food > Milk")
        shop.product("soap", price: 1_00, category: "Home")
        shop.order("ann", daysAgo: 40, ["bread", "milk"])
        shop.order("ann", daysAgo: 20, ["bread"])
        shop.order("ann", daysAgo: 9, ["bread x2", "rye", "soap x-1"], discount: 50)
        shop.order("ann", daysAgo: 5, ["bread", "truffle"])
        shop.order("bob", daysAgo: 200, ["milk"])
        shop.order("bob", daysAgo: 3, ["soap"])
        // Not known before the cut.
        shop.order("cid", daysAgo: 2, ["soap"])
        return shop.build()
    }

    private func truth(_ question: ReplayQuestion, days: Int = 8, nextOrderOnly: Bool = false) -> [[String]] {
        let shop = shop
        let truth = WindowTruth(
            question,
            shop: shop,
            cut: cut,
            days: days,
            nextOrderOnly: nextOrderOnly,
            customers: Array(0..<Int32(shop.customers.count))
        )
        return truth.customers.indices.map { index in
            [shop.customers.ids[truth.customers[index]]]
                + truth.range(index).map { "\(shop.products.ids[truth.products[$0]]) \(truth.revenues[$0])" }
        }
    }

    @Test func eachQuestionCountsItsOwn() {
        #expect(
            truth(.purchases) == [["ann", "bread 550", "rye 250", "truffle 3000"], ["bob", "soap 100"]]
        )
        #expect(truth(.discoveries) == [["ann", "rye 250", "truffle 3000"], ["bob", "soap 100"]])
        #expect(truth(.additions) == [["ann", "rye 250", "truffle 3000"]])
        #expect(truth(.repurchases) == [["ann", "bread 550"]])
        #expect(truth(.upgrades) == [["ann", "rye 250"]])
    }

    @Test func theWindowEndsAndTheNextOrderIsTheFirst() {
        #expect(truth(.purchases, days: 2) == [["ann", "bread 350", "rye 250"]])
        #expect(truth(.purchases, nextOrderOnly: true) == [["ann", "bread 350", "rye 250"], ["bob", "soap 100"]])
    }

    @Test func measuresAreThoseOfTheFormulas() {
        let shop = shop
        let truth = WindowTruth(
            .purchases,
            shop: shop,
            cut: cut,
            days: 8,
            nextOrderOnly: false,
            customers: [0, 1]
        )
        var lists = RankedLists()
        for product: Int32 in [3, 1, 4, 0] { lists.append(product, score: 1) }
        lists.endCase()
        lists.endCase()
        let measures = ReplayMeasures(lists, against: truth, in: shop.products)
        // Rye at rank 2 and bread at rank 4, of three bought.
        let gain = 1 / log2(3.0) + 1 / log2(5.0)
        let ideal = 1 + 1 / log2(3.0) + 1 / log2(4.0)
        #expect(measures.recall == [2.0 / 3, 0])
        #expect(abs(measures.ndcg[0] - gain / ideal) < 1e-12 && measures.ndcg[1] == 0)
        #expect(measures.hit == [1, 0])
        #expect(measures.revenueHit == [800, 0])
        #expect(measures.revenue == [3_800, 100])
        #expect(measures.categories == [3, 0])
        #expect(measures.shown == [0, 1, 3, 4])
    }

    @Test func onlySixProductsCount() {
        var shop = TestShop()
        for product in 0..<8 { shop.product("p\(product)") }
        shop.order("ann", daysAgo: 20, ["p0"])
        shop.order("ann", daysAgo: 5, (0..<8).map { "p\($0)" })
        let built = shop.build()
        let truth = WindowTruth(
            .purchases,
            shop: built,
            cut: cut,
            days: 8,
            nextOrderOnly: false,
            customers: [0]
        )
        var lists = RankedLists()
        for product in 0..<8 { lists.append(Int32(product), score: 1) }
        lists.endCase()
        let measures = ReplayMeasures(lists, against: truth, in: built.products)
        #expect(measures.recall == [0.75])
        #expect(abs(measures.ndcg[0] - 1) < 1e-12)
    }

    @Test func baselinesAnswerTheQuestion() {
        let shop = shop
        let baselines = ReplayBaselines(shop: shop, cut: cut)
        func lists(_ baseline: ReplayBaseline, _ question: ReplayQuestion) -> [[Int32]] {
            let truth = WindowTruth(
                question,
                shop: shop,
                cut: cut,
                days: 8,
                nextOrderOnly: false,
                customers: [0, 1]
            )
            let lists = baselines.lists(baseline, for: truth)
            return (0..<lists.count).map { Array(lists.products[lists.range($0)]) }
        }
        // Bread was bought within 28 days; milk by two, long ago; nothing else was bought before the cut.
        #expect(lists(.popularity, .purchases) == [[0, 3], [0, 3]])
        #expect(lists(.personalFrequency, .purchases) == [[0, 3], [3, 0]])
        #expect(lists(.popularity, .discoveries) == [[], [0]])
        #expect(lists(.personalFrequency, .repurchases) == [[0, 3]])
    }

    @Test(arguments: ReplayQuestion.allCases)
    func measuresAreSharesOnAnyShop(_ question: ReplayQuestion) {
        for seed in 0..<15 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 50)
            let cut = TestShop.now.advanced(byDays: -60)
            let truth = WindowTruth(
                question,
                shop: shop,
                cut: cut,
                days: 60,
                nextOrderOnly: seed.isMultiple(of: 2),
                customers: Array(0..<Int32(shop.customers.count))
            )
            for baseline in ReplayBaseline.allCases {
                let lists = ReplayBaselines(shop: shop, cut: cut).lists(baseline, for: truth)
                let measures = ReplayMeasures(lists, against: truth, in: shop.products)
                for share in measures.recall + measures.ndcg + measures.hit { #expect((0...1).contains(share)) }
                #expect(zip(measures.revenueHit, measures.revenue).allSatisfy { $0 <= $1 })
            }
        }
    }
}
