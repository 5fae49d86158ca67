import TestSupport
import Testing

@testable import HTML

@Suite struct TextAlternativeTests {
    private func text(_ page: String) -> String {
        String(
            decoding: TextAlternative.laidOut(TextAlternative.source(of: Array(page.utf8), holes: [])),
            as: UTF8.self
        )
    }

    @Test(arguments: [
        ("<p>One &amp; two&nbsp;&euro;<p>Three", "One & two €\n\nThree\n"),
        ("<h1>Hello  you</h1>\n<h2>Ü</h2>x", "Hello you\n=========\n\nÜ\n-\n\nx\n"),
        ("<a href=\"https://s.example/?a=1&amp;b=2\">Shop</a>", "Shop <https://s.example/?a=1&b=2>\n"),
        ("<a href='https://s.example'><img src=x alt=\"The shop\"></a>", "The shop <https://s.example>\n"),
        ("<a href=\"#top\">Up</a><a>No</a>", "UpNo\n"),
        ("<ul><li>One<li>Two</ul>x", "- One\n- Two\n\nx\n"),
        ("a<br>b<br/>c", "a\nb\nc\n"),
        ("<div style=\"display:none\">Pre <b>x</b></div><title>t</title><style>p{}</style><p hidden>h</p>y", "y\n"),
        ("<a aria-hidden=\"true\" href=x><img alt=twice></a><a href=y>Once</a>", "Once <y>\n"),
        ("<table role=presentation><tr><td>A</td><td>B</td></tr></table>", "A\nB\n"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n1 | 2\n"),
        ("<strong>€9</strong> <s>€12</s>", "€9 (€12)\n"),
        ("<!--[if mso]>no<![endif]-->a<script>b</script>", "a\n"),
        ("", ""),
    ])
    func aPageReadsAsText(_ page: String, _ expected: String) { #expect(text(page) == expected) }

    @Test func linesHaveAnEnd() {
        let words = (1...60).map { "wörd\($0)" }.joined(separator: " ")
        let long = "https://s.example/" + String(repeating: "x", count: 100)
        for line in text("<p>\(words)<ul><li>\(words)</ul><h1>\(words)</h1>").split(separator: "\n") {
            #expect(line.count <= TextAlternative.maximumLine)
        }
        #expect(text("<p>\(words) <a href=\"\(long)\">x</a>").contains("<\(long)>"))
        #expect(text("<ul><li>\(words)</ul>").split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("  wörd") })
    }

    @Test func anyMarkupIsRead() {
        var generator = SeededGenerator(seed: 3)
        let parts = [
            "<p>", "</p>", "<div hidden>", "</div>", "<table>", "<td>", "a", "&amp;", "<!--", "-->", "<", ">", "<br>",
        ]
        for _ in 0..<500 {
            let page = (0..<20).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            #expect(!text(page).contains("\n\n\n"))
        }
    }
}
