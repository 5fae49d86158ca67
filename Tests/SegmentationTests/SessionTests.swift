import CampaignModel
import Foundation
import Statistics
import TestSupport
import Testing
import Threads

@testable import Segmentation

@Suite struct SessionTests {
    private let minute = 1.0 / 1_440

    /// Sessions of the first customer with their signals.
    private func sessions(of shop: Shop, asOf: Instant = TestShop.now) -> [(session: Session, signals: [Float])] {
        var reader = SessionReader(
            shop,
            asOf: asOf,
            zones: nil,
            devices: SessionDevices(shop.events, asOf: asOf)
        )
        var found: [(session: Session, signals: [Float])] = []
        reader.read(0) { found.append(($0, $1)) }
        return found
    }

    private func value(_ signal: SessionSignal, _ signals: [Float]) -> Double { Double(signals[signal.rawValue]) }

    @Test func halfAnHourWithoutAnEventEndsASession() {
        var shop = TestShop()
        // All on one day, so under one session id.
        for minutes in [0.0, 20, 49, 80, 90] { shop.event("ann", daysAgo: 0.4 - minutes * minute, .view, "card") }
        let found = sessions(of: shop.build())
        #expect(found.map { $0.session.end - $0.session.start } == [49 * 60, 10 * 60])
        #expect(found.map { Int((exp(value(.views, $0.signals)) - 1).rounded()) } == [3, 2])
    }

    @Test func sessionsAtTheSameTimeStayApart() {
        var shop = TestShop()
        shop.customer("ann")
        var built = shop.build()
        built.events.devices.append("phone")
        built.events.devices.codes = []
        for (minute, session) in [(0, 0), (1, 1), (2, 0), (3, 1), (4, 1)] {
            built.events.sessionOf.append(built.events.sessions.intern("s\(session)"))
            built.events.customers.append(0)
            built.events.types.append(session == 0 ? .view : .search)
            built.events.products.append(-1)
            built.events.times.append(TestShop.time(daysAgo: 1) + Int64(minute * 60))
            built.events.devices.codes.append(0)
        }
        built.events.firstEvents = [0, 5]
        let found = sessions(of: built)
        #expect(found.map { Int((exp(value(.views, $0.signals)) - 1).rounded()) } == [2, 0])
        #expect(found.map { Int((exp(value(.searches, $0.signals)) - 1).rounded()) } == [0, 3])
    }

    @Test func signalsAreOfWhatCameBeforeTheCheckout() throws {
        var shop = TestShop()
        shop.order("ann", daysAgo: 30, ["card"])
        shop.event("ann", daysAgo: 4, .view, "card")
        for (number, event) in [
            (SessionEventType.search, nil), (.view, "camera"), (.view, "card"), (.view, "camera"),
            (.addToCart, "camera"),
            (.addToCart, "card"), (.removeFromCart, "card"), (.checkout, nil), (.addToCart, "case"), (.view, "case"),
            (.purchase, "camera"),
        ].enumerated() as EnumeratedSequence<[(SessionEventType, String?)]> {
            shop.event("ann", daysAgo: 1 - Double(number) * minute, event.0, event.1)
        }
        let found = sessions(of: shop.build())
        #expect(found.map(\.session.bought) == [false, true])
        let signals = try #require(found.last).signals
        let expected: [SessionSignal: Double] = [
            .views: log(4), .products: log(3), .repeatViews: 1, .searches: log(2), .carted: 1, .moreCarted: 1,
            .removed: 1, .minutes: log(7), .daysAway: log(4), .boughtBefore: 1, .morning: 0, .evening: 0, .night: 0,
        ]
        for (signal, value) in expected { #expect(abs(self.value(signal, signals) - value) < 1e-6, "\(signal)") }
        #expect(abs(value(.daysAway, found[0].signals) - log(61)) < 1e-6)
    }

    @Test func anOrderIsAPurchaseWhereEventsDoNotTellOne() {
        var shop = TestShop()
        shop.event("ann", daysAgo: 3, .view, "card")
        shop.event("ann", daysAgo: 2, .addToCart, "card")
        shop.order("ann", daysAgo: 2 - 5 * minute, ["card"])
        shop.event("ann", daysAgo: 2 - 9 * minute, .view, "case")
        let found = sessions(of: shop.build())
        #expect(found.map(\.session.bought) == [false, true])
        // What was viewed after the order does not count.
        #expect(value(.views, found[1].signals) == 0)
    }

    @Test func fewSessionsLeaveTheDocumentedWeights() {
        var shop = TestShop()
        for day in 1...20 {
            shop.event("ann", daysAgo: Double(day), .view, "card")
            if day % 2 == 0 { shop.event("ann", daysAgo: Double(day) - minute, .addToCart, "card") }
            if day % 4 == 0 { shop.event("ann", daysAgo: Double(day) - 2 * minute, .purchase, "card") }
        }
        shop.event("bob", daysAgo: 20, .view, "card")
        let built = shop.build()
        let intent = SessionIntent(of: built, asOf: TestShop.now)
        #expect(intent.model.source == .documented)
        #expect(intent.model.sessions == 21 && intent.model.purchases == 5)
        #expect(intent.model.terms.map(\.weight) == SessionSignal.allCases.map(\.documentedWeight))
        #expect(intent.model.quality?.cases == 21)
        let probabilities = intent.probabilities()
        #expect(probabilities[0] > 0.01 && probabilities[0] < 0.2)
        // The last session is twenty days ago.
        #expect(probabilities[1] == -1)
    }

    @Test func aShopsOwnWeightsAreFoundAgain() throws {
        var random = SeededGenerator(seed: 6)
        var shop = TestShop()
        // Bought with a third of the filled carts, hardly ever without; searching says nothing.
        for customer in 0..<600 {
            for visit in 0..<5 {
                let day = Double(visit * 20) + Double.random(in: 1..<15, using: &random)
                shop.event("c\(customer)", daysAgo: day, .view, "card")
                if Bool.random(using: &random) { shop.event("c\(customer)", daysAgo: day - minute, .search) }
                let isFilled = Int.random(in: 0..<3, using: &random) == 0
                if isFilled { shop.event("c\(customer)", daysAgo: day - 2 * minute, .addToCart, "card") }
                if Int.random(in: 0..<100, using: &random) < (isFilled ? 33 : 2) {
                    shop.event("c\(customer)", daysAgo: day - 3 * minute, .purchase, "card")
                }
            }
        }
        let model = SessionIntent(of: shop.build(), asOf: TestShop.now).model
        let quality = try #require(model.quality)
        // A few go on past midnight, where the shop of the tests begins a new id.
        #expect((3_000...3_060).contains(model.sessions) && abs(quality.cases - model.sessions / 5) <= 1)
        #expect(quality.areaUnderCurve > 0.75 && quality.calibrationError < 0.05)
        #expect(abs(model.terms[SessionSignal.carted.rawValue].weight - (log(33.0 / 67) - log(2.0 / 98))) < 0.7)
        #expect(abs(model.terms[SessionSignal.searches.rawValue].weight) < 0.5)
    }

    @Test func aSessionThatMayGoOnIsNotLearnedFrom() {
        var shop = TestShop()
        shop.event("ann", daysAgo: 10 * minute, .view, "card")
        shop.event("ann", daysAgo: 1, .view, "card")
        let intent = SessionIntent(of: shop.build(), asOf: TestShop.now)
        #expect(intent.model.sessions == 1)
        #expect(intent.probabilities()[0] > 0)
    }
}
