@testable import Checking
import Diagnostics
import Testing

/// Contrast is that of what a reader sees: through the cascade, inheritance and the dark.
struct ContrastTests {
    private static func found(_ body: String, style: String = "") -> [Finding] {
        let head = style.isEmpty ? "" : "<style>\(style)</style>"
        let html = EmailRulesTests.html.replacing("</head>", with: "\(head)</head>")
            .replacing("</div></body>", with: "\(body)</div></body>")
        return EmailRulesTests.check(EmailRulesTests.sample(html: html)).filter { $0.rule == .contrast }
    }

    @Test(
        arguments: [
            // Colours and backgrounds, wherever they are said.
            ("<p style='color:#777'>x</p>", "", 1), ("<p style='color:#767676'>x</p>", "", 0),
            ("<div style='color:#999'><p>x</p></div>", "", 1),
            ("<table role=none bgcolor=222222><tr><td>x</td></tr></table>", "", 1),
            ("<table role=none bgcolor=222222><tr><td><b style='color:#fff'>x</b></td></tr></table>", "", 0),
            ("<div style='background:#222 url(x.png) no-repeat'>x</div>", "", 1),
            ("<p style='color:rgba(0,0,0,.3)'>x</p>", "", 1),
            ("<div style='background-color:rgba(0,0,0,.7)'>x</div>", "", 1),
            // Nothing can be said of text on a picture, and nothing is to be said of what nobody sees.
            ("<div style='background-image:url(x.png)'>x</div>", "", 0),
            ("<div style='color:#999'> &nbsp; <p style='display:none'>x</p></div>", "", 0),
            ("<div style='color:#fff;font-size:0'>x</div>", "", 0),
            // Large text needs less.
            ("<p style='color:#888;font-size:24px'>x</p>", "", 0),
            ("<p style='color:#888;font-size:23px'>x</p>", "", 1),
            ("<p style='color:#888;font:bold 19px Arial'>x</p>", "", 0), ("<h3 style='color:#888'>x</h3>", "", 0),
            // The cascade: specificity, order, importance, the style attribute.
            ("<p class='a'>x</p>", ".a { color: #999 }", 1),
            ("<p class='a'>x</p>", ".a { color: #999 } p { color: #000 }", 1),
            ("<p class='a'>x</p>", ".a { color: #999 } .a { color: #000 }", 0),
            ("<p class='a'>x</p>", "div .a { color: #000 } .a { color: #999 }", 0),
            ("<p class='a' style='color:#000'>x</p>", ".a { color: #999 }", 0),
            ("<p class='a' style='color:#000'>x</p>", ".a { color: #999 !important }", 1),
            ("<p class='a'>x</p>", "a:hover { color: #999 } .a:hover { color: #999 }", 0),
            ("<p class='a'>x</p>", "@media (max-width: 600px) { .a { color: #999 } }", 0),
            ("<p class='a'>x</p>", "@media screen { .a { color: #999 } }", 1),
            // A link does not inherit its colour.
            ("<div style='background:#00c;color:#fff'><a href='https://x.example'>x y</a></div>", "", 1),
        ]
    )
    func whatIsHardToReadIsFound(body: String, style: String, count: Int) {
        let findings = ContrastTests.found(body, style: style)
        #expect(findings.count == count, "\(findings)")
    }

    private static let dark =
        "@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } "
        + "a { color: #9cf } .x { color: #333 !important } }"

    @Test func theDarkIsLookedAtWhereThePageHasOne() {
        let findings = ContrastTests.found("<p class='x'>x</p>", style: ContrastTests.dark)
        #expect(findings.count == 1)
        let what = findings.first?.diagnostic.what
        #expect(what == "in the dark, text in #333333 on #111111 is hard to read: contrast 1.4, needed 4.5")
        #expect(findings.first?.diagnostic.remedy.contains("lighter") == true)
        #expect(ContrastTests.found("<p>x</p>", style: ContrastTests.dark).isEmpty)
    }

    @Test func aTextLeftDarkOnADarkGroundIsFound() {
        let style = "@media (prefers-color-scheme: dark) { .card { background: #111 !important } }"
        let card = "<div class='card' style='background:#fff;color:#222'>x</div>"
        #expect(
            ContrastTests.found(card, style: style).map(\.diagnostic.what) == [
                "in the dark, text in #222222 on #111111 is hard to read: contrast 1.1, needed 4.5"
            ]
        )
    }

    @Test func theFindingSaysWhatToDo() {
        let finding = ContrastTests.found("<p style='color:#aaa'>Small print</p>").first
        #expect(finding?.severity == .warning)
        #expect(finding?.diagnostic.what == "text in #aaaaaa on #ffffff is hard to read: contrast 2.3, needed 4.5")
        #expect(finding?.diagnostic.remedy == "make 'Small print' darker, or change what is behind it")
    }
}
