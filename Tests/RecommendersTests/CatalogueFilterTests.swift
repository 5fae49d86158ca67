import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct CatalogueFilterTests {
    private func picks(_ shop: Shop, _ settings: RecommendSettings) -> [CustomerPicks] {
        RecommendationEngine(
            shop: shop,
            profiles: neutralProfiles(of: shop),
            asOf: TestShop.now,
            workers: Workers(count: 1)
        ).picks(for: Array(0..<Int32(shop.customers.count)), settings: settings)
    }

    /// Whatever strategy or fallback found an item, it passes every filter of the campaign.
    @Test func filtersHoldOnEveryRung() {
        var random = SeededGenerator(seed: 3)
        var seen = 0
        for seed in 0..<30 as Range<UInt64> {
            var shop = TestShop.random(seed: seed)
            shop.products.present.formUnion([.margin, .price, .availability])
            shop.products.margins = shop.products.margins.map { _ in
                Bool.random(using: &random) ? .nan : Float.random(in: 0...0.8, using: &random)
            }
            var settings = RecommendSettings(
                minimumItems: 3,
                maximumItems: 6,
                slots: Strategy.allCases.shuffled(using: &random).prefix(3).map { .init(strategy: $0, count: 3) },
                fallback: Strategy.allCases.shuffled(using: &random)
            )
            settings.pinned = ["p1", "p2", "p3", "p4"].map { Mention(id: $0) }
            settings.pairs = [.init(when: Mention(id: "Cameras"), show: ["p5", "p6", "p7"].map { Mention(id: $0) })]
            if Bool.random(using: &random) {
                settings.categories = [Mention(id: "cameras"), Mention(id: "Cases > Hard")]
            }
            if Bool.random(using: &random) { settings.brands = [Mention(id: "lumen")] }
            if Bool.random(using: &random) { settings.excludedBrands = [Mention(id: "Kite")] }
            settings.excludedProducts = [Mention(id: "p2"), Mention(id: "p5")]
            settings.inStockOnly = Bool.random(using: &random)
            if Bool.random(using: &random) { settings.minimumPrice = Amount("10") }
            if Bool.random(using: &random) { settings.maximumPrice = Amount("60.50") }
            if Bool.random(using: &random) { settings.marginFloor = 0.2 }
            let products = shop.products
            for item in picks(shop, settings).flatMap(\.items) {
                seen += 1
                let row = Int(item.product)
                let category = products.categories[row] ?? ""
                if !settings.categories.isEmpty {
                    #expect(category.hasPrefix("Cameras") || category == "Cases > Hard", "\(category)")
                }
                if !settings.brands.isEmpty { #expect(products.brands[row] == "Lumen") }
                if !settings.excludedBrands.isEmpty { #expect(products.brands[row] != "Kite") }
                #expect(!["p2", "p5"].contains(products.ids[item.product]))
                if settings.inStockOnly { #expect(products.availability[row] == .inStock) }
                let price = products.currentPrice(item.product)
                if settings.minimumPrice != nil { #expect(price >= 10_00) }
                if settings.maximumPrice != nil { #expect(price <= 60_50) }
                if settings.marginFloor > 0 {
                    let cost = Double(products.prices[row]) * (1 - Double(products.margins[row]))
                    #expect(Double(price) - cost >= 0.199 * Double(price))
                }
            }
        }
        #expect(seen > 300)
    }

    @Test func theMarketersOwnPairsComeFirstWithTheirReason() {
        var builder = TestShop()
        for (id, category) in [
            ("camera", "Cameras > Compact"), ("card", "Cards"), ("bag", "Bags"), ("strap", "Straps"),
        ] {
            builder.product(id, category: category, sku: "sku-\(id)")
        }
        for buyer in 0..<12 { builder.order("c\(buyer)", daysAgo: 20, ["camera", "card"]) }
        builder.order("ann", daysAgo: 3, ["camera"])
        let shop = builder.build()
        var settings = RecommendSettings(slots: [.init(strategy: .complements, count: 4)], fallback: [])
        settings.pairs = [.init(when: Mention(id: "Cameras"), show: [Mention(id: "strap"), Mention(id: "sku-bag")])]
        let ann = picks(shop, settings)[Int(shop.customers.ids.id(of: "ann") ?? 0)]
        #expect(ann.items.prefix(2).map { shop.products.ids[$0.product] } == ["strap", "bag"])
        #expect(ann.items[0].reason == .goesWith(product: 0))
        #expect(ann.items[0].evidence == [Evidence("own_pair", 1)])
    }
}
