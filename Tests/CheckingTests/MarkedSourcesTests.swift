@testable import Checking
import Diagnostics
import TestSupport
import Testing

/// Marks say where a tag stands, and take nothing away.
struct MarkedSourcesTests {
    private static func marked(_ text: String) -> String {
        let sources = MarkedSources(["a": Array(text.utf8)])
        return String(decoding: sources.marked["a"] ?? [], as: UTF8.self)
            .replacing(" data-dovetail-place=\"0.", with: "@").replacing("\"", with: "'")
    }

    @Test(
        arguments: [
            ("<p>x</p><br/>", "<p@0'>x</p><br@8'/>"),
            ("<a\nhref='>'><b>", "<a@0'\nhref='>'><b@12'>"),
            ("{% if a < b %}<i>{% endif %}", "{% if a < b %}<i@14'>{% endif %}"),
            ("{{ '<b>' }}<td style='{% if x > 1 %}a{% endif %}'><u>", nil),
            ("<!-- <b> --><!--[if mso]><td><![endif]--><b>", nil),
            ("<style>a > b {} <b></style><TITLE>{{ x }}<b></title><p>", nil),
            ("<h{{ level }}>x<1><  b>", "<h{{ level }}>x<1><  b>"),
            ("<", "<"), ("<a", "<a"), ("<a href=\"{{", nil),
        ] as [(String, String?)]
    )
    func eachStartTagIsMarkedWithItsPlace(text: String, expected: String?) {
        if let expected { #expect(MarkedSourcesTests.marked(text) == expected) }
        let sources = MarkedSources(["a": Array(text.utf8)])
        #expect(MarkedSources.removingMarks(sources.marked["a"] ?? []) == Array(text.utf8))
    }

    @Test func whatNoParserSeesIsNotMarked() {
        #expect(MarkedSourcesTests.marked("<!-- <b> --><i>") == "<!-- <b> --><i@12'>")
        #expect(MarkedSourcesTests.marked("<STYLE>a<b></style><i>") == "<STYLE@0'>a<b></style><i@19'>")
        #expect(MarkedSourcesTests.marked("{{ '<b>' }}<i>") == "{{ '<b>' }}<i@11'>")
    }

    @Test func withoutMarksEveryFileIsAsItWas() {
        var random = SeededGenerator(seed: 5)
        let pieces = [
            "<p>", "<a href=\"", "\">", "'", "{{ x | y: \"<b>\" }}", "{% if a > b %}", "<!--", "-->", "</p>", "ü", " ",
            "<style>", "</style>", "<", ">",
        ]
        for _ in 0..<2_000 {
            let text = (0..<12).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let sources = MarkedSources(["a": Array(text.utf8)])
            #expect(MarkedSources.removingMarks(sources.marked["a"] ?? []) == Array(text.utf8), "\(text)")
        }
    }

    private static let partial = "\n  <td class=\"x\"\n style=\"color:{{ c }};display:flex\">{{ text }}</td>\n"
    private static let page = "<table role=\"none\"><tr>{% for %}</tr></table>"

    /// A page as the template would render it, twice over.
    private static func rendered(_ template: String, _ partial: String) -> String {
        let cell = partial.replacing("{{ c }}", with: "#000").replacing("{{ text }}", with: "Hello")
        return template.replacing("{% for %}", with: cell + cell)
    }

    private static func findings(rendering: (MarkedSources) -> String) -> [Finding] {
        let sources = MarkedSources(["page.html": Array(page.utf8), "partials/cell.html": Array(partial.utf8)])
        let html = Array(rendered(page, partial).utf8)
        let sample = EmailSample(
            htmlFile: "page.html",
            textFile: "page.txt",
            html: html,
            text: [],
            subject: "s",
            preheader: "p",
            unsubscribeURL: "u",
            templates: (sources, Array(rendering(sources).utf8))
        )
        return checkEmail(sample, EmailExpectations(postalAddress: "a")).filter { $0.rule == .cssSupport }
    }

    @Test func aFindingInAPartialStandsThere() throws {
        let findings = MarkedSourcesTests.findings { sources in
            MarkedSourcesTests.rendered(
                String(decoding: sources.marked["page.html"] ?? [], as: UTF8.self),
                String(decoding: sources.marked["partials/cell.html"] ?? [], as: UTF8.self)
            )
        }
        #expect(findings.count == 2)
        for finding in findings {
            #expect(finding.diagnostic.location == SourceLocation(file: "partials/cell.html", line: 3, column: 23))
            #expect(finding.diagnostic.sourceLine == " style=\"color:{{ c }};display:flex\">{{ text }}</td>")
        }
        #expect(CheckReport(findings).findings.map(\.count) == [2])
    }

    @Test func whereMarksChangeThePageNoPlaceIsClaimed() {
        let findings = MarkedSourcesTests.findings { sources in
            MarkedSourcesTests.rendered(
                String(decoding: sources.marked["page.html"] ?? [], as: UTF8.self),
                String(decoding: sources.marked["partials/cell.html"] ?? [], as: UTF8.self)
            ).replacing("Hello", with: "Hello 50")
        }
        #expect(
            findings.map(\.diagnostic.location)
                == Array(repeating: SourceLocation(file: "page.html", line: 1, column: 1), count: 2)
        )
        #expect(
            findings.allSatisfy {
                $0.diagnostic.remedy.hasSuffix("it is in <td class=\"x\" style=\"color:#000;display:flex\">")
            }
        )
    }
}
