import CampaignModel
import Foundation
import TestSupport
import Testing

struct EmailAddressTests {
    @Test(
        arguments: [
            "a@b.example", "first.last+tag@mail.shop.example", "!#$%&'*+-/=?^_`{|}~@b.example",
            "user@xn--bcher-kva.example", "a@1.2.3.example", String(repeating: "l", count: 64) + "@b.example",
        ]
    )
    func aDotStringAtADomainIsAnAddress(text: String) {
        #expect(EmailAddress(text)?.text == text)
    }

    @Test(
        arguments: [
            "", "@", "a", "a@", "@b.example", "a@b", "a@@b.example", "a@b@c.example", ".a@b.example", "a.@b.example",
            "a..b@c.example", "a@.b.example", "a@b.example.", "a@b..example", "a@-b.example", "a@b-.example",
            "a@b_c.example", "a b@c.example", " a@b.example", "a@b.example ", "a@b.example\r\nBcc: v@example.org",
            "a@b.example\n", "a\u{0}@b.example", "a@b.exa\u{7f}mple", "<a@b.example>", "A <a@b.example>",
            "a@b.example,c@d.example", "a@b.example;c@d.example", "\"a b\"@c.example", "a@[127.0.0.1]", "ü@b.example",
            "a@bu\u{308}cher.example", "a@-ü.example", "a@ü-.example", "a@ab--ü.example", "a@ﬁ.example", "a@ü。example",
            "a@ü\u{200d}.example", "a@ü\r\n.example", "a@ü .example", "a@ü..example", "a@☃.example",
            "a@" + String(repeating: "ü", count: 60) + ".example", "a@b.example\u{2028}", "a(comment)@b.example",
            "a\\@b.example", "a:b@c.example",
            String(repeating: "l", count: 65) + "@b.example", "a@" + String(repeating: "d", count: 64) + ".example",
            "a@" + String(repeating: "d.", count: 125) + "example",
        ]
    )
    func whatCannotStandInAnEnvelopeIsRefused(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    /// As Python's codec `punycode` writes them.
    @Test(
        arguments: [
            ("a@bücher.example", "a@xn--bcher-kva.example"), ("A.B@GRÜSSE.Example", "A.B@xn--grsse-lva.example"),
            ("a@grüße.example", "a@xn--gre-6ka8l.example"), ("a@shop.日本語.example", "a@shop.xn--wgv71a119e.example"),
            ("a@παράδειγμα.example", "a@xn--hxajbheg2az3al.example"),
            ("a@испытание.example", "a@xn--80akhbyknj4f.example"),
        ]
    )
    func aDomainBeyondASCIIIsKeptAsDNSKnowsIt(text: String, ascii: String) {
        #expect(EmailAddress(text)?.text == ascii)
    }

    @Test func onlyTheDomainLosesItsCapitals() throws {
        let address = try #require(EmailAddress("Anna.Smith@EXAMPLE.com"))
        #expect(address.text == "Anna.Smith@example.com")
        #expect(address.domain == "example.com")
        #expect(address.normalized == "anna.smith@example.com")
    }

    @Test func jsonHoldsNoWrongAddress() throws {
        let right = try JSONDecoder().decode([EmailAddress].self, from: Data(#"["a@b.example"]"#.utf8))
        #expect(right == [EmailAddress("a@b.example")].compactMap { $0 })
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([EmailAddress].self, from: Data(#"["a@b.example\r\nBcc: v@example.org"]"#.utf8))
        }
    }

    @Test func hostileRecipientsAndNamesAreRefusedOrNeutralised() throws {
        guard let file = Conformance.cases("hostile-input/header-cases.jsonl") else { return }
        var passed = 0
        var failed = 0
        let address = try #require(EmailAddress("a@b.example"))
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let hostile = try JSONDecoder().decode(HeaderCase.self, from: Data(line.utf8))
            let isSafe: Bool
            switch hostile.field {
            case "rcpt":
                let text = EmailAddress(hostile.value)?.text ?? ""
                isSafe =
                    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"<>,;".utf8.contains($0) }
                    && text.split(separator: "@").count == (text.isEmpty ? 0 : 2)
            case "from_name", "to_name", "reply_to", "list_id_name":
                let name = Mailbox(name: hostile.value, address: address).name
                isSafe =
                    name.unicodeScalars.allSatisfy { $0 == "\t" || !$0.isControl }
                    && (hostile.expect != "roundtrip" || name == hostile.value)
            default: continue
            }
            #expect(isSafe, "\(hostile.field): \(hostile.value)")
            if isSafe { passed += 1 } else { failed += 1 }
        }
        Conformance.report("hostile-input/header-cases.jsonl (addresses and names)", passed: passed, failed: failed)
    }

    private struct HeaderCase: Decodable {
        var field: String
        var value: String
        var expect: String
    }
}

struct MailboxTests {
    @Test(
        arguments: [
            ("a@b.example", "", "a@b.example"),
            ("Lumen Shop <news@lumen.example>", "Lumen Shop", "news@lumen.example"),
            ("\"Lumen, Shop\" <news@lumen.example>", "Lumen, Shop", "news@lumen.example"),
            ("<news@lumen.example>", "", "news@lumen.example"),
            ("A < B <news@lumen.example>", "A < B", "news@lumen.example"),
        ]
    )
    func nameAndAddressAreRead(text: String, name: String, address: String) {
        #expect(Mailbox(text)?.name == name)
        #expect(Mailbox(text)?.address.text == address)
    }

    @Test(
        arguments: [
            "", "Lumen", "Lumen news@lumen.example", "Lumen <news@lumen>", "Lumen <a@b.example> x",
            "Lumen <a@b.example",
        ]
    )
    func halfAMailboxIsRefused(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test func controlsDoNotComeInByAnyDoor() throws {
        let address = try #require(EmailAddress("a@b.example"))
        let hostile = "x\r\nBcc: v\u{0}\u{85}\u{2028}\u{7f}"
        #expect(Mailbox(name: hostile, address: address).name == "xBcc: v")
        #expect(Mailbox("x\r\nBcc: v <a@b.example>")?.name == "xBcc: v")
        let json = #"{"name":"x\r\nBcc: v","address":"a@b.example"}"#
        #expect(try JSONDecoder().decode(Mailbox.self, from: Data(json.utf8)).name == "xBcc: v")
    }
}
