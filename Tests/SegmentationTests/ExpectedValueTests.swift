import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Segmentation

@Suite struct ExpectedValueTests {
    /// The figures of the papers: customer 1 of the CDNOW data, in weeks and dollars.
    @Test func thePapersExamplesComeOut() {
        let process = OrderProcess(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)
        let history = OrderProcess.History(repeats: 2, last: 30.43, age: 38.86)
        #expect(abs(ExpectedOrders(process, time: 39)(history) - 1.226) < 0.002)
        let value = OrderValue(p: 6.25, q: 3.74, v: 15.44)
        #expect(abs(value.expected(orders: 2, mean: 22.35) - 24.66) < 0.01)
    }

    private func histories(_ process: OrderProcess, customers: Int) -> [OrderProcess.History] {
        var random = SeededGenerator(seed: 5)
        func exponential() -> Double { -log(Double.random(in: 1e-12..<1, using: &random)) }
        // Whole shapes are sums of exponentials; a Beta is the share of one Gamma in two.
        func gamma(_ shape: Double) -> Double { (0..<Int(shape)).reduce(0) { sum, _ in sum + exponential() } }
        return (0..<customers).map { _ in
            let rate = gamma(process.r) / process.alpha
            let (one, other) = (gamma(process.a), gamma(process.b))
            let leaves = one / (one + other)
            let age = Double.random(in: 50...400, using: &random)
            var history = OrderProcess.History(repeats: 0, last: 0, age: age)
            var time = exponential() / rate
            while time < age {
                history.repeats += 1
                history.last = time
                if Double.random(in: 0..<1, using: &random) < leaves { break }
                time += exponential() / rate
            }
            return history
        }
    }

    @Test func whatTheDataWereDrawnFromIsFoundAgain() throws {
        let truth = OrderProcess(r: 1, alpha: 40, a: 1, b: 4)
        let histories = histories(truth, customers: 3_000)
        let fitted = try #require(OrderProcess(fitting: histories))
        #expect(fitted.meanLogLikelihood(of: histories) > truth.meanLogLikelihood(of: histories) - 0.003)
        #expect(abs(fitted.r / fitted.alpha / (truth.r / truth.alpha) - 1) < 0.2)
        #expect(abs(fitted.a / (fitted.a + fitted.b) - 0.2) < 0.08)
    }

    @Test func whoCameOftenAndStaysAwayIsGoneRatherThanWhoComesSeldom() {
        let process = OrderProcess(r: 1, alpha: 40, a: 1, b: 4)
        let often = process.alive(.init(repeats: 20, last: 100, age: 300))
        let seldom = process.alive(.init(repeats: 2, last: 100, age: 300))
        #expect(often < 0.1 && seldom > 0.2)
        #expect(process.alive(.init(repeats: 0, last: 0, age: 300)) == 1)
    }

    @Test func whoPaysMoreIsExpectedToPayMore() {
        var shop = TestShop()
        shop.product("tea", price: 10_00, category: "Food", brand: "Leaf")
        shop.product("camera", price: 500_00, category: "Cameras", brand: "Lumen")
        for index in 0..<30 { for day in [200.0, 120, 60, 20] { shop.order("c\(index)", daysAgo: day, ["tea"]) } }
        for index in 0..<5 { for day in [200.0, 120, 60, 20] { shop.order("d\(index)", daysAgo: day, ["camera"]) } }
        shop.order("once", daysAgo: 300, ["tea", "camera"])
        shop.order("once", daysAgo: 290, ["camera x-1"])
        shop.customer("none")
        let built = shop.build()
        let profiles = profiles(of: built, asOf: TestShop.now)
        let (once, none) = (profiles.count - 2, profiles.count - 1)
        #expect(profiles.expectedValue[30] > 10 * profiles.expectedValue[0])
        #expect(profiles.expectedOrders[0] > 3 && profiles.expectedOrders[0] < 10)
        #expect(profiles.expectedOrders[0] > profiles.expectedOrders[once])
        #expect(profiles.usualDaysBetweenOrders[0] == 60 && profiles.usualDaysBetweenOrders[once] == 60)
        #expect(built.products.brands.values[profiles.topBrand[30]] == "Lumen" && profiles.topBrandShare[30] == 1)
        // The camera went back.
        #expect(built.products.brands.values[profiles.topBrand[once]] == "Leaf")
        #expect(profiles.topBrand[none] == -1 && profiles.expectedValue[none] == -1)
        #expect(profiles.usualDaysBetweenOrders[none] == -1)
    }

    @Test func nothingIsEverNotANumber() {
        for seed in 0..<40 {
            let shop = TestShop.random(seed: UInt64(seed), customers: seed * 4, products: 20)
            let profiles = profiles(of: shop, asOf: TestShop.now)
            #expect(profiles.alive.count == profiles.count && profiles.expectedValue.count == profiles.count)
            for customer in 0..<profiles.count {
                let (alive, orders) = (profiles.alive[customer], profiles.expectedOrders[customer])
                #expect(alive == -1 || (0...1).contains(alive))
                #expect(orders == -1 || (orders >= 0 && orders.isFinite))
                #expect((0...1).contains(profiles.topCategoryShare[customer]))
                #expect((0...1).contains(profiles.topBrandShare[customer]))
                #expect(profiles.expectedValue[customer] >= -1)
            }
        }
    }

    @Test func aBotIsExpectedToGoOnAndDoesNotBreakTheOthers() {
        var shop = TestShop()
        for index in 0..<40 { for day in [90.0, 50, 10] { shop.order("c\(index)", daysAgo: day, ["tea"]) } }
        for order in 0..<20_000 { shop.order("bot", daysAgo: Double(order) / 100, ["tea"]) }
        let profiles = profiles(of: shop.build(), asOf: TestShop.now)
        #expect(profiles.expectedOrders.allSatisfy { $0.isFinite })
        #expect(profiles.expectedOrders[40] > 1_000)
        #expect(profiles.expectedOrders[0] > 1 && profiles.expectedOrders[0] < 40)
    }
}
