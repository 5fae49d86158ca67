import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct StrategyTests {
    private func list(
        _ strategy: Strategy,
        _ shop: Shop,
        for customer: String,
        boughtWithinDays: Int = 365
    ) throws -> [Recommendation] {
        let row = try #require(shop.customers.ids.id(of: customer))
        let rules = PickRules(
            shop: shop,
            settings: settings(.popular, boughtWithinDays: boughtWithinDays),
            asOf: TestShop.now
        )
        return recommender(strategy, shop).recommend(for: [row], limit: 6, rules: rules)[0]
    }

    private func names(_ list: [Recommendation], in shop: Shop) -> [String] {
        list.map { shop.products.ids[$0.product] }
    }

    // MARK: Complements

    /// Twenty people buy camera and card together, ten only a card, fifty only bread.
    private func cameraShop() -> TestShop {
        var shop = TestShop()
        shop.product("camera", price: 500_00)
        shop.product("card", price: 20_00)
        shop.product("bread", price: 2_00)
        for index in 0..<20 { shop.order("both\(index)", daysAgo: 200, ["camera", "card"]) }
        for index in 0..<10 { shop.order("card\(index)", daysAgo: 200, ["card"]) }
        for index in 0..<50 { shop.order("bread\(index)", daysAgo: 200, ["bread"]) }
        return shop
    }

    @Test func aCardGoesWithACameraButNoCameraWithACard() throws {
        var shop = cameraShop()
        shop.order("newCamera", daysAgo: 3, ["camera"])
        shop.order("newCard", daysAgo: 3, ["card"])
        let built = shop.build()
        let picks = try list(.complements, built, for: "newCamera")
        #expect(names(picks, in: built) == ["card"])
        #expect(picks[0].reason == .goesWith(product: 0))
        // 20 pairs in 21 orders of the camera; 31 of all 82 orders have a card.
        #expect(picks[0].evidence[0] == Evidence("pairs_seen", 20))
        #expect(abs(picks[0].evidence[1].value - 20 * 82 / (21 * 31.0)) < 1e-5)
        #expect(abs(picks[0].evidence[2].value - 20 / 21.0) < 1e-5)
        #expect(try list(.complements, built, for: "newCard") == [])
    }

    @Test func aProductDoesNotGoWithItsOwnVariant() throws {
        var shop = TestShop()
        shop.product("red", price: 10_00, group: 1)
        shop.product("blue", price: 10_00, group: 1)
        shop.product("brush", price: 5_00)
        shop.product("bread", price: 2_00)
        for index in 0..<20 { shop.order("both\(index)", daysAgo: 200, ["red", "blue", "brush"]) }
        for index in 0..<50 { shop.order("bread\(index)", daysAgo: 200, ["bread"]) }
        shop.order("owner", daysAgo: 3, ["red"])
        let built = shop.build()
        #expect(names(try list(.complements, built, for: "owner", boughtWithinDays: 0), in: built) == ["brush"])
    }

    @Test func whatIsBoughtInTheNextOrderCountsInThatDirectionOnly() throws {
        var shop = TestShop()
        shop.product("printer", price: 100_00)
        shop.product("ink", price: 90_00)
        for index in 0..<10 {
            shop.order("c\(index)", daysAgo: 220, ["printer"])
            shop.order("c\(index)", daysAgo: 200, ["ink"])
        }
        for index in 0..<30 { shop.order("other\(index)", daysAgo: 200, ["bread"]) }
        shop.order("printerOwner", daysAgo: 3, ["printer"])
        shop.order("inkOwner", daysAgo: 3, ["ink"])
        let built = shop.build()
        #expect(names(try list(.complements, built, for: "printerOwner"), in: built) == ["ink"])
        #expect(try list(.complements, built, for: "inkOwner") == [])
    }

    @Test func rareAndChancePairsAreNoComplements() throws {
        var shop = TestShop()
        for index in 0..<2 { shop.order("rare\(index)", daysAgo: 200, ["a", "b"]) }
        // Bags are in every order: seen with everything, more often than chance with nothing.
        for index in 0..<30 { shop.order("c\(index)", daysAgo: 200, ["bag", index < 15 ? "c" : "d"]) }
        shop.order("ann", daysAgo: 3, ["a", "c"])
        #expect(try list(.complements, shop.build(), for: "ann") == [])
    }

    /// Four pairs where two and a half were to be expected are a lift of 1.6, and nothing.
    @Test func whatChanceExplainsIsNoComplement() throws {
        var shop = TestShop()
        for index in 0..<4 { shop.order("both\(index)", daysAgo: 200, ["machine", "tape"]) }
        for index in 0..<16 { shop.order("machine\(index)", daysAgo: 200, ["machine"]) }
        for index in 0..<16 { shop.order("tape\(index)", daysAgo: 200, ["tape"]) }
        for index in 0..<124 { shop.order("bread\(index)", daysAgo: 200, ["bread"]) }
        shop.order("ann", daysAgo: 3, ["machine"])
        #expect(try list(.complements, shop.build(), for: "ann") == [])
    }

    @Test func whatWasSentBackStartsNothing() throws {
        var shop = cameraShop()
        shop.order("ann", daysAgo: 5, ["camera"])
        shop.order("ann", daysAgo: 3, ["camera x-1"])
        #expect(try list(.complements, shop.build(), for: "ann") == [])
    }

    // MARK: Repurchase

    @Test func whatIsDueComesBeforeWhatWasJustBought() throws {
        var shop = TestShop()
        for day in [90.0, 60, 30] { shop.order("ann", daysAgo: day, ["coffee"]) }
        for day in [91.0, 61, 31, 1] { shop.order("ann", daysAgo: day, ["milk"]) }
        for day in [300.0, 290] { shop.order("ann", daysAgo: day, ["paint"]) }
        shop.order("ann", daysAgo: 30, ["lamp"])
        let built = shop.build()
        let picks = try list(.repurchase, built, for: "ann")
        #expect(names(picks, in: built) == ["coffee", "paint"])
        #expect(picks.map(\.reason) == [.dueAgain, .boughtBefore])
        #expect(
            picks[0].evidence == [
                Evidence("times_bought", 3), Evidence("days_since", 30), Evidence("usual_interval_days", 30),
            ]
        )
    }

    @Test func whatMostBuyersComeBackForIsDueAfterOnePurchase() throws {
        var shop = TestShop()
        for index in 0..<20 { for day in [130.0, 100] { shop.order("c\(index)", daysAgo: day, ["filter"]) } }
        shop.order("ann", daysAgo: 30, ["filter"])
        let built = shop.build()
        #expect(names(try list(.repurchase, built, for: "ann"), in: built) == ["filter"])
    }

    // MARK: Upgrade

    @Test func theNextTierUpIsToldByWhatItAdds() throws {
        var shop = TestShop()
        for (storage, price) in [("64 GB", 100_00), ("128 GB", 130_00), ("256 GB", 170_00), ("512 GB", 300_00)] {
            shop.product(
                "phone\(storage.prefix { $0 != " " })",
                price: Int64(price),
                category: "Phones",
                brand: "Lumen",
                attributes: ["storage": storage, "color": price == 130_00 ? "red" : "blue"]
                    .merging(price > 150_00 ? ["warranty": "2 years"] : [:]) { $1 }
            )
        }
        shop.product("kite", price: 150_00, category: "Phones", brand: "Kite")
        shop.product("tv", price: 180_00, category: "TVs", brand: "Lumen")
        shop.order("ann", daysAgo: 10, ["phone128"])
        let built = shop.build()
        let picks = try list(.upgrade, built, for: "ann")
        // 512 GB costs 2.3 times as much: out of reach for a middling price sensitivity (1.95).
        // The kite costs more too, and has nothing that the phone has not.
        #expect(names(picks, in: built) == ["phone256"])
        #expect(
            picks[0].reason
                == .upgradeOf(product: 1, isOwned: true, added: ["256 GB instead of 128 GB", "2-year warranty"])
        )
        #expect(picks[0].evidence[0] == Evidence("price_ratio", 1.31))
    }

    @Test func priceSensitivityLowersTheReach() {
        var shop = TestShop()
        for price in 1...5 { shop.product("p\(price)", price: Int64(price) * 50_00, category: "Lamps") }
        shop.order("ann", daysAgo: 10, ["p2"])
        let built = shop.build()
        let rules = PickRules(shop: built, settings: settings(.upgrade), asOf: TestShop.now)
        let reached = [Float(0), 0.5, 1].map { sensitivity in
            var profiles = neutralProfiles(of: built)
            profiles.priceSensitivity = [sensitivity]
            let recommender = recommender(.upgrade, built, profiles: profiles)
            return recommender.recommend(for: [0], limit: 6, rules: rules)[0].count
        }
        #expect(reached == [1, 1, 0])
    }

    @Test func whatIsLookedAtHasUpgradesTooUnlessSomethingDearerIsOwned() throws {
        var shop = TestShop()
        for price in 1...4 { shop.product("p\(price)", price: Int64(20 + price) * 10_00, category: "Lamps") }
        shop.product("p9", price: 400_00, category: "Lamps")
        shop.event("ann", daysAgo: 2, .view, "p1")
        shop.event("bob", daysAgo: 2, .view, "p1")
        shop.order("bob", daysAgo: 200, ["p9"])
        shop.event("eve", daysAgo: 40, .view, "p1")
        let built = shop.build()
        let picks = try list(.upgrade, built, for: "ann")
        #expect(names(picks, in: built) == ["p4"])
        #expect(picks[0].evidence[1] == Evidence("owned", 0))
        #expect(picks[0].reason == .upgradeOf(product: 0, isOwned: false, added: []))
        #expect(try list(.upgrade, built, for: "bob") == [])
        #expect(try list(.upgrade, built, for: "eve") == [])
    }

    @Test func addedValueIsSpelledFromAttributes() {
        let attributes = [
            ("color", "red", "blue"), ("gtin", "4006381333931", "5006381333931"), ("weight_g", "300", "400"),
            ("megapixels", "20", "24"), ("warranty", "1 year", "2 years"), ("screen", "6\"", "6.7\""),
        ]
        #expect(
            added(attributes) == [
                "24 megapixels instead of 20", "2-year warranty instead of 1-year", "6.7\" instead of 6\"",
            ]
        )
        #expect(
            added([("weather_sealing", "", "yes"), ("panel", "no", "OLED"), ("zoom", "3x", "no")]) == [
                "weather sealing", "OLED panel",
            ]
        )
        #expect(added([("storage", "256 GB", "128 GB"), ("battery", "10 h", "5000 mAh")]) == [])
        let named = [("storage_gb", "128", "256"), ("battery_hours", "30", "34"), ("read_speed_mb_s", "90", "170")]
        #expect(
            added(named) == [
                "256 GB instead of 128 GB", "34-hour battery instead of 30-hour",
                "170 MB/s read speed instead of 90 MB/s",
            ]
        )
    }

    @Test func aLargerPackIsBetterOnlyThanASmallerOneOfTheSame() throws {
        #expect(added([("volume_ml", "30", "50")]) == [])
        #expect(added([("volume_ml", "30", "50")], isSameItem: true) == ["50 ml instead of 30 ml"])
        var shop = TestShop()
        for (id, price, group, volume) in [
            ("serum30", 38_00, Int32(0), "30"), ("serum50", 54_00, 0, "50"), ("other50", 50_00, 1, "50"),
        ] {
            shop.product(id, price: Int64(price), category: "Serums", group: group, attributes: ["volume_ml": volume])
        }
        shop.order("ann", daysAgo: 10, ["serum30"])
        let built = shop.build()
        let picks = try list(.upgrade, built, for: "ann")
        #expect(names(picks, in: built) == ["serum50"])
    }

    @Test func anUpgradeTakesNothingAway() throws {
        var shop = TestShop()
        for (id, price, storage, battery) in [
            ("old256", 600_00, "256", "30"), ("new128", 700_00, "128", "34"), ("new256", 800_00, "256", "34"),
        ] {
            let attributes = ["storage_gb": storage, "battery_hours": battery]
            shop.product(id, price: Int64(price), category: "Phones", attributes: attributes)
        }
        shop.order("ann", daysAgo: 10, ["old256"])
        let built = shop.build()
        #expect(names(try list(.upgrade, built, for: "ann"), in: built) == ["new256"])
    }

    @Test func anUpgradeIsOfTheSameKind() throws {
        var shop = TestShop()
        shop.product("cotton-rounds", price: 8_00, category: "Tools")
        shop.product("headband", price: 14_00, category: "Tools")
        shop.product("fine-cotton-rounds", price: 12_00, category: "Tools")
        shop.order("ann", daysAgo: 10, ["cotton-rounds"])
        let built = shop.build()
        #expect(names(try list(.upgrade, built, for: "ann"), in: built) == ["fine-cotton-rounds"])
    }

    private func added(
        _ attributes: [(name: String, owned: String, better: String)],
        isSameItem: Bool = false
    ) -> [String] {
        let columns = attributes.map { name, owned, better in
            var cells = DictionaryColumn()
            cells.append(owned)
            cells.append(better)
            return Attribute(name: name, cells: cells)
        }
        var products = Products()
        products.attributes = columns
        products.itemGroups = isSameItem ? [0, 0] : [-1, -1]
        return addedValue(of: 1, over: 0, in: products)
    }

    // MARK: Popular

    @Test func ownCategoriesComeBeforeTheWholeShop() throws {
        var shop = TestShop()
        shop.product("lens", category: "Cameras > Lenses")
        shop.product("tripod", category: "Cameras > Tripods")
        shop.product("bread", category: "Food")
        shop.product("novelty", category: "Toys")
        for index in 0..<9 { shop.order("c\(index)", daysAgo: 5, ["bread"]) }
        for index in 0..<4 { shop.order("d\(index)", daysAgo: 5, ["lens"]) }
        for index in 0..<20 { shop.order("e\(index)", daysAgo: 150, ["tripod"]) }
        shop.event("ann", daysAgo: 4, .view, "tripod")
        let built = shop.build()
        let picks = try list(.popular, built, for: "ann")
        #expect(names(picks, in: built) == ["lens", "tripod", "bread", "novelty"])
        #expect(
            picks.map(\.reason) == [
                .popular(category: "Cameras"), .popular(category: "Cameras"), .popular(category: nil),
                .popular(category: nil),
            ]
        )
        #expect(picks[0].evidence == [Evidence("orders_28_days", 4), Evidence("orders_90_days", 4)])
    }
}
