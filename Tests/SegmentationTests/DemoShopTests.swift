import CampaignModel
import Statistics
import Testing
import Threads

@testable import Segmentation

/// What the estimators find in the demo shop, against what its generator knows (`examples/demo-shop/truth`).
@Suite struct DemoShopTests {
    private static let truth = Result { try DemoTruth() }

    @Test func sessionsAndTheirEndsAreThoseOfTheGenerator() throws {
        let truth = try Self.truth.get()
        let read = sessions(of: truth)
        #expect(read.count == truth.sessions.count)
        for session in read { #expect(truth.sessions[session.id]?.purchased == session.bought) }
    }

    /// Both on the newest fifth, which neither has learned from. Expected: 0.80 of 0.80.
    @Test func intentTellsSessionsApartNearlyAsWellAsTheGeneratorItself() throws {
        let truth = try Self.truth.get()
        let model = SessionIntent(of: truth.shop, asOf: DemoTruth.asOf, zones: truth.zones).model
        let quality = try #require(model.quality)
        guard case .learned = model.source else {
            Issue.record("31,528 sessions are enough to learn from")
            return
        }
        let newest = sessions(of: truth).sorted { $0.start < $1.start }.suffix(quality.cases)
        let known = newest.compactMap { truth.sessions[$0.id] }
        let oracle = try #require(ForecastQuality(of: known.map(\.probability), hits: known.map(\.purchased)))
        // The last sessions may still go on at that moment, and are not among those learned from.
        #expect(abs(oracle.hits - quality.hits) <= 3)
        #expect(quality.areaUnderCurve >= 0.95 * oracle.areaUnderCurve)
        #expect(quality.areaUnderCurve - 0.5 >= 0.95 * (oracle.areaUnderCurve - 0.5))
        #expect(quality.logLoss < oracle.logLoss + 0.01)
        #expect(quality.calibrationError < 0.03)
    }

    @Test func whatIsLearnedDoesNotDependOnThreads() throws {
        let truth = try Self.truth.get()
        let models = [1, 3].map { threads in
            SessionIntent(
                of: truth.shop,
                asOf: DemoTruth.asOf,
                zones: truth.zones,
                workers: Workers(count: threads)
            )
        }
        #expect(models[0].model == models[1].model)
        #expect(models[0].probabilities() == models[1].probabilities())
    }

    @Test func priceSensitivityIsFound() throws {
        let truth = try Self.truth.get()
        let profiles = profiles(of: truth.shop, asOf: DemoTruth.asOf)
        let found = truth.regulars.map { Double(profiles.priceSensitivity[$0.row]) }
        let correlation = rankCorrelation(found, truth.regulars.map(\.priceSensitivity))
        #expect(truth.regulars.count == 577)
        #expect(correlation >= 0.86)
    }

    /// Against the trait, and against the trait of those who are still there (0 for others).
    @Test func engagementIsFound() throws {
        let truth = try Self.truth.get()
        let profiles = profiles(of: truth.shop, asOf: DemoTruth.asOf)
        let found = truth.regulars.map { Double(profiles.engagement[$0.row]) }
        #expect(rankCorrelation(found, truth.regulars.map(\.engagement)) >= 0.8)
        #expect(rankCorrelation(found, truth.regulars.map(\.engagementAtEnd)) >= 0.8)
    }

    private func sessions(of truth: DemoTruth) -> [(id: String, start: Int64, bought: Bool)] {
        let (shop, events) = (truth.shop, truth.shop.events)
        var reader = SessionReader(
            shop,
            asOf: DemoTruth.asOf,
            zones: truth.zones,
            devices: SessionDevices(events, asOf: DemoTruth.asOf)
        )
        var found: [(id: String, start: Int64, bought: Bool)] = []
        for customer in 0..<Int32(shop.customers.count) {
            var ids: [Int64: String] = [:]
            for event in events.eventsOf(customer: customer) where ids[events.times[event]] == nil {
                ids[events.times[event]] = events.sessions[events.sessionOf[event]]
            }
            reader.read(customer) { session, _ in
                found.append((ids[session.start] ?? "", session.start, session.bought))
            }
        }
        return found
    }
}
