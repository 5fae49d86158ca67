import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Delivery

/// Waiting, giving up, and what is dead.
struct WebhookLimitsTests {
    private func push(_ id: Int64, tokens: [String]) -> OutgoingMessage {
        let list = tokens.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"title":"t","tokens":[\#(list)]}"#
        return OutgoingMessage(id: id, content: .push(body: Array(body.utf8), idempotencyKey: "message-\(id)"))
    }

    private func deliver(
        _ messages: [OutgoingMessage],
        over transport: WebhookTransport,
        _ journal: MemoryJournal = MemoryJournal()
    ) throws -> DeliverySummary {
        try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
    }

    // MARK: Retry-After

    @Test func secondsOfRetryAfterAreInTheReply() throws {
        let server = ScriptedHTTPServer { _ in
            .respond(429, headers: ["Retry-After: 20"], body: Array("try again in 9 hours".utf8))
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([push(1, tokens: ["a"])], over: webhookTransport(port: server.port), journal)
        guard case .transientFailure(let reply)? = journal.outcomes(1).first else { throw TestFailure() }
        #expect(reply.text == "retry after 20 seconds; try again in 9 hours")
        #expect(reply.waitSeconds == 20)
    }

    @Test func dateOfRetryAfterIsCountedFromNow() throws {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let server = ScriptedHTTPServer { _ in
            .respond(503, headers: ["Retry-After: \(format.string(from: Date().addingTimeInterval(600)))"])
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        let summary = try deliver([push(1, tokens: ["a"])], over: webhookTransport(port: server.port), journal)
        guard case .transientFailure(let reply)? = journal.outcomes(1).first else { throw TestFailure() }
        let wait = try #require(reply.waitSeconds)
        #expect((500...600).contains(wait))
        #expect(summary.transientFailures == 1)
    }

    private struct TestFailure: Error {}

    @Test func shortWaitHoldsUpTheOthers() throws {
        let server = ScriptedHTTPServer { request in
            request.headers["webhook-id"] == "message-1" ? .respond(429, headers: ["Retry-After: 1"]) : .respond(200)
        }
        defer { server.stop() }
        let start = ContinuousClock.now
        let messages = (1...20).map { push($0, tokens: ["a"]) }
        let summary = try deliver(messages, over: webhookTransport(port: server.port, connections: 4))
        #expect(summary.transientFailures == 1)
        #expect(summary.accepted == 19)
        #expect(ContinuousClock.now - start >= .milliseconds(900))
    }

    @Test func longWaitGivesTheOthersBack() throws {
        let server = ScriptedHTTPServer { _ in .respond(429, headers: ["Retry-After: 900"]) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let messages = (1...20).map { push($0, tokens: ["a"]) }
        let summary = try deliver(messages, over: webhookTransport(port: server.port), journal)
        #expect(server.received.count == 1)
        #expect(summary.messages == 20)
        #expect((800...901).contains(try #require(summary.limitedSeconds)))
        #expect(journal.postponed.values.allSatisfy { (800...901).contains($0) })
    }

    @Test func gatewayThatFailsAgainAndAgainIsLeftAlone() throws {
        let server = ScriptedHTTPServer { _ in .respond(500, body: Array("boom".utf8)) }
        defer { server.stop() }
        let transport = webhookTransport(port: server.port)
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...16).map { push($0, tokens: ["a"]) }, over: transport)
        }
        guard case .refusal(let reason) = try #require(error).reason else { throw try #require(error) }
        #expect(reason == "500 boom")
        #expect(server.received.count == 10)
        #expect(error?.summary.messages == 16)
    }

    // MARK: What is dead

    @Test func goneIsBelievedOfAGatewayThatAccepts() throws {
        let server = ScriptedHTTPServer { request in
            .respond(request.headers["webhook-id"] == "message-2" ? 410 : 200)
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        let messages = (1...3).map { push($0, tokens: ["a\($0)", "b\($0)"]) }
        _ = try deliver(messages, over: webhookTransport(port: server.port), journal)
        #expect(journal.suppressed.map(\.address) == ["a2", "b2"])
        #expect(journal.outcomes(2).map(OutcomeKind.init) == [.permanentFailure])
    }

    @Test func gatewayThatIsGoneBuriesNobody() throws {
        let server = ScriptedHTTPServer { _ in .respond(410) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let transport = webhookTransport(port: server.port)
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...16).map { push($0, tokens: ["a"]) }, over: transport, journal)
        }
        guard case .refusal = try #require(error).reason else { throw try #require(error) }
        #expect(server.received.count == 5)
        #expect(journal.suppressed.isEmpty)
        #expect(error?.summary.notSent == 11)
    }

    // MARK: Rates

    /// Lets through so many and no more.
    private final class Book: RateBook {
        let asked = Shared<[RateLimit]>([])
        let left: Shared<Int>

        init(_ count: Int) { left = Shared(count) }

        func reserve(_ count: Int, of limit: RateLimit) throws -> RateGrant {
            asked.update { $0.append(limit) }
            let granted = min(count, left.value)
            left.update { $0 -= granted }
            return RateGrant(count: granted, delay: granted > 0 ? .zero : .seconds(3_600))
        }
    }

    @Test func ratesAreReservedInTheBook() throws {
        let server = ScriptedHTTPServer { _ in .respond(200) }
        defer { server.stop() }
        let book = Book(7)
        let rate = SendingRate(100, per: .day)
        let transport = WebhookTransport(
            settings: PushSettings(url: "http://127.0.0.1:\(server.port)/", connections: 4, rates: [rate]),
            secrets: PushSecrets(),
            rateBook: book,
            clock: testClock
        )
        let journal = MemoryJournal()
        let summary = try deliver((1...20).map { push($0, tokens: ["a"]) }, over: transport, journal)
        #expect(summary.accepted == 7)
        #expect(summary.postponed > 0)
        #expect(summary.limitedSeconds ?? 0 > 3_000)
        #expect(book.asked.value.first == RateLimit(key: "push per day", measure: .quota(rate)))
        #expect(server.received.count == 7)
    }
}
