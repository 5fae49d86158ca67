import CampaignModel
import TestSupport
import Testing

@testable import Segmentation

@Suite struct ProfilesTests {
    @Test func returnsTakeFromTheValueButAreNoOrders() {
        var shop = TestShop()
        shop.product("camera", price: 500_00)
        shop.product("card", price: 20_00)
        shop.order("ann", daysAgo: 10, ["camera", "card x2"], discount: 5_00)
        shop.order("ann", daysAgo: 4.5, ["card x-1"])
        shop.order("ann", daysAgo: 2, ["card"])
        let profiles = profiles(of: shop.build(), asOf: TestShop.now)
        #expect(profiles.ordersCount == [2])
        #expect(profiles.lifetimeValue == [500_00 - 5_00 + 40_00 - 5_00 - 20_00 + 20_00])
        #expect(profiles.averageOrderValue == [265_00])
        #expect(profiles.daysSinceFirstOrder == [10])
        #expect(profiles.daysSinceLastOrder == [2])
    }

    @Test func aShopWithoutPricesHasOrdersAndTopCategories() {
        var shop = TestShop()
        shop.product("card", price: 0, category: "Cards > Fast")
        shop.product("case", price: 0, category: "Cases")
        shop.order("ann", daysAgo: 3, ["card x2", "case"])
        let profiles = profiles(of: shop.build(), asOf: TestShop.now)
        #expect(profiles.ordersCount == [1])
        #expect(profiles.topLevelCategories[profiles.topCategory[0]] == "Cards")
    }

    @Test func equalValuesShareAQuintile() {
        let all = [Bool](repeating: true, count: 10)
        #expect(quintiles(of: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], among: all) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        #expect(quintiles(of: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5], among: all) == [UInt8](repeating: 3, count: 10))
        // Six in ten share ranks 0 ..< 6: their middle rank is 3 of 10.
        #expect(quintiles(of: [1, 1, 1, 1, 1, 1, 2, 3, 4, 5], among: all) == [2, 2, 2, 2, 2, 2, 4, 4, 5, 5])
        #expect(quintiles(of: [7], among: [true]) == [3])
        #expect(quintiles(of: [7, 9], among: [false, false]) == [0, 0])
        #expect(quintiles(of: [], among: []) == [])
    }

    @Test func quintilesRiseWithTheValueAndDoNotDependOnTheOrder() {
        for seed in 0..<50 {
            var random = SeededGenerator(seed: UInt64(seed))
            let count = Int.random(in: 1...60, using: &random)
            let values = (0..<count).map { _ in Int64.random(in: 0...20, using: &random) }
            let included = (0..<count).map { _ in Int.random(in: 0..<5, using: &random) > 0 }
            let result = quintiles(of: values, among: included)
            #expect(quintiles(of: values.reversed(), among: included.reversed()) == result.reversed())
            for one in 0..<count {
                #expect(included[one] ? (1...5).contains(result[one]) : result[one] == 0)
                for other in 0..<count where included[one] && included[other] && values[one] <= values[other] {
                    #expect(result[one] <= result[other])
                }
            }
        }
    }

    @Test func everyCellOfTheGridHasItsSegment() {
        #expect(rfmSegment(recency: 0, frequency: 0, monetary: 0) == .prospects)
        #expect(rfmSegment(recency: 5, frequency: 5, monetary: 5) == .champions)
        #expect(rfmSegment(recency: 5, frequency: 4, monetary: 3) == .champions)
        #expect(rfmSegment(recency: 5, frequency: 1, monetary: 1) == .newCustomers)
        #expect(rfmSegment(recency: 4, frequency: 1, monetary: 1) == .promising)
        #expect(rfmSegment(recency: 4, frequency: 2, monetary: 3) == .potentialLoyalists)
        #expect(rfmSegment(recency: 3, frequency: 5, monetary: 4) == .loyal)
        #expect(rfmSegment(recency: 3, frequency: 3, monetary: 3) == .needAttention)
        #expect(rfmSegment(recency: 3, frequency: 2, monetary: 2) == .aboutToSleep)
        #expect(rfmSegment(recency: 2, frequency: 5, monetary: 5) == .cannotLoseThem)
        #expect(rfmSegment(recency: 1, frequency: 3, monetary: 4) == .atRisk)
        #expect(rfmSegment(recency: 1, frequency: 1, monetary: 2) == .hibernating)
        var seen: Set<RFMSegment> = [.prospects]
        for recency in UInt8(1)...5 {
            for value in UInt8(1)...5 { seen.insert(rfmSegment(recency: recency, frequency: value, monetary: value)) }
        }
        #expect(seen == Set(RFMSegment.allCases))
    }

    @Test func lifecycleFollowsTheShopsOwnRhythm() {
        var shop = TestShop()
        // Thirty customers who come every ten days: active up to 10 days, lapsing up to 20.
        for index in 0..<30 {
            for order in 0..<4 { shop.order("weekly\(index)", daysAgo: Double(1 + 10 * order), ["milk"]) }
        }
        for (id, days) in [("active", 10.0), ("lapsing", 15.0), ("lapsed", 21.0)] {
            shop.order(id, daysAgo: days, ["milk"])
            shop.order(id, daysAgo: days + 10, ["milk"])
        }
        shop.order("fresh", daysAgo: 5, ["milk"])
        shop.order("onlyOnce", daysAgo: 50, ["milk"])
        shop.customer("nobody")
        let built = shop.build()
        let profiles = profiles(of: built, asOf: TestShop.now)
        #expect(OrderRhythm(of: profiles) == OrderRhythm(activeDays: 10, lapsingDays: 20))
        let lifecycles = ["active", "lapsing", "lapsed", "fresh", "onlyOnce", "nobody"].map { id in
            built.customers.ids.id(of: id).map { profiles.lifecycle[Int($0)] }
        }
        #expect(lifecycles == [.active, .lapsing, .lapsed, .new, .lapsed, .new])
    }

    @Test func fewReturnersLeaveTheDefaultRhythm() {
        var shop = TestShop()
        shop.order("ann", daysAgo: 1, ["milk"])
        shop.order("ann", daysAgo: 3, ["milk"])
        #expect(OrderRhythm(of: profiles(of: shop.build(), asOf: TestShop.now)) == .unknown)
    }

    @Test func bargainHuntersAreMoreSensitiveThanThoseWhoPayInFull() {
        var shop = TestShop()
        shop.product("cheap", price: 10_00, category: "Shoes")
        shop.product("middle", price: 20_00, category: "Shoes")
        shop.product("dear", price: 40_00, category: "Shoes")
        shop.customer("nobody")
        for day in 1...10 {
            shop.order("hunter", daysAgo: Double(day), ["cheap"], discount: 3_00)
            shop.order("spender", daysAgo: Double(day), ["dear"])
        }
        shop.order("once", daysAgo: 3, ["dear"])
        let built = shop.build()
        let sensitivity = profiles(of: built, asOf: TestShop.now).priceSensitivity
        #expect(sensitivity[0] == 0.5)
        let (hunter, spender, once) = (sensitivity[1], sensitivity[2], sensitivity[3])
        #expect(hunter > 0.7)
        #expect(spender < 0.2)
        #expect(once > spender && once < 0.5)
    }

    @Test func engagementIsThePaceOfVisits() {
        var shop = TestShop()
        for day in 0..<90 { shop.event("daily", daysAgo: Double(day) + 0.1, .view, "card", device: "phone") }
        for _ in 0..<9 { shop.event("onceToday", daysAgo: 0.1, .view, "card", device: "desktop") }
        for week in 0..<50 { shop.event("weekly", daysAgo: Double(7 * week) + 0.1, .view, "card") }
        for week in 50..<100 { shop.event("onceWeekly", daysAgo: Double(7 * week) + 0.1, .view, "card") }
        shop.event("longAgo", daysAgo: 700, .view, "card")
        shop.order("buyer", daysAgo: 0.1, ["card"])
        shop.customer("nobody")
        let built = shop.build()
        let profiles = profiles(of: built, asOf: TestShop.now)
        let engagement = profiles.engagement
        let (daily, once, weekly, before, longAgo) =
            (engagement[0], engagement[1], engagement[2], engagement[3], engagement[4])
        #expect(daily > 0.98 && daily <= 1)
        #expect(abs(weekly - 0.63) < 0.03)
        // Who came once is taken for the shop's usual customer; who stays away fades.
        #expect(once > before && once < daily)
        #expect(before < weekly - 0.15)
        #expect(longAgo < 0.1 && longAgo > 0)
        #expect(engagement[5] == once)
        #expect(engagement[6] == 0)
        #expect(
            profiles.device.map { $0 < 0 ? "" : built.events.devices.values[$0] } == [
                "phone", "desktop", "phone", "phone", "phone", "", "",
            ]
        )
    }

    @Test func whatAShopUsuallyDoesIsInTheMiddle() {
        for discount in [Int32(0), 1_00] {
            var shop = TestShop()
            for customer in 0..<5 {
                for day in 1...6 { shop.order("c\(customer)", daysAgo: Double(day), ["card"], discount: discount) }
            }
            let sensitivity = profiles(of: shop.build(), asOf: TestShop.now).priceSensitivity
            for value in sensitivity { #expect(abs(value - 0.5) < 1e-6) }
        }
    }

    @Test func nothingAfterTheMomentCounts() {
        for seed in 0..<20 {
            let shop = TestShop.random(seed: UInt64(seed))
            let asOf = TestShop.now.advanced(byDays: -40)
            let cut = shop.upTo(asOf)
            #expect(table(profiles(of: shop, asOf: asOf), of: shop) == table(profiles(of: cut, asOf: asOf), of: cut))
        }
    }

    @Test func featuresStayInTheirRange() {
        for seed in 0..<20 {
            let shop = TestShop.random(seed: UInt64(seed))
            let profiles = profiles(of: shop, asOf: TestShop.now)
            #expect(profiles.count == shop.customers.count)
            #expect(profiles.priceSensitivity.allSatisfy { (0...1).contains($0) })
            #expect(profiles.engagement.allSatisfy { (0...1).contains($0) })
            #expect(profiles.intent.allSatisfy { $0 == -1 || (0...1).contains($0) })
            for customer in 0..<profiles.count {
                let hasOrders = profiles.ordersCount[customer] > 0
                #expect(hasOrders == (profiles.daysSinceLastOrder[customer] >= 0))
                #expect(hasOrders == (profiles.recencyQuintile[customer] > 0))
                #expect(hasOrders == (profiles.rfmSegment[customer] != .prospects))
                #expect(profiles.daysSinceFirstOrder[customer] >= profiles.daysSinceLastOrder[customer])
            }
        }
    }

    @Test func anEmptyShopHasNoProfiles() {
        #expect(profiles(of: Shop(currency: .euro), asOf: TestShop.now).count == 0)
    }

    /// All features as text, so that codes may differ and meanings not.
    private func table(_ profiles: CustomerProfiles, of shop: Shop) -> [[String]] {
        (0..<profiles.count).map { customer in
            Feature.standard.map { $0.value(shop, profiles, customer).description }
        }
    }
}
