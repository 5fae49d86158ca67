import Checking
import Diagnostics
import Testing

/// Each rule is broken alone, in an email that is right otherwise, and must be the only one to speak.
struct EmailRulesTests {
    static let address = "Lumen, 1 Lens Street, Berlin & Köln"
    static let unsubscribe = "https://shop.example/u/abc?x=1&y=2"

    static let html = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>New for you</title></head><body><div lang="en" dir="ltr">
        <div style="display:none">Three lenses for your camera</div>
        <h1>Hello Anna</h1>
        <table role="presentation"><tr><td>
        <a href="https://shop.example/m5"><img src="https://img.example/m5.png" alt="Lumen M5" width="200" height="150"></a>
        <a href="https://shop.example/m5">See it</a></td></tr></table>
        <p>Lumen, 1 Lens Street,<br>Berlin &amp; Köln</p>
        <a href="https://shop.example/u/abc?x=1&amp;y=2">Unsubscribe</a>
        </div></body></html>
        """
    static let text = """
        Hello Anna, see https://shop.example/m5
        Unsubscribe: https://shop.example/u/abc?x=1&y=2
        Lumen, 1 Lens Street, Berlin & Köln
        """

    static func sample(
        html: String = html,
        text: String = text,
        subject: String = "New for you",
        preheader: String = "Three lenses for your camera"
    ) -> EmailSample {
        EmailSample(
            htmlFile: "a.html",
            textFile: "a.txt",
            html: Array(html.utf8),
            text: Array(text.utf8),
            subject: subject,
            preheader: preheader,
            unsubscribeURL: unsubscribe
        )
    }

    static func check(_ sample: EmailSample) -> [Finding] {
        checkEmail(sample, EmailExpectations(postalAddress: address))
    }

    @Test func aGoodEmailHasNoFindings() {
        #expect(EmailRulesTests.check(EmailRulesTests.sample()).isEmpty)
    }

    /// What of the good page becomes what, and the finding that follows with its place.
    static let brokenPages: [(Rule, String, String, place: String)] = [
        (.leftoverLiquid, "Hello Anna", "Hello {{ name }}", "4:11"),
        (.leftoverLiquid, "Hello Anna", "Hello {% if", "4:11"),
        (.unsubscribeMissing, "y=2\">Unsubscribe", "y=3\">Unsubscribe", "1:1"),
        (.unsubscribeMissing, "<a href=\"https://shop.example/u", "\(hidden)<a href=\"https://shop.example/u", "1:1"),
        (.postalAddressMissing, "1 Lens Street", "Lens Street", "1:1"),
        (.postalAddressMissing, "<p>Lumen", "\(hidden)Lumen", "1:1"),
        (.linkEmpty, "https://shop.example/m5\">See", "\">See", "7:1"),
        (.linkEmpty, "https://shop.example/m5\">See", "#\">See", "7:1"),
        (.linkWithoutText, "See it", "<b> &nbsp; </b>", "7:1"),
        (.linkVague, "See it", "Click <b>here</b>!", "7:1"),
        (.linkTwice, "See it", "Lumen M5", "7:1"),
        (.linkInsecure, "https://shop.example/m5\">See", "HTTP://shop.example/m5\">See", "7:1"),
        (.linkUnsafe, "https://shop.example/m5\">See", " java\nscript:alert(1)\">See", "7:1"),
        (.linkUnsafe, "https://shop.example/m5\">See", "data:text/html,x\">See", "7:1"),
        (.linkRelative, "https://shop.example/m5\">See", "/m5\">See", "7:1"),
        (.linkRelative, "https://shop.example/m5\">See", "//shop.example/m5\">See", "7:1"),
        (.imageWithoutSource, "https://img.example/m5.png", "", "6:35"),
        (.imageWithoutSource, "https://img.example/m5.png", "images/m5.png", "6:35"),
        (.imageWithoutSize, " height=\"150\"", "", "6:35"),
        (.imageWithoutSize, " width=\"200\"", " style=\"min-width:9px\"", "6:35"),
        (.imageUnreachable, "https://img.example/m5.png", "https://img.example/m6.png", "6:35"),
        (.imageHeavy, "https://img.example/m5.png", "https://img.example/heavy.png", "6:35"),
        (.preheaderNotShown, "Three lenses for your camera</div>", "Two</div>", "1:1"),
        (.titleMissing, "<title>New for you</title>", "", "1:1"),
        (.titleMissing, "<title>New for you</title>", "<title> </title>", "1:1"),
        (.charsetMissing, "<meta charset=\"utf-8\">", "", "1:1"),
        (.zoomBlocked, "<title>", "<meta name=\"viewport\" content=\"width=9, user-scalable = no\"><title>", "2:45"),
        (.languageMissing, "<html lang=\"en\">", "<html>", "2:1"),
        (.languageMissing, "<html lang=\"en\">", "<html lang=\"english\">", "2:1"),
        (.languageInBodyMissing, "<div lang=\"en\"", "<div", "2:78"),
        (.directionMissing, " dir=\"ltr\"", "", "2:78"),
        (.headingMissing, "<h1>Hello Anna</h1>", "<h2>Hello Anna</h2>", "1:1"),
        (.headingMissing, "<h1>Hello Anna</h1>", "<h1></h1>", "1:1"),
        (.headingOrder, "Hello Anna</h1>", "Hello Anna</h1><h3>Lenses</h3>", "4:20"),
        (.layoutTableRole, " role=\"presentation\"", "", "5:1"),
        (.vmlWithoutAlternative, "<h1>", "<!--[if mso]><v:rect fill=\"t\"></v:rect><![endif]--><h1>", "4:14"),
        (.forbiddenElement, "<h1>", "<script>x()</script><h1>", "4:1"),
        (.forbiddenElement, "<h1>", "<form action=\"https://x.example\"></form><h1>", "4:1"),
        (.forbiddenElement, "<h1>", "<iframe src=\"https://x.example\"></iframe><h1>", "4:1"),
        (.contrast, "<p>Lumen", "<p style=\"margin:0; color:#999\">Lumen", "8:21"),
        (.contrast, "<p>Lumen", "<p><font color=yellow>Lumen", "8:4"),
        (.contrast, "<h1>", "<h1 style=\"background:#222\">", "4:1"),
        (.fontSmall, "<p>Lumen", "<p style=\"font-size:11px\">Lumen", "8:11"),
        (.fontSmall, "<p>Lumen", "<p style=\"font-size:13px\">\(longText) Lumen", "8:11"),
        (.textJustified, "<p>Lumen", "<p align=\"justify\">Lumen", "8:4"),
        (.linkByColor, "See it</a>", "See it</a> \(longText) \(colored)", "7:161"),
        (.touchTarget, ">See", " style=\"display:block;padding:1px\">See", "7:56"),
        (.cssSupport, "<p>Lumen", "<p style=\"display:flex\">Lumen", "8:11"),
        (.htmlSupport, "<h1>", "<svg></svg><h1>", "4:1"),
    ]
    private static let hidden = "<p style=\"display:none\">"
    private static let longText = "We write to you since you have bought a camera, and a camera wants lenses."
    private static let colored =
        "<a href=\"https://shop.example/x\" style=\"text-decoration:none;color:#00c\">lenses</a>"

    @Test(arguments: brokenPages)
    func oneThingBrokenIsOneFinding(rule: Rule, good: String, broken: String, place: String) throws {
        try #require(EmailRulesTests.html.contains(good))
        let html = EmailRulesTests.html.replacing(good, with: broken, maxReplacements: 1)
        let pictures = EmailExpectations(postalAddress: EmailRulesTests.address) { address in
            [
                "https://img.example/m5.png": .found(byteCount: 9),
                "https://img.example/heavy.png": .found(byteCount: 500_001),
            ][
                address
            ] ?? (address.hasPrefix("https://img") ? .missing(folder: "images") : .unknown)
        }
        let findings = checkEmail(EmailRulesTests.sample(html: html), pictures)
        #expect(findings.map(\.rule) == [rule], "\(findings)")
        #expect(findings.first?.diagnostic.location?.description == "a.html:\(place)")
        #expect(findings.first?.diagnostic.remedy.isEmpty == false)
    }

    @Test func anUnsubscribeLinkWithoutWordsIsNone() {
        let html = EmailRulesTests.html.replacing(">Unsubscribe<", with: "><")
        let findings = EmailRulesTests.check(EmailRulesTests.sample(html: html))
        #expect(findings.map(\.rule) == [.unsubscribeMissing, .linkWithoutText])
    }

    @Test func anImageWithoutAltLeavesItsLinkMuteToo() {
        let html = EmailRulesTests.html.replacing(" alt=\"Lumen M5\"", with: "")
        let findings = EmailRulesTests.check(EmailRulesTests.sample(html: html))
        #expect(findings.map(\.rule) == [.linkWithoutText, .imageWithoutAlternative])
        let decoration = html.replacing("<img", with: "<img alt=\"\"")
        #expect(EmailRulesTests.check(EmailRulesTests.sample(html: decoration)).map(\.rule) == [.linkWithoutText])
    }

    @Test func aLinkThatIsNotReadOutIsNotReadOutTwice() {
        let html = EmailRulesTests.html.replacing("See it", with: "Lumen M5")
            .replacing(
                "<a href=\"https://shop.example/m5\">Lumen",
                with: "<a aria-hidden=\"true\" href=\"https://shop.example/m5\">Lumen"
            )
        #expect(EmailRulesTests.check(EmailRulesTests.sample(html: html)).isEmpty)
    }

    /// U+034F joins the full stop before it to one Character.
    @Test func paddingAfterThePreheaderDoesNotHideIt() {
        let html = EmailRulesTests.html.replacing(
            "for your camera</div>",
            with: "for your camera&#847;&zwnj;&nbsp;</div>"
        )
        #expect(EmailRulesTests.check(EmailRulesTests.sample(html: html)).isEmpty)
    }

    @Test func aTableOfDataIsRight() {
        let html = EmailRulesTests.html.replacing("<h1>", with: "<table><tr><th>S</th></tr></table><h1>")
        #expect(EmailRulesTests.check(EmailRulesTests.sample(html: html)).isEmpty)
    }

    @Test(
        arguments: [
            (.textPartEmpty, " \n", .error), (.textPartMarkup, text + "<br>", .warning),
            (.leftoverLiquid, text + "{{ x }}", .error),
            (.unsubscribeMissing, text.replacing("y=2", with: "y=3"), .error),
            (.postalAddressMissing, text.replacing("Köln", with: ""), .error),
        ] as [(Rule, String, Diagnostic.Severity)]
    )
    func theTextPartIsHeldToTheSame(rule: Rule, text: String, severity: Diagnostic.Severity) {
        let findings = EmailRulesTests.check(EmailRulesTests.sample(text: text))
        #expect(findings.map(\.rule) == [rule])
        #expect(findings.first?.severity == severity)
        #expect(findings.first?.diagnostic.location?.file == "a.txt")
    }

    @Test(
        arguments: [
            (" ", "Three lenses for your camera", [.subjectEmpty]),
            (String(repeating: "ü", count: 45), "Three lenses for your camera", []),
            (String(repeating: "ü", count: 46), "Three lenses for your camera", [.subjectLong]),
            (String(repeating: "ü", count: 71), "Three lenses for your camera", [.subjectLong]),
            ("{{ subject", "Three lenses for your camera", [.leftoverLiquid]),
            ("NEW FOR YOU", "Three lenses for your camera", [.subjectShouting]),
            ("CF 128 GB", "Three lenses for your camera", []),
            ("New for you", "", [.preheaderMissing]),
            ("three lenses  for your camera", "Three lenses for your camera", [.preheaderIsSubject]),
        ] as [(String, String, [Rule])]
    )
    func subjectAndPreheaderAreChecked(subject: String, preheader: String, rules: [Rule]) {
        let findings = EmailRulesTests.check(EmailRulesTests.sample(subject: subject, preheader: preheader))
        #expect(findings.map(\.rule) == rules)
    }

    @Test(
        arguments: [
            (90_000, nil), (90_001, .warning), (100_000, .warning), (100_001, .error),
        ] as [(Int, Diagnostic.Severity?)]
    )
    func sizeIsCountedInBytes(byteCount: Int, severity: Diagnostic.Severity?) {
        let fill = byteCount - EmailRulesTests.html.utf8.count - "<!---->".utf8.count
        let html = EmailRulesTests.html + "<!--" + String(repeating: "x", count: fill) + "-->"
        let findings = EmailRulesTests.check(EmailRulesTests.sample(html: html))
        #expect(findings.map(\.rule) == (severity == nil ? [] : [.htmlSize]))
        #expect(findings.first?.severity == severity)
    }

    @Test func aPageThatCannotBeReadIsAnErrorAndTheRestIsStillChecked() {
        let findings = EmailRulesTests.check(EmailRulesTests.sample(html: " ", subject: ""))
        #expect(findings.map(\.rule) == [.subjectEmpty, .htmlUnreadable])
        #expect(
            EmailRulesTests.check(EmailRulesTests.sample(html: "", text: "{{ x }}")).map(\.rule).contains(
                .htmlUnreadable
            )
        )
    }

    @Test func withoutAPostalAddressBothPartsFail() {
        let findings = checkEmail(EmailRulesTests.sample(), EmailExpectations(postalAddress: " "))
        #expect(findings.map(\.rule) == [.postalAddressMissing, .postalAddressMissing])
        #expect(findings.allSatisfy { $0.diagnostic.remedy.contains("postal_address") })
    }

    @Test func leftoverLiquidIsShownWithACaret() {
        let html = EmailRulesTests.html.replacing("Hello Anna", with: "Hello {{ name }}")
        let finding = EmailRulesTests.check(EmailRulesTests.sample(html: html)).first
        #expect(finding?.description.hasSuffix("\n    <h1>Hello {{ name }}</h1>\n              ^") == true)
        #expect(finding?.description.hasPrefix("a.html:4:11: error: Liquid is left over") == true)
    }
}
