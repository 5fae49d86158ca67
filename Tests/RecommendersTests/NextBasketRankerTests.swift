import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct NextBasketRankerTests {
    private func everybody(_ shop: Shop) -> [Int32] { Array(0..<Int32(shop.customers.count)) }

    private func ranker(_ shop: Shop, threads: Int = 2, asOf: Instant = TestShop.now) -> NextBasketRanker {
        NextBasketRanker(shop: shop, asOf: asOf, workers: Workers(count: threads))
    }

    private func products(_ lists: RankedLists, _ index: Int) -> [Int32] { Array(lists.products[lists.range(index)]) }

    /// Nothing that is no number, in order, nothing twice, as much as there may be.
    private func expectSound(_ lists: RankedLists, of shop: Shop, limit: Int) {
        #expect(lists.count == shop.customers.count)
        for index in 0..<lists.count {
            let range = lists.range(index)
            #expect(range.count <= limit)
            #expect(Set(lists.products[range]).count == range.count)
            for place in range {
                #expect(lists.scores[place].isFinite)
                #expect(shop.products.ids.count > Int(lists.products[place]))
                guard place > range.lowerBound else { continue }
                #expect(
                    (lists.scores[place], lists.products[place - 1]) < (lists.scores[place - 1], lists.products[place])
                )
            }
        }
    }

    /// People who every five days buy bread, milk, a product of their own, and something at random; `days` of it.
    private func habits(days: Int, customers: Int = 30) -> Shop {
        var shop = TestShop()
        var random = SeededGenerator(seed: 9)
        for product in 0..<40 { shop.product("own\(product)", category: "Own > \(product % 4)") }
        for customer in 0..<customers {
            for day in stride(from: customer % 5, to: days, by: 5) {
                let other = "other\(Int.random(in: 0..<60, using: &random))"
                shop.order("c\(customer)", daysAgo: Double(day), ["bread", "milk", "own\(customer % 40)", other])
            }
        }
        return shop.build()
    }

    @Test func habitsComeFirst() {
        let shop = habits(days: 200)
        let ranker = ranker(shop)
        guard case .fitted = ranker.weights.source else {
            Issue.record("there is enough to learn from: \(ranker.weights)")
            return
        }
        let lists = ranker.rank(everybody(shop)[...], limit: 6, rules: nil)
        for customer in everybody(shop) {
            let names = products(lists, Int(customer)).map { shop.products.ids[$0] }
            #expect(Set(names.prefix(3)) == ["bread", "milk", "own\(customer % 40)"])
        }
    }

    @Test func aYoungShopHasUsualWeightsAndSaysWhy() {
        let shop = habits(days: 8)
        let ranker = ranker(shop)
        #expect(ranker.weights.source == .prior(because: "the orders span 7 days, too few to learn from"))
        let lists = ranker.rank(everybody(shop)[...], limit: 6, rules: nil)
        expectSound(lists, of: shop, limit: 6)
        for customer in 0..<lists.count {
            let names = products(lists, customer).map { shop.products.ids[$0] }
            #expect(Set(names.prefix(2)) == ["bread", "milk"])
        }
    }

    @Test func whereNobodyBuysTwiceWhatIsPopularComesFirst() {
        var shop = TestShop()
        var random = SeededGenerator(seed: 4)
        for customer in 0..<200 {
            var left = Array(0..<60)
            for order in 0..<6 {
                // The hit is new in the shop: everybody takes it once, in the coming weeks.
                var lines = ["p\(left.remove(at: Int.random(in: 0..<left.count, using: &random)))"]
                if order == customer % 6 { lines.append("hit") }
                shop.order("c\(customer)", daysAgo: Double(order * 14 + customer % 14), lines)
            }
        }
        let built = shop.build()
        let lists = ranker(built).rank(everybody(built)[...], limit: 3, rules: nil)
        let hit = built.products.ids.id(of: "hit")
        let history = PurchaseHistory(shop: built, asOf: TestShop.now)
        var newOnes = 0
        for customer in 0..<lists.count {
            let owned = Set(history.purchases(of: Int32(customer)).map(\.product))
            newOnes += products(lists, customer).count { !owned.contains($0) }
            if let hit, !owned.contains(hit) { #expect(products(lists, customer).first == hit) }
        }
        #expect(newOnes * 3 > lists.products.count * 2)
    }

    @Test func listsDoNotDependOnTheBatchOrTheThreads() {
        for seed in 0..<2 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 150)
            let one = ranker(shop, threads: 1)
            let three = ranker(shop, threads: 3)
            #expect(one.weights == three.weights && one.firstLookWeights == three.firstLookWeights)
            let together = one.rank(everybody(shop)[...], limit: 6, rules: nil)
            let threaded = three.rank(everybody(shop)[...], limit: 6, rules: nil)
            #expect(together.products == threaded.products && together.scores == threaded.scores)
            for customer in everybody(shop).reversed() {
                let alone = one.rank([customer], limit: 6, rules: nil)
                #expect(alone.products == products(together, Int(customer)))
            }
        }
    }

    @Test func nothingLaterIsUsed() {
        for seed in 0..<2 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 150)
            let asOf = TestShop.now.advanced(byDays: -60)
            let lists = [shop, shop.upTo(asOf)].map {
                ranker($0, asOf: asOf).rank(everybody($0)[...], limit: 6, rules: nil)
            }
            #expect(lists[0].products == lists[1].products && lists[0].scores == lists[1].scores)
        }
    }

    @Test func whatIsListedPassesTheRules() {
        for seed in 0..<3 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 120)
            let rules = PickRules(
                shop: shop,
                settings: settings(.repurchase),
                asOf: TestShop.now,
                recentlyShown: [3: [1, 2], 7: [0]]
            )
            let lists = ranker(shop).rank(everybody(shop)[...], limit: 5, rules: rules)
            expectSound(lists, of: shop, limit: 5)
            var allowed = CustomerRules(rules, for: .repurchase)
            for customer in 0..<lists.count {
                allowed.start(Int32(customer))
                for product in products(lists, customer) {
                    #expect(allowed.allows(product))
                    allowed.ruleOut(product)
                }
            }
        }
    }

    @Test func evidenceAddsUpToWhatTheCustomerDid() throws {
        let shop = habits(days: 200)
        let ranker = ranker(shop)
        let lists = ranker.rank([0], limit: 6, rules: nil)
        let evidence = ranker.evidence(lists.products, for: 0)
        #expect(evidence.count == lists.products.count)
        let bread = try #require(shop.products.ids.id(of: "bread"))
        let place = try #require(lists.products.firstIndex(of: bread))
        #expect(evidence[place][0] == Evidence("times_bought", 40))
        #expect(evidence[place][1] == Evidence("days_since", 0))
        for facts in evidence {
            for fact in facts { #expect(fact.value.isFinite) }
            #expect(facts.contains { ranker.weights.names.contains($0.name) })
        }
    }

    // MARK: Bad input

    @Test func strangeShopsGiveSoundLists() {
        var one = TestShop()
        one.order("ann", daysAgo: 3, ["bread"])
        var returns = TestShop()
        for customer in 0..<60 {
            for day in 1...30 { returns.order("c\(customer)", daysAgo: Double(3 * day), ["p\(day % 7) x-1"]) }
        }
        var free = TestShop()
        for product in 0..<7 { free.product("p\(product)", price: 0) }
        for customer in 0..<60 {
            for day in 1...30 { free.order("c\(customer)", daysAgo: Double(3 * day), ["p\((day + customer) % 7)"]) }
        }
        var future = TestShop()
        for customer in 0..<60 { future.order("c\(customer)", daysAgo: -Double(customer + 1), ["p"]) }
        var oneProduct = TestShop()
        for customer in 0..<60 {
            for day in 1...30 { oneProduct.order("c\(customer)", daysAgo: Double(3 * day), ["p"]) }
        }
        var nobody = TestShop()
        nobody.product("bread")
        for shop in [one, returns, free, future, oneProduct, nobody].map({ $0.build() }) {
            let lists = ranker(shop).rank(everybody(shop)[...], limit: 6, rules: nil)
            expectSound(lists, of: shop, limit: 6)
        }
    }

    @Test func randomShopsGiveSoundLists() {
        for seed in 0..<4 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 150, products: 5 + seed * 30)
            let ranker = ranker(shop)
            expectSound(ranker.rank(everybody(shop)[...], limit: 6, rules: nil), of: shop, limit: 6)
            for weight in ranker.weights.values { #expect(weight.isFinite) }
        }
    }

    @Test func aBotTeachesNothingToTheOthers() {
        var shop = TestShop()
        for customer in 0..<80 {
            for day in stride(from: 0, to: 150, by: 6) {
                shop.order("c\(customer)", daysAgo: Double(day), ["bread", "own\(customer % 9)"])
            }
        }
        for order in 0..<20_000 {
            shop.order("bot", daysAgo: 150 - Double(order) / 140, ["junk\(order % 3)", "bread"])
        }
        let built = shop.build()
        let lists = ranker(built).rank(everybody(built)[...], limit: 6, rules: nil)
        expectSound(lists, of: built, limit: 6)
        for customer in 0..<80 {
            let names = products(lists, customer).prefix(2).map { built.products.ids[$0] }
            #expect(Set(names) == ["bread", "own\(customer % 9)"])
        }
    }
}
