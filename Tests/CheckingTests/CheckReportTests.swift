import Checking
import Diagnostics
import Foundation
import Testing

struct CheckReportTests {
    private func finding(_ rule: Rule, _ severity: Diagnostic.Severity, line: Int? = nil) -> Finding {
        let place = line.map { SourceLocation(file: "a.html", line: $0, column: 1) }
        return Finding(rule, Diagnostic(severity, at: place, "\(rule.rawValue) is wrong", remedy: "mend it"))
    }

    @Test func theSameThingIsToldOnceWithItsFirstPlace() {
        let report = CheckReport([
            finding(.imageWithoutSize, .warning, line: 3), finding(.linkEmpty, .error, line: 5),
            finding(.imageWithoutSize, .warning, line: 9), finding(.noHoldout, .note),
        ])
        #expect(report.findings.map(\.rule) == [.linkEmpty, .imageWithoutSize, .noHoldout])
        #expect(report.findings.map(\.count) == [1, 2, 1])
        #expect(report.findings[1].diagnostic.location?.line == 3)
        #expect(
            report.description == """
                a.html:5:1: error: link-empty is wrong; mend it [link-empty]
                a.html:3:1: warning: image-without-size is wrong; mend it [image-without-size, 2 places]
                note: no-holdout is wrong; mend it [no-holdout]
                1 errors, 1 warnings, 1 notes
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

    @Test func findingsAreFlatInJSONAndComeBack() throws {
        let report = CheckReport([finding(.linkEmpty, .error, line: 5), finding(.noHoldout, .note)])
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(CheckReport.self, from: json) == report)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: [[String: Any]]])
        let first = try #require(object["findings"]?.first)
        #expect(first["rule"] as? String == "link-empty" && first["line"] as? Int == 5)
        #expect(first["severity"] as? String == "error" && first["message"] as? String == "link-empty is wrong")
    }
}
