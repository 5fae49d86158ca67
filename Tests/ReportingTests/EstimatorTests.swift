import TestSupport
import Testing

@testable import Reporting

struct EstimatorTests {
    @Test func zerosCountAsPeople() {
        let listed = Moments([1, 2, 4, 0, 0, 0, 0, 0, 0, 0])
        let counted = Moments([1, 2, 4], zeros: 7)
        #expect(listed.count == counted.count)
        #expect(close(counted.mean, 0.7) && close(counted.variance, listed.variance))
        let interval = counted.estimate().interval
        #expect(close(interval?.low ?? .nan, -0.25678521896161033), "scipy.stats.t.interval")
        #expect(close(interval?.high ?? .nan, 1.6567852189616104))
    }

    @Test func whereNothingVariesThereIsNoInterval() {
        #expect(Moments([5]).estimate() == Estimate(value: 5, interval: nil))
        #expect(Moments([], zeros: 9).estimate() == Estimate(value: 0, interval: nil))
        #expect(Moments([], zeros: 9).difference(from: Moments([], zeros: 4)).interval == nil)
        #expect(Moments([5]).difference(from: Moments([1, 2])).interval == nil)
        #expect(Moments([1, 2]).difference(from: Moments([], zeros: 4)).interval != nil)
    }

    @Test func swappingTheArmsTurnsTheSign() {
        var random = SeededGenerator(seed: 51)
        for _ in 0..<200 {
            let trials = (Int.random(in: 1...500, using: &random), Int.random(in: 1...500, using: &random))
            let one = Proportion(successes: Int.random(in: 0...trials.0, using: &random), trials: trials.0)
            let other = Proportion(successes: Int.random(in: 0...trials.1, using: &random), trials: trials.1)
            let there = one.difference(from: other)
            let back = other.difference(from: one)
            #expect(close(there.value, -back.value))
            #expect(close(there.interval?.low ?? .nan, -(back.interval?.high ?? .nan)))
            let interval = there.interval ?? Interval(low: .nan, high: .nan)
            #expect(interval.low <= there.value && there.value <= interval.high)
            #expect(interval.low >= -1.000001 && interval.high <= 1.000001)
        }
    }

    /// 95 % of the intervals hold the truth, give or take what 2,000 draws leave open and Wilson's method oscillates.
    @Test func intervalsHoldTheTruthAsOftenAsTheySay() {
        var random = SeededGenerator(seed: 52)
        let rates = (treated: 0.08, control: 0.05)
        var held = (rate: 0, difference: 0, mean: 0)
        for _ in 0..<2_000 {
            func draw(_ rate: Double, _ people: Int) -> Int {
                (0..<people).reduce(0) { sum, _ in sum + (Double.random(in: 0..<1, using: &random) < rate ? 1 : 0) }
            }
            let treated = Proportion(successes: draw(rates.treated, 300), trials: 300)
            let control = Proportion(successes: draw(rates.control, 200), trials: 200)
            if holds(treated.wilsonInterval(), rates.treated) { held.rate += 1 }
            if holds(treated.difference(from: control).interval, rates.treated - rates.control) { held.difference += 1 }
            func spend(_ people: Int, _ most: Double) -> Moments {
                Moments((0..<people).map { _ in Double.random(in: 0..<most, using: &random) })
            }
            if holds(spend(12, 10).difference(from: spend(30, 4)).interval, 3) { held.mean += 1 }
        }
        for share in [held.rate, held.difference, held.mean] { #expect((1_865...1_945).contains(share)) }
    }

    private func holds(_ interval: Interval?, _ truth: Double) -> Bool {
        interval.map { $0.low <= truth && truth <= $0.high } ?? false
    }
}
