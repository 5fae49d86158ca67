import Diagnostics
import JSON
import Liquid
import Testing

struct EscapingTests {
    static let data = #"{"x":"<b>&\"'","n":5,"list":["<i>","b"],"o":{"k":"<"}}"#

    @Test(arguments: [
        ("{{ x }}", "&lt;b&gt;&amp;&quot;&#39;"),
        ("{{ x | escape }}", "&lt;b&gt;&amp;&quot;&#39;"),
        ("{{ x | h | escape }}", "&lt;b&gt;&amp;&quot;&#39;"),
        ("{{ '&lt;<' | escape_once }}", "&lt;&lt;"),
        ("{{ x | raw }}", "<b>&\"'"),
        ("{{ x | upcase }}", "&lt;B&gt;&amp;&quot;&#39;"),
        ("{% capture c %}<p>{{ x }}</p>{% endcapture %}{{ c }}", "<p>&lt;b&gt;&amp;&quot;&#39;</p>"),
        ("{% capture c %}<p>{% endcapture %}{{ c | append: x }}", "<p>&lt;b&gt;&amp;&quot;&#39;"),
        ("{% capture c %}<p>{% endcapture %}{{ x | append: c }}", "&lt;b&gt;&amp;&quot;&#39;<p>"),
        ("{% capture c %}<p>_</p>{% endcapture %}{{ c | replace: '_', x }}", "<p>&lt;b&gt;&amp;&quot;&#39;</p>"),
        ("{{ \"a<\nb\" | newline_to_br }}", "a&lt;<br />\nb"),
        ("{{ list }}", "&lt;i&gt;b"),
        ("{{ list | join: '<br>' }}", "&lt;i&gt;&lt;br&gt;b"),
        ("{{ '<' }}", "&lt;"),
        ("{{ o }}", "{&quot;k&quot;=&gt;&quot;&lt;&quot;}"),
        ("{{ n | plus: 1 }}", "6"),
        ("{% cycle x %}", "&lt;b&gt;&amp;&quot;&#39;"),
        ("{{ x | url_encode }}", "%3Cb%3E%26%22%27"),
        ("{{ o | json | raw }}", "{\"k\":\"\\u003c\"}"),
        ("{{ x | strip_html }}", "&amp;&quot;&#39;"),
        ("{{ gone | default: x }}", "&lt;b&gt;&amp;&quot;&#39;"),
    ])
    func htmlIsEscapedOnce(template: String, expected: String) throws {
        #expect(try render(template, Self.data) == expected)
    }

    @Test(arguments: [
        ("{{ x }}", "<b>&\"'"), ("{{ x | escape }}", "&lt;b&gt;&amp;&quot;&#39;"),
        ("{{ x | escape | append: '<' }}", "&lt;b&gt;&amp;&quot;&#39;<"),
        ("{% capture c %}{{ x }}{% endcapture %}{{ c }}", "<b>&\"'"),
    ])
    func textIsNotEscaped(template: String, expected: String) throws {
        #expect(try render(template, Self.data, escaping: .none) == expected)
    }

    @Test func rawUsesAreRecorded() throws {
        let template = try Template(
            TemplateSource(file: "t.html", text: "a\n{{ x | raw }}"),
            options: TemplateOptions(escaping: .html)
        )
        #expect(template.rawUses.map(\.description) == ["t.html:2:8"])
    }

    static let badLinks = [
        "javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "java\\nscript:x", "data:text/html,x", "vbscript:x",
        "&#106;avascript:x",
    ]

    @Test(arguments: badLinks.prefix(6))
    func scriptsInLinksFail(link: String) {
        for template in [
            "<a href=\"{{ u }}\">", "<img src='{{ u }}'>", "<a href={{ u }}>", "<a href = \" {{ u }}\">",
            "<a href=\"{% if true %}{{ u }}{% endif %}\">", "<a HREF=\"{{ '' }}{{ u }}\">",
            "{% capture c %}{{ u }}{% endcapture %}<a href=\"{{ c }}\">",
        ] {
            #expect(failure(template, "{\"u\":\"\(link)\"}") != nil, "\(template) with \(link)")
        }
    }

    @Test func aSchemeInTwoPartsFails() {
        #expect(failure("<a href=\"{{ a }}{{ b }}\">", #"{"a":"java","b":"script:x"}"#) != nil)
        #expect(failure("<a href=\"{{ a }}:x\">", #"{"a":"javascript"}"#) != nil)
        #expect(failure("<a href=\"{{ a | raw }}\">", #"{"a":"&#106;avascript:x"}"#) != nil)
    }

    @Test(arguments: [
        "https://shop.example/a?b=c&d=e:f", "http://x", "mailto:a@b.c", "tel:+49", "/path:x", "page.html", "#top",
        "?a=1", "",
    ])
    func goodLinksPass(link: String) throws {
        let escaped = link.replacing("&", with: "&amp;")
        #expect(try render("<a href=\"{{ u }}\">x</a>", "{\"u\":\"\(link)\"}") == "<a href=\"\(escaped)\">x</a>")
    }

    @Test func otherPlacesTakeAnyText() throws {
        #expect(
            try render("<p title=\"{{ u }}\">{{ u }}</p>", #"{"u":"note: x"}"#) == "<p title=\"note: x\">note: x</p>"
        )
        #expect(try render("<a href=\"https://x/{{ u }}\">", #"{"u":"a:b"}"#) == "<a href=\"https://x/a:b\">")
        #expect(try render("href=\"{{ u }}\"", #"{"u":"a:b"}"#, escaping: .none) == "href=\"a:b\"")
    }

    @Test func partialsThatLeadALinkAreJudgedToo() {
        #expect(
            failure("<a href=\"{% render 'u', u: u %}\">", #"{"u":"javascript:x"}"#, partials: ["u": "{{ u }}"]) != nil
        )
    }
}
