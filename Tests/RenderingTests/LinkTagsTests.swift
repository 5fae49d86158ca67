import CampaignModel
import Testing

@testable import Rendering

@Suite struct LinkTagsTests {
    private func html(_ page: String, utm: UTMSettings?) throws -> String {
        var sample = SampleCampaign()
        sample.files["new.html"] = page + "<a href=\"{{ unsubscribe_url }}\">x</a>"
        var settings = try sample.settings()
        settings.email?.utm = utm
        let composer = try EmailComposer(
            campaign: sample.campaign,
            content: sample.content,
            settings: settings,
            templates: sample.folder
        )
        var scratch = ComposerScratch()
        let row = try SampleCampaign.row()
        return String(
            decoding: try composer.compose(row, links: SampleCampaign.links, scratch: &scratch).html,
            as: UTF8.self
        )
    }

    private static let tags = "utm_source=a%26b&amp;utm_medium=email&amp;utm_campaign=premium-upgrade"

    @Test(arguments: [
        ("{{ shop.url }}", "https://lumen.example?\(tags)"),
        ("{{ shop.url }}/p?a=1&amp;b=2", "https://lumen.example/p?a=1&amp;b=2&amp;\(tags)"),
        ("https://lumen.example/p#top", "https://lumen.example/p?\(tags)#top"),
        ("https://lumen.example/p?utm_source=own", "https://lumen.example/p?utm_source=own"),
        ("https://lumen.example.evil/p", "https://lumen.example.evil/p"),
        ("https://other.example/", "https://other.example/"),
        ("mailto:a@lumen.example", "mailto:a@lumen.example"),
    ])
    func linksToTheShopAreTagged(_ link: String, _ expected: String) throws {
        let utm = UTMSettings(source: "a&b", medium: "email")
        let page = try html("<style>a{color:red}</style><a href=\"\(link)\">x</a>", utm: utm)
        #expect(page.hasPrefix("<a href=\"\(expected)\" style=\"color:red\">x</a>"))
        #expect(page.hasSuffix("<a href=\"\(SampleCampaign.links.unsubscribe)\" style=\"color:red\">x</a>"))
        #expect(!page.utf8.contains(LinkTags.mark))
    }

    @Test func withoutTheSettingLinksStayAsTheyAre() throws {
        #expect(try html("<a href=\"{{ shop.url }}\">x</a>", utm: nil).hasPrefix("<a href=\"https://lumen.example\">"))
    }
}
