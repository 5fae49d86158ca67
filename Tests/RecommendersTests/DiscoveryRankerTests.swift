import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct DiscoveryRankerTests {
    private func everybody(_ shop: Shop) -> ArraySlice<Int32> { Array(0..<Int32(shop.customers.count))[...] }

    private func ranker(_ shop: Shop, workers: Int = 1) -> DiscoveryRanker {
        DiscoveryRanker(shop: shop, asOf: TestShop.now, workers: Workers(count: workers))
    }

    /// Two tastes that never mix, bought week after week; who buys the base of a taste comes to its other things in time.
    private func twoTastes() -> Shop {
        var random = SeededGenerator(seed: 11)
        var shop = TestShop()
        for taste in ["wine", "tool"] {
            for product in 0..<12 { shop.product("\(taste)\(product)", category: "\(taste) > all") }
        }
        for customer in 0..<120 {
            let taste = customer.isMultiple(of: 2) ? "wine" : "tool"
            for week in 0..<30 {
                let products = (0..<2).map { _ in "\(taste)\(Int.random(in: 0..<min(12, 3 + week / 3), using: &random))"
                }
                shop.order("c\(customer)", daysAgo: Double(7 * (30 - week)), products)
            }
        }
        shop.order("new wine", daysAgo: 2, ["wine0", "wine1"])
        shop.order("new tool", daysAgo: 2, ["tool0", "tool1"])
        return shop.build()
    }

    @Test func everybodyGetsWhatIsNewOfTheirTaste() throws {
        let shop = twoTastes()
        let ranker = ranker(shop)
        guard case .fitted(let cases, _) = ranker.weights.source else {
            Issue.record("a shop of thirty weeks has enough to learn from")
            return
        }
        #expect(cases > 50)
        for (name, taste) in [("new wine", "wine"), ("new tool", "tool")] {
            let customer = try #require(shop.customers.ids.id(of: name))
            let list = ranker.rank([customer], limit: 6, rules: nil)
            #expect(list.products.count == 6)
            for product in list.products {
                #expect(shop.products.ids[product].hasPrefix(taste))
                #expect(!["\(taste)0", "\(taste)1"].contains(shop.products.ids[product]))
            }
        }
    }

    @Test func evidenceAddsUpToTheScore() throws {
        let shop = twoTastes()
        let ranker = ranker(shop)
        let customer = try #require(shop.customers.ids.id(of: "new wine"))
        let list = ranker.rank([customer], limit: 6, rules: nil)
        let sums = ranker.evidence(list.products, for: customer).map { $0.reduce(0) { $0 + $1.value } }
        for index in list.products.indices {
            let shift = Double(list.scores[index]) - sums[index]
            #expect(abs(shift - (Double(list.scores[0]) - sums[0])) < 1e-3)
        }
        #expect(ranker.evidence(list.products, for: customer)[0].map(\.name) == DiscoverySignals.names)
    }

    @Test(arguments: 0..<12) func anyShopIsRankedWithoutWhatIsOwnedOrForbidden(seed: Int) {
        let shop = TestShop.random(seed: UInt64(seed), customers: 150)
        let history = PurchaseHistory(shop: shop, asOf: TestShop.now)
        let ranker = ranker(shop)
        let rules = PickRules(shop: shop, settings: RecommendSettings(slots: []), asOf: TestShop.now)
        for rules in [nil, rules] {
            let lists = ranker.rank(everybody(shop), limit: 10, rules: rules)
            #expect(lists.count == shop.customers.count)
            for customer in 0..<lists.count {
                let range = lists.range(customer)
                let products = Array(lists.products[range])
                let owned = Set(history.purchases(of: Int32(customer)).map(\.product))
                #expect(products.allSatisfy { !owned.contains($0) })
                #expect(Set(products).count == products.count && products.count <= 10)
                #expect(lists.scores[range].allSatisfy { $0.isFinite })
                #expect(zip(range, range.dropFirst()).allSatisfy { lists.scores[$0] >= lists.scores[$1] })
                guard let rules else { continue }
                #expect(products.allSatisfy { rules.sellable[Int($0)] })
                let groups = products.map { shop.products.itemGroups[Int($0)] }.filter { $0 >= 0 }
                #expect(Set(groups).count == groups.count)
            }
        }
        #expect(ranker.evidence([0, 1, 2], for: 0).joined().allSatisfy { $0.value.isFinite })
    }

    @Test(arguments: [1, 5]) func threadsAndCompanyDoNotChangeABit(seed: Int) {
        let shop = TestShop.random(seed: UInt64(seed), customers: 400, products: 60)
        let (one, three) = (ranker(shop, workers: 1), ranker(shop, workers: 3))
        #expect(one.weights == three.weights)
        let together = one.rank(everybody(shop), limit: 8, rules: nil)
        var apart = RankedLists()
        for customer in everybody(shop) { apart.append(contentsOf: three.rank([customer], limit: 8, rules: nil)) }
        #expect(together.starts == apart.starts && together.products == apart.products)
        #expect(together.scores == apart.scores)
    }

    @Test func nothingAfterTheMomentIsKnown() {
        var shop = TestShop()
        for day in 0..<40 { shop.order("c\(day % 7)", daysAgo: Double(day + 1), ["p\(day % 5)", "p\(day % 3)"]) }
        let before = ranker(shop.build())
        for day in 0..<40 { shop.order("c\(day % 7)", daysAgo: Double(-day - 1), ["p4", "p\(day % 3)"]) }
        let after = ranker(shop.build())
        let customers = Array(Int32(0)..<7)[...]
        let (one, other) = (
            before.rank(customers, limit: 5, rules: nil), after.rank(customers, limit: 5, rules: nil)
        )
        #expect(one.products == other.products && one.scores == other.scores)
    }

    @Test func theSmallestShopsAreRankedByTheUsualWeights() {
        let empty = ranker(TestShop().build())
        #expect(empty.rank([], limit: 6, rules: nil).count == 0)
        var shop = TestShop()
        shop.customer("nobody")
        shop.order("ann", daysAgo: 3, ["tea"])
        let built = shop.build()
        let ranker = ranker(built)
        guard case .prior = ranker.weights.source else {
            Issue.record("one order teaches nothing")
            return
        }
        // Ann owns everything; who never bought gets what others buy.
        let lists = ranker.rank(everybody(built), limit: 6, rules: nil)
        #expect(lists.starts == [0, 1, 1] && lists.products == [0])
    }

    @Test func whoBoughtMoreThanCountsStillGetsNothingTheyOnceBought() throws {
        var shop = TestShop()
        shop.order("bot", daysAgo: 200, ["once"])
        for order in 0..<2_500 { shop.order("bot", daysAgo: 100 - Double(order) / 30, ["tea", "jam"]) }
        shop.order("ann", daysAgo: 3, ["once", "new"])
        let built = shop.build()
        let bot = try #require(built.customers.ids.id(of: "bot"))
        #expect(ranker(built).rank([bot], limit: 6, rules: nil).products == [built.products.ids.id(of: "new")])
    }

    @Test func aShopThatStandsStillForAYearIsRankedAsOnItsLastDay() {
        let shop = twoTastes()
        let later = DiscoveryRanker(shop: shop, asOf: TestShop.now.advanced(byDays: 365), workers: Workers(count: 1))
        let customers = everybody(shop)
        let (one, other) = (
            ranker(shop).rank(customers, limit: 6, rules: nil), later.rank(customers, limit: 6, rules: nil)
        )
        #expect(one.products == other.products)
    }
}
