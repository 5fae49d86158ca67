import CampaignModel
import Foundation
import JSON
import Liquid
import TestSupport
import Testing

@testable import Rendering

@Suite struct PushComposerTests {
    @Test func theTemplatesDocumentIsFilledAndCompleted() throws {
        let push = try compose(SampleCampaign())
        let key = MessageIdentity(try messageRow().key).uuid
        #expect(
            String(decoding: push.body, as: UTF8.self) == """
                {"notification":{"title":"Hi Ada","body":"Lens"},"ttl":3600,"silent":false,"count":"1",\
                "tags":["a","Lumen & Co"],"tokens":["t1","t2"],"message_id":"\(key)"}
                """
        )
        #expect(push.idempotencyKey == key)
        #expect(push.title == "Hi Ada")
        #expect(push.text == "Lens")
    }

    @Test func aSecondCallGivesTheSameBytes() throws {
        #expect(try compose(SampleCampaign()) == compose(SampleCampaign()))
    }

    @Test func whatTheTemplateSaysItselfIsNotSaidAgain() throws {
        var sample = SampleCampaign()
        sample.files["new.json"] =
            #"{"message_id": "own", "tokens": ["own"], "headings": {"en": "A"}, "contents": {"en": "B"}}"#
        let push = try compose(sample)
        #expect(
            String(decoding: push.body, as: UTF8.self)
                == #"{"message_id":"own","tokens":["own"],"headings":{"en":"A"},"contents":{"en":"B"}}"#
        )
        #expect(push.title == "A")
        #expect(push.text == "B")
    }

    @Test func naughtyStringsStayValues() throws {
        let composer = try SampleCampaign().push()
        var scratch = ComposerScratch()
        var refused = 0
        for naughty in Hostile.strings {
            let row = try SampleCampaign.row(channel: .push, address: "t1", name: naughty, title: naughty)
            do {
                let push = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch)
                let read = try #require(try JSONSerialization.jsonObject(with: Data(push.body)) as? [String: Any])
                #expect(Set(read.keys) == ["notification", "ttl", "silent", "count", "tags", "tokens", "message_id"])
                // Foundation drops a byte order mark at a string's start, so the values are read by ours.
                let document = try JSONDocument(push.body)
                let notification = try #require(document.member("notification", of: JSONDocument.root))
                let title = try #require(document.member("title", of: notification))
                let body = try #require(document.member("body", of: notification))
                #expect(document.string(title) == "Hi " + naughty)
                #expect(document.string(body) == naughty)
                #expect(read["tokens"] as? [String] == ["t1"])
            } catch is RenderError {
                #expect(naughty.contains("{{") || naughty.contains("{%"), "\(naughty)")
                refused += 1
            }
        }
        Conformance.report(
            "blns in push messages (\(refused) refused)",
            passed: Hostile.strings.count - refused,
            failed: 0
        )
    }

    @Test func aPersonWithoutADeviceIsRefused() throws {
        var scratch = ComposerScratch()
        let composer = try SampleCampaign().push()
        let row = try SampleCampaign.row(channel: .push, address: "")
        let said = try refusal { _ = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch) }
        #expect(said?.contains("no device") == true)
    }

    @Test func findingsStandAtTheirPlaceInTheFile() throws {
        var sample = SampleCampaign()
        sample.files["new.json"] = """
            {
              "title": "Hi {{ 'a' | upcas }}",
              "body": "\\"{{ 'a' | upcas }}"
            }
            """
        let findings = try sample.findings { _ = try $0.push() }
        #expect(findings.count == 2)
        let column = try #require(findings.first?.split(separator: ":").dropFirst(2).first.flatMap { Int($0) })
        #expect(findings.first?.hasPrefix("templates/new.json:2:") == true)
        #expect((13...30).contains(column))
        #expect(findings.last?.hasPrefix("templates/new.json:3:4:") == true)
    }

    @Test(arguments: [("[1]", "no JSON object"), ("{", "no JSON"), ("{\"a\": 01}", "no JSON")])
    func whatIsNoObjectIsRefused(_ text: String, _ said: String) throws {
        var sample = SampleCampaign()
        sample.files["new.json"] = text
        let findings = try sample.findings { _ = try $0.push() }
        #expect(findings.first?.hasPrefix("templates/new.json:1:") == true)
        #expect(findings.first?.contains(said) == true)
    }

    @Test func aMissingTemplateNamesTheNearest() throws {
        var sample = SampleCampaign()
        sample.files["knew.json"] = sample.files.removeValue(forKey: "new.json")
        #expect(try sample.findings { _ = try $0.push() }.first?.contains("did you mean 'knew.json'?") == true)
    }

    private func compose(_ sample: SampleCampaign) throws -> ComposedPush {
        var scratch = ComposerScratch()
        let row = try SampleCampaign.row(channel: .push, address: "t1 t2")
        return try sample.push().compose(row, links: SampleCampaign.links, scratch: &scratch)
    }
}
