import CampaignModel
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct TrainingWindowsTests {
    /// So many customers who buy every `every` days since the shop opened.
    private func shop(customers: Int, daysOld: Int, every: Int, ends: Int = 0) -> PurchaseHistory {
        var shop = TestShop()
        for customer in 0..<customers {
            for day in stride(from: ends, through: daysOld, by: every) {
                shop.order("c\(customer)", daysAgo: Double(day), ["bread"])
            }
        }
        return PurchaseHistory(shop: shop.build(), asOf: TestShop.now)
    }

    private func days(_ window: TrainingWindow) -> Double {
        Double(window.end.seconds - window.start.seconds + 1) / Double(Instant.secondsPerDay)
    }

    @Test func aGrownShopLearnsFromTheLastTwoTimesFourWeeks() {
        let history = shop(customers: 60, daysOld: 300, every: 10)
        let windows = TrainingWindows(history, workers: Workers(count: 2))
        #expect(windows.shortage == nil && windows.windows.map(days) == [28, 28])
        #expect(windows.windows[0].end == TestShop.now)
        #expect(windows.windows[1].end.advanced(bySeconds: 1) == windows.windows[0].start)
        #expect(windows.windows[0].customers == Array(0..<60))
        for order in windows.windows[0].orders(of: 3, in: history) {
            #expect(history.shop.orders.times[order] >= windows.windows[0].start.seconds)
        }
        #expect(windows.windows[0].orders(of: 3, in: history).count == 3)
        #expect(windows.windows[1].orders(of: 3, in: history).count == 3)
        #expect(windows.windows[0].known(history).orders(of: 3).count == 28)
    }

    @Test func oneStretchIsEnoughWhereManyCameBack() {
        let history = shop(customers: 200, daysOld: 300, every: 10)
        let one = TrainingWindows(history, limit: 60, enough: 200, workers: Workers(count: 1))
        let two = TrainingWindows(history, limit: 60, enough: 201, workers: Workers(count: 1))
        #expect(one.shortage == nil && one.windows.count == 1 && two.windows.count == 2)
        #expect(one.windows.first?.start == two.windows.first?.start)
        // The sample is twice as large, and holds the smaller one.
        let (smaller, larger) = (Set(two.windows[0].customers), Set(one.windows[0].customers))
        #expect(smaller.isStrictSubset(of: larger))
    }

    @Test func aYoungShopLearnsFromShorterStretches() {
        let windows = TrainingWindows(shop(customers: 60, daysOld: 21, every: 3), workers: Workers(count: 1))
        #expect(windows.windows.map(days) == [7, 7])
    }

    @Test func oldDataTeachAsMuch() {
        let windows = TrainingWindows(
            shop(customers: 60, daysOld: 700, every: 10, ends: 400),
            workers: Workers(count: 1)
        )
        #expect(windows.windows.count == 2 && windows.windows[0].customers.count == 60)
    }

    @Test(arguments: [(0, 300), (60, 5), (20, 300)])
    func aShopTooSmallOrTooYoungSaysSo(_ customers: Int, _ daysOld: Int) {
        let windows = TrainingWindows(
            shop(customers: customers, daysOld: daysOld, every: 5),
            workers: Workers(count: 1)
        )
        #expect(windows.windows.isEmpty && windows.shortage != nil)
    }

    @Test func aSampleIsOfAboutTheSizeAskedForAndAlwaysTheSame() {
        let all = Array(0..<Int32(50_000))
        let some = sample(all, limit: 3_000, salt: 1)
        #expect((2_700...3_300).contains(some.count))
        #expect(some == sample(all, limit: 3_000, salt: 1) && some != sample(all, limit: 3_000, salt: 2))
        #expect(some == some.sorted())
        #expect(sample(all, limit: 60_000, salt: 1) == all)
    }
}
