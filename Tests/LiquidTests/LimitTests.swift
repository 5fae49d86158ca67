import Diagnostics
import Dispatch
import JSON
import Liquid
import Testing

struct LimitTests {
    @Test(arguments: [
        "{% for i in (1..100000000) %}{% endfor %}",
        "{% for i in (1..100000000) %} {% assign x = i %} {% endfor %}",
        "{% for i in (1..3000) %}{% for j in (1..3000) %}{% endfor %}{% endfor %}",
        "{{ (1..100000000) | join: '' }}",
        "{{ (1..9223372036854775807) | size }}{% for i in (-9223372036854775808..9223372036854775807) %}{% endfor %}",
        "{% assign a = (1..1000) | join: ' ' %}{% for i in (1..100000) %}{% if a contains 'zzz' %}{% endif %}{% endfor %}",
        "{% assign a = (1..60000) | sort | reverse %}{% assign b = a | sort | uniq %}",
    ])
    func loopsStopAtTheirSteps(template: String) {
        #expect(failure(template)?.what == "rendering takes over 200000 steps")
    }

    @Test(arguments: [
        "{% for i in (1..100000) %}some text that is about thirty bytes long{% endfor %}",
        "{% tablerow i in (1..100000000) cols: 1 %}{% endtablerow %}",
    ])
    func outputStops(template: String) {
        #expect(failure(template)?.what == "the message grows over 1048576 bytes")
    }

    @Test(arguments: [
        "{% assign s = 'ab' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
        "{% capture s %}ab{% endcapture %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}",
        "{% assign s = 'abababababababababab' %}{% for i in (1..9) %}{% assign s = s | replace: 'a', s %}{% endfor %}",
    ])
    func doublingTextsStop(template: String) {
        let what = failure(template)?.what ?? ""
        #expect(what.hasPrefix("values take over") || what.hasPrefix("the message grows over"), "\(what)")
    }

    @Test func aDeadlineThatHasPassedStopsARender() throws {
        var limits = RenderLimits.standard
        limits.deadline = .now() - .seconds(1)
        #expect(failure("{% for i in (1..10000) %}{% endfor %}", limits: limits)?.what == "rendering takes too long")
        limits.deadline = .now() + .seconds(3600)
        #expect(try render("{% for i in (1..3000) %}{% endfor %}x", limits: limits) == "x")
    }

    @Test func partialsThatRenderThemselvesStop() {
        #expect(
            failure("{% render 'p' %}", partials: ["p": "{% render 'p' %}"])?.what == "partials are nested over 50 deep"
        )
        // Two calls each: 2^50 leaves, stopped by steps.
        let doubling = (0..<40).reduce(into: [String: String]()) { partials, level in
            partials["p\(level)"] = level == 39 ? "x" : "{% render 'p\(level + 1)' %}{% render 'p\(level + 1)' %}"
        }
        #expect(failure("{% render 'p0' %}", partials: doubling) != nil)
    }

    @Test func deepNestingIsAFinding() {
        let brackets = String(repeating: "[a", count: 100_000)
        #expect(findings("{{ a\(brackets) }}").first?.what == "brackets are nested too deep")
        #expect(!findings("{% " + String(repeating: "liquid ", count: 100_000) + "%}").isEmpty)
        #expect(findings(String(repeating: "{% if true %}", count: 5_000)).count == 100)
    }

    @Test func whatIsUsedIsCountedNotTimed() throws {
        let limits = RenderLimits(outputBytes: 10, steps: 20, assignedBytes: 100, depth: 1)
        #expect(try render("{% for i in (1..5) %}x{% endfor %}", limits: limits) == "xxxxx")
        #expect(failure("{% for i in (1..20) %}{% endfor %}", limits: limits) != nil)
        #expect(failure("01234567890", limits: limits) != nil)
    }

    @Test func scratchMemoryCanBeUsedAgainAfterAFailure() throws {
        let template = try Template(
            TemplateSource(
                file: "t",
                text:
                    "{% capture c %}{% for i in (1..3) %}{{ i | append: 'x' }}{{ maybe }}{% endfor %}{% endcapture %}{{ c }}"
            ),
            options: TemplateOptions(escaping: .html)
        )
        var scratch = RenderScratch()
        for round in 0..<6 {
            var output: [UInt8] = []
            let data = round.isMultiple(of: 2) ? "{}" : #"{"maybe":"!"}"#
            do {
                try template.render([.init(data)], environment: .init(now: 0), scratch: &scratch, into: &output)
                #expect(String(decoding: output, as: UTF8.self) == "1x!2x!3x!")
            } catch {
                #expect(round.isMultiple(of: 2))
            }
        }
    }
}
