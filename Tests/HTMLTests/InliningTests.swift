import TestSupport
import Testing

@testable import HTML

/// A page with its styles inlined; `files` are those that links name.
private func inlined(_ page: String, files: [String: String] = [:]) throws -> String {
    let bytes = Array(page.utf8)
    let inlining = try Inlining(page: bytes, sources: .init(file: { files[$0].map { Array($0.utf8) } }))
    #expect(inlining.doubts == [])
    return String(decoding: inlining.applied(to: bytes), as: UTF8.self)
}

@Suite struct InliningTests {
    @Test func aRuleMovesIntoTheElementsThatItMatches() throws {
        let page =
            "<html><head><style>p { color: red } .big { font-size: 20px }</style></head><p class=\"big\">a<p>b</html>"
        #expect(
            try inlined(page)
                == "<html><head></head><p class=\"big\" style=\"color:red;font-size:20px\">a<p style=\"color:red\">b</html>"
        )
    }

    @Test(arguments: [
        ("p{color:red}.a{color:blue}#b{color:green}", "color:green"),
        ("#b{color:green}.a{color:blue}p{color:red}", "color:green"),
        ("p{color:red}p{color:blue}", "color:blue"),
        (".a.a{color:red}.a{color:blue}", "color:red"),
        ("p{margin:0}p{margin-left:5px}", "margin:0;margin-left:5px"),
        ("p{margin-left:5px}p{margin:0}", "margin-left:5px;margin:0"),
        ("p{color:red;margin:0}.a{color:blue}", "margin:0;color:blue"),
        (
            "p{background:#333;background:linear-gradient(#333,#444)}",
            "background:#333;background:linear-gradient(#333,#444)"
        ),
        ("p{color:red !important}#b{color:blue}", "color:blue;color:red"),
        ("p, .a { color: red } p { COLOR : Blue }", "color:red"),
    ])
    func specificityThenOrderDecides(_ css: String, _ style: String) throws {
        let page = "<style>\(css)</style><p id=\"b\" class=\"a\">x</p>"
        #expect(try inlined(page) == "<p id=\"b\" class=\"a\" style=\"\(style)\">x</p>")
    }

    @Test(arguments: [
        ("style=\"color:blue\"", "style=\"color:red;margin:0;color:blue;padding:1px\""),
        ("style=\"color:blue;\"", "style=\"color:red;margin:0;color:blue;padding:1px\""),
        ("style='color:blue'", "style='color:red;margin:0;color:blue;padding:1px'"),
        ("style=color:blue", "style=\"color:red;margin:0;color:blue;padding:1px\""),
        ("STYLE", "style=\"color:red;margin:0;padding:1px\""),
    ])
    func whatTheAttributeSaysWinsButNotOverImportant(_ attribute: String, _ expected: String) throws {
        let page = "<style>p{color:red;margin:0;padding:1px !important}</style><p \(attribute) id=x>"
        #expect(try inlined(page) == "<p \(expected) id=x>")
    }

    @Test func whatIsNotTouchedStaysByteForByte() throws {
        let rest = """
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">
            <!--[if mso]><table class="a"><tr><td><![endif]--><![if !mso]><b>&copy;&#8364; é</b><![endif]>
            <v:roundrect  arcsize='10%' FillColor=red /><BR/><img   alt = "a > b"  src='x'><script>if (a<p) {}</script>
            """
        let page = "\(rest)<style>p{color:red}</style>\(rest)<P>x</P>\(rest)"
        #expect(try inlined(page) == "\(rest)\(rest)<P style=\"color:red\">x</P>\(rest)")
    }

    @Test func aPageWithoutSheetsStaysAsItIs() throws {
        for page in ["<p style=\"color:red\">a", "", "plain", "<style></style><p>", "<style>/* x */</style>"] {
            #expect(try inlined(page) == page)
        }
    }

    @Test func whatOnlyAMailProgramCanDecideStaysInTheSheet() throws {
        let stays = """
            @import url(x.css);@media (max-width: 1px) { p { color: blue } } @font-face { font-family: X }
            a:hover { color: red } p::first-line { color: red } [data-ogsc] .x { color: red } p:is(.a) { top: 0 }
            """
        let page = "<style>\(stays) p { margin: 0 } b, .none { top: 0 }</style><p><b>"
        #expect(
            try inlined(page)
                == "<style>\(stays) b, .none { top: 0 }</style><p style=\"margin:0\"><b style=\"top:0\">"
        )
    }

    @Test func whatShowsNothingGetsNoStyle() throws {
        let page =
            "<html><head><title>t</title><style>* { top: 0 } :root { color: red }</style></head><body></body></html>"
        #expect(
            try inlined(page)
                == "<html style=\"top:0;color:red\"><head><title>t</title><style>:root { color: red }</style></head><body style=\"top:0\"></body></html>"
        )
    }

    @Test func ignoredElementsAreLeftAlone() throws {
        let page = """
            <style data-css-inline="ignore">b{top:0}</style><style data-css-inline="keep">i{top:0}</style>\
            <style>p{color:red}</style><p data-css-inline="ignore">a</p><p>b</p><b></b><i></i>
            """
        #expect(
            try inlined(page) == """
                <style data-css-inline="ignore">b{top:0}</style><style data-css-inline="keep">i{top:0}</style>\
                <style>p{color:red}</style><p data-css-inline="ignore">a</p><p style="color:red">b</p><b></b>\
                <i style="top:0"></i>
                """
        )
    }

    @Test func oldMailProgramsGetAttributes() throws {
        let css = """
            table{width:600px;background:#FFF}td{background-color:#1f4d46;text-align:center;vertical-align:top;width:50%}
            img{width:50%;height:20px}body{background-color:navy}
            """
        let page = "<style>\(css)</style><body><table width=\"9\"><tr><td><img src=a>"
        let done = try inlined(page)
        #expect(done.contains("<body style=\"background-color:navy\" bgcolor=\"navy\">"))
        #expect(done.contains("<table width=\"9\" style=\"width:600px;background:#FFF\" bgcolor=\"#ffffff\">"))
        #expect(done.contains(" width=\"50%\" bgcolor=\"#1f4d46\" align=\"center\" valign=\"top\"><img src=a"))
        #expect(done.contains("<img src=a style=\"width:50%;height:20px\" height=\"20\">"))
    }

    @Test func quotesAndAmpersandsFitTheAttribute() throws {
        let css = "p{font-family:\"Segoe UI\",Arial;background:url(x?a=1&b=2)}b{content:\"it's\"}"
        #expect(
            try inlined("<style>\(css)</style><p></p><b></b><p style='top:0'>")
                == "<p style=\"font-family:'Segoe UI',Arial;background:url(x?a=1&amp;b=2)\"></p><b style=\"content:&quot;it's&quot;\"></b><p style='font-family:&#39;Segoe UI&#39;,Arial;background:url(x?a=1&amp;b=2);top:0'>"
        )
    }

    @Test func localSheetsAreReadAndOthersNamed() throws {
        let page = Array(
            "<link rel=stylesheet href=a.css><link rel='stylesheet' href='https://x.example/b.css'><p>".utf8
        )
        let sheet = Array("p{color:red}\n@media print{p{top:0}}".utf8)
        let inlining = try Inlining(page: page, sources: .init(file: { $0 == "a.css" ? sheet : nil }))
        #expect(
            String(decoding: inlining.applied(to: page), as: UTF8.self)
                == "<style>@media print{p{top:0}}</style><link rel='stylesheet' href='https://x.example/b.css'><p style=\"color:red\">"
        )
        #expect(inlining.problems.map(\.what) == ["the style sheet 'https://x.example/b.css' is left alone"])
        let lost = try Inlining(page: page)
        #expect(lost.problems.first?.what == "there is no style sheet 'a.css'")
    }

    @Test func wrongStylesAreSaidAndKept() throws {
        let page = Array("<style>p{color red;top:0}q]{top:0}</style><p>".utf8)
        let inlining = try Inlining(page: page)
        #expect(inlining.problems.map(\.offset) == [9, 26])
        #expect(
            String(decoding: inlining.applied(to: page), as: UTF8.self)
                == "<style>p{color red;top:0}q]{top:0}</style><p style=\"top:0\">"
        )
    }
}

@Suite struct SelectorTests {
    private static let page = """
        <html lang="en-GB"><body><div id="d" class="x"><p id="p1" class="a b">t</p><p id="p2" title="hello-world"></p>\
        <span id="s1"><b id="b1"></b></span><p id="p3" lang="fr"> <!-- c --></p><i id="i1"></i></div></body></html>
        """

    @Test(arguments: [
        ("p", "p1 p2 p3"), (".a", "p1"), (".b.a", "p1"), ("#p2", "p2"), ("P#p2", "p2"), ("div p", "p1 p2 p3"),
        ("body > p", ""), ("div > p.a", "p1"), ("p + p", "p2"), ("p ~ p", "p2 p3"), ("p + span b", "b1"),
        ("p:first-child", "p1"), ("p:last-child", ""), ("i:last-child", "i1"), ("p:nth-child(2)", "p2"),
        ("p:nth-child(odd)", "p1"), ("p:nth-child( 2n )", "p2 p3"), ("div > :nth-child(-n+2)", "p1 p2"),
        ("div > :nth-last-child(2)", "p3"), ("p:nth-of-type(3)", "p3"), ("p:last-of-type", "p3"),
        ("p:nth-last-of-type(2n+1)", "p1 p3"), ("b:only-child", "b1"), ("span:only-of-type", "s1"),
        ("p:empty", "p2"), ("p:not(.a)", "p2 p3"), ("p:not(:empty):not(.a)", "p3"), ("[title]", "p2"),
        ("[title=hello-world]", "p2"), ("[title|='hello']", "p2"), ("[title^=hell]", "p2"), ("[title$=\"ld\"]", "p2"),
        ("[title*=lo-wo]", "p2"), ("[class~=b]", "p1"), ("[title=HELLO-world i]", "p2"), ("p:lang(en)", "p1 p2"),
        ("p:lang(fr)", "p3"), ("p:root", ""), (":root p.a", "p1"), ("* > b", "b1"), ("#\\70 1", "p1"), (".c", ""),
        ("[title='']", ""), ("[title^='']", ""), ("div *:not(p):not(b)", "s1 i1"),
    ])
    func selectorsMatchAsTheirStandardSays(_ selector: String, _ ids: String) throws {
        let page = SelectorTests.page.replacing("<body>", with: "<style>\(selector) { top: 0 }</style><body>")
        let done = try inlined(page)
        let matched = done.split(separator: "<").filter { $0.contains("style=\"top:0\"") }
            .compactMap { $0.split(separator: "id=\"").dropFirst().first?.split(separator: "\"").first }
        #expect(matched.joined(separator: " ") == ids)
    }

    @Test(arguments: [
        ("p", 1), (".a", 1 << 10), ("#a", 1 << 20), ("p.a:first-child", 2 << 10 | 1), ("a:not(#b)", 1 << 20 | 1),
        ("*", 0),
    ])
    func specificityIsCounted(_ text: String, _ specificity: Int) {
        guard case .selector(let selector) = SelectorParser.read(Array(text.utf8)[...]) else {
            Issue.record("\(text) is a selector")
            return
        }
        #expect(selector.specificity == specificity)
    }

    @Test func anyTextIsReadOrRefused() {
        let alphabet = Array("ab.#[]=~|^$*\"':()>+ ,\\n123-".utf8)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            let bytes = (0..<12).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            _ = SelectorParser.read(bytes[...])
        }
    }
}
