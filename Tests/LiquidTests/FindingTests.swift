import Diagnostics
import Liquid
import Testing

struct FindingTests {
    /// 📍 marks the spot in the template.
    static let mistakes: [(template: String, what: String, remedy: String)] = [
        ("Hi {{ name | 📍upcas }}", "there is no filter 'upcas'", "did you mean 'upcase'?"),
        ("{% 📍asign x = 1 %}", "there is no tag 'asign'", "did you mean 'assign'?"),
        ("a\nbc {% 📍if x %} d", "'if' is never closed", "add {% endif %}"),
        ("{% if x %}{% 📍endfor %}{% endif %}", "'endfor' does not close 'if' of line 1", "did you mean 'endif'?"),
        ("text {% 📍endif %}", "'endif' closes nothing", "take it out"),
        ("text 📍{{ name", "'{{' is never closed", "add }}"),
        ("text 📍{% if", "'{%' is never closed", "add %}"),
        ("{{ 📍'abc }}", "the string has no end", "close it with the same quote"),
        ("{{ x | 📍append }}", "filter 'append' is given 0 arguments", "it takes 1 argument"),
        ("{{ x | 📍replace: 1, 2, 3 }}", "filter 'replace' is given 3 arguments", "it takes 1 to 2 arguments"),
        ("{{ x 📍y }}", "'y ' is unexpected here", "take it out"),
        ("{% if a 📍= b %}{% endif %}", "'=' is no comparison", "did you mean '=='?"),
        ("{% for x 📍on list %}{% endfor %}", "'in' is missing", "write {% for item in items %}"),
        ("{% for x in list 📍limt: 2 %}{% endfor %}", "'for' has no option 'limt'", "did you mean 'limit'?"),
        ("{% render 📍'hed' %}", "there is no partial 'hed'", "did you mean 'head'?"),
        ("{% render 📍name %}", "the partial's name is missing", "write it in quotes: {% render 'name' %}"),
        ("{% 📍else %}", "'else' stands outside of if, unless, case and for", ""),
        ("{{ x.📍0 }}", "a name is missing after '.'", ""),
        ("é {{ 📍@x }}", "'@x ' is unexpected here", ""),
    ]

    @Test(arguments: mistakes)
    func mistakesAreFoundWhereTheyAre(template: String, what: String, remedy: String) throws {
        let (text, line, column) = marked(template)
        let found = findings(text, partials: ["head": ""])
        try #require(found.count == 1, "\(found)")
        #expect(found[0].what == what)
        #expect(found[0].remedy == remedy)
        #expect(found[0].location == SourceLocation(file: "mail.html", line: line, column: column))
    }

    @Test func allMistakesOfTemplateAndPartialsComeTogether() {
        let found = findings("{{ a | nope }}{% render 'p' %}{% endif %}", partials: ["p": "{{ b | nada }}"])
        #expect(
            found.map(\.what) == ["there is no filter 'nope'", "'endif' closes nothing", "there is no filter 'nada'"]
        )
        #expect(found.last?.location?.file == "partial.html")
    }

    @Test func aFindingShowsItsLineAndACaret() {
        let found = findings("Dear\n  {{ x | upcas }},")
        #expect(
            found.first?.description
                == "mail.html:2:10: error: there is no filter 'upcas'; did you mean 'upcase'?\n      {{ x | upcas }},\n             ^"
        )
    }

    static let misfits: [(template: String, what: String)] = [
        ("{{ 📍custmer.name }}", "there is no variable 'custmer'"),
        ("{{ customer.📍nam }}", "there is no 'nam' here"),
        ("{% if 📍nobody %}{% endif %}", "there is no variable 'nobody'"),
        ("{{ customer.gone.📍x }}", "there is no 'x' in nil"),
        ("{{ 1 | 📍divided_by: 0 }}", "this divides by zero"),
        ("{% if 📍'a' > 1 %}{% endif %}", "a text cannot be compared with a number"),
        ("{{ 'x' | 📍money }}", "money takes a number, not a text"),
    ]

    @Test(arguments: misfits)
    func misfitsOfDataFailTheRenderWithTheirPlace(template: String, what: String) throws {
        let (text, line, column) = marked(template)
        let found = try #require(failure(text, #"{"customer":{"name":"Ada","gone":null}}"#))
        #expect(found.what == what)
        #expect(found.location == SourceLocation(file: "templates/mail.html", line: line, column: column))
    }

    @Test func anUnknownNameIsToldTheNearest() {
        let data = #"{"customer":{"first_name":"Ada"}}"#
        #expect(failure("{{ custmer }}", data)?.remedy == "did you mean 'customer'?")
        #expect(failure("{{ customer.firstname }}", data)?.remedy == "did you mean 'first_name'?")
    }

    @Test func defaultAllowsAbsence() throws {
        #expect(try render("{{ a.b.c | default: 'x' }}{{ nobody | default: 'y' }}", #"{"a":{}}"#) == "xy")
        #expect(try render("{{ nobody }}{% if nobody.x %}{% endif %}", undefined: .empty) == "")
    }

    @Test func aFailedRenderLeavesTheOutputAsItWas() throws {
        let template = try Template(
            TemplateSource(file: "t", text: "text {{ gone }}"),
            options: TemplateOptions(escaping: .html)
        )
        var output = Array("before".utf8)
        #expect(throws: RenderError.self) {
            try template.render([], environment: RenderEnvironment(now: 0), into: &output)
        }
        #expect(output == Array("before".utf8))
    }
}
