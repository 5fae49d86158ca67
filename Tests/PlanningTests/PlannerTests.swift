import CampaignModel
import Foundation
import JSON
import Planning
import TestSupport
import Testing
import Threads

@Suite struct PlannerTests {
    static let products = ["a", "b", "c", "d", "e"]

    static func campaign(
        channel: ChannelChoice = .email,
        minute: Int? = nil,
        holdout: Double = 0,
        name: String = "offers"
    ) -> Campaign {
        Campaign(
            name: name,
            channel: channel,
            audience: Audience(),
            message: EmailContent(from: nil, replyTo: nil, subject: "s", preheader: "", template: "t"),
            push: PushContent(template: "p"),
            recommend: RecommendSettings(slots: [.init(strategy: .popular, count: 6)]),
            schedule: ScheduleSettings(recipientMinuteOfDay: minute, validForHours: 48),
            experiment: ExperimentSettings(holdout: holdout)
        )
    }

    static let settings = ShopSettings(
        name: "Lumen",
        url: "https://lumen.example",
        timeZone: "Europe/Dublin",
        imageBaseURL: "https://cdn.lumen.example/",
        linkBaseURL: "https://mail.lumen.example/"
    )

    /// A shop of `count` people with address and consent, and products a ... e.
    static func shop(_ count: Int) -> Shop {
        var shop = TestShop()
        for id in products { shop.product(id) }
        for number in 0..<count { shop.customer("c\(number)") }
        var built = shop.build()
        built.customers.emails = TextColumn()
        built.customers.emailConsent = []
        built.customers.pushConsent = []
        built.customers.pushTokens = TextColumn()
        for number in 0..<count {
            built.customers.emails.append("c\(number)@example.com")
            built.customers.emailConsent.append(.granted)
            built.customers.pushConsent.append(.granted)
            built.customers.pushTokens.append("token-\(number)")
        }
        return built
    }

    static func picks(_ count: Int, items: Int = 4) -> [CustomerPicks] {
        (0..<Int32(count)).map { customer in
            let items = (0..<Int32(items)).map { product in
                Recommendation(
                    product: product,
                    strategy: .popular,
                    score: Double(10 - product),
                    reason: .popular(category: nil),
                    evidence: [Evidence("orders", 7)]
                )
            }
            return CustomerPicks(customer: customer, items: items)
        }
    }

    static func plan(
        _ shop: Shop,
        _ picks: [CustomerPicks],
        _ campaign: Campaign = campaign(),
        suppressed: Set<String> = [],
        threads: Int = 1
    ) -> Planned {
        let input = PlanningInput(
            campaign: campaign,
            shop: shop,
            settings: settings,
            picks: picks,
            suppressed: suppressed,
            now: TestShop.now
        )
        return Planner.plan(input, workers: Workers(count: threads))
    }

    @Test func everyoneIsPlannedOrHasTheFirstReasonThatHolds() {
        var shop = Self.shop(6)
        shop.customers.emailConsent[0] = .unknown
        shop.customers.emailConsent[1] = .refused
        shop.customers.emails = TextColumn()
        for email in ["x@example.com", "y@example.com", "", "no address", "S@Example.com", "fine@example.com"] {
            shop.customers.emails.append(email)
        }
        var picks = Self.picks(6)
        picks[5].items = Array(picks[5].items.prefix(2))
        let plan = Self.plan(shop, picks, suppressed: ["s@example.com"]).plan
        #expect(
            plan.messages.map(\.disposition) == [
                .skipped(.noConsent), .skipped(.noConsent), .skipped(.noAddress), .skipped(.noAddress), .suppressed,
                .skipped(.tooFewItems),
            ]
        )
        #expect(plan.messages[5].detail == "2 of 3 items")
        #expect(plan.counts.audience == 6)
    }

    @Test func anAddressGetsOneMessage() {
        var shop = Self.shop(3)
        shop.customers.emails = TextColumn()
        for email in ["twin@example.com", "Twin@example.com", "other@example.com"] {
            shop.customers.emails.append(email)
        }
        let plan = Self.plan(shop, Self.picks(3)).plan
        #expect(plan.messages.map(\.disposition) == [.planned, .skipped(.duplicateAddress), .planned])
        #expect(plan.messages[1].productIDs.isEmpty)
    }

    @Test func theHoldoutIsStickyKeepsItsItemsAndHasAboutTheSizeAskedFor() {
        let shop = Self.shop(5_000)
        let campaign = Self.campaign(channel: .both, holdout: 0.2)
        let first = Self.plan(shop, Self.picks(5_000), campaign).plan
        let held = first.messages.filter { $0.disposition == .holdout }
        #expect(held.allSatisfy { $0.productIDs.count == 4 && !$0.payload.isEmpty })
        let people = Set(held.map(\.customerID))
        #expect((900...1_100).contains(people.count))
        #expect(held.count == 2 * people.count, "a person is held out on every channel")
        let fewer = Self.plan(shop, Array(Self.picks(5_000).suffix(500)), campaign).plan
        for message in fewer.messages {
            #expect((message.disposition == .holdout) == people.contains(message.customerID))
        }
    }

    /// Two experiments must not hold out the same people: chi-square with one degree of freedom, p = 0.001.
    @Test func experimentsHoldOutIndependently() {
        let shop = Self.shop(20_000)
        let held = ["spring", "autumn"].map { name in
            let plan = Self.plan(shop, Self.picks(20_000, items: 3), Self.campaign(holdout: 0.5, name: name)).plan
            return plan.messages.map { $0.disposition == .holdout }
        }
        var cells = [0, 0, 0, 0]
        for (first, second) in zip(held[0], held[1]) { cells[(first ? 2 : 0) + (second ? 1 : 0)] += 1 }
        let chiSquare = cells.reduce(0.0) { $0 + Double(($1 - 5_000) * ($1 - 5_000)) / 5_000 }
        #expect(chiSquare < 16.27, "\(cells)")
    }

    @Test func aPlanDoesNotDependOnThreads() {
        let shop = Self.shop(3_000)
        let campaign = Self.campaign(channel: .both, minute: 600, holdout: 0.1)
        let one = Self.plan(shop, Self.picks(3_000), campaign, threads: 1).plan.messages
        let four = Self.plan(shop, Self.picks(3_000), campaign, threads: 4).plan.messages
        #expect(one.map(\.payload) == four.map(\.payload))
        #expect(one.map(\.disposition) == four.map(\.disposition))
    }

    @Test func messagesAreDueByTheRecipientsOwnClock() {
        var shop = Self.shop(4)
        shop.customers.timeZones = DictionaryColumn()
        for zone in ["Asia/Tokyo", "America/New_York", "Mars/Olympus", ""] { shop.customers.timeZones.append(zone) }
        // It is noon in UTC and in Dublin, 21:00 in Tokyo and 07:00 in New York.
        let planned = Self.plan(shop, Self.picks(4), Self.campaign(minute: 600))
        #expect(
            planned.plan.messages.map(\.sendAt.description) == [
                "2026-11-23T01:00:00Z", "2026-11-22T15:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z",
            ]
        )
        #expect(planned.customersWithoutTimeZone == 2)
        #expect(planned.plan.messages[1].validUntil.description == "2026-11-24T15:00:00Z")
    }

    @Test func itemPricePictureAndLinkAreFrozenTogether() throws {
        var built = TestShop()
        built.product("camera", price: 499_00, salePrice: 449_00, category: "Cameras > Mirrorless", brand: "Lumen")
        built.product("card", price: 20_00)
        built.product("case", price: 30_00)
        built.customer("ann")
        var shop = built.build()
        shop.customers.emailConsent = [.granted]
        shop.customers.emails = TextColumn()
        shop.customers.emails.append("ann@example.com")
        shop.customers.firstNames = TextColumn()
        shop.customers.firstNames.append("Ann http://evil.example")
        let items =
            [
                Recommendation(
                    product: 0,
                    strategy: .upgrade,
                    score: 2.5,
                    reason: .upgradeOf(product: 1, isOwned: true, added: ["256 GB instead of 128 GB"]),
                    evidence: [Evidence("price_ratio", 1.5)]
                )
            ] + Self.picks(1, items: 3)[0].items.dropFirst()
        let plan = Self.plan(shop, [CustomerPicks(customer: 0, items: items)]).plan
        let message = try #require(plan.messages.first)
        #expect(message.disposition == .planned)
        #expect(message.productIDs == ["camera", "card", "case"])
        let json = try JSONDocument(message.payload)
        let root = JSONDocument.root
        let customer = try #require(json.member("customer", of: root))
        #expect(json.member("first_name", of: customer).map { json.string($0) } == "Ann")
        let list = try #require(json.member("items", of: root))
        let item = json.firstChild(list)
        func value(_ key: String) -> String? { json.member(key, of: item).map { json.string($0) } }
        #expect(value("id") == "camera")
        #expect(value("price") == "49900")
        #expect(value("sale_price") == "44900")
        #expect(value("badge") == "Sale")
        #expect(value("reason") == "A step up from your \(shop.products.titles[1])")
        #expect(value("image_url")?.hasPrefix("https://") == true)
        #expect(json.member("anchor", of: root).map { json.kind($0) } == .object)
    }

    @Test func whoHasTooFewOfARequiredStrategyIsSkippedWithTheReason() throws {
        var campaign = Self.campaign()
        campaign.recommend.slots = [
            .init(strategy: .upgrade, count: 4, required: 2), .init(strategy: .popular, count: 4),
        ]
        var picks = Self.picks(2)
        for index in 0..<2 { picks[1].items[index].strategy = .upgrade }
        picks[0].items[0].strategy = .upgrade
        let plan = Self.plan(Self.shop(2), picks, campaign).plan
        #expect(plan.messages.map(\.disposition) == [.skipped(.tooFewItems), .planned])
        #expect(plan.messages[0].detail == "1 of 2 upgrade items")
    }

    @Test func aSetHasItsPriceAndItsItemsNameIt() throws {
        var picks = Self.picks(1)
        for index in 1...2 {
            picks[0].items[index].strategy = .bundle
            picks[0].items[index].reason = .partOfSet(with: 4, isOwned: true)
            picks[0].items[index].bundle = Bundle(number: 1, price: 18_00)
        }
        let payload = try #require(Self.plan(Self.shop(1), picks).plan.messages.first?.payload)
        let text = String(decoding: payload, as: UTF8.self)
        #expect(
            text.contains(#""bundles":[{"number":1,"price":1800,"regular_price":2000,"saving":200,"anchor":{"id":"e""#)
        )
        let document = try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
        let items = try #require(document["items"] as? [[String: Any]])
        #expect(items.map { $0["bundle"] as? Int } == [nil, 1, 1, nil])
        #expect(items[1]["reason"] as? String == "Completes the set with your E")
    }

    @Test func everyReasonIsWorded() {
        var shop = TestShop()
        shop.product("camera", category: "Cameras > Mirrorless")
        let built = shop.build()
        let expected: [(Reason, String)] = [
            (.partOfSet(with: 0, isOwned: false), "Often bought together with the Camera"),
            (.newForYou(brand: "Lumen", category: nil), "New for you from Lumen"),
            (.newForYou(brand: nil, category: "Coffee > Beans"), "New for you in Beans"),
            (.newForYou(brand: nil, category: nil), "Something new for you"),
            (.premiumPick(category: "Coffee > Beans"), "Picked for you from the best in Beans"),
            (.trending(category: "Coffee"), "Trending this week in Coffee"),
            (.pinned, "Picked by our team"),
            (.popularInSegment, "Popular with customers like you"),
        ]
        for (reason, sentence) in expected { #expect(reason.sentence(in: built) == sentence) }
    }
}
