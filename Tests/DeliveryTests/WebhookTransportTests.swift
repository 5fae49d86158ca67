import CampaignModel
import Delivery
import TestSupport
import Testing

struct WebhookTransportTests {
    private func deliver(
        _ messages: [OutgoingMessage],
        over transport: WebhookTransport,
        journal: MemoryJournal = MemoryJournal()
    ) throws -> DeliverySummary {
        try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
    }

    @Test func requestIsSignedAndWhole() throws {
        let server = ScriptedHTTPServer { _ in .respond(204) }
        defer { server.stop() }
        let transport = webhookTransport(port: server.port, headers: ["X-Shop": "Käse"], authorization: "Bearer abc")
        #expect(try deliver([push(7)], over: transport).accepted == 1)
        let request = try #require(server.received.first)
        #expect(request.line == "POST /push?key=hidden HTTP/1.1")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"message":7}"#)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["authorization"] == "Bearer abc")
        #expect(request.headers["x-shop"] == "Käse")
        #expect(request.headers["expect"] == nil)
        #expect(request.headers["transfer-encoding"] == nil)
        #expect(request.headers["webhook-id"] == "message-7")
        #expect(request.headers["webhook-timestamp"] == "1700000000")
        let signer = try #require(WebhookSigner(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(
            signer.verify(
                id: request.headers["webhook-id"],
                timestamp: request.headers["webhook-timestamp"],
                signatures: request.headers["webhook-signature"],
                body: request.body,
                now: testClock()
            )
        )
    }

    @Test func nameTellsNoKey() {
        #expect(webhookTransport(port: 8_080).name == "http://127.0.0.1:8080/push")
    }

    @Test(arguments: [
        (200, OutcomeKind.accepted), (201, .accepted), (204, .accepted), (301, .permanentFailure),
        (302, .permanentFailure),
        (307, .permanentFailure), (400, .permanentFailure), (403, .permanentFailure), (404, .permanentFailure),
        (408, .transientFailure), (410, .permanentFailure), (413, .permanentFailure), (425, .transientFailure),
        (429, .transientFailure), (500, .transientFailure), (502, .transientFailure), (503, .transientFailure),
        (504, .transientFailure), (599, .transientFailure),
    ])
    func statusDecides(status: Int, expected: OutcomeKind) throws {
        let server = ScriptedHTTPServer { _ in
            .respond(status, headers: ["Location: http://127.0.0.1:1/elsewhere"], body: Array("5.1.1 so".utf8))
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([push(1)], over: webhookTransport(port: server.port), journal: journal)
        let outcome = try #require(journal.outcomes(1).first)
        #expect(OutcomeKind(outcome) == expected)
        #expect(outcome.code == status)
        #expect(server.received.count == 1)
    }

    @Test func wrongKeyStopsAtOnceAndFailsNobody() throws {
        let server = ScriptedHTTPServer { _ in .respond(401, body: Array("who are you".utf8)) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...9).map { push($0) }, over: webhookTransport(port: server.port), journal: journal)
        }
        guard case .authentication(let reason) = try #require(error).reason else { throw try #require(error) }
        #expect(reason == "401 who are you")
        #expect(error?.summary.notSent == 9)
        #expect(server.received.count == 1)
    }

    @Test func connectionsAreKept() throws {
        let server = ScriptedHTTPServer { _ in .respond(200) }
        defer { server.stop() }
        let transport = webhookTransport(port: server.port, connections: 4)
        #expect(try deliver((1...200).map { push($0) }, over: transport).accepted == 200)
        #expect(server.connectionCount <= 4)
    }

    @Test func longResponsesAreCut() throws {
        let server = ScriptedHTTPServer { _ in
            .respond(200, body: [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000))
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        #expect(
            try deliver([push(1), push(2)], over: webhookTransport(port: server.port), journal: journal).accepted == 2
        )
        let outcome = journal.outcomes(1)
        #expect(outcome == [.accepted(Reply(code: 200, text: String(repeating: "x", count: 500)))])
    }

    /// libcurl would send it again by itself on a connection that had been used: the gateway may have acted on the first.
    @Test(arguments: [ScriptedHTTPServer.Action.close, .reset, .hang])
    func requestWithoutAnswerIsNeverRepeated(action: ScriptedHTTPServer.Action) throws {
        let server = ScriptedHTTPServer { $0.headers["webhook-id"] == "message-3" ? action : .respond(200) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let transport = webhookTransport(port: server.port, patience: .milliseconds(500))
        let summary = try deliver((1...5).map { push($0) }, over: transport, journal: journal)
        #expect(summary.accepted == 4)
        #expect(journal.outcomes(3).map(OutcomeKind.init) == [.unknown])
        #expect(server.received.count { $0.headers["webhook-id"] == "message-3" } == 1)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 2",
        "no HTTP\r\n\r\n",
    ])
    func partOfAnAnswerIsNone(text: String) throws {
        let server = ScriptedHTTPServer { _ in .rawThenClose(text) }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([push(1)], over: webhookTransport(port: server.port), journal: journal)
        #expect(journal.outcomes(1).map(OutcomeKind.init) == [.unknown])
    }

    @Test(arguments: ["", "a.b", "a b", "a\r\nX-Evil: 1", "ä", "\u{7f}"])
    func keyThatIsNoHeaderIsRefused(key: String) throws {
        let server = ScriptedHTTPServer { _ in .respond(200) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let message = OutgoingMessage(id: 1, content: .push(body: [], idempotencyKey: key))
        #expect(
            try deliver([message], over: webhookTransport(port: server.port), journal: journal).permanentFailures == 1
        )
        #expect(server.received.isEmpty)
    }

    @Test(arguments: [
        "http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://user:secret@example.com/", "",
        "example.com",
        "http://127.0.0.1.example.com/",
    ])
    func unsafeAddressIsRefused(url: String) throws {
        let transport = WebhookTransport(
            settings: PushSettings(url: url),
            secrets: PushSecrets(),
            clock: testClock
        )
        let error = #expect(throws: DeliveryError.self) { try deliver([push(1)], over: transport) }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
        #expect(!"\(try #require(error))".contains("secret"))
    }

    @Test(arguments: [
        ["X-A": "b\r\nX-Evil: 1"], ["X A": "b"], ["": "b"], ["webhook-id": "x"], ["Content-Length": "3"], ["X:": "b"],
    ])
    func headerThatCannotBeSetIsRefused(headers: [String: String]) throws {
        let transport = webhookTransport(port: 80, headers: headers)
        let error = #expect(throws: DeliveryError.self) { try deliver([push(1)], over: transport) }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
    }
}
