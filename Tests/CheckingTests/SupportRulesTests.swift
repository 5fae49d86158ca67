import CampaignModel
@testable import Checking
import Diagnostics
import Testing

/// The table of what mail programs do not show, and how it is weighed.
struct SupportRulesTests {
    /// The good email with something in its head and at its end.
    private static func found(
        _ body: String = "",
        style: String = "",
        clients: ClientMix = .standard
    ) -> [Finding] {
        let head = style.isEmpty ? "" : "<style>\(style)</style>"
        let html = EmailRulesTests.html.replacing("</head>", with: "\(head)</head>")
            .replacing("</div></body>", with: "\(body)</div></body>")
        var expected = EmailExpectations(postalAddress: EmailRulesTests.address, clients: clients)
        expected.clients = clients
        return checkEmail(EmailRulesTests.sample(html: html), expected)
            .filter { $0.rule == .cssSupport || $0.rule == .htmlSupport }
    }

    /// Something that uses a feature: in the body, or in the style sheet.
    private static func example(_ feature: Feature) -> (body: String, style: String) {
        switch feature.use {
        case .property(let names): ("<p style=\"\(names.last ?? ""):1px\">x</p>", "")
        case .value(let names, let words):
            switch words[0] {
            case "-": ("<p style=\"\(names[0]):-4px\">x</p>", "")
            case let word where word.hasSuffix("("): ("<p style=\"\(names[0]):\(word)a)\">x</p>", "")
            case let word: ("<p style=\"\(names[0]):\(word)\">x</p>", "")
            }
        case .inValues(let text): ("<p style=\"width:\(text)1)\">x</p>", "")
        case .unit(let unit): ("<p style=\"width:2\(unit)\">x</p>", "")
        case .atRule(let name): ("", name == "import" ? "@import 'x.css';" : "@\(name) x { a: b }")
        case .selector(let texts): ("", "p\(texts[0]) { content: 'x' }")
        case .element(let names): ("<\(names[0])></\(names[0])>", "")
        case .attribute(let name): ("<p \(name)=\"x\">x</p>", "")
        case .linkedSheet: ("<link rel=\"stylesheet\" href=\"x.css\">", "")
        case .anchor: ("<a href=\"#top\">Up</a>", "")
        case .dataImage: ("<img src=\"data:image/png;base64,AA\" alt=\"\" width=\"1\" height=\"1\">", "")
        case .image(let endings):
            ("<img src=\"https://x.example/a.\(endings[0])?x=1\" alt=\"\" width=\"1\" height=\"1\">", "")
        }
    }

    @Test func theGoodEmailNeedsNothingThatIsMissing() {
        #expect(SupportRulesTests.found().isEmpty)
    }

    @Test func everyFeatureOfTheTableIsFoundWithItsSource() {
        for feature in Feature.css + Feature.html {
            let example = SupportRulesTests.example(feature)
            let findings = SupportRulesTests.found(example.body, style: example.style)
            let finding = findings.first { $0.source == feature.source }
            #expect(finding != nil, "\(feature.page): \(example)")
            #expect(finding?.severity == (feature.effect == .breaks ? .warning : .note), "\(feature.page)")
            #expect(finding?.diagnostic.remedy == feature.instead)
            let isHTML = Feature.html.contains { $0.page == feature.page }
            #expect(finding?.rule == (isHTML ? .htmlSupport : .cssSupport))
        }
    }

    @Test func theTableIsSound() {
        for feature in Feature.css + Feature.html {
            #expect(!feature.unknownTo.isEmpty && !feature.instead.isEmpty)
            #expect(!feature.unknownTo.contains(.appleMail), "Apple Mail knows \(feature.page)")
            #expect(["css-", "html-", "image-"].contains { feature.page.hasPrefix($0) })
        }
        #expect(ClientMix.standard.share(of: EmailClient.allCases) <= 1)
    }

    @Test func aFindingNamesProgramsAndTheirShare() {
        let findings = SupportRulesTests.found(
            "<p style=\"display:flex\">x</p>",
            clients: ClientMix([.gmail: 0.5, .outlookWindows: 0.25, .gmx: 0.2])
        )
        let what = "`display: flex` does not work in Outlook for Windows and GMX/Web.de, where 45 % of readers are"
        #expect(findings.map(\.diagnostic.what) == [what])
        #expect(findings.first?.diagnostic.location?.line == 10)
    }

    @Test func whatNobodyReadsWithIsNoMatter() {
        let flex = "<p style=\"display:flex\">x</p>"
        #expect(SupportRulesTests.found(flex, clients: ClientMix([.gmail: 0.9])).isEmpty)
        let few = SupportRulesTests.found(flex, clients: ClientMix([.gmail: 0.9, .gmx: 0.004]))
        #expect(few.map(\.severity) == [.note])
        #expect(few.first?.diagnostic.what.contains("under 1 %") == true)
    }

    @Test(
        arguments: [
            "background-image:url(x.png);background-color:#fff", "background:#fff url(x.png)",
            "background:linear-gradient(red,blue);background-color:#fff",
        ]
    )
    func aColorBesideAPictureMakesUpForIt(style: String) {
        #expect(SupportRulesTests.found("<p style=\"\(style)\">x</p>").allSatisfy { $0.severity == .note })
        let bare = style.replacing("background-color:#fff", with: "").replacing("#fff", with: "")
        #expect(SupportRulesTests.found("<p style=\"\(bare)\">x</p>").map(\.severity).contains(.warning))
    }

    @Test func whatIsMadeUpForLooksNoPlainer() {
        #expect(SupportRulesTests.found("<p style=\"opacity:0;display:none\">x</p>").isEmpty)
        #expect(SupportRulesTests.found("<p style=\"opacity:0.5\">x</p>").map(\.severity) == [.note])
    }

    @Test func whatOnlyRefinesIsLeftAlone() {
        let style = """
            @media (max-width: 600px) { p { display: flex } } @supports (display: grid) { p { display: grid } }
            .x { -webkit-transform: none; mso-line-height-rule: exactly }
            """
        #expect(SupportRulesTests.found(style: style).isEmpty)
        #expect(
            SupportRulesTests.found("<div style=\"max-width:600px\"><!--[if mso]><table><![endif]--></div>").isEmpty
        )
        #expect(SupportRulesTests.found("<div style=\"max-width:600px\"></div>").map(\.severity) == [.note])
    }

    @Test func eachUseThatBreaksIsTold_WhatLooksPlainerOnce() {
        #expect(SupportRulesTests.found("<p style=\"display:flex\">x</p><p style=\"display:flex\">x</p>").count == 2)
        let round = "<p style=\"border-radius:4px\">x</p>"
        #expect(SupportRulesTests.found(round + round).count == 1)
    }

    @Test func aRuleInAStyleSheetIsFoundThere() {
        let findings = SupportRulesTests.found(style: "p {}\n .a { color: red;\n  DISPLAY:  grid }")
        #expect(findings.map(\.rule) == [.cssSupport])
        #expect(findings.first?.diagnostic.location?.line == 4)
        #expect(findings.first?.diagnostic.location?.column == 3)
    }
}
