import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct PopularityTests {
    /// Someone who bought junk a hundred times and then tea, far more often than counts of one customer.
    private func history() -> PurchaseHistory {
        var shop = TestShop()
        for day in 0..<100 { shop.order("bot", daysAgo: 300 + Double(day), ["junk"]) }
        for order in 0..<PurchaseMatrix.maximumLines + 50 { shop.order("bot", daysAgo: Double(order) / 1_000, ["tea"]) }
        for customer in 0..<5 { shop.order("c\(customer)", daysAgo: 1, ["tea", "jam"]) }
        return PurchaseHistory(shop: shop.build(), asOf: TestShop.now)
    }

    @Test func ofABotOnlyTheNewestLinesCount() throws {
        let history = history()
        let popularity = Popularity(history: history)
        let bot = try #require(history.shop.customers.ids.id(of: "bot"))
        let tea = try Int(#require(history.shop.products.ids.id(of: "tea")))
        let junk = try Int(#require(history.shop.products.ids.id(of: "junk")))
        #expect(history.newestOrders(of: bot).count == PurchaseMatrix.maximumLines)
        #expect(history.newestOrders(of: bot).upperBound == history.orders(of: bot).upperBound)
        #expect(popularity.scores[junk] == 0)
        #expect(Int(popularity.orders28[tea]) == PurchaseMatrix.maximumLines + 5)
    }

    @Test func everythingAnOrdinaryCustomerBoughtCounts() {
        let history = PurchaseHistory(shop: TestShop.random(seed: 4), asOf: TestShop.now)
        for customer in 0..<Int32(history.shop.customers.count) {
            #expect(history.newestOrders(of: customer) == history.orders(of: customer))
        }
    }

    @Test func oneOrderBeyondTheCapStillCounts() {
        var shop = TestShop()
        shop.order("ann", daysAgo: 9, ["jam"])
        shop.order("ann", daysAgo: 3, Array(repeating: "tea", count: PurchaseMatrix.maximumLines + 1))
        let history = PurchaseHistory(shop: shop.build(), asOf: TestShop.now)
        #expect(history.newestOrders(of: 0) == 1..<2)
    }
}
