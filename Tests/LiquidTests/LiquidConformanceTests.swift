import Foundation
import JSON
import Liquid
import TestSupport
import Testing

/// Runs public Liquid cases: no escaping, absent variables print nothing, as those suites expect.
struct LiquidConformanceTests {
    /// Cases of golden-liquid that pass; raise it with every one gained, never lower it.
    static let goldenPassing = 1014

    @Test func goldenLiquidPassesAtLeastAsManyCasesAsBefore() throws {
        guard let file = Conformance.cases("liquid/golden_liquid.json") else { return }
        let suite = try JSONDocument([UInt8](Data(contentsOf: file)))
        var passed = 0
        var failures: [String] = []
        let tests = try #require(suite.member("tests", of: JSONDocument.root))
        var test = suite.firstChild(tests)
        for _ in 0..<suite.count(tests) {
            if let failure = try failure(of: test, in: suite) { failures.append(failure) } else { passed += 1 }
            test = suite.next(test)
        }
        Conformance.report("golden-liquid", passed: passed, failed: failures.count)
        if let list = ProcessInfo.processInfo.environment["LIQUID_FAILURES"] {
            try failures.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
        }
        #expect(passed >= Self.goldenPassing, "\(failures.prefix(20).joined(separator: "\n"))")
    }

    /// What is wrong with a case's result; `nil` where it passes.
    private func failure(of test: Int, in suite: JSONDocument) throws -> String? {
        func text(_ key: String) -> String? { suite.member(key, of: test).map { suite.string($0) } }
        let name = text("name") ?? ""
        var partials: [String: TemplateSource] = [:]
        if let templates = suite.member("templates", of: test) {
            var key = suite.firstChild(templates)
            for _ in 0..<suite.count(templates) {
                let source = suite.string(suite.next(key))
                partials[suite.string(key)] = TemplateSource(file: suite.string(key), text: source)
                key = suite.next(suite.next(key))
            }
        }
        var data = JSONWriter()
        if let node = suite.member("data", of: test) {
            data.value(node, of: suite)
        } else {
            data.beginObject(); data.endObject()
        }
        let isInvalid = suite.member("invalid", of: test).map { suite.kind($0) == .true } ?? false
        var expected: [String] = text("result").map { [$0] } ?? []
        if let results = suite.member("results", of: test) {
            var result = suite.firstChild(results)
            for _ in 0..<suite.count(results) {
                expected.append(suite.string(result))
                result = suite.next(result)
            }
        }
        do {
            let template = try Template(
                TemplateSource(file: "case", text: text("template") ?? ""),
                partials: partials,
                options: TemplateOptions(escaping: .none, undefined: .empty)
            )
            var output: [UInt8] = []
            try template.render([JSONDocument(data.bytes)], environment: RenderEnvironment(now: 0), into: &output)
            let printed = String(decoding: output, as: UTF8.self)
            if isInvalid { return "\(name): printed \(printed.debugDescription), expected an error" }
            if expected.contains(printed) { return nil }
            return "\(name): printed \(printed.debugDescription), expected \(expected)"
        } catch {
            return isInvalid ? nil : "\(name): \(error)"
        }
    }
}
