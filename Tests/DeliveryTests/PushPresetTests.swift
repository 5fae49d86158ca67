import CampaignModel
import Delivery
import Foundation
import TestSupport
import Testing

/// Each preset against an imitation of its gateway that looks at every field of every request.
struct PushPresetTests {
    private static let key = "6a1f0c52-3f0e-4c57-9d2b-0a4f1be1a001"

    /// A template's document with all that the presets know.
    private func message(_ id: Int64 = 1, tokens: [String], extras: String = "") -> OutgoingMessage {
        let list = tokens.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"""
            {"title":"Für \"dich\" 🎁","body":"Drei Dinge","url":"https://shop.example/p?a=1&b=2",\#
            "image":"https://shop.example/i.png","data":{"campaign":"tripod","count":3,"vip":true}\#(extras),\#
            "tokens":[\#(list)],"message_id":"\#(PushPresetTests.key)"}
            """#
        return OutgoingMessage(id: id, content: .push(body: Array(body.utf8), idempotencyKey: PushPresetTests.key))
    }

    private func deliver(
        _ messages: [OutgoingMessage],
        _ preset: PushPreset,
        to server: ScriptedHTTPServer,
        path: String = "/",
        authorization: String? = nil,
        connections: Int = 1,
        journal: MemoryJournal = MemoryJournal()
    ) throws -> DeliverySummary {
        let transport = WebhookTransport(
            settings: PushSettings(
                preset: preset,
                url: "http://127.0.0.1:\(server.port)\(path)",
                connections: connections
            ),
            secrets: PushSecrets(signing: nil, authorization: authorization),
            clock: testClock
        )
        return try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
    }

    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func body(_ request: ScriptedHTTPServer.Request) -> String { String(decoding: request.body, as: UTF8.self) }

    /// The headers of every request, with what is the same in all of them looked at and taken out.
    private func ownHeaders(_ request: ScriptedHTTPServer.Request) -> [String: String] {
        var headers = request.headers
        #expect(headers.removeValue(forKey: "host")?.hasPrefix("127.0.0.1:") == true)
        #expect(headers.removeValue(forKey: "content-length") == String(request.body.count))
        #expect(headers.removeValue(forKey: "content-type") == "application/json")
        #expect(headers.removeValue(forKey: "accept") == "*/*")
        #expect(headers.removeValue(forKey: "user-agent") == "Dovetail")
        return headers
    }

    // MARK: OneSignal

    @Test func oneSignalGetsOneRequestForAllDevices() throws {
        let server = ScriptedHTTPServer { _ in .respond(200, body: json(#"{"id":"n-1","external_id":null}"#)) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let message = message(tokens: ["s-1", "s-2"], extras: #","onesignal":{"ttl":3600,"app_id":"x"}"#)
        let preset = PushPreset.oneSignal(appID: "app-7")
        let path = "/notifications?c=push"
        _ = try deliver([message], preset, to: server, path: path, authorization: "Key os_v2_app_x", journal: journal)
        let request = try #require(server.received.first)
        #expect(server.received.count == 1)
        #expect(request.line == "POST /notifications?c=push HTTP/1.1")
        #expect(ownHeaders(request) == ["authorization": "Key os_v2_app_x"])
        let expected = #"""
            {"app_id":"app-7","target_channel":"push","include_subscription_ids":["s-1","s-2"],\#
            "headings":{"en":"Für \"dich\" 🎁"},"contents":{"en":"Drei Dinge"},"url":"https://shop.example/p?a=1&b=2",\#
            "big_picture":"https://shop.example/i.png","chrome_web_image":"https://shop.example/i.png",\#
            "ios_attachments":{"image":"https://shop.example/i.png"},\#
            "data":{"campaign":"tripod","count":3,"vip":true},\#
            "idempotency_key":"6a1f0c52-3f0e-4c57-9d2b-0a4f1be1a001","ttl":3600}
            """#
        #expect(body(request) == expected)
        #expect(journal.outcomes(1) == [.accepted(Reply(code: 200, text: "n-1"))])
    }

    @Test(arguments: [
        (200, #"{"id":"n-1","errors":{"invalid_player_ids":["s-2","foreign"]}}"#, OutcomeKind.accepted, ["s-2"]),
        (200, #"{"id":"","errors":["All included players are not subscribed"]}"#, .permanentFailure, []),
        (200, #"{"id":"","errors":{"invalid_player_ids":["s-1","s-2"]}}"#, .permanentFailure, ["s-1", "s-2"]),
        (200, "hello", .unknown, []), (400, #"{"errors":["app_id not found"]}"#, .permanentFailure, []),
        (429, "{}", .transientFailure, []), (500, "{}", .transientFailure, []),
    ])
    func oneSignalSaysWhoIsGone(status: Int, answer: String, outcome: OutcomeKind, dead: [String]) throws {
        let server = ScriptedHTTPServer { _ in .respond(status, body: json(answer)) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let preset = PushPreset.oneSignal(appID: "a")
        _ = try deliver(
            [message(tokens: ["s-1", "s-2"])],
            preset,
            to: server,
            authorization: "Key k",
            journal: journal
        )
        #expect(journal.outcomes(1).map(OutcomeKind.init) == [outcome])
        #expect(journal.suppressed.map(\.address) == dead)
    }

    @Test func oneSignalWantsAKey() throws {
        let server = ScriptedHTTPServer { _ in .respond(403) }
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try deliver([message(tokens: ["s"])], .oneSignal(appID: "a"), to: server)
        }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
        let refused = #expect(throws: DeliveryError.self) {
            try deliver([message(tokens: ["s"])], .oneSignal(appID: "a"), to: server, authorization: "Key wrong")
        }
        guard case .authentication = try #require(refused).reason else { throw try #require(refused) }
        #expect(refused?.summary.notSent == 1)
    }

    // MARK: ntfy

    @Test func ntfyGetsARequestForEachTopic() throws {
        let server = ScriptedHTTPServer { _ in .respond(200, body: json(#"{"id":"x"}"#)) }
        defer { server.stop() }
        let extras = #","ntfy":{"priority":4,"tags":["gift"],"topic":"other"}"#
        let message = message(tokens: ["topic-a", "topic-b"], extras: extras)
        #expect(try deliver([message], .ntfy, to: server, authorization: "Bearer tk_1").accepted == 1)
        #expect(server.received.count == 2)
        for (request, topic) in zip(server.received, ["topic-a", "topic-b"]) {
            #expect(request.line == "POST / HTTP/1.1")
            #expect(ownHeaders(request) == ["authorization": "Bearer tk_1"])
            let expected = #"""
                {"topic":"\#(topic)","title":"Für \"dich\" 🎁","message":"Drei Dinge",\#
                "click":"https://shop.example/p?a=1&b=2","attach":"https://shop.example/i.png",\#
                "priority":4,"tags":["gift"]}
                """#
            #expect(body(request) == expected)
        }
    }

    // MARK: listmonk

    @Test func listmonksMessengersAreSpokenTo() throws {
        let server = ScriptedHTTPServer { _ in .respond(200) }
        defer { server.stop() }
        let message = message(tokens: ["t-1", "t-2"])
        _ = try deliver([message], .listmonk, to: server, path: "/messenger", authorization: "Basic dTpw")
        let request = try #require(server.received.first)
        #expect(request.line == "POST /messenger HTTP/1.1")
        var headers = ownHeaders(request)
        #expect(headers.removeValue(forKey: "webhook-id") == PushPresetTests.key)
        #expect(headers.removeValue(forKey: "webhook-timestamp") == "1700000000")
        #expect(headers == ["authorization": "Basic dTpw"])
        let expected = #"""
            {"subject":"Für \"dich\" 🎁","from_email":"","content_type":"plain","body":"Drei Dinge",\#
            "recipients":[{"uuid":"6a1f0c52-3f0e-4c57-9d2b-0a4f1be1a001","email":"","name":"","attribs":\#
            {"campaign":"tripod","count":3,"vip":true,"url":"https://shop.example/p?a=1&b=2",\#
            "image":"https://shop.example/i.png","tokens":["t-1","t-2"]},"status":"enabled"}],\#
            "campaign":null,"attachments":[]}
            """#
        #expect(body(request) == expected)
    }

    // MARK: Expo

    /// A ticket for each message of the request: what `states` says of its token, else an id.
    private func expo(_ states: [String: String] = [:]) -> ScriptedHTTPServer {
        ScriptedHTTPServer { request in
            guard let messages = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [[String: Any]] else {
                return .respond(400)
            }
            let tickets = messages.map { message in
                let token = message["to"] as? String ?? ""
                return states[token] ?? #"{"status":"ok","id":"ticket-\#(token)"}"#
            }
            return .respond(200, body: Array(#"{"data":[\#(tickets.joined(separator: ","))]}"#.utf8))
        }
    }

    @Test func expoGetsAnArrayOfMessages() throws {
        let server = expo()
        defer { server.stop() }
        let journal = MemoryJournal()
        let message = message(tokens: ["ExponentPushToken[a]", "ExponentPushToken[b]"], extras: #","expo":{"ttl":60}"#)
        let path = "/--/api/v2/push/send"
        _ = try deliver([message], .expo, to: server, path: path, authorization: "Bearer e", journal: journal)
        let request = try #require(server.received.first)
        #expect(server.received.count == 1)
        #expect(request.line == "POST /--/api/v2/push/send HTTP/1.1")
        #expect(ownHeaders(request) == ["authorization": "Bearer e"])
        let entries = ["a", "b"].map { token in
            #"""
            {"to":"ExponentPushToken[\#(token)]","title":"Für \"dich\" 🎁","body":"Drei Dinge",\#
            "data":{"campaign":"tripod","count":3,"vip":true,"url":"https://shop.example/p?a=1&b=2"},\#
            "richContent":{"image":"https://shop.example/i.png"},"ttl":60}
            """#
        }
        #expect(body(request) == "[\(entries.joined(separator: ","))]")
        let reply = Reply(code: 200, text: "ticket ticket-ExponentPushToken[a] ticket ticket-ExponentPushToken[b]")
        #expect(journal.outcomes(1) == [.accepted(reply)])
    }

    @Test func expoTakesNoMoreThanAHundred() throws {
        let server = expo()
        defer { server.stop() }
        let messages = (1...950).map { message($0, tokens: ["t\($0)"]) }
        #expect(try deliver(messages, .expo, to: server, connections: 4).accepted == 950)
        let sizes = try server.received.map {
            try #require(JSONSerialization.jsonObject(with: Data($0.body)) as? [Any]).count
        }
        #expect(sizes.max() ?? 0 <= 100)
        #expect(sizes.reduce(0, +) == 950)
        #expect(sizes.count < 60)
    }

    @Test func expoTicketsAreReadOneByOne() throws {
        func failed(_ word: String) -> String {
            #"{"status":"error","message":"no","details":{"error":"\#(word)"}}"#
        }
        let server = expo([
            "gone": failed("DeviceNotRegistered"), "big": failed("MessageTooBig"),
            "fast": failed("MessageRateExceeded"),
        ])
        defer { server.stop() }
        let journal = MemoryJournal()
        let tokens: [Int64: [String]] = [1: ["fine"], 2: ["gone"], 3: ["big"], 4: ["fast"], 5: ["gone", "fine"]]
        let messages = tokens.sorted { $0.key < $1.key }.map { message($0.key, tokens: $0.value) }
        _ = try deliver(messages, .expo, to: server, journal: journal)
        let kinds = (1...5).map { journal.outcomes($0).map(OutcomeKind.init) }
        #expect(
            kinds == [[.accepted], [.permanentFailure], [.permanentFailure], [.transientFailure], [.accepted]]
        )
        #expect(journal.suppressed.map(\.address) == ["gone", "gone"])
        #expect(journal.suppressed.allSatisfy { $0.reason == "unregistered" })
    }

    /// Expo refuses a request as a whole for one message in it.
    @Test func batchThatIsRefusedGoesOutInHalves() throws {
        let server = ScriptedHTTPServer { request in
            let text = String(decoding: request.body, as: UTF8.self)
            if text.contains("\"poison\"") { return .respond(400, body: Array(#"{"errors":[{"code":"X"}]}"#.utf8)) }
            let count = text.components(separatedBy: "\"to\":").count - 1
            let tickets = Array(repeating: #"{"status":"ok","id":"t"}"#, count: count).joined(separator: ",")
            return .respond(200, body: Array(#"{"data":[\#(tickets)]}"#.utf8))
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        let messages = (1...50).map { message($0, tokens: [$0 == 33 ? "poison" : "t\($0)"]) }
        let summary = try deliver(messages, .expo, to: server, journal: journal)
        #expect(summary.accepted == 49)
        #expect(journal.outcomes(33).map(OutcomeKind.init) == [.permanentFailure])
    }

    @Test func tooFewTicketsAreNoAnswer() throws {
        let server = ScriptedHTTPServer { _ in .respond(200, body: json(#"{"data":[]}"#)) }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([message(tokens: ["a"])], .expo, to: server, journal: journal)
        #expect(journal.outcomes(1).map(OutcomeKind.init) == [.unknown])
    }
}
