import Statistics
import TestSupport
import Testing

@Suite struct ForecastQualityTests {
    @Test func aSmallTableComesOutByHand() throws {
        let quality = try #require(ForecastQuality(of: [0.1, 0.4, 0.35, 0.8], hits: [false, false, true, true]))
        // Of the four pairs of a hit and a miss, one is the wrong way round.
        #expect(quality.areaUnderCurve == 0.75)
        #expect(abs(quality.logLoss - 0.472_288_0) < 1e-6)
        #expect(abs(quality.logLossOfShare - 0.693_147_2) < 1e-6)
        #expect(quality.cases == 4 && quality.hits == 2 && quality.bands.count == 4)
        #expect(quality.bands.map(\.observed) == [0, 1, 0, 1])
        #expect(abs(quality.calibrationError - (0.1 + 0.65 + 0.4 + 0.2) / 4) < 1e-12)
    }

    @Test func equalProbabilitiesTellNothingApart() throws {
        let hits = (0..<100).map { $0 % 4 == 0 }
        let quality = try #require(ForecastQuality(of: Array(repeating: 0.25, count: 100), hits: hits))
        #expect(quality.areaUnderCurve == 0.5)
        #expect(abs(quality.logLoss - quality.logLossOfShare) < 1e-12)
    }

    @Test func oneKindOfEndTellsNothing() {
        #expect(ForecastQuality(of: [0.2, 0.4], hits: [true, true]) == nil)
        #expect(ForecastQuality(of: [], hits: []) == nil)
    }

    @Test func theOrderOfCasesDoesNotMatter() throws {
        var random = SeededGenerator(seed: 4)
        let probabilities = (0..<300).map { _ in Double(Int.random(in: 0...20, using: &random)) / 20 }
        let hits = probabilities.map { Double.random(in: 0..<1, using: &random) < $0 }
        let order = probabilities.indices.shuffled(using: &random)
        let one = try #require(ForecastQuality(of: probabilities, hits: hits))
        let other = try #require(ForecastQuality(of: order.map { probabilities[$0] }, hits: order.map { hits[$0] }))
        #expect(one.areaUnderCurve == other.areaUnderCurve)
        #expect(abs(one.logLoss - other.logLoss) < 1e-9)
    }
}
