import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

/// The recommender of a strategy, made for a shop.
func recommender(
    _ strategy: Strategy,
    _ shop: Shop,
    profiles: CustomerProfiles? = nil,
    asOf: Instant = TestShop.now,
    threads: Int = 2
) -> any Recommender {
    var learning = StrategyLearning(
        shop: shop,
        profiles: profiles ?? neutralProfiles(of: shop, asOf: asOf),
        asOf: asOf,
        workers: Workers(count: threads)
    )
    return learning.recommender(strategy)
}

extension Recommender {
    /// What is ranked for each customer, all of it with its reasons.
    func recommend(for customers: ArraySlice<Int32>, limit: Int, rules: PickRules) -> [[Recommendation]] {
        let lists = rank(customers, limit: limit, rules: rules)
        return customers.enumerated().map { index, customer in
            var set: UInt8 = 0
            let chosen = lists.range(index).map { entry in
                let isAlone = lists.leftOfSet.isEmpty
                if !isAlone, entry == lists.range(index).lowerBound || lists.leftOfSet[entry - 1] == 1 { set += 1 }
                return ChosenProduct(
                    product: lists.products[entry],
                    strategy: strategy,
                    set: isAlone ? 0 : set,
                    score: lists.scores[entry]
                )
            }
            return recommendations(chosen[...], for: customer, rules: rules)
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
    private func rules(_ shop: Shop, _ strategy: Strategy, days: Int = 365) -> PickRules {
        var settings = settings(strategy, boughtWithinDays: days)
        settings.pinned = ["p4", "p9", "p0", "p1", "gone", "p7"].map { .init(id: $0) }
        return PickRules(shop: shop, settings: settings, asOf: TestShop.now)
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

    @Test(arguments: [Strategy.complements, .repurchase, .upgrade, .edit, .popular])
    func recommendationsStayOnTheirHalfOfTheCheckerboard(_ strategy: Strategy) {
        let shop = checkerboard()
        let rules = rules(shop, strategy)
        let lists = recommender(strategy, shop).recommend(for: everybody(shop)[...], limit: 4, rules: rules)
        for half in 0..<2 { #expect(lists.indices.contains { $0 % 2 == half && !lists[$0].isEmpty }) }
        for (customer, list) in lists.enumerated() {
            for item in list { #expect(Int(item.product) % 2 == customer % 2) }
        }
    }

    @Test(arguments: Strategy.allCases)
    func listsAreRankedLimitedAllowedAndWithoutVariants(_ strategy: Strategy) {
        for seed in 0..<30 {
            let shop = TestShop.random(seed: UInt64(seed))
            let rules = rules(shop, strategy, days: 100)
            let recommender = recommender(strategy, shop)
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
                // Of a set the parts stand in the order in which they are shown.
                for (better, worse) in zip(list, list.dropFirst()) where strategy != .bundle {
                    #expect((worse.score, better.product) < (better.score, worse.product))
                }
            }
        }
    }

    @Test(arguments: Strategy.allCases)
    func aCustomersListDoesNotDependOnTheBatchOrTheThreads(_ strategy: Strategy) {
        for seed in 0..<10 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 60)
            let rules = rules(shop, strategy)
            let one = recommender(strategy, shop, threads: 1)
            let together = one.recommend(for: everybody(shop)[...], limit: 6, rules: rules)
            let alone = everybody(shop).reversed().map { one.recommend(for: [$0], limit: 6, rules: rules)[0] }
            let threaded = recommender(strategy, shop, threads: 4)
                .recommend(for: everybody(shop)[...], limit: 6, rules: rules)
            #expect(together == alone.reversed())
            #expect(together == threaded)
        }
    }

    @Test(arguments: Strategy.allCases)
    func nothingLaterIsUsed(_ strategy: Strategy) {
        for seed in 0..<20 {
            let shop = TestShop.random(seed: UInt64(seed))
            let asOf = TestShop.now.advanced(byDays: -60)
            let lists = [shop, shop.upTo(asOf)].map { shop in
                recommender(strategy, shop, asOf: asOf).recommend(
                    for: everybody(shop)[...],
                    limit: 6,
                    rules: PickRules(shop: shop, settings: settings(.popular), asOf: asOf)
                )
            }
            #expect(lists[0] == lists[1])
        }
    }

    @Test(arguments: Strategy.allCases)
    func thereIsNothingInAnEmptyShop(_ strategy: Strategy) {
        var shop = TestShop()
        shop.customer("ann")
        let built = shop.build()
        let lists = recommender(strategy, built).recommend(for: [0], limit: 6, rules: rules(built, strategy))
        #expect(lists == [[]])
    }
}
