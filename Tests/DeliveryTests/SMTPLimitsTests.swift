import CampaignModel
import Delivery
import Synchronization
import TestSupport
import Testing

/// Gives so many permits for each key, then none for an hour.
private final class StingyBook: RateBook {
    private let left: Mutex<[String: Int]>
    /// Where a key is not named.
    private let isOpenHanded: Bool

    init(_ left: [String: Int], isOpenHanded: Bool = true) {
        self.left = Mutex(left)
        self.isOpenHanded = isOpenHanded
    }

    func reserve(_ count: Int, of limit: RateLimit) throws -> RateGrant {
        left.withLock { left in
            guard let rest = left[limit.key] else { return RateGrant(count: isOpenHanded ? count : 0, delay: .zero) }
            let granted = min(rest, count)
            left[limit.key] = rest - granted
            return RateGrant(count: granted, delay: granted > 0 ? .zero : .seconds(3_600))
        }
    }
}

struct SMTPLimitsTests {
    private func settings(
        _ server: MisbehavingSMTPServer,
        connections: Int = 4,
        rates: [SendingRate] = [],
        domains: [String: DomainLimits] = [:]
    ) -> SMTPSettings {
        let relay = SMTPRelay(
            host: "127.0.0.1",
            port: server.port,
            security: .none,
            maximumConnections: connections
        )
        return SMTPSettings(relays: [relay], rates: rates, domains: domains)
    }

    @Test func quotaThatIsUsedUpEndsTheDeliveryAndLosesNothing() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let journal = MemoryJournal()
        let summary = try smtpTransport(
            settings(server, rates: [SendingRate(5_000, per: .day)]),
            rateBook: StingyBook(["email per day": 23])
        )
        .deliver(from: ListSource((1...500).map { email($0) }), journal: journal, stop: StopSignal())
        #expect(summary.accepted == 23)
        #expect(server.accepted.count == 23)
        #expect(summary.postponed == summary.messages - 23)
        #expect((3_500...3_700).contains(try #require(summary.limitedSeconds)))
        #expect(journal.postponed.values.allSatisfy { $0 >= 3_500 })
    }

    @Test func everyRateHolds() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let summary = try smtpTransport(
            settings(server, rates: [SendingRate(100_000, per: .second), SendingRate(9, per: .hour)]),
            rateBook: StingyBook(["email per h": 9])
        )
        .deliver(from: ListSource((1...50).map { email($0) }), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.accepted == 9)
    }

    @Test func paceIsWaitedFor() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        /// Each batch begins a moment later.
        struct SlowBook: RateBook {
            func reserve(_ count: Int, of limit: RateLimit) -> RateGrant {
                RateGrant(count: count, delay: .milliseconds(2), interval: .milliseconds(1))
            }
        }
        let summary = try smtpTransport(
            settings(server, rates: [SendingRate(1_000, per: .second)]),
            rateBook: SlowBook()
        )
        .deliver(from: ListSource((1...100).map { email($0) }), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.accepted == 100)
        #expect(summary.limitedSeconds == nil)
    }

    @Test func rateWithoutABookIsRefused() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try smtpTransport(settings(server, rates: [SendingRate(1, per: .day)]))
                .deliver(from: ListSource([email(1)]), journal: MemoryJournal(), stop: StopSignal())
        }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
    }

    @Test func limitedDomainWaitsAndTheOthersGo() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let journal = MemoryJournal()
        let domains = ["busy.example": DomainLimits(rate: SendingRate(100, per: .day))]
        let messages = (Int64(1)...200).map { id in
            email(id, to: id.isMultiple(of: 2) ? "c\(id)@busy.example" : "c\(id)@example.com")
        }
        let summary = try smtpTransport(
            settings(server, domains: domains),
            rateBook: StingyBook(["email to busy.example per day": 7])
        )
        .deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
        #expect(summary.messages == 200)
        #expect(server.accepted.count { $0.recipient.hasSuffix("@busy.example") } == 7)
        #expect(server.accepted.count { $0.recipient.hasSuffix("@example.com") } == 100)
        #expect(summary.limitedSeconds == nil)
    }

    @Test func noMoreThanItsConnectionsAreUsedForADomain() throws {
        let underWay = Shared<(now: Int, most: Int)>((0, 0))
        let server = MisbehavingSMTPServer { moment in
            guard moment.recipient.hasSuffix("@busy.example") else { return .normal }
            switch moment.stage {
            case .data: underWay.update { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            case .dot: underWay.update { $0.now -= 1 }
            default: break
            }
            return .normal
        }
        defer { server.stop() }
        let messages = (Int64(1)...120).map { email($0, to: "c\($0)@\($0 % 3 == 0 ? "example.com" : "busy.example")") }
        let summary = try smtpTransport(
            settings(server, connections: 8, domains: ["busy.example": DomainLimits(maximumConnections: 2)])
        )
        .deliver(from: ListSource(messages), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.accepted + summary.postponed == 120)
        #expect(summary.accepted >= 60)
        #expect(underWay.value.most <= 2)
    }

    @Test func domainThatRefusesEverythingIsLeftAlone() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient && moment.recipient.hasSuffix("@down.example")
                ? .reply("451 4.4.1 cannot reach it") : .normal
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        let messages = (Int64(1)...400).map { email($0, to: "c\($0)@\($0 % 4 == 0 ? "example.com" : "down.example")") }
        let summary = try smtpTransport(settings(server))
            .deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
        #expect(summary.messages == 400)
        #expect(summary.accepted == 100)
        // Twenty in a row open the breaker; those under way come on top.
        #expect((20...30).contains(summary.transientFailures), "\(summary)")
        #expect(summary.postponed == 300 - summary.transientFailures)
        #expect(journal.postponed.values.allSatisfy { $0 > 200 })
    }

    @Test func greylistingOpensNoBreaker() throws {
        let server = MisbehavingSMTPServer {
            $0.stage == .recipient ? .reply("450 4.2.0 Greylisted, come back in 5 minutes") : .normal
        }
        defer { server.stop() }
        let summary = try smtpTransport(settings(server))
            .deliver(from: ListSource((1...100).map { email($0) }), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.transientFailures == 100)
    }

    /// A journal that waits for the other connections would wait for ever if the loop waited for it.
    @Test func loopGoesOnWhileTheJournalIsAtTheDisk() throws {
        let arrived = Shared(0)
        let server = MisbehavingSMTPServer { moment in
            if moment.stage == .data { arrived.update { $0 += 1 } }
            return .normal
        }
        defer { server.stop() }
        final class PatientJournal: Journal {
            let arrived: Shared<Int>
            init(_ arrived: Shared<Int>) { self.arrived = arrived }
            func commit(intents: [Int64], outcomes: [Attempt]) -> [Int64] {
                var rounds = 0
                // The first message opens the way for the others' connections.
                while intents.contains(2), arrived.value < 4, rounds < 5_000 {
                    rounds += 1
                    pause()
                }
                return intents
            }
        }
        let summary = try smtpTransport(settings(server, connections: 3))
            .deliver(from: ListSource((1...12).map { email($0) }), journal: PatientJournal(arrived), stop: StopSignal())
        #expect(summary.accepted == 12)
    }
}
