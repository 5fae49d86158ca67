import CampaignModel
import Curl
import Foundation
import JSON
import TestSupport
import Testing

@testable import Delivery

/// Addresses that come from data must lead to nobody's inside.
struct CustomerAddressTests {
    @Test func publicCasesHold() throws {
        guard let file = Conformance.cases("hostile-input/ssrf-targets.jsonl") else { return }
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
        var failed: [String] = []
        for line in lines where try !holds(try JSONDocument(String(line))) { failed.append(String(line)) }
        Conformance.report("hostile-input/ssrf", passed: lines.count - failed.count, failed: failed.count)
        #expect(failed.isEmpty)
        #expect(lines.count == 43)
    }

    private func holds(_ target: JSONDocument) throws -> Bool {
        func text(_ name: String) -> String? { target.words(target.find(name)) }
        let verdict = try #require(text("verdict"))
        let url = try text("url") ?? "https://\(#require(text("host")))/"
        // A name that is allowed is judged again by the address behind it.
        guard (CustomerAddress.objection(to: url) == nil) == (verdict != "deny") else { return false }
        guard let canonical = text("canonical") else { return true }
        let bytes = try #require(IPAddress.bytes(canonical))
        return PublicAddress.isPublic(bytes) == (verdict == "allow")
    }

    @Test(arguments: [
        "https://hooks.example.com/a?b=c", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/",
        "https://a.example:443/",
    ])
    func publicAddressIsFine(address: String) { #expect(CustomerAddress.objection(to: address) == nil) }

    @Test(arguments: [
        "", "http://hooks.example.com/", "HTTPS://hooks.example.com/", "https://", "https://?", "https://#@a.example/",
        "https://a.example:8443/", "https://a.example\t/", "https://a.example/\r\nX: y", "https://user@a.example/",
        "https://user:x@a.example/", "https://ä.example/", "https://127.1/", "https://0/",
        "https://localhost./", "https://[::1]/", "https://[fe80::1%25eth0]/", "file:///etc/passwd",
    ])
    func otherAddressIsRefused(address: String) { #expect(CustomerAddress.objection(to: address) != nil) }

    /// Every block's first and last address, and its neighbours.
    @Test(arguments: [
        ("9.255.255.255", true), ("10.0.0.0", false), ("10.255.255.255", false), ("11.0.0.0", true),
        ("100.63.255.255", true), ("100.64.0.0", false), ("100.127.255.255", false), ("100.128.0.0", true),
        ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false), ("172.32.0.0", true),
        ("198.17.255.255", true), ("198.18.0.0", false), ("198.19.255.255", false), ("198.20.0.0", true),
        ("223.255.255.255", true), ("224.0.0.0", false), ("240.0.0.1", false), ("0.0.0.0", false),
        ("2002:7f00:1::", false), ("2002:808:808::", true), ("64:ff9b::7f00:1", false), ("2001:1ff:ffff::", false),
        ("2001:200::", true), ("4000::", false), ("::", false), ("::1", false), ("::8.8.8.8", false),
        ("::ffff:8.8.8.8", true), ("fd00::1", false),
    ])
    func blocksEndWhereTheyEnd(text: String, isPublic: Bool) throws {
        #expect(PublicAddress.isPublic(try #require(IPAddress.bytes(text))) == isPublic)
    }

    /// The name is fine, and leads here: only the connection knows.
    @Test(arguments: ["127.0.0.1", "localhost"])
    func peerIsJudgedWhenItIsConnectedTo(host: String) throws {
        let server = ScriptedHTTPServer { _ in .respond(200) }
        defer { server.stop() }
        let multi = try CurlMulti(maximumConnections: 1)
        let poll = try EventPoll()
        for isJudged in [true, false] {
            var request = try CurlRequest(
                CurlRequest.Options(
                    url: "http://\(host):\(server.port)/",
                    scheme: "http",
                    timeoutMilliseconds: 10_000,
                    responseLimit: 100,
                    isForPublicPeersOnly: isJudged
                )
            )
            try request.begin(headers: [], body: [1], token: 0, in: multi)
            var ending: CurlRequest.Ending?
            while ending == nil {
                try multi.perform()
                if let finished = multi.nextFinished() { ending = request.end(finished) }
                if ending == nil { try multi.wait(or: poll, milliseconds: 1_000) }
            }
            switch try #require(ending) {
            case .failure(let error, let wasSent):
                #expect(isJudged && error.kind == .forbidden && !wasSent)
                #expect(server.connectionCount == 0)
            case .response(let status, _, _): #expect(!isJudged && status == 200)
            }
        }
    }

    @Test func customersWithBadAddressesAreDropped() throws {
        let body = #"{"title":"t","tokens":["https://10.0.0.5/hook","https://localhost/x"],"message_id":"m"}"#
        let message = OutgoingMessage(id: 1, content: .push(body: Array(body.utf8), idempotencyKey: "key"))
        let journal = MemoryJournal()
        let transport = WebhookTransport(
            settings: PushSettings(tokensAreAddresses: true),
            secrets: PushSecrets(authorization: "Bearer ours"),
            clock: testClock
        )
        let summary = try transport.deliver(from: ListSource([message]), journal: journal, stop: StopSignal())
        #expect(summary.permanentFailures == 1)
        #expect(!journal.hasIntent(1))
        #expect(journal.suppressed.map(\.address) == ["https://10.0.0.5/hook", "https://localhost/x"])
    }
}
