import CampaignModel
import TestSupport
import Testing

@testable import Planning

@Suite struct TriggerSearchTests {
    private func found(
        _ trigger: TriggerSettings,
        in shop: TestShop,
        entries: [String: TriggerSearch.Entry] = [:],
        back: [String: Instant] = [:]
    ) throws -> TriggeredPeople {
        let shop = shop.build()
        var rows: [Int32: TriggerSearch.Entry] = [:]
        for (id, entry) in entries { rows[try #require(shop.customers.ids.id(of: id))] = entry }
        var times: [Int32: Instant] = [:]
        for (id, time) in back { times[try #require(shop.products.ids.id(of: id))] = time }
        let search = TriggerSearch(trigger, shop: shop, now: TestShop.now, backInStock: times)
        return search.people(among: Array(0..<Int32(shop.customers.count)), entries: rows)
    }

    private func names(_ people: TriggeredPeople, in shop: TestShop) -> [String] {
        let ids = shop.build().customers.ids
        return people.customers.map { ids[$0] }
    }

    private func products(_ people: TriggeredPeople, _ index: Int, in shop: TestShop) -> [String] {
        let ids = shop.build().products.ids
        return people.products(of: index).map { ids[$0] }
    }

    private let hour = 1.0 / 24

    private func catalogue() -> TestShop {
        var shop = TestShop()
        shop.product("m1", price: 500_00, category: "Cameras > Mirrorless")
        shop.product("m2", price: 600_00, category: "Cameras > Mirrorless")
        shop.product("m3", price: 700_00, category: "Cameras > Mirrorless")
        shop.product("compact", price: 300_00, category: "Cameras > Compact")
        shop.product("tea", price: 5_00, category: "Tea")
        return shop
    }

    @Test func threeSimilarViewsInTimeCount() throws {
        var shop = catalogue()
        for (days, product) in [(6, "m1"), (3, "m2"), (1, "m3")] {
            shop.event("three", daysAgo: Double(days), .view, product)
        }
        for (days, product) in [(20, "m1"), (3, "m2"), (1, "m3")] {
            shop.event("slow", daysAgo: Double(days), .view, product)
        }
        for (days, product) in [(3, "m1"), (2, "tea"), (1, "m3")] {
            shop.event("mixed", daysAgo: Double(days), .view, product)
        }
        // A look at something else afterwards does not undo it.
        for (days, product) in [(3, "m1"), (2, "m2"), (1, "m3"), (0.5, "tea")] {
            shop.event("wandered", daysAgo: days, .view, product)
        }
        var trigger = TriggerSettings(event: .view)
        trigger.atLeast = 3
        trigger.withinSeconds = 7 * 86_400
        let people = try found(trigger, in: shop)
        #expect(names(people, in: shop) == ["three", "wandered"])
        #expect(products(people, 0, in: shop) == ["m3", "m2", "m1"])
        #expect(people.counts == [3, 3])
    }

    @Test func categoryAndProductsNarrowWhatCounts() throws {
        var shop = catalogue()
        shop.order("body", daysAgo: 1, ["m1", "tea"])
        shop.order("small", daysAgo: 1, ["compact"])
        shop.order("drinker", daysAgo: 1, ["tea"])
        let cameras = try found(TriggerSettings(event: .purchase, category: Mention(id: "Cameras")), in: shop)
        #expect(names(cameras, in: shop) == ["body", "small"])
        #expect(products(cameras, 0, in: shop) == ["m1"])
        let one = try found(TriggerSettings(event: .purchase, products: [Mention(id: "compact")]), in: shop)
        #expect(names(one, in: shop) == ["small"])
    }

    @Test func theDelayIsWaitedForAndTheGraceIsNotExceeded() throws {
        var shop = catalogue()
        shop.event("fresh", daysAgo: 0.5 * hour, .addToCart, "m1")
        shop.event("due", daysAgo: 2 * hour, .addToCart, "m1")
        shop.event("old", daysAgo: 3, .addToCart, "m1")
        // Still shopping: the wait begins anew.
        shop.event("busy", daysAgo: 2 * hour, .addToCart, "m1")
        shop.event("busy", daysAgo: 0.5 * hour, .addToCart, "m2")
        var trigger = TriggerSettings(event: .addToCart)
        trigger.delaySeconds = 3_600
        let people = try found(trigger, in: shop)
        #expect(names(people, in: shop) == ["due"])
        #expect(people.waiting == 2)
    }

    @Test func aCartIsAbandonedOnlyWhileItHoldsSomethingOfWorth() throws {
        var shop = catalogue()
        for name in ["full", "emptied", "bought", "cheap"] {
            shop.event(name, daysAgo: 3 * hour, .addToCart, name == "cheap" ? "tea" : "m1")
        }
        shop.event("emptied", daysAgo: 2 * hour, .removeFromCart, "m1")
        shop.order("bought", daysAgo: 1 * hour, ["m1"])
        var trigger = TriggerSettings(event: .addToCart)
        #expect(names(try found(trigger, in: shop), in: shop) == ["full", "cheap"])
        trigger.cartValue = Amount("100")
        #expect(names(try found(trigger, in: shop), in: shop) == ["full"])
    }

    @Test func exitsLeaveOutAndAreCounted() throws {
        var shop = catalogue()
        shop.product("gone", category: "Cameras > Compact", availability: .outOfStock)
        for name in ["stays", "buys", "takes"] { shop.event(name, daysAgo: 3 * hour, .view, "m1") }
        shop.event("waits", daysAgo: 3 * hour, .view, "gone")
        shop.order("buys", daysAgo: hour, ["tea"])
        shop.event("takes", daysAgo: hour, .addToCart, "m1")
        var trigger = TriggerSettings(event: .view)
        #expect(try found(trigger, in: shop).customers.count == 4)
        trigger.exits = [.purchased, .backInCart, .outOfStock]
        let people = try found(trigger, in: shop)
        #expect(names(people, in: shop) == ["stays"])
        #expect(people.exited == [.purchased: 1, .backInCart: 1, .outOfStock: 1])
    }

    @Test func whoEnteredWaitsForThePeriodAndForANewDeed() throws {
        var shop = catalogue()
        for name in ["new", "lately", "same", "again"] { shop.event(name, daysAgo: 1, .view, "m1") }
        let now = TestShop.now.seconds
        let entries: [String: TriggerSearch.Entry] = [
            "lately": .init(moment: now - 5 * 86_400, enteredAt: now - 5 * 86_400),
            "same": .init(moment: now - 86_400, enteredAt: now - 30 * 86_400),
            "again": .init(moment: now - 30 * 86_400, enteredAt: now - 30 * 86_400),
        ]
        let people = try found(TriggerSettings(event: .view), in: shop, entries: entries)
        #expect(names(people, in: shop) == ["new", "again"])
        #expect(people.entered == 2)
    }

    @Test func theLapsedAreFoundOnTheirDay() throws {
        var shop = catalogue()
        for days in [118.0, 120.5, 121.5, 130] { shop.order("d\(Int(days))", daysAgo: days, ["tea"]) }
        var trigger = TriggerSettings(event: .lapsed)
        trigger.lapsedDays = 120
        #expect(names(try found(trigger, in: shop), in: shop) == ["d120", "d121"])
    }

    @Test func aPersonalIntervalSaysWhenAProductIsDue() throws {
        var shop = catalogue()
        for days in [61.0, 41, 21] { shop.order("due", daysAgo: days, ["tea"]) }
        for days in [40.0, 10] { shop.order("later", daysAgo: days, ["tea"]) }
        shop.order("once", daysAgo: 21, ["tea"])
        let people = try found(TriggerSettings(event: .repurchaseDue), in: shop)
        #expect(names(people, in: shop) == ["due"])
        #expect(products(people, 0, in: shop) == ["tea"])
    }

    @Test func whoWantedAProductHearsThatItIsBack() throws {
        var shop = catalogue()
        shop.event("wanted", daysAgo: 5, .view, "m1")
        shop.event("other", daysAgo: 5, .view, "m2")
        shop.event("served", daysAgo: 5, .view, "m1")
        shop.order("served", daysAgo: 3, ["m1"])
        shop.event("after", daysAgo: 0.1, .view, "m1")
        let back = ["m1": TestShop.now.advanced(bySeconds: -6 * 3_600)]
        #expect(names(try found(TriggerSettings(event: .backInStock), in: shop, back: back), in: shop) == ["wanted"])
        #expect(try found(TriggerSettings(event: .backInStock), in: shop).customers.isEmpty)
    }

    /// What is still to come must not be known.
    @Test func nothingAfterNowIsLookedAt() throws {
        var shop = catalogue()
        shop.event("ann", daysAgo: 1, .view, "m1")
        shop.event("ann", daysAgo: -1, .addToCart, "m1")
        shop.order("ann", daysAgo: -1, ["m1"])
        var trigger = TriggerSettings(event: .view)
        trigger.exits = [.purchased, .backInCart]
        #expect(names(try found(trigger, in: shop), in: shop) == ["ann"])
    }
}
