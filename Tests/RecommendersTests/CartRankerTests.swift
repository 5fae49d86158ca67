import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct CartRankerTests {
    private func ranker(_ shop: Shop, workers: Workers = Workers(count: 1)) -> CartRanker {
        CartRanker(shop: shop, asOf: TestShop.now, workers: workers)
    }

    private func cart(_ shop: Shop, _ customer: String?, _ products: [String]) -> Cart {
        Cart(
            customer: customer.flatMap { shop.customers.ids.id(of: $0) } ?? -1,
            products: products.compactMap { shop.products.ids.id(of: $0) },
            time: TestShop.now
        )
    }

    /// A hundred people who shop every week: each has a favourite of their own, and pasta calls for sauce.
    private func grocer() -> Shop {
        var random = SeededGenerator(seed: 11)
        var shop = TestShop()
        for product in ["pasta", "sauce"] { shop.product(product, category: "Food > \(product)") }
        for index in 0..<30 { shop.product("thing\(index)", category: "Food > Kind \(index % 6)") }
        for customer in 0..<100 {
            for week in 0..<30 {
                var lines = (0..<3).map { _ in "thing\(Int.random(in: 0..<30, using: &random))" }
                if Int.random(in: 0..<3, using: &random) == 0 {
                    lines.append("pasta")
                    if Int.random(in: 0..<5, using: &random) > 0 { lines.append("sauce") }
                }
                if Int.random(in: 0..<4, using: &random) > 0 { lines.append("thing\(customer % 30)") }
                shop.order("c\(customer)", daysAgo: Double(week * 7 + customer % 7), lines)
            }
        }
        return shop.build()
    }

    private func names(_ lists: RankedLists, in shop: Shop, _ index: Int = 0) -> [String] {
        lists.range(index).map { shop.products.ids[lists.products[$0]] }
    }

    @Test func theCartAndTheHouseholdDecideWhatComesFirst() {
        let shop = grocer()
        let ranker = ranker(shop)
        guard case .fitted = ranker.weights(isKnown: true, novelOnly: false).source else {
            Issue.record("there is enough to learn from")
            return
        }
        let carts = [cart(shop, nil, ["pasta"]), cart(shop, "c7", ["thing1"])]
        let lists = ranker.rank(carts[...], limit: 3, rules: nil)
        #expect(names(lists, in: shop, 0).first == "sauce")
        #expect(names(lists, in: shop, 1).contains("thing7"))
        #expect(!names(ranker.rank([cart(shop, nil, ["thing1"])], limit: 3, rules: nil), in: shop).contains("thing7"))
    }

    @Test func novelIsWhatTheyNeverBought() {
        var shop = TestShop.random(seed: 21, customers: 120, products: 40)
        shop.products.itemGroups = Array(repeating: -1, count: 40)
        let ranker = ranker(shop)
        let history = PurchaseHistory(shop: shop, asOf: TestShop.now)
        for customer in 0..<Int32(shop.customers.count) {
            let bought = Set(history.purchases(of: customer).map(\.product))
            let cart = Cart(customer: customer, products: [1], time: TestShop.now)
            let list = ranker.rank([cart], limit: 6, rules: nil, novelOnly: true)
            #expect(list.products.allSatisfy { !bought.contains($0) && $0 != 1 })
        }
    }

    @Test(arguments: 1...10)
    func anyShopAndCartGiveFiniteScoresWithoutTheCartsOwnProducts(seed: UInt64) {
        let shop = TestShop.random(seed: seed, customers: 60, products: 30)
        let ranker = ranker(shop)
        var random = SeededGenerator(seed: seed)
        let carts = (0..<40).map { index in
            Cart(
                customer: Int32.random(in: -1..<Int32(shop.customers.count + 2), using: &random),
                products: index == 0
                    ? Array(-5..<10_000) : (0..<index % 5).map { _ in Int32.random(in: -2..<40, using: &random) },
                time: TestShop.now
            )
        }
        for novelOnly in [false, true] {
            let lists = ranker.rank(carts[...], limit: 6, rules: nil, novelOnly: novelOnly)
            #expect(lists.count == carts.count)
            #expect(lists.scores.allSatisfy { $0.isFinite })
            for index in carts.indices.dropFirst() {
                let list = lists.range(index).map { lists.products[$0] }
                #expect(Set(list).count == list.count && Set(list).isDisjoint(with: carts[index].products))
            }
        }
    }

    @Test func rulesHoldOnEveryItem() {
        let shop = TestShop.random(seed: 4, customers: 80, products: 30)
        let settings = RecommendSettings(slots: [.init(strategy: .complements, count: 3)])
        let rules = PickRules(shop: shop, settings: settings, asOf: TestShop.now)
        let carts = (-1..<Int32(shop.customers.count)).map { Cart(customer: $0, products: [2, 3], time: TestShop.now) }
        let lists = ranker(shop).rank(carts[...], limit: 6, rules: rules)
        for index in carts.indices {
            let list = lists.range(index).map { lists.products[$0] }
            #expect(list.allSatisfy { rules.sellable[Int($0)] })
            let groups = list.map { shop.products.itemGroups[Int($0)] }.filter { $0 >= 0 }
            #expect(Set(groups).count == groups.count)

        }
    }

    @Test func threadsAndBatchesChangeNothing() {
        let shop = grocer()
        let (alone, many) = (ranker(shop), ranker(shop, workers: Workers(count: 3)))
        for known in [false, true] {
            for novel in [false, true] {
                #expect(
                    alone.weights(isKnown: known, novelOnly: novel) == many.weights(isKnown: known, novelOnly: novel)
                )
            }
        }
        let carts = (0..<100).map { Cart(customer: $0, products: [$0 % 32, 0], time: TestShop.now) }
        let all = alone.rank(carts[...], limit: 6, rules: nil)
        var parts = RankedLists()
        for start in stride(from: 0, to: 100, by: 7) {
            parts.append(contentsOf: many.rank(carts[start..<min(100, start + 7)], limit: 6, rules: nil))
        }
        #expect(all.products == parts.products && all.scores == parts.scores && all.starts == parts.starts)
    }

    @Test func aYoungShopUsesTheUsualWeightsAndSaysSo() {
        var shop = TestShop()
        for index in 0..<6 { shop.order("c\(index)", daysAgo: Double(index), ["camera", "card"]) }
        shop.order("d", daysAgo: 1, ["bread"])
        let built = shop.build()
        let ranker = ranker(built)
        guard case .prior(let reason) = ranker.weights(isKnown: false, novelOnly: false).source else {
            Issue.record("a week of seven orders teaches nothing")
            return
        }
        #expect(!reason.isEmpty)
        #expect(names(ranker.rank([cart(built, nil, ["camera"])], limit: 1, rules: nil), in: built) == ["card"])
    }

    @Test func extremeShopsDoNotCrash() {
        var empty = TestShop()
        empty.customer("ann")
        empty.product("lone")
        var returns = TestShop()
        for index in 0..<30 { returns.order("c\(index)", daysAgo: Double(index), ["a x-1", "b x-2"]) }
        var everywhere = TestShop()
        for index in 0..<300 {
            everywhere.order("c\(index % 40)", daysAgo: Double(index) / 2, ["bag", "p\(index % 9)"])
        }
        for shop in [empty, returns, everywhere] {
            let built = shop.build()
            let ranker = ranker(built)
            let carts = [
                Cart(customer: 0, products: [0], time: TestShop.now),
                Cart(customer: -1, products: [], time: TestShop.now),
            ]
            #expect(ranker.rank(carts[...], limit: 6, rules: nil).scores.allSatisfy { $0.isFinite })
        }
    }

    @Test func evidenceAddsUpToTheScoresDifference() {
        let shop = grocer()
        let ranker = ranker(shop)
        let cart = cart(shop, "c7", ["pasta"])
        let list = ranker.rank([cart], limit: 5, rules: nil)
        let sums = ranker.evidence(list.products, for: cart).map { $0.reduce(0) { $0 + $1.value } }
        for index in 1..<list.products.count {
            let difference = Double(list.scores[index - 1] - list.scores[index])
            #expect(abs(sums[index - 1] - sums[index] - difference) < 1e-3)
        }
    }
}
