import CampaignModel
import Foundation
import Planning
import TestSupport
import Testing
import Threads

@Suite struct OfferTests {
    static func campaign(_ offer: OfferSettings, channel: ChannelChoice = .email) -> Campaign {
        var campaign = PlannerTests.campaign(channel: channel)
        campaign.offer = offer
        return campaign
    }

    static func plan(
        _ shop: Shop,
        people: Int,
        _ campaign: Campaign,
        codes: [String: [String]] = [:],
        items: Int = 4,
        threads: Int = 1
    ) -> [PlannedMessage] {
        var input = PlanningInput(
            campaign: campaign,
            shop: shop,
            settings: PlannerTests.settings,
            picks: PlannerTests.picks(people, items: items),
            suppressed: [],
            now: TestShop.now
        )
        input.codes = codes
        return Planner.plan(input, workers: Workers(count: threads)).plan.messages
    }

    static func offer(in message: PlannedMessage) throws -> [String: Any]? {
        let document = try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any]
        return document?["offer"] as? [String: Any]
    }

    /// Five products of 10.00 that keep so much of it.
    static func shop(_ people: Int, margin: Float) -> Shop {
        var shop = PlannerTests.shop(people)
        shop.products.present.insert(.margin)
        shop.products.margins = shop.products.margins.map { _ in margin }
        return shop
    }

    @Test func anOfferIsFrozenWithItsDeadlineAndNeverSentAfterIt() throws {
        let offer = OfferSettings(benefit: .percent(0.1), codes: .shared("SPRING"), expiresAfterSeconds: 24 * 3_600)
        let message = try #require(Self.plan(PlannerTests.shop(1), people: 1, Self.campaign(offer)).first)
        let frozen = try #require(try Self.offer(in: message))
        #expect(frozen["type"] as? String == "percent")
        #expect(frozen["percent"] as? Int == 10)
        #expect(frozen["code"] as? String == "SPRING")
        #expect(frozen["expires_at"] as? String == "2026-11-23T12:00:00Z")
        #expect(frozen["amount"] is NSNull)
        #expect(message.validUntil.description == "2026-11-23T12:00:00Z", "of 48 hours that the campaign allows")
    }

    @Test func withoutAnOfferThePayloadSaysSo() throws {
        let message = try #require(Self.plan(PlannerTests.shop(1), people: 1, PlannerTests.campaign()).first)
        let text = String(decoding: message.payload, as: UTF8.self)
        #expect(text.hasSuffix(#""offer":null}"#))
        #expect(text.contains(#""bundle":null"#))
    }

    @Test func everyoneHasACodeOfTheirOwnUntilTheyRunOut() throws {
        let file = Mention(id: "codes.csv")
        let campaign = Self.campaign(OfferSettings(benefit: .percent(0.1), codes: .file(file)), channel: .both)
        let codes = (1...7).map { "CODE-\($0)" }
        let messages = Self.plan(PlannerTests.shop(10), people: 10, campaign, codes: [file.id: codes])
        #expect(messages.count == 20)
        let given = messages.filter { $0.disposition == .planned }
        #expect(given.map(\.code) == codes.flatMap { [$0, $0] }, "one a person, the same on both channels")
        for message in given { #expect(try Self.offer(in: message)?["code"] as? String == message.code) }
        let left = messages.dropFirst(14)
        #expect(left.allSatisfy { $0.disposition == .skipped(.codesExhausted) && $0.payload.isEmpty })
        #expect(left.first?.detail == "no code is left in codes.csv")
    }

    @Test func whoIsHeldOutTakesNoCode() {
        let file = Mention(id: "codes.csv")
        var campaign = Self.campaign(OfferSettings(benefit: .percent(0.1), codes: .file(file)))
        campaign.experiment.holdout = 0.5
        let codes = (1...200).map { "CODE-\($0)" }
        let messages = Self.plan(PlannerTests.shop(200), people: 200, campaign, codes: [file.id: codes])
        let planned = messages.filter { $0.disposition == .planned }
        #expect(planned.count < 150)
        #expect(planned.map(\.code) == codes.prefix(planned.count).map(\.self))
        #expect(messages.filter { $0.disposition == .holdout }.allSatisfy { $0.code == nil })
    }

    @Test func anOfferThatSellsBelowTheMarginIsDropped() throws {
        for (benefit, isDropped) in [
            (OfferSettings.Benefit.percent(0.1), false), (.percent(0.2), true),
            (.amount(Amount(thousandths: 4_000)), false), (.amount(Amount(thousandths: 12_000)), true),
            (.bundle(0.1), false), (.bundle(0.2), true),
        ] {
            // 30 % margin: a cost of 7.00 leaves 22 % of 9.00, and 12.5 % of 8.00.
            let offer = OfferSettings(benefit: benefit, minimumMargin: 0.2)
            let message = try #require(Self.plan(Self.shop(1, margin: 0.3), people: 1, Self.campaign(offer)).first)
            #expect(message.disposition == .planned)
            #expect((try Self.offer(in: message) == nil) == isDropped, "\(benefit)")
        }
    }

    @Test func anUnknownMarginIsOfferedNothing() throws {
        let offer = OfferSettings(benefit: .percent(0.1), minimumMargin: 0.1)
        let message = try #require(Self.plan(Self.shop(1, margin: .nan), people: 1, Self.campaign(offer)).first)
        #expect(try Self.offer(in: message) == nil)
        let free = try #require(Self.plan(PlannerTests.shop(1), people: 1, Self.campaign(offer)).first)
        #expect(try Self.offer(in: free) != nil, "a catalogue without margins has no guard")
    }

    @Test func theFloorForItemsIsWhatKeepsTheMarginAfterTheDiscount() {
        let offer = OfferSettings(benefit: .percent(0.2), minimumMargin: 0.25, belowMargin: .dropItem)
        // Cost 6.00 of 10.00: 8.00 is left, of which 25 % is profit.
        #expect(abs(offer.marginFloor - 0.4) < 1e-12)
        #expect(OfferSettings(benefit: .percent(0.2), minimumMargin: 0.25).marginFloor == 0)
    }

    @Test func theGapToFreeShippingIsThePersonsOwn() throws {
        var built = TestShop()
        for id in ["a", "b", "c", "d"] { built.product(id, price: 10_00) }
        for id in ["with-cart", "without", "bought", "took-out"] { built.customer(id) }
        built.event("with-cart", daysAgo: 2, .addToCart, "a")
        built.event("with-cart", daysAgo: 1, .addToCart, "b")
        built.event("with-cart", daysAgo: 40, .addToCart, "c")
        built.event("bought", daysAgo: 3, .addToCart, "a")
        built.order("bought", daysAgo: 2, ["a"])
        built.event("took-out", daysAgo: 3, .addToCart, "a")
        built.event("took-out", daysAgo: 2, .removeFromCart, "a")
        let shop = built.build()
        var offer = OfferSettings(benefit: .freeShipping(from: Amount(thousandths: 25_000)))
        let gaps = try Self.plan(shop, people: 4, Self.campaign(offer)).map { try Self.offer(in: $0)?["gap"] as? Int }
        let ids = (0..<Int32(4)).map { shop.customers.ids[$0] }
        #expect(
            Dictionary(uniqueKeysWithValues: zip(ids, gaps)) == [
                "with-cart": 5_00, "without": 25_00, "bought": 25_00, "took-out": 25_00,
            ]
        )
        offer.gapBasis = .items
        let message = try #require(Self.plan(shop, people: 1, Self.campaign(offer), items: 3).first)
        #expect(try Self.offer(in: message)?["gap"] as? Int == 0)
        #expect(try Self.offer(in: message)?["basket"] as? Int == 30_00)
    }
}
