import CampaignModel
import Diagnostics
import Foundation
import Testing

@testable import Rendering

@Suite struct PreviewGalleryTests {
    let gallery = PreviewGallery(
        title: "premium-upgrade-7",
        shopName: "Lumen & Co",
        imageBase: "https://cdn.lumen.example/",
        localImages: "../images/"
    )

    @Test func aPersonsFilesAreTheMessageAndAPageWithDeadLinks() throws {
        let files = gallery.files(for: try entry())
        #expect(files.map(\.name) == ["0001-C1.html", "0001-C1.txt", "0001-C1.eml", "0001-C1.json"])
        let page = String(decoding: files[0].bytes, as: UTF8.self)
        #expect(page == ##"<a href="#">off</a><a href="#">see</a><img src="../images/a.png">"##)
        #expect(String(decoding: files[1].bytes, as: UTF8.self) == "off: https://t.lumen.example/u?a=1&b=2")
        #expect(String(decoding: files[2].bytes, as: UTF8.self) == "the message")
        #expect(String(decoding: files[3].bytes, as: UTF8.self) == #"{"title":"Hi"}"#)
    }

    @Test func theIndexShowsMessageReasonAndEvidence() throws {
        let page = try index([entry()], [])
        for shown in [
            "premium-upgrade-7", "Lumen &amp; Co", "A &lt;better&gt; lens", "Just for you", "Lumen News",
            "Goes with your &quot;M5&quot;", "../images/a.png", "complements", "pairs seen</dt><dd>41<", "3.25",
            "12.50 EUR",
            "src=\"0001-C1.html\"", "href=\"0001-C1.eml\"", "width=\"375\"", "width=\"680\"", "New lens",
        ] {
            #expect(page.contains(shown), "\(shown)")
        }
    }

    @Test func everyPersonIsShownByNightWithoutPicturesAndAsText() throws {
        let page = try index([entry()], [])
        #expect(page.contains("title=\"Dark, 375 pixels wide\""))
        #expect(page.contains("srcdoc=\"&lt;a href=&quot;#&quot;&gt;off"))
        #expect(page.contains("&lt;img src=&quot;data:,&quot;&gt;"))
        #expect(page.contains("<pre>off: https://t.lumen.example/u?a=1&amp;b=2</pre>"))
    }

    @Test func whatTheRulesSayIsShownWithItsPlace() throws {
        let place = SourceLocation(file: "templates/a.html", line: 7, column: 3)
        let finding = Diagnostic(.warning, at: place, "a link to <nowhere>", remedy: "mend it")
        var counts = PlanCounts()
        counts.count(.planned)
        let page = String(
            decoding: gallery.index(
                entries: [try entry()],
                skipped: [],
                counts: counts,
                findings: [PreviewFinding(finding, rule: "link-empty", count: 1_200)]
            ),
            as: UTF8.self
        )
        for shown in ["a link to &lt;nowhere&gt;", "mend it", "templates/a.html:7:3", "link-empty", ">1,200<"] {
            #expect(page.contains(shown), "\(shown)")
        }
        #expect(try index([entry()], []).contains("Nothing is wrong with them."))
    }

    @Test func theCountsAddUp() throws {
        var counts = PlanCounts()
        for _ in 0..<1_640 { counts.count(.planned) }
        for _ in 0..<160 { counts.count(.holdout) }
        for _ in 0..<12 { counts.count(.suppressed) }
        for _ in 0..<188 { counts.count(.skipped(.tooFewItems)) }
        let page = try index([entry()], [], counts)
        for number in ["1,640", "160", "12", "188", "2,000", "360"] {
            #expect(page.contains(">\(number)<"), "\(number)")
        }
    }

    @Test func whoGetsNothingIsNamedWithTheReason() throws {
        let skip = PreviewSkip(
            customerID: "<C9>",
            channel: .push,
            disposition: .skipped(.tooFewItems),
            detail: "2 of 3 items"
        )
        let page = try index([], [skip])
        for shown in ["&lt;C9&gt;", "too_few_items", "2 of 3 items", "has too few products that fit"] {
            #expect(page.contains(shown), "\(shown)")
        }
    }

    @Test func thePageRunsNothingAndFetchesNothing() throws {
        let page = try index([entry()], [])
        #expect(page.contains("default-src 'none'"))
        for absent in ["<script", "<link", "@import", "url(", "<form"] { #expect(!page.contains(absent), "\(absent)") }
        let sandbox = " sandbox=\"allow-same-origin\" "
        #expect(page.components(separatedBy: "<iframe").count == page.components(separatedBy: sandbox).count)
    }

    @Test func naughtyStringsStayText() throws {
        let elements = try index([entry()], []).filter { $0 == "<" }.count
        for naughty in Hostile.strings {
            var hostile = try entry()
            hostile.customerName = naughty
            hostile.email?.subject = naughty
            hostile.email?.preheader = naughty
            hostile.push?.title = naughty
            hostile.items[0].title = naughty
            hostile.items[0].reason = naughty
            #expect(try index([hostile], []).unicodeScalars.filter { $0 == "<" }.count == elements, "\(naughty)")
        }
    }

    @Test func anIDCannotLeaveTheFolder() throws {
        for id in Hostile.strings + ["../../etc/passwd", "C 1", "", "a/b", "..", "ß"] {
            let entry = try PreviewEntry(
                number: 12,
                customerID: id,
                sendAt: Instant(seconds: 0),
                payload: Array("{}".utf8),
                currency: .euro
            )
            #expect(entry.fileStem.wholeMatch(of: /0012-[A-Za-z0-9_-]{0,48}/) != nil, "\(id)")
        }
    }

    private func index(
        _ entries: [PreviewEntry],
        _ skipped: [PreviewSkip],
        _ counts: PlanCounts? = nil
    ) throws -> String {
        var all = PlanCounts()
        for _ in entries { all.count(.planned) }
        for skip in skipped { all.count(skip.disposition) }
        return String(decoding: gallery.index(entries: entries, skipped: skipped, counts: counts ?? all), as: UTF8.self)
    }

    private func entry() throws -> PreviewEntry {
        let payload = """
            {"customer":{"id":"C1","first_name":"Ada","tier":"gold"},
             "items":[{"id":"P1","title":"A <better> lens","image_url":"https://cdn.lumen.example/a.png","price":1250,
                       "sale_price":null,"reason":"Goes with your \\"M5\\"","strategy":"complements"}],
             "why":[{"id":"P1","strategy":"complements","score":3.25,"evidence":{"pairs_seen":41}}]}
            """
        var entry = try PreviewEntry(
            number: 1,
            customerID: "C1",
            sendAt: Instant(seconds: 1_764_583_200),
            payload: Array(payload.utf8),
            currency: .euro
        )
        let html = """
            <a href="https://t.lumen.example/u?a=1&amp;b=2">off</a><a href="https://t.lumen.example/v">see</a>\
            <img src="https://cdn.lumen.example/a.png">
            """
        entry.email = ComposedEmail(
            recipient: try #require(EmailAddress("ada@customer.example")),
            sender: try #require(EmailAddress("news@lumen.example")),
            senderName: "Lumen News",
            subject: "New lens",
            preheader: "Just for you",
            html: Array(html.utf8),
            text: Array("off: https://t.lumen.example/u?a=1&b=2".utf8),
            message: Array("the message".utf8)
        )
        entry.push = ComposedPush(body: Array(#"{"title":"Hi"}"#.utf8), idempotencyKey: "k", title: "Hi", text: "There")
        entry.links = MessageLinks(
            unsubscribe: "https://t.lumen.example/u?a=1&b=2",
            preferences: "https://t.lumen.example/p",
            viewInBrowser: "https://t.lumen.example/v"
        )
        return entry
    }
}
