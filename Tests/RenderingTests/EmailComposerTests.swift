import CampaignModel
import Diagnostics
import Foundation
import Liquid
import TestSupport
import Testing

@testable import Rendering

/// A small shop whose campaign can be composed.
struct SampleCampaign {
    var subject = "{{ customer.first_name | default: 'Hello' }}, {{ items[0].title }}"
    var preheader = "From {{ shop.name }}"
    var shopName = "Lumen & Co"
    var files: [String: String] = [
        "new.html": """
        <h1>{{ subject }}</h1><p>{{ preheader }}</p>{% for item in items %}{% render 'item', item: item %}{% endfor %}
        <a href="{{ unsubscribe_url }}">Unsubscribe</a>
        """,
        "new.txt": """
        {{ customer.first_name }}: {% for item in items %}{% render 'item', item: item %}{% endfor %}
        {{ shop.name }} {{ unsubscribe_url }}
        """,
        "new.json": """
        {"notification": {"title": "Hi {{ customer.first_name }}", "body": "{{ items[0].title }}"}, "ttl": 3600, \
        "silent": false, "count": "{{ items.size }}", "tags": ["a", "{{ shop.name }}"]}
        """,
        "partials/item.html": "<b>{{ item.title }}</b> {{ item.price | money }}",
        "partials/item.txt": "* {{ item.title }} {{ item.price | money }} ",
    ]

    var folder: TemplateFolder {
        TemplateFolder(name: "templates", files: files.mapValues { Array($0.utf8) })
    }

    var campaign: Campaign {
        Campaign(
            name: "premium-upgrade",
            channel: .both,
            audience: Audience(),
            message: content,
            push: PushContent(template: "new"),
            recommend: RecommendSettings(slots: [])
        )
    }

    var content: EmailContent {
        EmailContent(from: nil, replyTo: nil, subject: subject, preheader: preheader, template: "new")
    }

    func settings() throws -> Settings {
        let from = Mailbox(name: "Lumen", address: try #require(EmailAddress("news@lumen.example")))
        return Settings(
            shop: ShopSettings(
                name: shopName,
                url: "https://lumen.example",
                postalAddress: "1 Lens Road",
                linkBaseURL: "https://t.lumen.example/"
            ),
            email: EmailSettings(
                from: from,
                listID: "news.lumen.example",
                feedbackSender: "lumenmail",
                smtp: SMTPSettings(host: "localhost", port: 25)
            )
        )
    }

    func email() throws -> EmailComposer {
        try EmailComposer(campaign: campaign, content: content, settings: settings(), templates: folder)
    }

    func push() throws -> PushComposer {
        let content = PushContent(template: "new")
        return try PushComposer(campaign: campaign, content: content, settings: settings(), templates: folder)
    }

    /// Findings of a campaign whose templates are wrong.
    func findings(_ make: (SampleCampaign) throws -> Void) throws -> [String] {
        do {
            try make(self)
            return []
        } catch let error as TemplateError {
            return error.diagnostics.map(\.description)
        }
    }

    static let links = MessageLinks(
        unsubscribe: "https://t.lumen.example/unsubscribe/v1.unsubscribe.AAAA.BBBB",
        preferences: "https://t.lumen.example/preferences/v1.preferences.AAAA.BBBB",
        viewInBrowser: "https://t.lumen.example/view/v1.view.AAAA.BBBB",
        unsubscribeMailto: "mailto:off@lumen.example?subject=unsubscribe%20TOKEN"
    )

    static func payload(name: String? = "Ada", title: String = "Lens") throws -> String {
        let quoted = { (text: String) in String(decoding: try JSONEncoder().encode(text), as: UTF8.self) }
        let customer = try name.map(quoted) ?? "null"
        return """
            {"customer":{"first_name":\(customer)},"items":[{"title":\(try quoted(title)),"price":129900}]}
            """
    }

    static func row(
        _ number: Int64 = 1,
        channel: Channel = .email,
        address: String = "ada@customer.example",
        name: String? = "Ada",
        title: String = "Lens"
    ) throws -> MessageRow {
        try messageRow(
            number: number,
            channel: channel,
            address: address,
            payload: try payload(name: name, title: title)
        )
    }
}

/// What a composer said against a message; `nil` where it made one.
func refusal(_ compose: () throws -> Void) throws -> String? {
    do {
        try compose()
        return nil
    } catch let error as RenderError {
        return error.description
    }
}

@Suite struct EmailComposerTests {
    @Test func aMessageIsMadeOfTheRowAndTheTemplates() throws {
        var scratch = ComposerScratch()
        let row = try SampleCampaign.row(title: "M5 <Pro> & case")
        let email = try SampleCampaign().email().compose(row, links: SampleCampaign.links, scratch: &scratch)
        #expect(email.subject == "Ada, M5 <Pro> & case")
        #expect(email.preheader == "From Lumen & Co")
        #expect(
            String(decoding: email.html, as: UTF8.self) == """
                <h1>Ada, M5 &lt;Pro&gt; &amp; case</h1><p>From Lumen &amp; Co</p><b>M5 &lt;Pro&gt; &amp; case</b> €1,299.00
                <a href="\(SampleCampaign.links.unsubscribe)">Unsubscribe</a>
                """
        )
        #expect(
            String(decoding: email.text, as: UTF8.self) == """
                Ada: * M5 <Pro> & case €1,299.00\u{20}
                Lumen & Co \(SampleCampaign.links.unsubscribe)
                """
        )
        #expect(email.recipient.text == "ada@customer.example")
        #expect(email.sender.text == "news@lumen.example")
        #expect(try PythonReader.complaints(about: [(email.message, expected(email, toName: "Ada"))]) == [])
    }

    @Test func lineEndsInTheSubjectBecomeSpaces() throws {
        var sample = SampleCampaign()
        sample.subject = "\n{% if true %}\n  One\r\n{% endif %}two \n"
        var scratch = ComposerScratch()
        let email = try sample.email().compose(SampleCampaign.row(), links: SampleCampaign.links, scratch: &scratch)
        #expect(!email.subject.unicodeScalars.contains { $0.isControl })
        #expect(email.subject.hasPrefix("One") && email.subject.hasSuffix("two"))
    }

    @Test func aSecondCallGivesTheSameBytes() throws {
        let composer = try SampleCampaign().email()
        let rows = try (1...20).map { try SampleCampaign.row(Int64($0), name: "Name\($0)", title: "Title \($0)") }
        func composed(_ rows: [MessageRow]) throws -> [Int64: ComposedEmail] {
            var scratch = ComposerScratch()
            var result: [Int64: ComposedEmail] = [:]
            for row in rows {
                result[row.key.message] = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch)
            }
            return result
        }
        let inOrder = try composed(rows)
        #expect(try composed(rows) == inOrder)
        #expect(try composed(rows.reversed()) == inOrder)
        for row in rows { #expect(try composed([row])[row.key.message] == inOrder[row.key.message]) }
    }

    /// With one scratch for all, each message holds its own canary and nobody else's, failed messages between them too.
    @Test func nobodySeesAnothersData() throws {
        let composer = try SampleCampaign().email()
        var scratch = ComposerScratch()
        for number in 1...200 {
            let name = "canary\(letters(number))"
            let row = try SampleCampaign.row(Int64(number), name: name, title: "title\(letters(number))")
            if number % 7 == 0 {
                let broken = try SampleCampaign.row(0, name: "{{ \(name)broken", title: "canaryBroken")
                #expect(throws: RenderError.self) {
                    try composer.compose(broken, links: SampleCampaign.links, scratch: &scratch)
                }
            }
            let email = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch)
            for part in [Array(email.subject.utf8), email.html, email.text, email.message] {
                let words = String(decoding: part, as: UTF8.self).split { !$0.isLetter }
                for word in words where word.hasPrefix("canary") { #expect(word == name) }
            }
            #expect(String(decoding: email.message, as: UTF8.self).contains(name))
        }
    }

    @Test func templateTextThatIsLeftFailsTheMessage() throws {
        let composer = try SampleCampaign().email()
        var scratch = ComposerScratch()
        for left in ["{{ name }}", "{% if %}"] {
            let row = try SampleCampaign.row(title: left)
            let said = try refusal { _ = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch) }
            #expect(said?.contains("still holds template text") == true)
        }
    }

    @Test func aPartWithoutAWayOutFailsTheMessage() throws {
        for (file, part) in [("new.html", "HTML part"), ("new.txt", "text part")] {
            var sample = SampleCampaign()
            sample.files[file] = "Hello"
            let composer = try sample.email()
            var scratch = ComposerScratch()
            let row = try SampleCampaign.row()
            let said = try refusal { _ = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch) }
            #expect(said?.contains("the \(part) has no link to unsubscribe") == true)
        }
    }

    @Test(arguments: ["", "http://t.example/u", "https://t.example/a b", "https://t.example/\r\nBcc: x@y.example"])
    func aLinkThatNoHeaderCanHoldFailsTheMessage(_ link: String) throws {
        var links = SampleCampaign.links
        links.unsubscribe = link
        var scratch = ComposerScratch()
        let composer = try SampleCampaign().email()
        let row = try SampleCampaign.row()
        #expect(throws: RenderError.self) { try composer.compose(row, links: links, scratch: &scratch) }
    }

    @Test(arguments: ["", "ada", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>", "ü@b.example"])
    func whatIsNoAddressFailsTheMessage(_ address: String) throws {
        var scratch = ComposerScratch()
        let composer = try SampleCampaign().email()
        let row = try SampleCampaign.row(address: address)
        let said = try refusal { _ = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch) }
        #expect(said?.contains("no address") == true)
    }

    @Test func aTemplateCanSayNo() throws {
        var sample = SampleCampaign()
        sample.files["new.html"] = "{% abort_message 'too cold' %}"
        var scratch = ComposerScratch()
        let composer = try sample.email()
        let row = try SampleCampaign.row()
        let said = try refusal { _ = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch) }
        #expect(said == "aborted: too cold")
    }

    @Test func allFindingsComeAtOnce() throws {
        var sample = SampleCampaign()
        sample.subject = "{{ 'a' | upcas }}"
        sample.files["new.txt"] = "{{ 'a' | upcas }}"
        sample.files["new.html"] = "{{ 'a' | upcas }}"
        let findings = try sample.findings { _ = try $0.email() }
        #expect(findings.count == 3)
        #expect(findings.contains { $0.hasPrefix("campaigns/premium-upgrade.yaml (message.subject):1:") })
        #expect(findings.contains { $0.hasPrefix("templates/new.html:1:") })
        #expect(findings.contains { $0.hasPrefix("templates/new.txt:1:") })
    }

    @Test func aMissingTemplateNamesTheNearest() throws {
        var sample = SampleCampaign()
        sample.files["now.html"] = sample.files.removeValue(forKey: "new.html")
        let findings = try sample.findings { _ = try $0.email() }
        #expect(
            findings == [
                "error: there is no file templates/new.html; write it, or name another template: did you mean 'now.html'?"
            ]
        )
    }

    @Test func naughtyStringsComeThroughOrAreRefused() throws {
        var refused = 0
        var messages: [(message: [UInt8], expected: Expected)] = []
        var scratch = ComposerScratch()
        let composer = try SampleCampaign().email()
        for naughty in Hostile.strings + Hostile.headerCases.map(\.value) {
            let row = try SampleCampaign.row(name: naughty, title: naughty)
            do {
                let email = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch)
                messages.append((email.message, expected(email, toName: PersonName.cleaned(naughty))))
            } catch {
                #expect(naughty.contains("{{") || naughty.contains("{%"), "\(naughty): \(error)")
                refused += 1
            }
        }
        for naughty in Hostile.strings {
            let hostileShop = try SampleCampaign(shopName: naughty).email()
            let row = try SampleCampaign.row()
            guard let email = try? hostileShop.compose(row, links: SampleCampaign.links, scratch: &scratch) else {
                refused += 1
                continue
            }
            messages.append((email.message, expected(email, toName: "Ada")))
        }
        let complaints = try PythonReader.complaints(about: messages)
        Conformance.report(
            "blns and header cases in names, titles, subject and shop (\(refused) refused)",
            passed: messages.count - complaints.count,
            failed: complaints.count
        )
        #expect(complaints == [])
    }

    /// 1 → `b`, 26 → `ba`: numbers without digits.
    private func letters(_ number: Int) -> String {
        String(String(number).map { Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8($0.wholeNumberValue ?? 0))) })
    }

    private func expected(_ email: ComposedEmail, toName: String) -> Expected {
        Expected(
            fromName: email.senderName,
            from: email.sender.text,
            toName: toName,
            to: email.recipient.text,
            subject: email.subject,
            text: email.text,
            html: email.html
        )
    }
}

@Suite struct PersonNameTests {
    @Test(arguments: [
        ("Ada", "Ada"), ("  Ada \r\n Maria ", "Ada Maria"), ("J.R.", "J.R."), ("St.John", "St.John"), ("", ""),
        ("You won http://evil.example/x", "You won"), ("see www.evil.com now", "see now"), ("evil.com", ""),
        ("evil.com/path?x Ada", "Ada"), ("Müller-Lüdenscheidt", "Müller-Lüdenscheidt"), ("a\u{2028}b", "a b"),
    ])
    func aNameIsNoAdvertisement(_ name: String, _ shown: String) {
        #expect(PersonName.cleaned(name) == shown)
    }

    @Test func aNameHasAnEnd() {
        #expect(PersonName.cleaned(String(repeating: "ab ", count: 400)).unicodeScalars.count <= 60)
        #expect(PersonName.cleaned(String(repeating: "x", count: 400)).count == 60)
        for naughty in Hostile.strings { #expect(PersonName.cleaned(naughty).unicodeScalars.count <= 60) }
    }
}
