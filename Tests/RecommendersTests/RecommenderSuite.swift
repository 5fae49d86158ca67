import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

/// Every recommender, made for a shop.
enum Conformer: String, CaseIterable, CustomTestStringConvertible {
    case complements, repurchase, upgrade, popular

    var testDescription: String { rawValue }

    func make(_ shop: Shop, asOf: Instant = TestShop.now, threads: Int = 2) -> any Recommender {
        let workers = Workers(count: threads)
        switch self {
        case .complements: return ComplementsRecommender(shop: shop, asOf: asOf, workers: workers)
        case .repurchase: return RepurchaseRecommender(shop: shop, asOf: asOf, workers: workers)
        case .upgrade:
            return UpgradeRecommender(shop: shop, profiles: neutralProfiles(of: shop, asOf: asOf), asOf: asOf)
        case .popular: return PopularRecommender(shop: shop, asOf: asOf)
        }
    }
}

/// Profiles in which everybody is as sensitive to prices as anybody.
func neutralProfiles(of shop: Shop, asOf: Instant = TestShop.now) -> CustomerProfiles {
    var profiles = CustomerProfiles(asOf: asOf)
    profiles.priceSensitivity = Array(repeating: 0.5, count: shop.customers.count)
    return profiles
}

func settings(
    _ strategies: Strategy...,
    fallback: [Strategy] = [],
    maximumItems: Int = 6,
    boughtWithinDays: Int = 365,
    excludedCategories: [String] = []
) -> RecommendSettings {
    RecommendSettings(
        maximumItems: maximumItems,
        slots: strategies.map { .init(strategy: $0, count: 6) },
        fallback: fallback,
        excludedCategories: excludedCategories,
        boughtWithinDays: boughtWithinDays
    )
}

/// What every recommender does, whatever it looks for.
@Suite struct RecommenderSuite {
    private func rules(_ shop: Shop, _ conformer: Conformer, days: Int = 365) throws -> PickRules {
        let strategy = try #require(Strategy(rawValue: conformer.rawValue))
        return PickRules(shop: shop, settings: settings(strategy, boughtWithinDays: days), asOf: TestShop.now)
    }

    private func everybody(_ shop: Shop) -> [Int32] { Array(0..<Int32(shop.customers.count)) }

    /// Even customers buy even products, odd customers odd ones; prices rise in small steps within each half.
    /// Source: the checkerboard of `implicit`'s test mixin.
    private func checkerboard() -> Shop {
        var shop = TestShop()
        for product in 0..<20 {
            shop.product("p\(product)", price: Int64(10_00 + 50 * product), category: "half \(product % 2)")
        }
        for customer in 0..<40 {
            shop.customer("c\(customer)")
            for order in 1...3 {
                let products = (0..<4).map { "p\((customer / 2 * 3 + $0) % 10 * 2 + customer % 2)" }
                shop.order("c\(customer)", daysAgo: Double(order * 20), products)
            }
        }
        return shop.build()
    }

    @Test(arguments: Conformer.allCases)
    func recommendationsStayOnTheirHalfOfTheCheckerboard(_ conformer: Conformer) throws {
        let shop = checkerboard()
        let rules = try rules(shop, conformer)
        let lists = conformer.make(shop).recommend(for: everybody(shop)[...], limit: 4, rules: rules)
        for half in 0..<2 { #expect(lists.indices.contains { $0 % 2 == half && !lists[$0].isEmpty }) }
        for (customer, list) in lists.enumerated() {
            for item in list { #expect(Int(item.product) % 2 == customer % 2) }
        }
    }

    @Test(arguments: Conformer.allCases)
    func listsAreRankedLimitedAllowedAndWithoutVariants(_ conformer: Conformer) throws {
        for seed in 0..<30 {
            let shop = TestShop.random(seed: UInt64(seed))
            let rules = try rules(shop, conformer, days: 100)
            let recommender = conformer.make(shop)
            var allowed = CustomerRules(rules, for: recommender.strategy)
            let lists = recommender.recommend(for: everybody(shop)[...], limit: 5, rules: rules)
            #expect(lists.count == shop.customers.count)
            for (customer, list) in lists.enumerated() {
                #expect(list.count <= 5)
                allowed.start(Int32(customer))
                for item in list {
                    #expect(allowed.allows(item.product))
                    allowed.ruleOut(item.product)
                    #expect(item.strategy == recommender.strategy)
                    #expect(item.score.isFinite && item.evidence.allSatisfy { $0.value.isFinite })
                }
                for (better, worse) in zip(list, list.dropFirst()) {
                    #expect((worse.score, better.product) < (better.score, worse.product))
                }
            }
        }
    }

    @Test(arguments: Conformer.allCases)
    func aCustomersListDoesNotDependOnTheBatchOrTheThreads(_ conformer: Conformer) throws {
        for seed in 0..<10 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 60)
            let rules = try rules(shop, conformer)
            let one = conformer.make(shop, threads: 1)
            let together = one.recommend(for: everybody(shop)[...], limit: 6, rules: rules)
            let alone = everybody(shop).reversed().map { one.recommend(for: [$0], limit: 6, rules: rules)[0] }
            let threaded = conformer.make(shop, threads: 4).recommend(for: everybody(shop)[...], limit: 6, rules: rules)
            #expect(together == alone.reversed())
            #expect(together == threaded)
        }
    }

    @Test(arguments: Conformer.allCases)
    func nothingLaterIsUsed(_ conformer: Conformer) throws {
        for seed in 0..<20 {
            let shop = TestShop.random(seed: UInt64(seed))
            let asOf = TestShop.now.advanced(byDays: -60)
            let lists = [shop, shop.upTo(asOf)].map { shop in
                conformer.make(shop, asOf: asOf).recommend(
                    for: everybody(shop)[...],
                    limit: 6,
                    rules: PickRules(shop: shop, settings: settings(.popular), asOf: asOf)
                )
            }
            #expect(lists[0] == lists[1])
        }
    }

    @Test(arguments: Conformer.allCases)
    func thereIsNothingInAnEmptyShop(_ conformer: Conformer) throws {
        var shop = TestShop()
        shop.customer("ann")
        let built = shop.build()
        let lists = conformer.make(built).recommend(for: [0], limit: 6, rules: try rules(built, conformer))
        #expect(lists == [[]])
    }
}
