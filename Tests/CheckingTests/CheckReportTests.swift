import Checking
import Diagnostics
import Foundation
import Testing

struct CheckReportTests {
    private func finding(_ rule: Rule, _ severity: Diagnostic.Severity, line: Int? = nil) -> Finding {
        let place = line.map { SourceLocation(file: "a.html", line: $0, column: 1) }
        return Finding(rule, Diagnostic(severity, at: place, "\(rule.rawValue) is wrong", remedy: "mend it"))
    }

    @Test func theSameThingAtOnePlaceIsToldOnce() {
        let report = CheckReport([
            finding(.imageWithoutSize, .warning, line: 3), finding(.linkEmpty, .error, line: 5),
            finding(.imageWithoutSize, .warning, line: 9), finding(.noHoldout, .note),
            finding(.imageWithoutSize, .warning, line: 3),
        ])
        #expect(report.findings.map(\.rule) == [.linkEmpty, .imageWithoutSize, .imageWithoutSize, .noHoldout])
        #expect(report.findings.map(\.count) == [1, 2, 1, 1])
        #expect(
            report.description == """
                a.html:5:1: error: link-empty is wrong; mend it [link-empty]
                a.html:3:1: warning: image-without-size is wrong; mend it [image-without-size, 2 times]
                a.html:9:1: warning: image-without-size is wrong; mend it [image-without-size]
                note: no-holdout is wrong; mend it [no-holdout]
                1 error, 2 warnings, 1 note
                """
        )
    }

    @Test func oneRuleWithTwoSeveritiesStaysTwo() {
        let report = CheckReport([finding(.htmlSize, .warning), finding(.htmlSize, .error)])
        #expect(report.findings.map(\.severity) == [.error, .warning])
    }

    @Test func onlyAnErrorStopsTheLaunch() {
        #expect(CheckReport([]).passes)
        #expect(CheckReport([finding(.noHoldout, .note), finding(.linkTwice, .warning)]).passes)
        #expect(!CheckReport([finding(.linkTwice, .warning), finding(.linkEmpty, .error)]).passes)
    }

    /// What scripts read: docs/check.md lists these keys.
    @Test func findingsAreFlatInJSONAndComeBack() throws {
        let more = Finding(.cssSupport, Diagnostic(.note, "plain"), count: 4, source: "https://www.caniemail.com")
        let report = CheckReport([finding(.linkEmpty, .error, line: 5), more])
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(CheckReport.self, from: json) == report)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        #expect(Set(object.keys) == ["passes", "errors", "warnings", "notes", "findings"])
        #expect(object["passes"] as? Bool == false && object["errors"] as? Int == 1 && object["notes"] as? Int == 1)
        let findings = try #require(object["findings"] as? [[String: Any]])
        #expect(
            Set(findings[0].keys) == ["rule", "severity", "message", "remedy", "count", "file", "line", "column"]
        )
        #expect(findings[0]["rule"] as? String == "link-empty" && findings[0]["line"] as? Int == 5)
        #expect(findings[0]["severity"] as? String == "error")
        #expect(findings[0]["message"] as? String == "link-empty is wrong")
        #expect(Set(findings[1].keys) == ["rule", "severity", "message", "remedy", "count", "source"])
    }
}
