import CampaignModel
import Foundation
import Testing

struct ModelTests {
    @Test func everyDispositionIsCountedOnce() {
        var counts = PlanCounts()
        let dispositions: [Disposition] = [
            .planned, .planned, .suppressed, .holdout, .skipped(.noConsent), .skipped(.noConsent),
            .skipped(.tooFewItems),
        ]
        for disposition in dispositions { counts.count(disposition) }
        #expect(counts.planned == 2 && counts.suppressed == 1 && counts.holdout == 1)
        #expect(counts.skipped == [.noConsent: 2, .tooFewItems: 1])
        #expect(counts.audience == dispositions.count)
    }

    @Test func skipReasonsAreKeysInJSON() throws {
        var counts = PlanCounts()
        counts.count(.skipped(.noConsent))
        let json = try JSONEncoder().encode(counts)
        #expect(String(decoding: json, as: UTF8.self).contains(#"{"no_consent":1}"#))
        #expect(try JSONDecoder().decode(PlanCounts.self, from: json) == counts)
    }

    @Test func aLineCostsItsPiecesLessTheDiscount() {
        var orders = Orders()
        orders.products = [0, 1]
        orders.quantities = [3, -2]
        orders.unitPrices = [Int32.max, 500]
        orders.discounts = [1, 0]
        #expect(orders.amount(line: 0) == 3 * Int64(Int32.max) - 1)
        #expect(orders.amount(line: 1) == -1_000)
    }

    @Test func theSalePriceIsThePriceWhereThereIsOne() {
        var products = Products()
        products.prices = [1_000, 1_000, 1_000]
        products.salePrices = [-1, 800, 0]
        #expect((0..<3).map(products.currentPrice) == [1_000, 800, 0])
    }

    @Test func theNewestFactIsAnOrderOrAnEvent() {
        var shop = Shop(currency: .euro)
        #expect(shop.newest == nil)
        shop.orders.times = [5, 9, 7]
        #expect(shop.newest == Instant(seconds: 9))
        shop.events.times = [11]
        #expect(shop.newest == Instant(seconds: 11))
    }
}
