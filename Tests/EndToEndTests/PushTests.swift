import Foundation
import Testing
import TestSupport

@Suite struct PushTests {
    /// A shop that writes by push alone.
    private func shop(in folder: URL, port: Int) throws -> SmallShop {
        let shop = try SmallShop(in: folder, customers: 20)
        let rows = (0..<20).map { "c\($0),person\($0)@example.com,Name\($0),gold,yes,token-\($0)" }
        let header = "id,email,first_name,tier,push_consent,push_tokens"
        try folder.write(([header] + rows).joined(separator: "\n") + "\n", to: "data/customers.csv")
        try shop.edit(
            "dovetail.yaml",
            "segments:",
            "push: {url: 'http://127.0.0.1:\(port)/push', connections: 3}\nsegments:"
        )
        try shop.edit("campaigns/offers.yaml", "channel: email", "channel: push\npush: {template: offers-push}")
        let template = #"{"title": "For {{ customer.first_name }}", "body": "{{ items.first.title }}", "priority": 5}"#
        try folder.write(template, to: "templates/offers-push.json")
        return shop
    }

    @Test func everyDeviceGetsASignedRequestThatEqualsThePreview() throws {
        let server = ScriptedHTTPServer { _ in .respond(202) }
        defer { server.stop() }
        try withTemporaryFolder { folder in
            let shop = try shop(in: folder, port: server.port)
            let preview = try shop.dovetail("preview", "offers", "--limit", "0")
            #expect(preview.status == 0, "\(preview.errors)")
            let secret = ["DOVETAIL_PUSH_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
            let sent = try shop.dovetail("send", "offers", "--yes", environment: secret)
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(try shop.status().sent == 20)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/preview/offers")
            let previews = try files.filter { $0.hasSuffix(".json") }
                .map { [UInt8](try Data(contentsOf: folder.appending(path: "preview/offers/\($0)"))) }
            #expect(Set(server.received.map(\.body)) == Set(previews))
            #expect(Set(server.received.compactMap { $0.headers["webhook-id"] }).count == 20)
            #expect(server.received.allSatisfy { $0.headers["webhook-signature"]?.hasPrefix("v1,") == true })
        }
    }

    @Test func aDeviceThatIsGoneIsSuppressed() throws {
        let server = ScriptedHTTPServer { request in
            .respond(String(decoding: request.body, as: UTF8.self).contains(#""token-7""#) ? 410 : 202)
        }
        defer { server.stop() }
        try withTemporaryFolder { folder in
            let shop = try shop(in: folder, port: server.port)
            #expect(try shop.dovetail("send", "offers", "--yes").status == 1)
            let status = try shop.status()
            #expect(status.sent == 19)
            #expect(status.failed == 1)
            let list = try shop.dovetail("suppress", "list")
            #expect(list.output.contains("token-7"), "\(list.output)")
            #expect(list.output.contains("gone"))
        }
    }

    @Test func aRedirectToALoginPageIsNotTakenForSent() throws {
        let server = ScriptedHTTPServer { _ in .respond(302, headers: ["Location: http://127.0.0.1:1/login"]) }
        defer { server.stop() }
        try withTemporaryFolder { folder in
            let shop = try shop(in: folder, port: server.port)
            #expect(try shop.dovetail("send", "offers", "--yes").status == 1)
            let status = try shop.status()
            #expect(status.sent == 0)
            #expect(status.failed == 20)
            #expect(status.addsUp)
        }
    }
}
