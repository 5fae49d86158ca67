import TestSupport
import JSON
import Liquid
import Testing

struct FuzzTests {
    static let seeds = [
        "Hi {{ customer.name | default: 'you' | capitalize }}!{% for i in items limit: 3 %}<a href=\"{{ i.url }}\">{{ i.price | money }}</a>{% else %}none{% endfor %}",
        "{% assign a = 'x,y,z' | split: ',' %}{% for b in a reversed %}{% cycle 'o', 'e' %}{{ forloop.index | times: 2.5 | round: 1 }}{% if b == 'y' %}{% break %}{% endif %}{% endfor %}",
        "{% case customer.tier %}{% when 'gold', 'silver' %}A{% else %}B{% endcase %}{% capture c %}<b>{{ customer.name }}</b>{% endcapture %}{{ c | replace: 'b', 'i' | truncate: 9 }}",
        "{% render 'p', item: items[0] %}{% render 'p' for items as item %}{% tablerow x in (1..4) cols: 2 %}{{ x }}{% endtablerow %}{% increment n %}",
        "{% liquid\n assign t = 'now' | date: '%Y-%m-%d %H:%M'\n echo t | slice: -5, 3\n unless false and true or nil\n echo items | map: 'price' | sort | join: '-'\n endunless\n%}{% raw %}{{ x }}{% endraw %}{% comment %}{% if %}{% endcomment %}",
    ]

    /// Whatever a template says, it compiles or is refused, renders or fails, and stays within its limits.
    @Test func noTemplateCrashesOrOutgrowsItsLimits() throws {
        var generator = SeededGenerator(seed: 20_240_101)
        let data = try JSONDocument(
            #"{"customer":{"name":"Ada \"<&","tier":"gold","gone":null},"items":[{"url":"https://x","price":1299,"t":[1,[2,"a"]]},{"url":"/y","price":50}]}"#
        )
        let words = [
            "{{", "}}", "{%", "%}", "{%-", "-%}", "'", "\"", "|", ":", ",", ".", "..", "[", "]", "(", ")", "-1", "0",
            "9999999999",
            "9223372036854775807", "1.5", " if ", " endif ", " for ", " in ", " endfor ", " else ", " break ",
            " continue ",
            " capture c ", " endcapture ", " contains ", " and ", " == ", " < ", "items", "customer", "nil", "forloop",
            "parentloop",
            "append: ", "replace: ", "times: ", "sort", "first", "date: '%999Y'", "json", "round: -5", "split: ''",
            "\u{e9}", "\0",
            "case x", "when 1", "endcase", "offset: continue", "limit: -1", "cols: 0", "join", "(1..1000000)", "uniq",
            "slice: -1, 5",
            "concat: items", "raw", "endraw", "comment", "endcomment", "#", "liquid", "\n", "echo", "assign c = ",
            "cycle ",
        ]
        let limits = RenderLimits(outputBytes: 20_000, steps: 5_000, assignedBytes: 50_000, depth: 10)
        let partial = TemplateSource(file: "p", text: "{{ item.price | default: 1 | plus: 1 }}{% assign c = item %}")
        var scratch = RenderScratch()
        var rendered = 0
        for round in 0..<4_000 {
            var text = Array((Self.seeds.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let at = Int.random(in: 0...text.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: text.insert(contentsOf: Array((words.randomElement(using: &generator) ?? "").utf8), at: at)
                case 1: text.removeSubrange(at..<min(text.count, at + Int.random(in: 0...12, using: &generator)))
                case 2: text.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                case 3: text.insert(contentsOf: text[at..<min(text.count, at + 30)], at: at)
                default:
                    let from = Int.random(in: 0...text.count, using: &generator)
                    text.insert(contentsOf: Array(text[from..<min(text.count, from + 20)]), at: at)
                }
            }
            if round % 20 == 0 { text = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) } }
            let options = TemplateOptions(
                escaping: round.isMultiple(of: 2) ? .html : .none,
                undefined: round.isMultiple(of: 3) ? .error : .empty
            )
            var output: [UInt8] = []
            do throws(TemplateError) {
                let template = try Template(
                    TemplateSource(file: "f", text: text),
                    partials: ["p": partial],
                    options: options
                )
                do throws(RenderError) {
                    try template.render(
                        [data],
                        environment: .init(now: 0),
                        limits: limits,
                        scratch: &scratch,
                        into: &output
                    )
                    rendered += 1
                } catch {
                    #expect(output.isEmpty)
                }
            } catch {
                #expect(!error.diagnostics.isEmpty)
            }
            #expect(output.count <= limits.outputBytes)
        }
        #expect(rendered > 400)
    }
}
