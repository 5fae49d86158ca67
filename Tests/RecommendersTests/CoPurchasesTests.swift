import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct CoPurchasesTests {
    private func companions(_ shop: Shop, workers: Workers = Workers(count: 1)) -> CoPurchases {
        CoPurchases(history: PurchaseHistory(shop: shop, asOf: TestShop.now), workers: workers)
    }

    private func names(_ product: String, _ shop: Shop, _ all: CoPurchases) throws -> [String] {
        let row = try #require(shop.products.ids.id(of: product))
        return all.companions(of: row).map { shop.products.ids[$0.product] }
    }

    /// Cameras ask for a card and a case; people also put two wishes into one cart, in any order.
    private func cameraShop(shuffled: Bool) -> Shop {
        var random = SeededGenerator(seed: 3)
        var shop = TestShop()
        shop.product("camera", price: 90_00, category: "Cameras")
        shop.product("card", price: 80_00, category: "Cards")
        shop.product("case", price: 85_00, category: "Cases")
        let wishes = (0..<12).map { "wish\($0)" } + ["card", "case", "camera"]
        for index in 0..<3_000 {
            var lines = [wishes[Int.random(in: 0..<wishes.count, using: &random)]]
            if Int.random(in: 0..<3, using: &random) == 0 {
                lines.append(wishes[Int.random(in: 0..<wishes.count, using: &random)])
            }
            if lines.contains("camera") {
                if Int.random(in: 0..<2, using: &random) == 0 { lines.append("card") }
                if Int.random(in: 0..<3, using: &random) == 0 { lines.append("case") }
            }
            if shuffled { lines.shuffle(using: &random) }
            shop.order("c\(index)", daysAgo: 100, lines)
        }
        return shop.build()
    }

    @Test func theOrderOfLinesTellsWhatGoesWithWhat() throws {
        let shop = cameraShop(shuffled: false)
        let all = companions(shop)
        #expect(try names("camera", shop, all) == ["card", "case"])
        #expect(try names("card", shop, all) == [])
        // Card and case are in one basket far more often than by chance: the camera explains it.
        #expect(try names("case", shop, all) == [])
    }

    @Test func theRateIsHowManyTakeItAlong() throws {
        let shop = cameraShop(shuffled: false)
        let rates = companions(shop).companions(of: 0).map(\.score)
        // A little of it is put down to those who would have bought the card anyway.
        #expect(rates.count == 2 && (0.35...0.55).contains(rates[0]) && (0.25...0.4).contains(rates[1]))
    }

    @Test func shuffledAndSortedLinesTellNoOrder() {
        for shop in [cameraShop(shuffled: true), sortedShop()] {
            let facts = BasketFacts(PurchaseHistory(shop: shop, asOf: TestShop.now), workers: Workers(count: 1))
            #expect(LineOrder(facts.baskets, orders: facts.pairs.orders) == .uninformative)
        }
        let shop = cameraShop(shuffled: false)
        let facts = BasketFacts(PurchaseHistory(shop: shop, asOf: TestShop.now), workers: Workers(count: 1))
        #expect(LineOrder(facts.baskets, orders: facts.pairs.orders) == .asAdded)
    }

    private func sortedShop() -> Shop {
        var shop = TestShop()
        for index in 0..<200 {
            shop.order("c\(index)", daysAgo: 9, ["a\(index % 3)", "b\(index % 4)", "c\(index % 5)"])
        }
        return shop.build()
    }

    @Test func whatIsBoughtInsteadIsNoCompanion() throws {
        var random = SeededGenerator(seed: 8)
        var shop = TestShop()
        for name in ["red", "white", "rose"] { shop.product(name, category: "Wine > \(name.isEmpty ? "" : "Still")") }
        for index in 0..<900 {
            // One wine a party, seldom two, and the next party another one.
            for day in [60.0, 40] {
                var lines = ["glasses", ["red", "white", "rose"][Int.random(in: 0..<3, using: &random)]]
                if index % 30 == 0 { lines.append("white") }
                shop.order("c\(index)", daysAgo: day, lines)
            }
            shop.order("other\(index)", daysAgo: 50, ["bread"])
        }
        let built = shop.build()
        let all = companions(built)
        for wine in ["red", "white", "rose"] {
            let found = try names(wine, built, all)
            #expect(!found.contains { ["red", "white", "rose"].contains($0) })
        }
    }

    @Test(arguments: 1...12)
    func nothingIsStrangeInAnyShop(seed: UInt64) {
        let shop = TestShop.random(seed: seed, customers: 80, products: 20)
        let (one, many) = (companions(shop), companions(shop, workers: Workers(count: 4)))
        for product in 0..<Int32(shop.products.count) {
            let row = one.companions(of: product)
            #expect(row.allSatisfy { $0.product != product && $0.score > 0 && $0.score < 1 && $0.lift.isFinite })
            #expect(row.map(\.product) == many.companions(of: product).map(\.product))
            #expect(row.map(\.score) == many.companions(of: product).map(\.score))
        }
    }
}
