import CampaignModel
import Foundation
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct DiscoverySignalsTests {
    private func signals(_ shop: Shop) -> DiscoverySignals {
        DiscoverySignals(PurchaseHistory(shop: shop, asOf: TestShop.now), workers: Workers(count: 1))
    }

    private func value(_ name: String, _ customer: String, _ product: String, in shop: Shop) throws -> Float {
        let signals = signals(shop)
        let signal = try #require(DiscoverySignals.names.firstIndex(of: name))
        let row = try #require(shop.customers.ids.id(of: customer))
        let column = signals.columns[Int(try #require(shop.products.ids.id(of: product)))]
        var scratch = DiscoverySignals.Scratch(signals)
        let matrix = PurchaseMatrix(signals.history, customers: [row])
        return signals.values(for: 0, of: matrix, &scratch)[signal][Int(column)]
    }

    @Test func whoBuysAlikeSpeaksForWhatTheyBuy() throws {
        var shop = TestShop()
        shop.order("ann", daysAgo: 3, ["tea", "cake"])
        shop.order("bob", daysAgo: 3, ["tea", "cake", "jam"])
        shop.order("eve", daysAgo: 3, ["nails", "hammer"])
        let built = shop.build()
        let liked = try value("similar_customers", "ann", "jam", in: built)
        #expect(liked > log(900))
        let unlike = try value("similar_customers", "ann", "hammer", in: built)
        #expect(unlike == 0)
        // Ann is no neighbour of her own, and all of her neighbours have tea: a share of 1.
        let share = try value("similar_customers", "ann", "tea", in: built)
        #expect(abs(share - log(1001)) < 1e-3)
    }

    @Test func aKindThatOneBuysGainsAsFarAsItIsMoreThanTheShops() throws {
        var shop = TestShop()
        shop.product("red", category: "Wine > Red", brand: "Hill")
        shop.product("white", category: "Wine > White", brand: "Hill")
        shop.product("beer", category: "Beer > Pale", brand: "Hop")
        shop.product("ale", category: "Beer > Pale", brand: "Hop")
        shop.order("ann", daysAgo: 0, ["red"])
        shop.order("bob", daysAgo: 0, ["beer", "white", "ale"])
        let built = shop.build()
        // One of four purchases is red wine; 5 · 1/4 is what the shop's taste counts for beside Ann's.
        let gain = try value("product_type", "ann", "red", in: built) - value("product_type", "bob", "red", in: built)
        #expect(abs(gain - log(1 + 1 / 1.25)) < 1e-5)
        let brand =
            try value("category_and_brand", "ann", "white", in: built)
            - value("category_and_brand", "ann", "beer", in: built)
        #expect(brand > 0)
        let unbought = try value("buys_the_type", "ann", "beer", in: built)
        #expect(unbought == 0)
        let bought = try value("buys_the_type", "ann", "red", in: built)
        #expect(bought > 0)
    }

    @Test func whatOneLookedAtCountsUntilTheMomentOnly() throws {
        var shop = TestShop()
        shop.order("ann", daysAgo: 0, ["tea"])
        shop.order("bob", daysAgo: 0, ["jam"])
        shop.event("ann", daysAgo: 0, .view, "jam")
        shop.event("ann", daysAgo: 28, .addToCart, "jam")
        shop.event("ann", daysAgo: -1, .view, "jam")
        shop.event("ann", daysAgo: 1, .search)
        let built = shop.build()
        let visits = try value("looked_at", "ann", "jam", in: built)
        #expect(abs(visits - (1 + 3 * exp(-1))) < 1e-5)
        let unseen = try value("looked_at", "bob", "jam", in: built)
        #expect(unseen == 0)
    }

    @Test func oldPurchasesLeaveEverySignalFinite() {
        var shop = TestShop()
        for product in 0..<20 { shop.order("ann", daysAgo: 40_000, ["p\(product)"]) }
        for product in 0..<20 { shop.order("bob", daysAgo: 30_000, ["p\(product)"]) }
        shop.order("eve", daysAgo: 0, ["p1", "p2"])
        let built = shop.build()
        let signals = signals(built)
        var scratch = DiscoverySignals.Scratch(signals)
        let matrix = PurchaseMatrix(signals.history, customers: [0, 1, 2])
        for row in 0..<3 {
            let values = signals.values(for: row, of: matrix, &scratch)
            #expect(values.joined().allSatisfy { $0.isFinite })
        }
    }

    @Test func countsTellOrdersBuyersAndThoseNewToAProduct() {
        var shop = TestShop()
        shop.order("ann", daysAgo: 100, ["tea", "tea x2"])
        shop.order("ann", daysAgo: 5, ["tea", "jam"])
        shop.order("bob", daysAgo: 20, ["tea x-1", "jam x-1", "jam"])
        shop.order("bob", daysAgo: -3, ["tea"])
        let history = PurchaseHistory(shop: shop.build(), asOf: TestShop.now)
        for workers in [1, 3] {
            let counts = ProductCounts(history, workers: Workers(count: workers))
            #expect(counts.orders == [2, 2] && counts.orders28 == [1, 2] && counts.orders7 == [1, 1])
            #expect(counts.customers == [1, 2] && counts.adopters == [0, 2])
        }
    }
}
