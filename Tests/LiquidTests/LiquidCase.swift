import Foundation
import JSON
import Liquid
import TestSupport
import Testing

/// A case of a public suite: a template, its data and what must come of them.
struct LiquidCase {
    enum Expectation {
        case oneOf([String])
        case pattern(String)
        case anyError
        /// Parts of a finding's message, in any case.
        case error([String])
        /// Parts of what is printed, in any case.
        case output([String])
    }

    var name: String
    var template: String
    var data: [UInt8]
    var partials: [String: TemplateSource]
    var expectation: Expectation
    /// Errors are printed where they happen.
    var printsErrors: Bool
    /// The first suite, and cases marked so, are written for the older grammar.
    var grammar: TemplateOptions.Grammar

    /// The cases of a file of either suite; those for the lax grammar are counted only.
    static func read(_ file: URL) throws -> (cases: [LiquidCase], laxOnly: Int) {
        let suite = try JSONDocument([UInt8](Data(contentsOf: file)))
        let tests = try #require(suite.member("tests", of: JSONDocument.root))
        var cases: [LiquidCase] = []
        var laxOnly = 0
        var test = suite.firstChild(tests)
        for _ in 0..<suite.count(tests) {
            if suite.isTrue("lax_only", of: test) {
                laxOnly += 1
            } else {
                cases.append(LiquidCase(test, in: suite))
            }
            test = suite.next(test)
        }
        return (cases, laxOnly)
    }

    private init(_ test: Int, in suite: JSONDocument) {
        name = suite.text("name", of: test) ?? ""
        template = suite.text("template", of: test) ?? ""
        var writer = JSONWriter()
        if let node = suite.member("data", of: test), suite.kind(node) == .object {
            writer.value(node, of: suite)
        } else {
            writer.beginObject()
            writer.endObject()
        }
        data = writer.bytes
        partials = [:]
        for files in ["templates", "files"].compactMap({ suite.member($0, of: test) })
        where suite.kind(files) == .object {
            for (name, node) in suite.members(of: files) {
                partials[name] = TemplateSource(file: name, text: suite.string(node))
            }
        }
        printsErrors = suite.isTrue("inline_errors", of: test)
        let modes = suite.member("error_modes", of: test).map { suite.strings(of: $0) } ?? ["strict"]
        grammar = modes.isEmpty || modes.contains("strict2") ? .strict2 : .strict
        if suite.isTrue("invalid", of: test) {
            expectation = .anyError
        } else if let pattern = suite.text("expected_pattern", of: test) {
            expectation = .pattern(pattern)
        } else if let errors = suite.member("errors", of: test), suite.kind(errors) == .object,
            let (kind, node) = suite.members(of: errors).first
        {
            expectation = kind == "output" ? .output(suite.strings(of: node)) : .error(suite.strings(of: node))
        } else if let results = suite.member("results", of: test) {
            expectation = .oneOf(suite.strings(of: results))
        } else {
            expectation = .oneOf([suite.text("result", of: test) ?? suite.text("expected", of: test) ?? ""])
        }
    }

    /// What is wrong with the case's result; `nil` where it passes.
    func failure() -> String? {
        var errors = TemplateOptions.Errors.fail
        if printsErrors { errors = .print }
        // The words of an error are Shopify's where it is printed.
        if case .error = expectation { errors = .print }
        var printed = ""
        var messages: [String] = []
        do throws(TemplateError) {
            let options = TemplateOptions(escaping: .none, undefined: .empty, errors: errors, grammar: grammar)
            let template = try Template(
                TemplateSource(file: "", text: template),
                partials: partials,
                options: options
            )
            (printed, messages) = render(template)
        } catch {
            messages = error.shopifyMessages.map { "Liquid::SyntaxError: \($0)" }
        }
        let isMet: Bool
        switch expectation {
        case .oneOf(let results): isMet = messages.isEmpty && results.contains(printed)
        case .pattern(let ruby):
            // Ruby's m lets the dot match line ends.
            let pattern = ruby.replacing("(?m)", with: "(?s)")
            isMet = messages.isEmpty && printed.range(of: pattern, options: .regularExpression) != nil
        case .anyError: isMet = !messages.isEmpty
        case .error(let parts):
            let errors =
                messages + printed.split(separator: "\n").filter { $0.contains("Liquid error") }.map(String.init)
            // A tag that prints nothing prints no error either.
            isMet = errors.contains { contains($0, parts) } || (errors.isEmpty && failsUnprinted())
        case .output(let parts): isMet = messages.isEmpty && contains(printed, parts)
        }
        if isMet { return nil }
        let result = messages.isEmpty ? printed.debugDescription : "\(messages)"
        return "\(name): \(template.debugDescription) gave \(result), expected \(expectation)"
    }

    private func failsUnprinted() -> Bool {
        let options = TemplateOptions(escaping: .none, undefined: .empty, grammar: grammar)
        let source = TemplateSource(file: "", text: template)
        guard let template = try? Template(source, partials: partials, options: options) else { return false }
        return !render(template).messages.isEmpty
    }

    private func contains(_ text: String, _ parts: [String]) -> Bool {
        parts.allSatisfy { text.range(of: $0, options: .caseInsensitive) != nil }
    }

    private func render(_ template: Template) -> (printed: String, messages: [String]) {
        var output: [UInt8] = []
        do {
            let environment = RenderEnvironment(now: 1_704_067_318)
            try template.render([JSONDocument(data)], environment: environment, into: &output)
            return (String(decoding: output, as: UTF8.self), [])
        } catch {
            return ("", ["\(error)"])
        }
    }
}

extension JSONDocument {
    fileprivate func text(_ key: String, of object: Int) -> String? {
        guard let node = member(key, of: object), kind(node) == .string else { return nil }
        return string(node)
    }

    fileprivate func isTrue(_ key: String, of object: Int) -> Bool { member(key, of: object).map(kind) == .true }

    fileprivate func members(of object: Int) -> [(name: String, node: Int)] {
        var members: [(String, Int)] = []
        var key = firstChild(object)
        for _ in 0..<count(object) {
            members.append((string(key), next(key)))
            key = next(next(key))
        }
        return members
    }

    fileprivate func strings(of array: Int) -> [String] {
        var strings: [String] = []
        var item = firstChild(array)
        for _ in 0..<count(array) {
            strings.append(string(item))
            item = next(item)
        }
        return strings
    }
}
