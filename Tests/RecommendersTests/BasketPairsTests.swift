import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct BasketPairsTests {
    private func facts(_ shop: Shop, workers: Workers = Workers(count: 1)) -> BasketFacts {
        BasketFacts(PurchaseHistory(shop: shop, asOf: TestShop.now), workers: workers)
    }

    /// Pairs by trying every pair in every order.
    private func counted(_ shop: Shop) -> [[Int32]: Int32] {
        var counts: [[Int32]: Int32] = [:]
        for order in 0..<shop.orders.count where shop.orders.times[order] <= TestShop.now.seconds {
            let bought = Set(
                shop.orders.linesOf(order: order).filter { shop.orders.quantities[$0] > 0 }
                    .map { shop.orders.products[$0] }
            )
            for one in bought { for other in bought where other != one { counts[[one, other], default: 0] += 1 } }
        }
        return counts
    }

    @Test(arguments: 1...20)
    func pairsAreThoseOfCountingEveryOrder(seed: UInt64) {
        let shop = TestShop.random(seed: seed, customers: 60, products: 25)
        let pairs = facts(shop).pairs
        var expected = counted(shop)
        let frequent = expected.values.filter { $0 >= 3 }.count / 2
        for product in 0..<shop.products.count {
            for entry in pairs.range(product) {
                let pair = [Int32(product), pairs.companions[entry]]
                #expect(expected.removeValue(forKey: pair) == pairs.pairs[entry])
            }
        }
        #expect(expected.values.allSatisfy { $0 < BasketPairs.minimumPairs })
        #expect(pairs.frequentPairs == frequent)
    }

    @Test func theBestCompanionsAreKept() {
        var shop = TestShop()
        for other in 0..<20 {
            for copy in 0..<(other + 2) { shop.order("c\(other) \(copy)", daysAgo: 9, ["main", "other\(other)"]) }
        }
        let built = shop.build()
        let all = facts(built)
        let pairs = BasketPairs(all.baskets, all.byProduct, maximum: 3, workers: Workers(count: 1))
        let kept = pairs.range(0).map { built.products.ids[pairs.companions[$0]] }
        #expect(kept == ["other19", "other18", "other17"])
    }

    @Test func threadsChangeNothing() {
        let shop = TestShop.random(seed: 5, customers: 200, products: 300)
        let (one, many) = (facts(shop).pairs, facts(shop, workers: Workers(count: 4)).pairs)
        #expect(one.companions == many.companions && one.pairs == many.pairs && one.starts == many.starts)
    }

    @Test func aBotWeighsNoMoreThanItsNewestLines() {
        var shop = TestShop()
        for order in 0..<5_000 { shop.order("bot", daysAgo: Double(order) / 20, ["a", "b"]) }
        let pairs = facts(shop.build()).pairs
        #expect(pairs.orders == [Int32(Baskets.maximumLines / 2), Int32(Baskets.maximumLines / 2)])
    }

    @Test func ofAHugeOrderOnlyTheFirstProductsCount() {
        var shop = TestShop()
        shop.order("ann", daysAgo: 3, (0..<10_000).map { "p\($0)" })
        #expect(facts(shop.build()).baskets.items.count == Baskets.maximumProducts)
    }
}
