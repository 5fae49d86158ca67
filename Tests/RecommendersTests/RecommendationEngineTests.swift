import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct RecommendationEngineTests {
    private func picks(
        _ shop: Shop,
        _ settings: RecommendSettings,
        threads: Int = 1,
        recentlyShown: [Int32: [Int32]] = [:]
    ) -> [CustomerPicks] {
        let engine = RecommendationEngine(
            shop: shop,
            profiles: neutralProfiles(of: shop),
            asOf: TestShop.now,
            workers: Workers(count: threads)
        )
        return engine.picks(
            for: Array(0..<Int32(shop.customers.count)),
            settings: settings,
            recentlyShown: recentlyShown
        )
    }

    private func randomSettings(_ random: inout SeededGenerator) -> RecommendSettings {
        var settings = RecommendSettings(
            minimumItems: 3,
            maximumItems: Int.random(in: 3...6, using: &random),
            slots: Strategy.allCases.shuffled(using: &random).prefix(2).map {
                .init(strategy: $0, count: Int.random(in: 1...6, using: &random))
            },
            fallback: Strategy.allCases.shuffled(using: &random),
            excludedCategories: Bool.random(using: &random) ? ["cameras", "Case"] : ["Cases"],
            boughtWithinDays: [0, 60, 365].randomElement(using: &random) ?? 0
        )
        settings.pinned = ["p4", "p9", "p0", "p1", "gone", "p7"].map { .init(id: $0) }
        settings.weights = .init(margin: Double.random(in: 0...0.5, using: &random), stock: 0.3)
        settings.diversity.perCategory = Int.random(in: 1...3, using: &random)
        return settings
    }

    @Test func productsOfOneTitleAndCategoryAreVariantsWhereTheCatalogueDoesNotSay() {
        var builder = TestShop()
        for (index, id) in ["milk-a", "milk-b", "milk-c", "bread", "eggs"].enumerated() {
            builder.product(id, category: "Food")
            for buyer in 0...index { builder.order("c\(buyer)", daysAgo: 5, [id]) }
        }
        builder.customer("new")
        var shop = builder.build()
        shop.products.titles = TextColumn()
        for title in ["Milk", "Milk", "Milk", "Bread", "Eggs"] { shop.products.titles.append(title) }
        let picks = picks(shop, RecommendSettings(slots: [.init(strategy: .popular, count: 6)]))
        let titles = picks.last?.items.map { shop.products.titles[Int($0.product)] } ?? []
        #expect(titles.sorted() == ["Bread", "Eggs", "Milk"])
    }

    @Test func filtersHoldOnEveryPath() {
        for seed in 0..<60 {
            var random = SeededGenerator(seed: UInt64(seed))
            let shop = TestShop.random(seed: UInt64(seed))
            let settings = randomSettings(&random)
            let shown: [Int32: [Int32]] = [0: [0, 1, 2], 5: [3, 9], 7: Array(0..<Int32(shop.products.count))]
            let all = picks(shop, settings, recentlyShown: shown)
            #expect(all.map(\.customer) == Array(0..<Int32(shop.customers.count)))
            for picks in all { check(picks, shop, settings, shown: shown[picks.customer] ?? []) }
            #expect(all[7].items.isEmpty)
        }
    }

    /// The filters once more, written down from the documentation and not from the code.
    private func check(_ picks: CustomerPicks, _ shop: Shop, _ settings: RecommendSettings, shown: [Int32]) {
        let products = shop.products
        #expect(picks.items.count <= settings.maximumItems)
        #expect(Set(picks.items.map(\.product)).count == picks.items.count)
        let groups = picks.items.map { products.itemGroups[Int($0.product)] }.filter { $0 >= 0 }
        #expect(Set(groups).count == groups.count)
        let bought = boughtRecently(by: picks.customer, in: shop, days: settings.boughtWithinDays)
        let boughtEver = boughtRecently(by: picks.customer, in: shop, days: 100_000)
        func isOrIsVariant(_ product: Int32, of others: [Int32]) -> Bool {
            let group = products.itemGroups[Int(product)]
            return others.contains { $0 == product || (group >= 0 && products.itemGroups[Int($0)] == group) }
        }
        for item in picks.items {
            let product = Int(item.product)
            if products.present.contains(.availability) { #expect(products.availability[product] != .outOfStock) }
            if products.present.contains(.imageURL) { #expect(!products.imageURLs[product].isEmpty) }
            if products.present.contains(.price) { #expect(products.currentPrice(item.product) > 0) }
            let category = products.categories[product] ?? ""
            if settings.excludedCategories.contains("cameras") { #expect(!category.hasPrefix("Cameras")) }
            if settings.excludedCategories.contains("Cases") { #expect(!category.hasPrefix("Cases")) }
            switch item.strategy {
            case .repurchase: break
            case .upgrade: #expect(!bought.contains(item.product))
            case .discover, .bundle: #expect(!isOrIsVariant(item.product, of: boughtEver))
            case .complements, .edit, .trending, .pinned, .popular:
                #expect(!isOrIsVariant(item.product, of: bought))
            }
            #expect(!isOrIsVariant(item.product, of: shown))
            #expect(item.score.isFinite && item.evidence.allSatisfy { $0.value.isFinite })
        }
    }

    private func boughtRecently(by customer: Int32, in shop: Shop, days: Int) -> [Int32] {
        guard days > 0 else { return [] }
        let earliest = TestShop.now.advanced(byDays: -days).seconds
        return shop.orders.ordersOf(customer: customer)
            .filter { (earliest...TestShop.now.seconds).contains(shop.orders.times[$0]) }
            .flatMap { shop.orders.linesOf(order: $0) }
            .filter { shop.orders.quantities[$0] > 0 }
            .map { shop.orders.products[$0] }
    }

    @Test func picksAreTheSameWithAnyNumberOfThreads() {
        let shop = TestShop.random(seed: 3, customers: 1_500, products: 300)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<3 {
            let settings = randomSettings(&random)
            let one = picks(shop, settings, threads: 1)
            let four = picks(shop, settings, threads: 4)
            #expect(one.map(\.items) == four.map(\.items))
        }
    }

    @Test func whatTheSlotsLeaveFreeFallbacksFill() {
        var shop = TestShop()
        for index in 0..<9 { shop.product("p\(index)") }
        for index in 0..<5 { shop.order("c\(index)", daysAgo: 100, ["p0", "p1", "p\(2 + index)"]) }
        for index in 0..<9 { shop.order("d\(index)", daysAgo: 100, ["p8"]) }
        shop.order("ann", daysAgo: 2, ["p0"])
        let built = shop.build()
        var settings = RecommendSettings(slots: [.init(strategy: .complements, count: 2)])
        let ann = picks(built, settings).last
        #expect(ann?.items.map(\.strategy) == [.complements, .popular, .popular, .popular, .popular, .popular])
        #expect(ann?.items.prefix(2).map { built.products.ids[$0.product] } == ["p1", "p8"])
        settings.fallback = []
        #expect(picks(built, settings).last?.items.count == 1)
    }

    @Test func theLadderEndsWithWhatIsPopular() {
        var shop = TestShop()
        for index in 0..<9 { shop.product("p\(index)") }
        shop.order("ann", daysAgo: 2, ["p0"])
        let built = shop.build()
        let settings = RecommendSettings(slots: [.init(strategy: .upgrade, count: 2)], fallback: [.complements])
        #expect(picks(built, settings)[0].items.map(\.strategy) == Array(repeating: .popular, count: 6))
    }

    @Test func aSlotTakesNoMoreThanItsCount() {
        var shop = TestShop()
        for index in 0..<9 { shop.product("p\(index)") }
        shop.customer("ann")
        let built = shop.build()
        let settings = RecommendSettings(slots: [.init(strategy: .popular, count: 2)], fallback: [])
        #expect(picks(built, settings)[0].items.map(\.product) == [0, 1])
    }

    @Test func anAbsentColumnTurnsItsFilterOff() {
        for (present, expected) in [(Set<Products.Column>(), 4), (Set(Products.Column.allCases), 1)] {
            var shop = TestShop(present: present)
            shop.product("fine")
            shop.product("noImage", image: false)
            shop.product("gone", availability: .outOfStock)
            shop.product("free", price: 0)
            shop.customer("ann")
            #expect(picks(shop.build(), settings(.popular))[0].items.count == expected)
        }
    }

    @Test func anExcludedCategoryEndsAtALevel() {
        var shop = TestShop()
        shop.product("mirrorless", category: "Cameras > Mirrorless")
        shop.product("bag", category: "Cameras bags")
        shop.product("camera", category: "Cameras")
        shop.customer("ann")
        let built = shop.build()
        let items = picks(built, settings(.popular, excludedCategories: ["cameras"]))[0].items
        #expect(items.map { built.products.ids[$0.product] } == ["bag"])
    }

    @Test func repurchaseMayPickWhatWasBoughtRecently() {
        var shop = TestShop()
        for day in [60.0, 30] { shop.order("ann", daysAgo: day, ["coffee"]) }
        let items = picks(shop.build(), settings(.repurchase, .popular))[0].items
        #expect(items.map(\.strategy) == [.repurchase])
    }

    @Test func aBotAndEmptyShopsDoNoHarm() {
        var shop = TestShop()
        for order in 0..<2_000 { shop.order("bot", daysAgo: Double(order) / 10, ["p\(order % 50)", "p\(order % 7)"]) }
        shop.customer("ann")
        #expect(picks(shop.build(), settings(.complements, fallback: [.popular])).map(\.items.count) == [0, 6])
        #expect(picks(Shop(currency: .euro), settings(.popular)).isEmpty)
    }
}
