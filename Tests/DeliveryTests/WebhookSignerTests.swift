import CampaignModel
import Foundation
import JSON
import TestSupport
import Testing

@testable import Delivery

struct WebhookSignerTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test func publicVectorsHold() throws {
        guard let file = Conformance.cases("webhooks/standard-webhooks.json") else { return }
        let document = try JSONDocument([UInt8](try Data(contentsOf: file)))
        var failed: [String] = []
        var node = document.firstChild(JSONDocument.root)
        let count = document.count(JSONDocument.root)
        for index in 0..<count {
            if try !holds(document, node) { failed.append("case \(index)") }
            node = document.next(node)
        }
        Conformance.report("webhooks", passed: count - failed.count, failed: failed.count)
        #expect(failed.isEmpty)
        #expect(count == 16)
    }

    private func holds(_ document: JSONDocument, _ node: Int) throws -> Bool {
        func text(_ name: String, of object: Int) -> String? {
            document.member(name, of: object).map { document.string($0) }
        }
        func number(_ name: String) throws -> Int64 {
            try #require(document.member(name, of: node).flatMap { document.integer($0) })
        }
        let signer = WebhookSigner(secret: try #require(text("secret", of: node)))
        let isValid = document.member("valid", of: node).map { document.kind($0) == .true }
        if text("kind", of: node) == "secret" { return (signer != nil) == isValid }
        let signing = try #require(signer)
        let body = Array(try #require(text("body", of: node)).utf8)
        if text("kind", of: node) == "sign" {
            let id = try #require(text("id", of: node))
            let signature = signing.sign(id: id, timestamp: Instant(seconds: try number("timestamp")), body: body)
            return signature == text("signature", of: node)
        }
        let headers = try #require(document.member("headers", of: node))
        return signing.verify(
            id: text("webhook-id", of: headers),
            timestamp: text("webhook-timestamp", of: headers),
            signatures: text("webhook-signature", of: headers),
            body: body,
            now: Instant(seconds: try number("now")),
            tolerance: try number("tolerance_s")
        ) == isValid
    }

    @Test func knownSignatureIsMade() throws {
        // Source: the Standard Webhooks libraries' own test.
        let signature = try #require(WebhookSigner(secret: Self.secret)).sign(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: Instant(seconds: 1_614_265_330),
            body: Array(#"{"test": 2432232314}"#.utf8)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: ["", "whsec_", "whsec_***", "not base 64"])
    func secretThatIsNoKeyIsRefused(secret: String) {
        #expect(WebhookSigner(secret: secret) == nil)
    }

    @Test func anyChangeIsSeen() throws {
        let signer = try #require(WebhookSigner(secret: Self.secret))
        let now = Instant(seconds: 1_700_000_000)
        let body = Array("{}".utf8)
        let signature = signer.sign(id: "a", timestamp: now, body: body)
        func verify(
            id: String = "a",
            timestamp: String = "1700000000",
            signatures: String? = nil,
            body: [UInt8] = Array("{}".utf8),
            now: Int64 = 1_700_000_000
        ) -> Bool {
            signer.verify(
                id: id,
                timestamp: timestamp,
                signatures: signatures ?? signature,
                body: body,
                now: Instant(seconds: now)
            )
        }
        #expect(verify())
        #expect(verify(signatures: "v2,xx v1,!!! \(signature)"))
        #expect(verify(now: 1_700_000_300))
        #expect(!verify(now: 1_700_000_301))
        #expect(!verify(now: 1_699_999_699))
        #expect(!verify(id: "b"))
        #expect(!verify(timestamp: "1700000001"))
        #expect(!verify(timestamp: "-9223372036854775808"))
        #expect(!verify(timestamp: "x"))
        #expect(!verify(body: Array("{} ".utf8)))
        #expect(!verify(signatures: signature.replacingOccurrences(of: "v1,", with: "v1a,")))
        #expect(!verify(signatures: ""))
    }
}
