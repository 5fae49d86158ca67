import JSON
import Liquid
import Testing

struct LanguageTests {
    @Test(arguments: [
        ("{{ a }}", "1"), ("{{ s.size }}", "5"), ("{{ list.first }}{{ list.last }}{{ list.size }}", "103"),
        ("{{ list[-1] }}", "0"), ("{{ list[9] }}", ""), ("{{ o[\"key\"] }}", "x"), ("{{ o[k] }}", "x"),
        ("{{ nothing }}", ""), ("{{ 'a' }}{{ 1.50 }}{{ -3 }}", "a1.5-3"), ("{{ (1..3) }}", "1..3"),
    ])
    func outputsPrintValues(template: String, expected: String) throws {
        let data = #"{"a":1,"s":"hallo","list":[1,5,0],"o":{"key":"x"},"k":"key","nothing":null}"#
        #expect(try render(template, data) == expected)
    }

    @Test func onlyNilAndFalseAreFalse() throws {
        let template = "{% for v in values %}{% if v %}t{% else %}f{% endif %}{% endfor %}"
        #expect(try render(template, #"{"values":[null,false,true,0,"",[],{}]}"#) == "fftt" + "ttt")
    }

    @Test(arguments: [
        ("true or false and false", true), ("false and false or true", false), ("1 == 1.0", true), ("'a' < 'b'", true),
        ("'abc' contains 'b'", true), ("list contains 'y'", true), ("1 <> 2", true), ("nil == empty", false),
        ("'' == empty", true), ("' ' == blank", true), ("nil < 1", false),
    ])
    func conditionsGroupToTheRight(condition: String, expected: Bool) throws {
        let template = "{% if \(condition) %}true{% else %}false{% endif %}"
        #expect(try render(template, #"{"list":["x","y"]}"#) == "\(expected)")
    }

    @Test func unlessAndElsifChooseOneBranch() throws {
        #expect(try render("{% unless true %}a{% elsif 1 == 1 %}b{% else %}c{% endunless %}") == "b")
    }

    @Test func everyMatchingWhenPrintsAsInShopify() throws {
        let template = "{% case x %} no {% when 1, 'a' %}1{% when 'a' or 'a' %}2{% else %}3{% endcase %}"
        #expect(try render(template, #"{"x":"a"}"#) == "122")
        #expect(try render(template, #"{"x":"b"}"#) == "3")
    }

    @Test func loopsKnowLimitOffsetReversedRangesAndElse() throws {
        let data = #"{"a":[1,2,3,4,5],"none":[]}"#
        #expect(try render("{% for i in a limit: 2 offset: 1 %}{{ i }}{% endfor %}", data) == "23")
        #expect(try render("{% for i in a reversed limit: 2 %}{{ i }}{% endfor %}", data) == "21")
        #expect(try render("{% for i in (2..a.size) %}{{ i }}{% endfor %}", data) == "2345")
        #expect(try render("{% for i in none %}{{ i }}{% else %}-{% endfor %}", data) == "-")
        #expect(
            try render(
                "{% for i in a limit: 2 %}{{ i }}{% endfor %}|{% for i in a offset: continue %}{{ i }}{% endfor %}",
                data
            ) == "12|345"
        )
    }

    @Test func loopsShowObjectsAsPairs() throws {
        #expect(try render("{% for p in o %}{{ p[0] }}={{ p[1] }};{% endfor %}", #"{"o":{"b":1,"a":2}}"#) == "b=1;a=2;")
    }

    @Test func forloopCounts() throws {
        let template = """
            {% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index0 }}\
            {{ forloop.rindex }}{{ forloop.first }}{{ forloop.last }}{{ forloop.length }} {% endfor %}{% endfor %}
            """
        #expect(try render(template) == "102truefalse2 111falsetrue2 202truefalse2 211falsetrue2 ")
    }

    @Test func breakAndContinueEndCapturesOnTheWay() throws {
        let template = """
            {% for i in (1..4) %}{% capture c %}<{{ i }}{% if i == 2 %}{% continue %}{% endif %}\
            {% if i == 3 %}{% break %}{% endif %}>{% endcapture %}{{ c }}{% endfor %}|{{ c }}
            """
        #expect(try render(template) == "<1>|<3")
    }

    @Test func loopVariablesHideAssignedOnesAndGoAway() throws {
        #expect(
            try render("{% assign i = 'x' %}{% for i in (1..2) %}{% assign i = 'y' %}{{ i }}{% endfor %}{{ i }}")
                == "12y"
        )
    }

    @Test func cycleGoesRoundByGroup() throws {
        let template = "{% for i in (1..3) %}{% cycle 'a', 'b' %}{% cycle 'g': 1, 2 %}{% endfor %}"
        #expect(try render(template) == "a1b2a1")
    }

    @Test func commentsAndRawAreNotLiquid() throws {
        #expect(try render("a{% comment %}{{ x | nope }}{% comment %}{% endcomment %}{% endcomment %}b") == "ab")
        #expect(try render("a{% # note\n # more %}b") == "ab")
        #expect(try render("{% raw %}{{ x }}{% if %}{% endraw %}") == "{{ x }}{% if %}")
    }

    @Test func whiteSpaceControlTrims() throws {
        #expect(try render("a \n {{- 1 -}} \n b {%- assign x = 1 -%} c") == "a1bc")
    }

    @Test func blankBlocksPrintNothing() throws {
        #expect(try render("[{% if true %} {% assign x = 1 %} {% endif %}{% for i in (1..3) %} {% endfor %}]") == "[]")
        #expect(try render("[{% if true %} {{ 1 }}{% endif %}]") == "[ 1]")
    }

    @Test func liquidTagsHoldOneTagALine() throws {
        #expect(try render("{% liquid\n assign x = 2\n if x > 1\n echo x | times: 3\n endif %}") == "6")
    }

    @Test func incrementAndDecrementHaveTheirOwnNames() throws {
        #expect(try render("{% increment n %}{% increment n %}{% decrement m %}{{ n }}") == "01-12")
    }

    @Test func tableRowsWriteCells() throws {
        #expect(
            try render("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}", escaping: .none)
                == "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n"
                + "<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n"
        )
    }

    @Test func abortGivesItsReason() throws {
        #expect { try render("text{% abort_message 'no stock' %}") } throws: { error in
            guard case RenderError.aborted("no stock") = error else { return false }
            return true
        }
        #expect(throws: RenderError.self) { try render("{% abort_message('as in Braze') %}") }
    }
}

struct PartialTests {
    @Test func partialsSeeTheirArgumentsOnly() throws {
        let partials = ["item": "{{ item.title }}-{{ note | default: 'none' }}{% assign note = 'inner' %}"]
        let template =
            "{% assign note = 'outer' %}{% for i in items %}{% render 'item', item: i %};{% endfor %}{{ note }}"
        #expect(
            try render(template, #"{"items":[{"title":"A"},{"title":"B"}]}"#, partials: partials)
                == "A-none;B-none;outer"
        )
    }

    @Test func partialsSeeTheGlobalScopes() throws {
        let template = try Template(
            TemplateSource(file: "t", text: "{% render 'p' %}"),
            partials: ["p": TemplateSource(file: "p", text: "{{ shop }}{{ row | default: '-' }}")],
            options: TemplateOptions(escaping: .html)
        )
        var output: [UInt8] = []
        try template.render(
            [.init(#"{"row":1}"#), .init(#"{"shop":"S"}"#)],
            globals: [1],
            environment: RenderEnvironment(now: 0),
            into: &output
        )
        #expect(String(decoding: output, as: UTF8.self) == "S-")
    }

    @Test func renderForGivesEachItemAndItsLoop() throws {
        let partials = ["row": "{{ forloop.index }}{{ row }}{% unless forloop.last %},{% endunless %}"]
        #expect(try render("{% render 'row' for list %}", #"{"list":["a","b"]}"#, partials: partials) == "1a,2b")
        #expect(try render("{% render 'row' with 7 as x %}", partials: ["row": "{{ x }}"]) == "7")
    }
}
