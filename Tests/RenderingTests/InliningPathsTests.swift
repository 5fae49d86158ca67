import Diagnostics
import Foundation
import HTML
import JSON
import Liquid
import TestSupport
import Testing

@testable import Rendering

/// A page's template rendered on both ways: styles inlined before, and after.
struct BothPaths {
    let inliner: TemplateInliner
    private let ahead: Template
    private let written: Template
    private let folder: TemplateFolder

    init(_ files: [String: String]) throws {
        folder = TemplateFolder(name: "templates", files: files.mapValues { Array($0.utf8) })
        let options = TemplateOptions(escaping: .html)
        let partials = folder.partials(kind: "html")
        let source = try folder.source("page.html")
        written = try Template(source, partials: partials, options: options)
        inliner = TemplateInliner(source, partials: partials, folder: folder)
        ahead = try Template(inliner.page, partials: inliner.partials, options: options)
    }

    func render(_ data: String, shared: String = "{}") throws -> (ahead: String, after: String) {
        let scopes = [try JSONDocument(data), try JSONDocument(shared)]
        func page(_ template: Template) throws -> [UInt8] {
            var output: [UInt8] = []
            try template.render(scopes, globals: [1], environment: RenderEnvironment(now: 0), into: &output)
            return output
        }
        let rendered = try page(written)
        let after = try Inlining(
            page: rendered,
            sources: .init(file: folder.stylesheet, staying: inliner.staying)
        )
        return (
            String(decoding: try page(ahead), as: UTF8.self),
            String(decoding: after.applied(to: rendered), as: UTF8.self)
        )
    }
}

@Suite struct InliningPathsTests {
    private static let data = [
        ##"{"a": true, "n": 0, "items": [], "x": "", "c": "a"}"##,
        ##"{"a": false, "n": 1, "items": [{"t": "One & <two>", "u": "https://s.example/?a=1&b=2"}], "x": "y", "c": "b c"}"##,
        ##"{"a": true, "n": 2, "items": [{"t": "1", "u": "#"}, {"t": "2", "u": "/"}, {"t": "", "u": ""}], "x": "q", "c": ""}"##,
    ]
    private static let shop = ##"{"shop": {"accent": "#123456", "name": "L & F"}}"##

    /// Both ways give the same page for all data; `waits` says whether the template is one that has to wait.
    private func check(
        _ files: [String: String],
        waits: Bool,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let paths = try BothPaths(files)
        #expect(paths.inliner.mustWait == waits, "\(paths.inliner.findings)", sourceLocation: sourceLocation)
        if waits {
            #expect(paths.inliner.findings.contains { $0.severity == .note }, sourceLocation: sourceLocation)
            return
        }
        for data in Self.data {
            let pages = try paths.render(data, shared: Self.shop)
            #expect(pages.ahead == pages.after, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [
        "<style>td{color:red}</style><table>{% for i in items %}<tr><td class=\"x\">{{ i.t }}</td></tr>{% endfor %}</table>",
        "<style>.x b{color:red}.none{top:0}</style><div class=\"x\">{% if a %}<b>1</b>{% else %}<i><b>2</b></i>{% endif %}</div>",
        "<style>p{color:{{ shop.accent }};width:{% if a %}1px{% else %}2px{% endif %}}</style><p style=\"top:{{ n }}px\">{{ x }}</p>",
        "{%- assign y = shop.accent -%}<style>p { color: {{ y }} }</style><p>{{ y }}</p>",
        "<style>p{color:red}</style>{% raw %}<p>{{ no }}</p>{% endraw %}{% comment %}<p>{% endcomment %}<p>1</p>",
        "<style>.a{color:red}</style><p class=\"a {{ c }}\">1</p><p class=\"{{ c }} a\">2</p>",
        "<style>[href]{color:red}</style><a href=\"{{ x }}\">1</a>",
        "<style>.x{color:red}</style>{% capture k %}<b class=\"x\">{{ n }}</b>{% endcapture %}<i>{{ k }}</i>",
        "<style>p:first-child{color:red}</style><div><p>1</p><p>{% if a %}x{% endif %}</p></div>",
        "<style>p{color:red}</style><!--[if mso]>{% if a %}<p>{% endif %}<![endif]--><p title=\"{% if a %}b{% endif %}\">x</p>",
        "<style>p{color:red}</style>{% for i in items %}{% if n == 1 %}{% break %}{% endif %}<p>1</p>{% endfor %}",
    ])
    func stylesInlinedAheadAreTheSame(_ page: String) throws { try check(["page.html": page], waits: false) }

    @Test(arguments: [
        "<style>.a{color:red}</style><p class=\"{{ c }}\">1</p>",
        "<style>.a{color:red}</style><p {% if a %}class=\"a\"{% endif %}>1</p>",
        "<style>p{color:red}</style><p {% if a %}title=\"a\"{% endif %}>1</p>",
        "<style>.a{color:red}</style><p class=\"a{{- x }}\">1</p>",
        "<style>#b{color:red}</style><p id='{{ x }}'>1</p>",
        "<style>p + p{color:red}</style><div>{% for i in items %}<p>1</p>{% endfor %}</div>",
        "<style>p:nth-child(2){color:red}</style><div>{% for i in items %}<p>1</p>{% endfor %}</div>",
        "<style>p:empty{color:red}</style><p>{{ x }}</p>",
        "<style>b i{color:red}</style>{% if a %}<b>{% endif %}<i>1</i>{% if a %}</b>{% endif %}",
        "<style>p{color:red}</style>{% capture k %}<p>1</p>{% endcapture %}<div>{{ k | raw }}</div>",
        "<style>div p{color:red}</style>{% capture k %}<p>1</p>{% endcapture %}<div>{{ k }}</div>",
        "<style>{% if a %}p{color:red}{% endif %}</style><p>1</p>",
        "{% if a %}<style>p{color:red}</style>{% endif %}<p>1</p>",
        "<style>{% comment %} .x {% endcomment %} p{color:red}</style><p class='{{ c }}'>1</p>",
        "<style>.{{ c }}{color:red}</style><p>1</p>",
        "<style>p{ {{ x }}: red}</style><p>1</p>",
        "<style>p{color:{{ x }}}</style>{% assign x = 'z' %}<p>1</p>",
        "<style>td{width:{{ n }}px}</style><table><tr><td>1</td></tr></table>",
        "<style>li{color:red}</style><ul>{% for i in items %}<li>1{% endfor %}</ul>",
        "<style>span{color:red}</style><p>{% if a %}<div>1</div>{% endif %}<span>2</span></p>",
        "<style>tr{color:red}</style><table>{% tablerow i in items %}1{% endtablerow %}</table><table><tr><td></table>",
        "<style>p{color:red}</style>{% for i in items %}<p>1{% break %}</p>{% endfor %}",
    ])
    func whatDependsOnDataWaits(_ page: String) throws { try check(["page.html": page], waits: true) }

    @Test func partialsAreInlinedWhereTheyStand() throws {
        let page = """
            <style>.row td{color:red}b{color:{{ shop.accent }}}</style><table class="row"><tr><td>1</td></tr></table>
            {% for i in items %}{% render 'line', i: i %}{% endfor %}{% render 'line' for items as i %}
            """
        let line = "<table class='row'><tr><td>{% render 'word', word: i.t %}</td></tr></table>"
        let word = "<b style=\"top:0\">{{ word }}</b>"
        let files = ["page.html": page, "partials/line.html": line, "partials/word.html": word]
        try check(files, waits: false)
        let paths = try BothPaths(files)
        let inlined = try #require(paths.inliner.partials["word"])
        #expect(
            String(decoding: inlined.text, as: UTF8.self) == "<b style=\"color:{{ shop.accent }};top:0\">{{ word }}</b>"
        )
    }

    @Test func aPartialThatLooksDifferentFromPlaceToPlaceWaits() throws {
        let page = "<style>td b{color:red}</style><table><tr><td>{% render 'b' %}</td></tr></table>{% render 'b' %}"
        try check(["page.html": page, "partials/b.html": "<b>1</b>"], waits: true)
        let recursive = "<style>b{color:red}</style>{% render 'b', n: 1 %}"
        let body = "<b>1</b>{% if n == 3 %}{% render 'b', n: 2 %}{% endif %}"
        try check(["page.html": recursive, "partials/b.html": body], waits: true)
    }

    @Test func aValueIsMovedOnlyWhereItIsTheSame() throws {
        let page = "<style>b{color:{{ x }}}</style>{% render 'b', x: 'other' %}"
        try check(["page.html": page, "partials/b.html": "<b>1</b>"], waits: true)
        let shadowed = "<style>b{color:{{ shop.accent }}}</style>{% render 'b', shop: 'other' %}"
        try check(["page.html": shadowed, "partials/b.html": "<b>1</b>"], waits: true)
    }

    @Test func linkedSheetsAreInlinedAhead() throws {
        let page = "<link rel=\"stylesheet\" href=\"css/mail.css\"><p>{{ x }}</p>"
        let files = ["page.html": page, "css/mail.css": "p{color:red}\n@media print{p{top:0}}\np{colour}"]
        try check(files, waits: false)
        let paths = try BothPaths(files)
        #expect(paths.inliner.findings.map { $0.location?.description } == ["templates/css/mail.css:3:3"])
    }

    @Test func aTemplateWithoutStylesStaysAsItIs() throws {
        let page = "{% if a %}<b>{% endif %}<p class=\"{{ c }}\">{{ x | raw }}</p><style>@media print{p{top:0}}</style>"
        let paths = try BothPaths(["page.html": page])
        #expect(paths.inliner.isUnchanged && !paths.inliner.mustWait)
        #expect(String(decoding: paths.inliner.page.text, as: UTF8.self) == page)
        #expect(paths.inliner.findings == [])
    }

    @Test func findingsNameTheTemplateAsItWasWritten() throws {
        let page = "<style>p { color: red;\n margin: 0 }</style>\n<p>é {{ x }}</p>\n<p>{{ 1 | divided_by: n }}</p>"
        let paths = try BothPaths(["page.html": page])
        let template = try Template(paths.inliner.page, options: TemplateOptions(escaping: .html))
        var output: [UInt8] = []
        do {
            try template.render(
                [try JSONDocument(#"{"x": 1, "n": 0}"#)],
                environment: RenderEnvironment(now: 0),
                into: &output
            )
            Issue.record("dividing by zero fails")
        } catch let error as RenderError {
            guard case .failed(let finding) = error else { return }
            let original = paths.inliner.original(finding)
            #expect(original.location?.line == 4)
            #expect(original.sourceLine == "<p>{{ 1 | divided_by: n }}</p>")
            let column = try #require(original.location?.column)
            #expect((5...12).contains(column))
        }
    }

    @Test func bothPathsAgreeOnEveryStarterTemplate() throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "templates")
        var files: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: top.path) where path.hasSuffix(".html") {
            files[path] = try String(contentsOf: top.appending(path: path), encoding: .utf8)
        }
        let message = try StarterData.message()
        for name in files.keys.sorted() where !name.contains("/") {
            files["page.html"] = files[name]
            let paths = try BothPaths(files)
            #expect(!paths.inliner.mustWait, "\(name): \(paths.inliner.findings)")
            for data in message {
                let pages = try paths.render(data.message, shared: data.shared)
                #expect(pages.ahead == pages.after, "\(name)")
                #expect(pages.ahead.contains("border-collapse:separate"))
            }
        }
    }

    @Test(arguments: 1...12) func bothPathsAgreeOnGeneratedTemplates(_ seed: UInt64) throws {
        var generator = TemplateGenerator(seed: seed)
        var ahead = 0
        for _ in 0..<40 {
            let files = generator.files()
            let paths = try BothPaths(files)
            if paths.inliner.mustWait { continue }
            ahead += 1
            for data in Self.data {
                let pages = try paths.render(data, shared: Self.shop)
                #expect(pages.ahead == pages.after, "\(files)")
            }
        }
        // Else nothing would be tested.
        #expect(ahead >= 5)
    }
}

/// Random templates with loops, conditions, partials and rules that meet each other.
struct TemplateGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func files() -> [String: String] {
        let rules = (0..<Int.random(in: 1...5, using: &generator)).map { _ in rule() }.joined(separator: "\n")
        let style = "<style>\(rules)</style>"
        let page = "{%- assign y = shop.accent -%}<html><head>\(style)</head><body>\(content(depth: 0))</body></html>"
        return ["page.html": page, "partials/one.html": content(depth: 2), "partials/two.html": content(depth: 3)]
    }

    private mutating func rule() -> String {
        var compounds: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let element = pick(["", "", "div", "td", "b", "a", "table", "*"])
            let tests = pick(["", ".a", ".b", ".c", "#i", "[title]", "[title=x]", ":not(.a)", ".a.b"])
            let rare = chance(12) ? pick([":first-child", ":nth-child(2)", ":empty", ":last-of-type", ":hover"]) : ""
            let compound = element + tests + rare
            compounds.append(compound.isEmpty ? "td" : compound)
        }
        var selector = compounds[0]
        for compound in compounds.dropFirst() { selector += (chance(12) ? " + " : pick([" ", " > "])) + compound }
        let value = pick(["red", "blue !important", "{{ shop.accent }}", "{{ y }}", "#fff", "\"A B\", serif"])
        let property = pick(["color", "margin", "padding-top", "border", "font-family"])
        let rule = "\(selector) { \(property): \(value); \(chance(30) ? "text-align: center" : "top: 0") }"
        return chance(10) ? "@media print { \(rule) }" : rule
    }

    private mutating func content(depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in node(depth: depth) }.joined()
    }

    private mutating func node(depth: Int) -> String {
        if depth > 4 { return pick(["text", "{{ x }}", " ", "{{ n }}"]) }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return "{% for i in items %}\(content(depth: depth + 1)){% endfor %}"
        case 1: return "{% if a %}\(content(depth: depth + 1)){% else %}\(content(depth: depth + 1)){%- endif -%}"
        case 2 where depth < 2:
            return "{% render '\(pick(["one", "two"]))', a: a, items: items, x: x, n: n, c: c, y: 1 %}"
        case 3: return pick(["text & more", "{{ x }}", "<!-- c -->", "<br>", "<img src=\"x\" alt='{{ x }}'>"])
        case 4: return "<table\(attributes())><tr><td\(attributes())>\(content(depth: depth + 1))</td></tr></table>"
        default:
            let name = pick(["div", "b", "a", "div"])
            return "<\(name)\(attributes())>\(content(depth: depth + 1))</\(name)>"
        }
    }

    private mutating func attributes() -> String {
        var text = ""
        if chance(60) { text += " class=\"\(pick(["a", "b", "a b", "c", "a", chance(15) ? "a {{ c }}" : "b"]))\"" }
        if chance(20) { text += pick([" title='x'", " title=\"{{ x }}\"", " id=i"]) }
        if chance(25) { text += pick([" style=\"color:green\"", " style='top:{{ n }}px;'", " style=\"\""]) }
        return text
    }
}
