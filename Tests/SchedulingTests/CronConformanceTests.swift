import CampaignModel
import Foundation
import Scheduling
import TestSupport
import Testing

@Suite struct CronConformanceTests {
    private struct Case: Decodable {
        var expr: String
        var tz: String
        var after: String
        var next: [String]
    }

    private struct Validity: Decodable {
        var expr: String
        var valid: Bool
    }

    private func cases<Case: Decodable>(_ file: String) throws -> [Case] {
        guard let url = Conformance.cases("cron/\(file)") else { return [] }
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Case.self, from: Data($0.utf8))
        }
    }

    @Test(arguments: ["consensus.jsonl", "dst-fixed-once.jsonl"])
    func nextRunsAreExact(_ file: String) throws {
        var failed = 0
        let cases: [Case] = try cases(file)
        for example in cases {
            let zone = try zone(example.tz)
            let after = try instant(example.after)
            let next = try CronExpression(example.expr).next(example.next.count, after: after, in: zone).map(zone.text)
            if next != example.next {
                failed += 1
                Issue.record("\(example.expr) in \(example.tz) after \(example.after): \(next)")
            }
        }
        Conformance.report("cron \(file)", passed: cases.count - failed, failed: failed)
    }

    @Test func validExpressionsAreReadAndOthersRefused() throws {
        var failed = 0
        let cases: [Validity] = try cases("validity.jsonl")
        for example in cases where ((try? CronExpression(example.expr)) != nil) != example.valid {
            failed += 1
            Issue.record("'\(example.expr)' is \(example.valid ? "" : "not ")valid")
        }
        Conformance.report("cron validity", passed: cases.count - failed, failed: failed)
    }
}
