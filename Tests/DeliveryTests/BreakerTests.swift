import CampaignModel
import Testing

@testable import Delivery

struct BreakerTests {
    private let start = ContinuousClock.now

    private func later(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func failuresInARowOpenIt() {
        var breaker = Breaker(limit: 3, firstPause: .seconds(10), longestPause: .seconds(40))
        for _ in 0..<2 { breaker.fail("no", now: start) }
        breaker.succeed()
        for _ in 0..<2 { breaker.fail("no", now: start) }
        #expect(breaker.admits(now: start))
        breaker.fail("still no", now: start)
        #expect(!breaker.admits(now: start))
        #expect(breaker.reason == "still no")
    }

    @Test func onlyOneGoesAfterThePause() {
        var breaker = Breaker(limit: 1, firstPause: .seconds(10), longestPause: .seconds(40))
        breaker.fail("no", now: start)
        #expect(!breaker.admits(now: later(9)))
        #expect(breaker.admits(now: later(10)))
        breaker.begin()
        #expect(!breaker.admits(now: later(10)))
        breaker.succeed()
        #expect(breaker.admits(now: later(10)))
    }

    @Test func pausesGrowToALimit() {
        var breaker = Breaker(limit: 1, firstPause: .seconds(10), longestPause: .seconds(40))
        var now = start
        for pause in [10, 20, 40, 40] {
            breaker.fail("no", now: now)
            #expect(breaker.resumeTime == now.advanced(by: .seconds(pause)))
            // What was under way tells nothing new.
            breaker.fail("no", now: now)
            #expect(breaker.resumeTime == now.advanced(by: .seconds(pause)))
            now = now.advanced(by: .seconds(pause))
            breaker.begin()
        }
    }
}

struct PermitsTests {
    private let start = ContinuousClock.now

    private func permits(_ rate: SendingRate) -> Permits { Permits(RateLimit("email", rate)) }

    @Test func permitsAreAskedForOnceAndUsedInTurn() {
        var permits = permits(SendingRate(100, per: .second))
        let demand8 = permits.takeDemand()
        #expect(demand8 == nil)
        let isOpen1 = permits.isOpen(now: start)
        #expect(!isOpen1)
        let demand9 = permits.takeDemand()
        #expect(demand9 == 10)
        let isOpen2 = permits.isOpen(now: start)
        #expect(!isOpen2)
        let demand10 = permits.takeDemand()
        #expect(demand10 == nil)
        permits.take(RateGrant(count: 10, delay: .milliseconds(5), interval: .milliseconds(10)), now: start)
        let isOpen3 = permits.isOpen(now: start)
        #expect(!isOpen3)
        var used = 0
        for millisecond in 0..<100 {
            let now = start.advanced(by: .milliseconds(5 + millisecond))
            while permits.isOpen(now: now) {
                permits.use()
                used += 1
            }
            #expect(used == millisecond / 10 + 1)
        }
        #expect(used == 10)
    }

    @Test func permitIsVoidSoonAfterItsTurn() {
        var permits = permits(SendingRate(100, per: .second))
        permits.take(RateGrant(count: 10, delay: .zero, interval: .milliseconds(10)), now: start)
        let late = start.advanced(by: .milliseconds(95))
        var used = 0
        while permits.isOpen(now: late) {
            permits.use()
            used += 1
        }
        // Those whose turn was in the last 50 ms.
        #expect(used == 5)
    }

    @Test func quotaStaysOpenAndIsToldWhenUsedUp() {
        var permits = permits(SendingRate(3_000, per: .day))
        permits.take(RateGrant(count: 3, delay: .zero), now: start)
        let late = start.advanced(by: .seconds(500))
        let isOpen4 = permits.isOpen(now: late)
        #expect(isOpen4)
        for _ in 0..<3 { permits.use() }
        let isOpen5 = permits.isOpen(now: late)
        #expect(!isOpen5)
        let demand11 = permits.takeDemand()
        #expect(demand11 == 3)
        permits.take(RateGrant(count: 0, delay: .seconds(90)), now: late)
        #expect(permits.closedFor(now: late) == .seconds(90))
        let isOpen6 = permits.isOpen(now: late)
        #expect(!isOpen6)
        let demand12 = permits.takeDemand()
        #expect(demand12 == nil)
        let isOpen7 = permits.isOpen(now: late.advanced(by: .seconds(90)))
        #expect(!isOpen7)
        let demand13 = permits.takeDemand()
        #expect(demand13 == 3)
    }
}
