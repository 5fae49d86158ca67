import Diagnostics
import TestSupport
import Testing

struct DiagnosticTests {
    @Test func aFindingSaysWhereWhatAndWhatToDo() {
        let source = Array("one\n\tHello {{ custmer }}\r\nthree".utf8)
        let finding = Diagnostic(.error, file: "a.html", offset: 14, in: source, "unknown", remedy: "mend it")
        #expect(
            finding.description == """
                a.html:2:11: error: unknown; mend it
                    \tHello {{ custmer }}
                    \t         ^
                """
        )
    }

    @Test func theCaretCountsWhatTheEyeSees() {
        let source = Array("u\u{308}{{".utf8)
        let finding = Diagnostic(.warning, file: "a", offset: 3, in: source, "x")
        #expect(finding.location?.column == 3, "columns are counted in scalars")
        #expect(finding.description == "a:1:3: warning: x\n    u\u{308}{{\n     ^")
    }

    @Test func whatIsUnknownIsLeftOut() {
        #expect(Diagnostic(.note, "all is well").description == "note: all is well")
        let located = Diagnostic(.note, at: SourceLocation(file: "f", line: 3, column: 1), "x")
        #expect(located.description == "f:3:1: note: x")
    }

    @Test func aColumnBeforeTheFirstPutsTheCaretFirst() {
        let located = Diagnostic(.note, at: SourceLocation(file: "f", line: 3, column: 0), "x", sourceLine: "ab")
        #expect(located.description == "f:3:0: note: x\n    ab\n    ^")
    }

    @Test func ofALongLineThePlaceIsShown() {
        let source = Array((String(repeating: "a", count: 500) + "{{" + String(repeating: "b", count: 500)).utf8)
        let shown = Diagnostic(.error, file: "f", offset: 500, in: source, "x").description.split(separator: "\n")
        #expect(
            shown[1] == "    …" + String(repeating: "a", count: 60) + "{{" + String(repeating: "b", count: 98) + "…"
        )
        #expect(shown[2] == String(repeating: " ", count: 65) + "^")
        let first = Diagnostic(.error, file: "f", offset: 0, in: source, "x").description.split(separator: "\n")
        #expect(first[1] == "    " + String(repeating: "a", count: 160) + "…" && first[2] == "    ^")
    }

    @Test func theLineUnderAnOffsetIsTheOneItStandsIn() {
        let source = Array("ab\n\ncd".utf8)
        let lines = (0...9).map { Diagnostic(.error, file: "f", offset: $0, in: source, "x") }
        #expect(lines.map { $0.sourceLine ?? "?" } == ["ab", "ab", "ab", "", "cd", "cd", "cd", "cd", "cd", "cd"])
        #expect(lines.map { $0.location?.line } == [1, 1, 1, 2, 3, 3, 3, 3, 3, 3])
        #expect(lines.map { $0.location?.column } == [1, 2, 3, 1, 1, 2, 3, 3, 3, 3])
    }

    @Test func onlyErrorsAreErrors() {
        let warning = Diagnostic(.warning, "w")
        #expect(!DiagnosticList([]).hasErrors)
        #expect(!DiagnosticList([warning]).hasErrors)
        #expect(DiagnosticList([warning, Diagnostic(.error, "e")]).hasErrors)
        #expect(DiagnosticList([warning, Diagnostic(.error, "e")]).description == "warning: w\nerror: e")
    }
}

struct NearestNameTests {
    @Test(
        arguments: [
            ("custmer", "customer"), ("cusotmer", "customer"), ("CUSTOMER", "customer"), ("customers", "customer"),
            ("itmes", "items"), ("shpo", "shop"), ("uptcase", "upcase"), ("dwoncase", "downcase"),
        ]
    )
    func aSlipOfTheFingerIsUnderstood(typed: String, meant: String) {
        #expect(nearestName(to: typed, in: ["shop", "items", "customer", "upcase", "downcase"]) == meant)
    }

    @Test func whatIsFarIsNotSuggested() {
        #expect(nearestName(to: "banana", in: ["shop", "items", "customer"]) == nil)
        #expect(nearestName(to: "x", in: [String]()) == nil)
        #expect(nearestName(to: "", in: ["items"]) == nil)
    }

    @Test func tiesGoToTheFirst() {
        #expect(nearestName(to: "cat", in: ["bat", "hat"]) == "bat")
        #expect(nearestName(to: "cat", in: ["hat", "bat"]) == "hat")
    }

    @Test func withNothingNearTheNamesAreListed() {
        #expect(suggestion(for: "itmes", among: ["items", "shop"]) == "did you mean 'items'?")
        #expect(suggestion(for: "banana", among: ["items", "shop"]) == "there are 'items', 'shop'")
        #expect(suggestion(for: "banana", among: []) == "")
        #expect(suggestion(for: "banana", among: (10...23).map { "\($0)" }).hasSuffix("'21', …"))
    }
}
