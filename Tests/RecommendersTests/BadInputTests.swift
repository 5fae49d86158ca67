import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

/// Shops that nobody expects, through the whole engine: no crash, no NaN, filters hold, the same with any threads.
@Suite struct BadInputTests {
    enum Oddity: String, CaseIterable, CustomTestStringConvertible {
        case oneOfEach, allPricesZero, bot, productInEveryBasket, clocksInTheFuture, noCategories, halfReturned
        case categoryOfOne, ownersOfEverything, nothing

        var testDescription: String { rawValue }

        var shop: Shop {
            var random = SeededGenerator(seed: 11)
            var shop = TestShop(present: self == .allPricesZero ? [] : [.imageURL, .price, .category, .margin])
            switch self {
            case .nothing: return Shop(currency: .euro)
            case .oneOfEach:
                shop.product("only", category: "Lone")
                shop.order("ann", daysAgo: 3, ["only"])
                return shop.build()
            default: break
            }
            let products = self == .bot ? 60 : 24
            for product in 0..<products {
                shop.product(
                    "p\(product)",
                    price: self == .allPricesZero ? 0 : Int64(5_00 + 300 * product),
                    category: self == .noCategories
                        ? "" : self == .categoryOfOne ? "only \(product)" : "c\(product % 4) > d"
                )
            }
            for customer in 0..<80 {
                let name = "c\(customer)"
                if self == .ownersOfEverything {
                    shop.order(name, daysAgo: Double(customer % 30), (0..<products).map { "p\($0)" })
                    continue
                }
                for day in [5.0, 33, 61, 90] {
                    var lines = (0..<4).map { _ in "p\(Int.random(in: 0..<products, using: &random))" }
                    if self == .productInEveryBasket { lines[0] = "p0" }
                    if self == .halfReturned { lines = lines.enumerated().map { $0 % 2 == 0 ? $1 : "\($1) x-1" } }
                    shop.order(name, daysAgo: self == .clocksInTheFuture && customer % 2 == 0 ? -day : day, lines)
                }
                shop.event(name, daysAgo: 2, .view, "p\(customer % products)")
            }
            if self == .bot {
                // Twice as many lines as count of one customer; the rest of a hundred thousand would only take time.
                for order in 0..<PurchaseMatrix.maximumLines {
                    shop.order("bot", daysAgo: Double(order % 600), ["p\(order % 50)", "p\(order % 7)"])
                }
            }
            return shop.build()
        }
    }

    private func settings(_ strategy: Strategy, _ shop: Shop) -> RecommendSettings {
        var settings = RecommendSettings(slots: [.init(strategy: strategy, count: 6)], fallback: [.edit])
        settings.pinned = ["p1", "p2", "p3"].map { .init(id: $0) }
        settings.weights = .init(margin: 0.3, stock: 0.3)
        return settings
    }

    @Test(arguments: Oddity.allCases)
    func oddShopsDoNoHarm(_ oddity: Oddity) {
        let shop = oddity.shop
        var profiles = neutralProfiles(of: shop)
        profiles.rfmSegment = (0..<shop.customers.count).map { RFMSegment.allCases[$0 % RFMSegment.allCases.count] }
        let customers = Array(0..<Int32(shop.customers.count))
        let engines = [1, 2].map { threads in
            RecommendationEngine(
                shop: shop,
                profiles: profiles,
                asOf: TestShop.now,
                workers: Workers(count: threads)
            )
        }
        for strategy in Strategy.allCases {
            let settings = settings(strategy, shop)
            let picks = engines.map { $0.picks(for: customers, settings: settings) }
            #expect(picks[0].map(\.items) == picks[1].map(\.items))
            #expect(picks[0].map(\.customer) == customers)
            for picks in picks[0] {
                #expect(picks.items.count <= 6)
                #expect(Set(picks.items.map(\.product)).count == picks.items.count)
                for item in picks.items {
                    #expect(item.score.isFinite && item.evidence.allSatisfy { $0.value.isFinite }, "\(item)")
                    if oddity == .ownersOfEverything { #expect(item.strategy == .repurchase) }
                }
            }
        }
    }
}
