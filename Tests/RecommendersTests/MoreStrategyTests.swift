import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct MoreStrategyTests {
    private func list(
        _ strategy: Strategy,
        _ shop: Shop,
        for customer: String,
        _ change: (inout RecommendSettings) -> Void = { _ in }
    ) throws -> [Recommendation] {
        let row = try #require(shop.customers.ids.id(of: customer))
        var settings = settings(strategy)
        change(&settings)
        let rules = PickRules(shop: shop, settings: settings, asOf: TestShop.now)
        return recommender(strategy, shop).recommend(for: [row], limit: 6, rules: rules)[0]
    }

    private func names(_ list: [Recommendation], in shop: Shop) -> [String] {
        list.map { shop.products.ids[$0.product] }
    }

    // MARK: Discover

    @Test func whatIsNewIsToldByWhatIsKnownOfIt() throws {
        var shop = TestShop()
        shop.product("tea", category: "Food > Tea", brand: "Leaf")
        shop.product("mug", category: "Kitchen > Mugs", brand: "Leaf")
        shop.product("oolong", category: "Food > Tea", brand: "Peak")
        shop.product("tv", category: "TVs", brand: "Lumen")
        for index in 0..<20 { shop.order("c\(index)", daysAgo: Double(10 + index), ["tea", "mug", "oolong", "tv"]) }
        shop.order("ann", daysAgo: 500, ["tea"])
        let built = shop.build()
        let picks = try list(.discover, built, for: "ann") { $0.boughtWithinDays = 30 }
        #expect(Set(names(picks, in: built)) == ["mug", "oolong", "tv"])
        for pick in picks {
            switch built.products.ids[pick.product] {
            case "mug": #expect(pick.reason == .newForYou(brand: "Leaf", category: nil))
            case "oolong": #expect(pick.reason == .newForYou(brand: nil, category: "Food > Tea"))
            default: #expect(pick.reason == .newForYou(brand: nil, category: nil))
            }
            #expect(pick.evidence.contains { $0.name == "similar_customers" })
        }
    }

    // MARK: Bundles

    /// Twenty people each take a card, a bag or the other card along with the camera; fifty buy only bread.
    private func cameraShop(margins: [Float] = []) -> Shop {
        var shop = TestShop()
        shop.product("camera", price: 500_00, category: "Cameras")
        shop.product("card", price: 20_00, category: "Cards")
        shop.product("bag", price: 30_00, category: "Bags")
        shop.product("card-pro", price: 25_00, category: "Cards")
        shop.product("bread", price: 2_00, category: "Food")
        for index in 0..<20 {
            for other in ["card", "bag", "card-pro"] {
                shop.order("\(other)\(index)", daysAgo: 200, ["camera", other])
            }
        }
        for index in 0..<50 { shop.order("bread\(index)", daysAgo: 200, ["bread"]) }
        shop.order("owner", daysAgo: 3, ["camera"])
        shop.event("looker", daysAgo: 3, .view, "camera")
        shop.order("collector", daysAgo: 3, ["camera"])
        shop.order("collector", daysAgo: 300, ["bag"])
        var built = shop.build()
        if !margins.isEmpty {
            built.products.present.insert(.margin)
            built.products.margins = margins
        }
        return built
    }

    @Test func aSetCompletesWhatIsOwnedAtAPriceOfItsOwn() throws {
        let shop = cameraShop()
        let set = try list(.bundle, shop, for: "owner")
        // Of the two cards only one is in the set.
        #expect(names(set, in: shop) == ["card", "bag"])
        #expect(set.map(\.bundle) == Array(repeating: Bundle(number: 1, price: 45_00), count: 2))
        #expect(set.map(\.reason) == Array(repeating: .partOfSet(with: 0, isOwned: true), count: 2))
        #expect(set[0].evidence.contains(Evidence("pairs_seen", 20)))
        #expect(set[0].evidence.contains(Evidence("set_saving", 5_00)))
    }

    @Test func whatWasLookedAtIsAPartOfItsSet() throws {
        let shop = cameraShop()
        let set = try list(.bundle, shop, for: "looker") { $0.bundle.discount = 0.2 }
        #expect(names(set, in: shop) == ["camera", "card", "bag"])
        #expect(set.first?.bundle?.price == 440_00)
        #expect(
            set.map(\.reason).prefix(2) == [
                .partOfSet(with: 1, isOwned: false), .partOfSet(with: 0, isOwned: false),
            ]
        )
    }

    @Test func noPartOfASetWasEverBought() throws {
        let shop = cameraShop()
        // The bag was bought 300 days ago: without it there are only cards, and two cards are no set.
        #expect(try list(.bundle, shop, for: "collector") { $0.boughtWithinDays = 0 } == [])
    }

    @Test func aSetLeavesTheMarginThatTheCampaignAsksFor() throws {
        // Card and bag cost 50.00 and sell for 45.00 together; 30 % of margin leaves a cost of 35.00.
        let shop = cameraShop(margins: [0.3, 0.3, 0.3, 0.3, 0.3])
        #expect(try list(.bundle, shop, for: "owner") { $0.bundle.minimumMargin = 0.2 }.count == 2)
        #expect(try list(.bundle, shop, for: "owner") { $0.bundle.minimumMargin = 0.25 } == [])
        let unknown = cameraShop(margins: [.nan, .nan, .nan, .nan, .nan])
        #expect(try list(.bundle, unknown, for: "owner") == [])
    }

    // MARK: Edit

    @Test func anEditIsOfTheUpperPricesWithinReach() throws {
        var shop = TestShop()
        for step in 1...10 {
            shop.product(
                "serum\(step)",
                price: Int64(step) * 10_00,
                category: "Beauty > Serums",
                brand: step % 2 == 0 ? "A" : "B"
            )
        }
        shop.product("cream", price: 90_00, category: "Beauty > Creams", brand: "A")
        shop.product("tv", price: 80_00, category: "TVs")
        shop.order("ann", daysAgo: 20, ["serum1"])
        shop.order("ann", daysAgo: 10, ["serum2", "cream"])
        let built = shop.build()
        let picks = try list(.edit, built, for: "ann")
        // From 70.00 on is the upper part; 90.00, for a cream, is the most ever paid for Beauty. Brand A is bought more.
        #expect(names(picks, in: built) == ["serum8", "serum7", "serum9"])
        #expect(picks[0].reason == .premiumPick(category: "Beauty > Serums"))
        shop.order("bob", daysAgo: 10, ["serum2"])
        #expect(try list(.edit, shop.build(), for: "bob") == [])
    }

    // MARK: Trending

    @Test func whatSellsBetterThanBeforeTrends() throws {
        var shop = TestShop()
        for id in ["rising", "steady", "fading", "rumour"] { shop.product(id, category: "Coffee > Beans") }
        for index in 0..<20 { shop.order("s\(index)", daysAgo: Double(8 + index), ["steady"]) }
        for index in 0..<5 { shop.order("n\(index)", daysAgo: 2, ["steady"]) }
        for index in 0..<12 { shop.order("r\(index)", daysAgo: 3, ["rising"]) }
        for index in 0..<12 { shop.order("f\(index)", daysAgo: 20, ["fading"]) }
        for _ in 0..<40 { shop.order("loud", daysAgo: 1, ["rumour"]) }
        shop.customer("ann")
        let built = shop.build()
        let picks = try list(.trending, built, for: "ann")
        #expect(names(picks, in: built) == ["rising"])
        #expect(picks[0].reason == .trending(category: "Coffee > Beans"))
        #expect(picks[0].evidence.prefix(2) == [Evidence("buyers_7_days", 12), Evidence("buyers_28_days_before", 0)])
    }

    // MARK: Pinned

    @Test func pinnedProductsComeInTheListsOrder() throws {
        var shop = TestShop()
        for id in ["a", "b", "c", "sold"] { shop.product(id, availability: id == "sold" ? .outOfStock : .inStock) }
        shop.order("ann", daysAgo: 3, ["b"])
        let built = shop.build()
        let picks = try list(.pinned, built, for: "ann") {
            $0.pinned = ["c", "sold", "b", "nowhere", "a"].map { .init(id: $0) }
        }
        #expect(names(picks, in: built) == ["c", "a"])
        #expect(picks.map(\.reason) == [.pinned, .pinned])
    }

    // MARK: Popular

    @Test func customersOfOneSegmentShareWhatIsPopular() throws {
        var shop = TestShop()
        for id in ["for-gold", "for-all"] { shop.product(id) }
        shop.customer("ann", tier: "gold")
        shop.customer("bob", tier: "bronze")
        for index in 0..<4 {
            shop.customer("g\(index)", tier: "gold")
            shop.order("g\(index)", daysAgo: 5, ["for-gold"])
        }
        for index in 0..<9 {
            shop.customer("b\(index)", tier: "bronze")
            shop.order("b\(index)", daysAgo: 5, ["for-all"])
        }
        let built = shop.build()
        let gold = try list(.popular, built, for: "ann")
        #expect(names(gold, in: built) == ["for-gold", "for-all"])
        #expect(gold.map(\.reason) == [.popularInSegment, .popular(category: nil)])
        #expect(names(try list(.popular, built, for: "bob"), in: built) == ["for-all", "for-gold"])
    }

    @Test func popularityIsNotAllOfOneKind() throws {
        var shop = TestShop()
        for index in 0..<5 { shop.product("milk\(index)", category: "Food > Milk") }
        shop.product("bread", category: "Food > Bread")
        for index in 0..<5 { for buyer in index..<9 { shop.order("c\(buyer)", daysAgo: 5, ["milk\(index)"]) } }
        shop.order("x", daysAgo: 5, ["bread"])
        shop.event("ann", daysAgo: 1, .view, "bread")
        let built = shop.build()
        let row = try #require(built.customers.ids.id(of: "ann"))
        let rules = PickRules(shop: built, settings: settings(.popular), asOf: TestShop.now)
        let picks = recommender(.popular, built).recommend(for: [row], limit: 3, rules: rules)[0]
        #expect(names(picks, in: built) == ["milk0", "milk1", "bread"])
    }

    // MARK: Upgrade

    @Test func aPhoneCaseIsNoBetterPhoneCharger() throws {
        var shop = TestShop()
        shop.product("phone-charger", price: 20_00, category: "Phones > Accessories")
        shop.product("phone-case", price: 30_00, category: "Phones > Accessories")
        shop.product("fast-charger", price: 32_00, category: "Phones > Accessories")
        shop.order("ann", daysAgo: 10, ["phone-charger"])
        let built = shop.build()
        #expect(names(try list(.upgrade, built, for: "ann"), in: built) == ["fast-charger"])
    }

    @Test func moreOfTheSameStuffIsNoUpgrade() throws {
        var shop = TestShop()
        for (id, price, size) in [
            ("beans", 10_00, "250 g"), ("big-beans", 18_00, "0.5 kg"), ("fine-beans", 14_00, "250 g"),
        ] {
            shop.product(id, price: Int64(price), category: "Beans", attributes: ["package_size": size])
        }
        shop.order("ann", daysAgo: 10, ["beans"])
        let built = shop.build()
        let picks = try list(.upgrade, built, for: "ann")
        #expect(names(picks, in: built) == ["fine-beans"])
        #expect(picks[0].evidence.contains(Evidence("unit_price_ratio", 1.4)))
    }

    @Test func anAnchorHasOneUpgrade() throws {
        var shop = TestShop()
        for step in 0..<5 { shop.product("lamp\(step)", price: Int64(100_00 + 15_00 * step), category: "Lamps") }
        shop.product("desk", price: 100_00, category: "Desks")
        shop.product("big-desk", price: 130_00, category: "Desks")
        shop.order("ann", daysAgo: 10, ["lamp0", "desk"])
        let built = shop.build()
        #expect(names(try list(.upgrade, built, for: "ann"), in: built).count == 2)
    }

    @Test func upgradeWeightsAreLearnedFromThePast() throws {
        var shop = TestShop()
        for brand in ["A", "B"] {
            for step in 0..<4 {
                shop.product("\(brand)\(step)", price: Int64(100_00 + 20_00 * step), category: "Lamps", brand: brand)
            }
        }
        // Whoever steps up stays with the brand, and takes the dearest.
        for customer in 0..<400 {
            let brand = customer % 2 == 0 ? "A" : "B"
            shop.order("c\(customer)", daysAgo: 150, ["\(brand)0"])
            shop.order("c\(customer)", daysAgo: Double(2 + customer % 50), ["\(brand)3"])
        }
        let ranker = UpgradeRanker(shop: shop.build(), asOf: TestShop.now, workers: Workers(count: 2))
        guard case .fitted(let cases, _) = ranker.weights.source else {
            Issue.record("not fitted: \(ranker.weights)")
            return
        }
        #expect(cases > 300)
        let weights = Dictionary(uniqueKeysWithValues: zip(ranker.weights.names, ranker.weights.factors))
        #expect(try #require(weights["brand_in_type"]) > 0.3)
        let young = UpgradeRanker(shop: TestShop.random(seed: 1), asOf: TestShop.now, workers: Workers(count: 1))
        guard case .prior = young.weights.source else {
            Issue.record("fitted on nothing: \(young.weights)")
            return
        }
    }
}
