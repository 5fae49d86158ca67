import CampaignModel
import Foundation
import Planning
import TestSupport
import Testing
import Threads

@Suite struct ExperimentTests {
    /// Chi-square's 0.001 point.
    static let critical = [1: 10.828, 2: 13.816, 3: 16.266, 4: 18.467, 6: 22.458]

    static func ids(_ count: Int) -> [[UInt8]] { (0..<count).map { Array("customer-\($0)".utf8) } }

    @Test func aMillionPeopleDivideByTheirShares() {
        let draw = VariantDraw(experiment: "spring", holdout: 0, shares: [50, 30, 20])
        var counts = [0, 0, 0]
        for id in Self.ids(1_000_000) { counts[draw.variant(of: id.span)] += 1 }
        #expect(SampleRatio.chiSquare(counts, shares: [50, 30, 20]) < 13.816, "\(counts)")
    }

    /// What one experiment draws says nothing about the other, nor about its own holdout.
    @Test func experimentsAndTheHoldoutAreIndependent() {
        let draws = ["spring", "autumn"].map { VariantDraw(experiment: $0, holdout: 0.5, shares: [1, 1, 1]) }
        var pairs = [Int](repeating: 0, count: 9)
        var withHoldout = [Int](repeating: 0, count: 6)
        for id in Self.ids(1_000_000) {
            let first = draws[0].variant(of: id.span)
            pairs[first * 3 + draws[1].variant(of: id.span)] += 1
            withHoldout[first * 2 + (draws[0].isHeldOut(id.span) ? 1 : 0)] += 1
        }
        // With known shares, 8 and 5 degrees of freedom.
        #expect(SampleRatio.chiSquare(pairs, shares: Array(repeating: 1, count: 9)) < 26.125, "\(pairs)")
        #expect(SampleRatio.chiSquare(withHoldout, shares: Array(repeating: 1, count: 6)) < 20.515, "\(withHoldout)")
    }

    @Test func onlyAsManyPeopleMoveAsSharesDo() {
        let before = VariantDraw(experiment: "spring", holdout: 0, shares: [0.5, 0.5])
        let after = VariantDraw(experiment: "spring", holdout: 0, shares: [0.6, 0.4])
        let moved = Self.ids(100_000).count { before.variant(of: $0.span) != after.variant(of: $0.span) }
        #expect((9_500...10_500).contains(moved))
    }

    @Test func everyoneGetsWhatTheirVariantSays() throws {
        var campaign = PlannerTests.campaign()
        var short = campaign.variants[0]
        short.name = "short"
        short.recommend.maximumItems = 3
        short.offer = OfferSettings(benefit: .percent(0.1))
        var long = campaign.variants[0]
        long.name = "long"
        campaign.experiment.variants = [short, long]
        let messages = PlannerTests.plan(PlannerTests.shop(400), PlannerTests.picks(400, items: 5), campaign).plan
            .messages
        #expect(Set(messages.map(\.variant)) == ["short", "long"])
        for message in messages {
            #expect(message.productIDs.count == (message.variant == "short" ? 3 : 5))
            #expect((try OfferTests.offer(in: message) != nil) == (message.variant == "short"))
        }
    }

    @Test func aLanguageIsFrozenByTheCustomersLocale() throws {
        var shop = PlannerTests.shop(4)
        shop.customers.locales = DictionaryColumn()
        for locale in ["de-AT", "fr", "", "de"] { shop.customers.locales.append(locale) }
        var campaign = PlannerTests.campaign()
        var german = try #require(campaign.message)
        german.locale = "de-DE"
        campaign.message?.languages = ["de": german]
        let messages = PlannerTests.plan(shop, PlannerTests.picks(4), campaign).plan.messages
        #expect(messages.map { MessageLanguage.language(ofPayload: $0.payload) } == ["de", nil, nil, "de"])
        let text = String(decoding: messages[0].payload, as: UTF8.self)
        #expect(text.contains(#""locale":"de-DE""#))
    }

    @Test func theBestChannelIsOneThatReachesThePerson() {
        var shop = PlannerTests.shop(5)
        shop.customers.emailConsent = [.granted, .refused, .granted, .refused, .granted]
        shop.customers.pushConsent = [.granted, .granted, .refused, .refused, .granted]
        var preferences = DictionaryColumn()
        for word in ["push", "email", "push", "push", ""] { preferences.append(word) }
        shop.customers.attributes = [Attribute(name: "preferred_channel", cells: preferences)]
        let messages = PlannerTests.plan(shop, PlannerTests.picks(5), PlannerTests.campaign(channel: .best)).plan
            .messages
        #expect(messages.map(\.channel) == [.push, .push, .email, .push, .email])
        #expect(messages.map(\.disposition) == [.planned, .planned, .planned, .skipped(.noConsent), .planned])
    }

    // MARK: Learning

    static func outcome(_ people: Int, _ converters: Int) -> VariantOutcome {
        var outcome = VariantOutcome()
        for person in 0..<people { outcome.add(revenue: person < converters ? 20_00 : 0) }
        return outcome
    }

    @Test func theBetterVariantGetsMoreAndTheOtherItsFloor() {
        for metric in [Optimization.Metric.conversion, .revenue] {
            let shares = Thompson.shares(
                [Self.outcome(2_000, 100), Self.outcome(2_000, 180)],
                by: metric,
                floor: 0.1,
                seed: 7
            )
            #expect(abs(shares[0] - 0.1) < 0.01)
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        }
    }

    @Test func whoKnowsNothingDividesEvenly() {
        let shares = Thompson.shares([.init(), .init(), .init(), .init()], by: .conversion, floor: 0.1, seed: 7)
        for share in shares { #expect(abs(share - 0.25) < 0.02) }
    }

    @Test func learningIsTheSameEveryTime() {
        let outcomes = [Self.outcome(300, 20), Self.outcome(300, 24)]
        let shares = (0..<2).map { _ in Thompson.shares(outcomes, by: .conversion, floor: 0.1, seed: 9) }
        #expect(shares[0] == shares[1])
    }

    /// P(best) of two Beta distributions, by counting on a fine grid.
    @Test func theProbabilityOfBeingBestIsRight() {
        func density(_ p: Double, _ a: Double, _ b: Double) -> Double { exp((a - 1) * log(p) + (b - 1) * log(1 - p)) }
        let grid = (1..<2_000).map { Double($0) / 2_000 }
        var (below, total, cumulative) = (0.0, 0.0, 0.0)
        for p in grid {
            cumulative += density(p, 21, 181)
            below += cumulative * density(p, 31, 171)
            total += density(p, 31, 171)
        }
        let exact = below / total / cumulative
        let found = Thompson.probabilitiesOfBest(
            [Self.outcome(200, 20), Self.outcome(200, 30)],
            by: .conversion,
            seed: 3
        )
        #expect(abs(found[1] - exact) < 0.015, "\(found[1]) beside \(exact)")
    }

    @Test func aMismatchIsFoundAndChanceIsNot() {
        #expect(!SampleRatio.isMismatch([5_050, 4_950], shares: [0.5, 0.5]))
        #expect(SampleRatio.isMismatch([5_200, 4_800], shares: [0.5, 0.5]))
        #expect(!SampleRatio.isMismatch([700, 300], shares: [7, 3]))
        #expect(!SampleRatio.isMismatch([10], shares: [1]))
        #expect(SampleRatio.isMismatch([10, 1], shares: [1, 0]))
    }
}
