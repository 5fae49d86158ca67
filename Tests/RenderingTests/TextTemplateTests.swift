import CampaignModel
import Foundation
import Testing

@testable import Rendering

@Suite struct TextTemplateTests {
    private func email(_ page: String, files: [String: String] = [:], title: String = "Lens") throws -> ComposedEmail {
        var sample = SampleCampaign()
        sample.files["new.txt"] = nil
        sample.files["new.html"] = page
        sample.files.merge(files) { $1 }
        var scratch = ComposerScratch()
        let row = try SampleCampaign.row(title: title)
        return try sample.email().compose(row, links: SampleCampaign.links, scratch: &scratch)
    }

    private static let wayOut = "<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>"

    @Test func withoutATextTheTextIsTakenFromThePage() throws {
        let page = """
            <html><head><title>{{ subject }}</title></head><body><div style="display:none">{{ preheader }}{% for i in (1..3) %}&zwnj;{% endfor %}</div>
            {% assign lead = items[0] %}<h1>Hello {{ customer.first_name }}</h1>
            {% for item in items %}<p><b>{{ item.title }}</b><br>{{ item.price | money }}</p>{% endfor %}{% if lead %}<p>Bye</p>{% endif %}
            \(Self.wayOut)</body></html>
            """
        let text = String(decoding: try email(page, title: "M5 <Pro> & case").text, as: UTF8.self)
        #expect(
            text == """
                Hello Ada
                =========

                M5 <Pro> & case
                €1,299.00

                Bye

                Unsubscribe <\(SampleCampaign.links.unsubscribe)>

                """
        )
    }

    @Test func partialsAreTakenFromTheirPagesUnlessTheyHaveTextsOfTheirOwn() throws {
        let page = "{% for item in items %}{% render 'item', item: item %}{% render 'mine' %}{% endfor %}\(Self.wayOut)"
        let files = ["partials/mine.html": "<p>page</p>", "partials/item.txt": "* {{ item.title }} "]
        let text = String(decoding: try email(page, files: files).text, as: UTF8.self)
        #expect(text.hasPrefix("* Lens\n\npage\n\nUnsubscribe <"))
    }

    @Test func theMarketersOwnTextWins() throws {
        let text = try email("<p>Page</p>\(Self.wayOut)", files: ["new.txt": "Own   {{ unsubscribe_url }}"]).text
        #expect(String(decoding: text, as: UTF8.self) == "Own   \(SampleCampaign.links.unsubscribe)")
    }

    @Test func aPageThatGivesNoTextIsSaid() throws {
        var sample = SampleCampaign()
        sample.files["new.txt"] = nil
        sample.files["new.html"] = "{% if true %}<p hidden>{% endif %}a</p>"
        let findings = try sample.findings { _ = try $0.email() }
        #expect(findings.count == 1 && findings[0].contains("no text part can be made of this page"))
    }
}
