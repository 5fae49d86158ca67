import CampaignModel
import Crypto
import CryptoExtras
import Foundation
import TestSupport
import Testing

@testable import Delivery

/// FCM against an imitation of Google that checks the JWT's signature and every field.
struct FCMTests {
    /// Google's side: a token endpoint and FCM.
    private final class Google: Sendable {
        let key: _RSA.Signing.PrivateKey
        let tokens = Shared<[String]>([])
        let faults = Shared<[String]>([])
        let answer: @Sendable (ScriptedHTTPServer.Request, Int) -> ScriptedHTTPServer.Action
        let life: Int

        init(
            life: Int = 3_600,
            answer: @escaping @Sendable (ScriptedHTTPServer.Request, Int) -> ScriptedHTTPServer.Action = { _, _ in
                .respond(200, body: Array(#"{"name":"projects/shop-1/messages/0:1"}"#.utf8))
            }
        ) throws {
            key = try FCMTests.key.get()
            self.life = life
            self.answer = answer
        }

        func serve(_ request: ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Action {
            if request.line == "POST /token HTTP/1.1" { return token(request) }
            if request.line != "POST /v1/projects/shop-1/messages:send HTTP/1.1" { note("line \(request.line)") }
            let newest = tokens.value.last ?? ""
            if request.headers["authorization"] != "Bearer \(newest)" { note("authorization") }
            let known: Set = ["host", "accept", "content-type", "user-agent", "authorization", "content-length"]
            if Set(request.headers.keys) != known { note("headers \(request.headers.keys)") }
            return answer(request, tokens.value.count)
        }

        private func note(_ fault: String) { faults.update { $0.append(fault) } }

        private func token(_ request: ScriptedHTTPServer.Request) -> ScriptedHTTPServer.Action {
            if request.headers["content-type"] != "application/x-www-form-urlencoded" { note("content-type") }
            let form = String(decoding: request.body, as: UTF8.self)
            let prefix = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
            if !form.hasPrefix(prefix) { note("grant") }
            let parts = form.dropFirst(prefix.count).split(separator: ".").map(String.init)
            guard parts.count == 3, let signature = data(parts[2]) else { return .respond(400) }
            let signed = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
            let isValid = key.publicKey.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature),
                for: signed,
                padding: .insecurePKCS1v1_5
            )
            if !isValid { note("signature") }
            let header = data(parts[0]).map { String(decoding: $0, as: UTF8.self) }
            if header != #"{"alg":"RS256","typ":"JWT","kid":"key-1"}"# { note("header \(header ?? "")") }
            let claims = data(parts[1]).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] } ?? [:]
            if claims["iss"] as? String != "push@shop-1.iam.example" { note("iss") }
            if claims["scope"] as? String != "https://www.googleapis.com/auth/firebase.messaging" { note("scope") }
            if (claims["aud"] as? String)?.hasSuffix("/token") != true { note("aud") }
            if claims["iat"] as? Int != 1_700_000_000 || claims["exp"] as? Int != 1_700_003_600 { note("times") }
            if claims.count != 5 { note("claims") }
            tokens.update { $0.append("ya29.\($0.count + 1)") }
            let token = tokens.value.last ?? ""
            let body = #"{"access_token":"\#(token)","expires_in":\#(life),"token_type":"Bearer"}"#
            return .respond(200, body: Array(body.utf8))
        }

        private func data(_ text: String) -> Data? {
            let plain = text.replacing("-", with: "+").replacing("_", with: "/")
            return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
        }
    }

    /// Made once: it takes a while.
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private func transport(_ server: ScriptedHTTPServer, connections: Int = 1) throws -> WebhookTransport {
        let base = "http://127.0.0.1:\(server.port)"
        let pem = try FCMTests.key.get().pemRepresentation.replacing("\n", with: "\\n")
        let account = #"""
            {"type":"service_account","project_id":"shop-1","private_key_id":"key-1","private_key":"\#(pem)",\#
            "client_email":"push@shop-1.iam.example","token_uri":"\#(base)/token"}
            """#
        return WebhookTransport(
            settings: PushSettings(preset: .fcm(project: nil), url: base, connections: connections),
            secrets: PushSecrets(serviceAccount: account),
            clock: testClock
        )
    }

    private func message(_ id: Int64 = 1, tokens: [String] = ["t-1"]) -> OutgoingMessage {
        let list = tokens.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"""
            {"title":"Für dich","body":"Drei Dinge","url":"https://shop.example/p","image":"https://shop.example/i.png",\#
            "data":{"campaign":"tripod","count":3},"fcm":{"android":{"ttl":"3600s"}},\#
            "tokens":[\#(list)],"message_id":"m"}
            """#
        return OutgoingMessage(id: id, content: .push(body: Array(body.utf8), idempotencyKey: "key-\(id)"))
    }

    private func deliver(
        _ messages: [OutgoingMessage],
        over transport: WebhookTransport,
        _ journal: MemoryJournal = MemoryJournal()
    ) throws -> DeliverySummary {
        try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
    }

    @Test func loginAndMessageAreWhole() throws {
        let google = try Google()
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let transport = try transport(server)
        #expect(try deliver([message(tokens: ["t-1", "t-2"])], over: transport, journal).accepted == 1)
        #expect(google.faults.value == [])
        #expect(server.received.count == 3)
        for (request, token) in zip(server.received.dropFirst(), ["t-1", "t-2"]) {
            let expected = #"""
                {"message":{"token":"\#(token)","notification":{"title":"Für dich","body":"Drei Dinge",\#
                "image":"https://shop.example/i.png"},"data":{"campaign":"tripod","count":"3",\#
                "url":"https://shop.example/p","message_id":"key-1"},\#
                "webpush":{"fcm_options":{"link":"https://shop.example/p"}},"android":{"ttl":"3600s"}}}
                """#
            #expect(String(decoding: request.body, as: UTF8.self) == expected)
        }
        // The token is good for the next delivery, too.
        #expect(try deliver([message(2)], over: transport).accepted == 1)
        #expect(google.tokens.value.count == 1)
    }

    @Test func tokenThatIsAboutToExpireIsNotUsed() throws {
        let google = try Google(life: 61)
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let clock = Shared(Instant(seconds: 1_700_000_000))
        let inner = try transport(server)
        let transport = WebhookTransport(settings: inner.settings, secrets: inner.secrets, clock: { clock.value })
        #expect(try deliver([message()], over: transport).accepted == 1)
        #expect(transport.login?.token(at: Instant(seconds: 1_700_000_000)) == "ya29.1")
        #expect(transport.login?.token(at: Instant(seconds: 1_700_000_001)) == nil)
    }

    @Test func withdrawnTokenIsRenewedOnce() throws {
        let google = try Google { _, logins in
            logins == 1 ? .respond(401) : .respond(200, body: Array(#"{"name":"n"}"#.utf8))
        }
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let summary = try deliver((1...9).map { message($0) }, over: try transport(server, connections: 4), journal)
        #expect(google.tokens.value.count == 2)
        #expect(summary.accepted + summary.notSent == 9)
        #expect(summary.accepted >= 5)
    }

    @Test func wrongAccountFailsNobody() throws {
        let google = try Google { _, _ in .respond(401) }
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let transport = try transport(server)
        let error = #expect(throws: DeliveryError.self) { try deliver((1...9).map { message($0) }, over: transport) }
        guard case .authentication = try #require(error).reason else { throw try #require(error) }
        #expect(error?.summary.notSent == 9)
        #expect(google.tokens.value.count == 2)
    }

    private static func error(_ code: Int, _ status: String, _ fcm: String?) -> [UInt8] {
        let type = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
        let details = fcm.map { #"[{"@type":"\#(type)","errorCode":"\#($0)"}]"# } ?? "[]"
        return Array(#"{"error":{"code":\#(code),"message":"So.","status":"\#(status)","details":\#(details)}}"#.utf8)
    }

    @Test(
        arguments: [
            (404, "NOT_FOUND", "UNREGISTERED", OutcomeKind.permanentFailure, true),
            (403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", .permanentFailure, true),
            (400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", .permanentFailure, true),
            (400, "INVALID_ARGUMENT", nil, .permanentFailure, false),
            (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", .transientFailure, false),
            (503, "UNAVAILABLE", "UNAVAILABLE", .transientFailure, false),
            (500, "INTERNAL", "INTERNAL", .transientFailure, false),
        ] as [(Int, String, String?, OutcomeKind, Bool)]
    )
    func googlesErrorsAreRead(code: Int, status: String, fcm: String?, outcome: OutcomeKind, isDead: Bool) throws {
        let google = try Google { request, _ in
            String(decoding: request.body, as: UTF8.self).contains("bad")
                ? .respond(code, body: FCMTests.error(code, status, fcm))
                : .respond(200, body: Array(#"{"name":"n"}"#.utf8))
        }
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([message(1), message(2, tokens: ["bad"])], over: try transport(server), journal)
        #expect(journal.outcomes(2).map(OutcomeKind.init) == [outcome])
        #expect(journal.suppressed.map(\.address) == (isDead ? ["bad"] : []))
    }

    /// A wrong project would else bury everybody.
    @Test(arguments: [(404, "NOT_FOUND"), (403, "PERMISSION_DENIED")])
    func wrongProjectFailsNobody(code: Int, status: String) throws {
        let google = try Google { _, _ in .respond(code, body: FCMTests.error(code, status, nil)) }
        let server = ScriptedHTTPServer { google.serve($0) }
        defer { server.stop() }
        let journal = MemoryJournal()
        let transport = try transport(server)
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...5).map { message($0) }, over: transport, journal)
        }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
        #expect(error?.summary.notSent == 5)
        #expect(journal.suppressed.isEmpty)
    }

    @Test(arguments: ["", "{}", "[1]", #"{"client_email":"a","token_uri":"https://x.example","private_key":"no"}"#])
    func accountThatIsNoneIsRefused(text: String) throws {
        let transport = WebhookTransport(
            settings: PushSettings(preset: .fcm(project: nil)),
            secrets: PushSecrets(serviceAccount: text),
            clock: testClock
        )
        let error = #expect(throws: DeliveryError.self) { try deliver([message()], over: transport) }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
    }
}
