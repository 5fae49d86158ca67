import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct SetChoiceTests {
    /// What is chosen for one customer from candidates in the order of the catalogue.
    private func choice(_ shop: Shop, room: Int = 4, _ change: (inout RecommendSettings) -> Void = { _ in }) -> [String]
    {
        var settings = RecommendSettings(slots: [.init(strategy: .popular, count: room)])
        change(&settings)
        let rules = PickRules(shop: shop, settings: settings, asOf: TestShop.now)
        var candidates = RankedLists()
        for product in 0..<Int32(shop.products.count) { candidates.append(product, score: Float(-product)) }
        candidates.endCase()
        return choose(room, from: candidates, shop, rules)
    }

    private func choose(_ room: Int, from candidates: RankedLists, _ shop: Shop, _ rules: PickRules) -> [String] {
        var chosen = ChosenProducts(customers: [0], maximum: 6)
        var allowed = CustomerRules(rules, for: .popular)
        allowed.start(0)
        SetChoice(rules: rules).choose(
            room,
            from: candidates,
            list: 0,
            strategy: .popular,
            into: &chosen,
            at: 0,
            allowed: &allowed
        )
        return chosen.items(0).map { shop.products.ids[$0.product] }
    }

    @Test func afterTwoOfACategoryOthersComeFirst() {
        var shop = TestShop()
        for product in 0..<6 { shop.product("card\(product)", category: "Cards") }
        shop.product("bag", category: "Bags")
        shop.customer("ann")
        #expect(choice(shop.build()) == ["card0", "card1", "bag", "card2"])
        #expect(choice(shop.build()) { $0.diversity.perCategory = 4 } == ["card0", "card1", "card2", "card3"])
    }

    @Test func moreOfTheSameIsTakenWhereNothingElseIsLeft() {
        var shop = TestShop()
        for product in 0..<6 { shop.product("card\(product)", category: "Cards", brand: "Kestrel") }
        shop.customer("ann")
        #expect(choice(shop.build()) == ["card0", "card1", "card2", "card3"])
    }

    @Test func afterThreeOfABrandOthersComeFirst() {
        var shop = TestShop()
        for product in 0..<5 { shop.product("a\(product)", category: "c\(product)", brand: "A") }
        shop.product("b", category: "d", brand: "B")
        shop.customer("ann")
        #expect(choice(shop.build()) == ["a0", "a1", "a2", "b"])
    }

    @Test func aMarginMovesAnItemByAFewPlacesOnly() {
        var builder = TestShop()
        for product in 0..<20 { builder.product("p\(product)") }
        builder.customer("ann")
        var shop = builder.build()
        shop.products.present.insert(.margin)
        shop.products.margins = (0..<20).map { Float($0) / 20 }
        #expect(choice(shop).first == "p0")
        let first = choice(shop) { $0.weights.margin = 0.2 }.first
        #expect(first == "p0")
        shop.products.margins = (0..<20).map { $0 == 1 ? 0.9 : 0.1 }
        #expect(choice(shop) { $0.weights.margin = 0.2 }.first == "p1")
        shop.products.margins = (0..<20).map { $0 == 4 ? 0.9 : 0.1 }
        #expect(choice(shop) { $0.weights.margin = 0.2 }.first == "p0")
    }

    @Test func stockComesFromItsColumnOrElseFromAvailability() {
        var shop = TestShop()
        shop.product("onOrder", availability: .backorder)
        shop.product("inStock")
        shop.customer("ann")
        #expect(choice(shop.build()) { $0.weights.stock = 0.2 }.first == "inStock")
        var counted = TestShop()
        counted.product("few", attributes: ["stock": "2"])
        counted.product("many", attributes: ["stock": "900"])
        counted.customer("ann")
        #expect(choice(counted.build()) { $0.weights.stock = 0.2 }.first == "many")
    }

    @Test func ofASetAllPartsAreTakenOrNone() {
        var shop = TestShop()
        for product in 0..<7 { shop.product("p\(product)") }
        shop.customer("ann")
        let built = shop.build()
        let rules = PickRules(shop: built, settings: settings(.bundle), asOf: TestShop.now)
        var candidates = RankedLists()
        candidates.append(set: [0, 1, 2], score: 3)
        candidates.append(set: [3, 4], score: 2)
        candidates.append(set: [5, 6], score: 1)
        candidates.endCase()
        #expect(choose(6, from: candidates, built, rules) == ["p0", "p1", "p2", "p3", "p4"])
        #expect(choose(4, from: candidates, built, rules) == ["p0", "p1", "p2"])
        #expect(choose(2, from: candidates, built, rules) == ["p3", "p4"])
        #expect(choose(1, from: candidates, built, rules) == [])
    }
}
