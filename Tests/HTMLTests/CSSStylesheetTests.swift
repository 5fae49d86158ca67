import TestSupport
import Testing

@testable import HTML

@Suite struct CSSStylesheetTests {
    private func sheet(_ text: String) -> CSSStylesheet { CSSStylesheet(parsing: Array(text.utf8)) }

    @Test func aRuleHasSelectorsAndDeclarations() throws {
        let text = "h1 , .big>a{color:RED;Margin : 0 auto ! important}"
        let rule = try #require(sheet(text).rules.first)
        #expect(rule.selectors.map(\.text) == ["h1", ".big>a"])
        #expect(rule.declarations.map(\.property) == ["color", "margin"])
        #expect(rule.declarations.map(\.value) == ["RED", "0 auto"])
        #expect(rule.declarations.map(\.isImportant) == [false, true])
        #expect(rule.isWhole)
        let bytes = Array(text.utf8)
        #expect(String(decoding: bytes[rule.declarations[1].range], as: UTF8.self) == "Margin : 0 auto ! important")
        #expect(rule.range == 0..<bytes.count)
    }

    @Test func bracesAndSemicolonsInStringsAndAddressesAreText() {
        let sheet = sheet(
            """
            .a { content: "};{"; background: url(data:image/png;base64,AA==) no-repeat } /* } */
            .b::after { content: '\\'}' }
            """
        )
        #expect(sheet.problems == [])
        #expect(sheet.declarations.map(\.property) == ["content", "background", "content"])
        #expect(sheet.declarations[1].value == "url(data:image/png;base64,AA==) no-repeat")
    }

    @Test func rulesInMediaAreReached() {
        let sheet = sheet(
            """
            @charset "utf-8"; @import url("x.css") screen;
            @media (max-width: 600px) { .a { color: red } @supports (display: grid) { .b { color: blue } } }
            @font-face { font-family: X; src: url(x.woff2) }
            p { margin: 0 }
            """
        )
        #expect(sheet.atRules.map(\.name) == ["charset", "import", "media", "supports", "font-face"])
        #expect(sheet.atRules[2].prelude.text == "(max-width: 600px)")
        #expect(sheet.rules.flatMap(\.selectors).map(\.text) == [".a", ".b", "p"])
        #expect(sheet.declarations.map(\.property) == ["color", "color", "font-family", "src", "margin"])
        #expect(sheet.problems == [])
    }

    @Test(arguments: [
        ("p { color red; margin: 0 }", "'color red' is no declaration"),
        ("p { *zoom: 1; margin: 0 }", "'*zoom: 1' is no declaration"),
        ("p { color: ; margin: 0 }", "'color:' is no declaration"),
        ("} q {} p { margin: 0 }", "this '}' closes nothing, and the next rule is lost"),
        ("p { margin: 0", "this '{' is never closed"),
        ("p { margin: 0 } q", "there is no '{' behind 'q'"),
        ("p { b { color: red } margin: 0 }", "mail clients do not know rules within rules"),
        ("p { color: rgb(1,2; margin: 0 } q { margin: 1px }", ""),
    ])
    func whatIsWrongIsSaidAndTheRestIsRead(_ text: String, _ what: String) {
        let sheet = sheet(text)
        #expect(sheet.problems.map(\.what) == (what.isEmpty ? [] : [what]))
        #expect(sheet.declarations.contains { $0.property == "margin" })
    }

    @Test func aStyleAttributeIsAListOfDeclarations() {
        let style = CSSDeclaration.list(
            parsing: Array("color:red;;font-family:'A;B',serif; width : 10px !important;".utf8)
        )
        #expect(style.problems == [])
        #expect(style.declarations.map(\.property) == ["color", "font-family", "width"])
        #expect(style.declarations.map(\.value) == ["red", "'A;B',serif", "10px"])
        #expect(style.declarations[2].isImportant)
    }

    @Test func anyBytesAreReadAndAllStayInTheirRanges() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("{}();:@,!\"'\\/* \na<-".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<40).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            for rule in CSSStylesheet(parsing: bytes).rules {
                #expect(rule.range.upperBound <= bytes.count)
                for declaration in rule.declarations {
                    #expect(rule.range.contains(declaration.range.lowerBound))
                    #expect(declaration.range.upperBound <= rule.range.upperBound)
                }
            }
        }
    }
}
