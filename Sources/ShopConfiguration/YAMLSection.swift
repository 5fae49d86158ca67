internal import CampaignModel
internal import Diagnostics
internal import Yams

/// The findings of one file, collected while it is read.
final class Findings {
    let file: String
    let source: [UInt8]
    private(set) var all: [Diagnostic] = []
    /// Every key that was asked for, by its path: what the reader knows.
    private(set) var asked: Set<String> = []

    init(file: String, source: [UInt8]) {
        self.file = file
        self.source = source
    }

    func ask(_ path: String) { asked.insert(path) }

    func report(at mark: Mark?, _ what: String, remedy: String = "") {
        guard let mark else {
            all.append(Diagnostic(.error, at: SourceLocation(file: file, line: 1, column: 1), what, remedy: remedy))
            return
        }
        let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = mark.line - 1 < lines.count ? String(decoding: lines[mark.line - 1], as: UTF8.self) : nil
        let location = SourceLocation(file: file, line: mark.line, column: mark.column)
        all.append(Diagnostic(.error, at: location, what, remedy: remedy, sourceLine: line))
    }
}

/// One mapping of a YAML file. Each key asked for is a key known; `refuseUnknownKeys()` reports the others.
final class YAMLSection {
    /// `recommend.items`: how a person would name this mapping; empty for the whole file.
    let path: String
    let findings: Findings
    private let node: Node?
    private var known: [String] = []

    init(_ node: Node?, path: String, findings: Findings) {
        self.node = node
        self.path = path
        self.findings = findings
    }

    /// Reads a whole file, whose outermost value must be a mapping.
    static func file(_ file: String, _ text: [UInt8]) throws(ConfigurationError) -> YAMLSection {
        let findings = Findings(file: file, source: text)
        do {
            let node = try Yams.compose(yaml: String(decoding: text, as: UTF8.self))
            if let node, node.mapping != nil { return YAMLSection(node, path: "", findings: findings) }
            findings.report(at: node?.mark, "the file holds no settings", remedy: "write 'key: value' lines")
        } catch let error as YamlError {
            findings.report(error)
        } catch {
            findings.report(at: nil, "\(error)")
        }
        throw ConfigurationError(findings.all)
    }

    /// Whether the file has the key with a value other than null.
    func has(_ key: String) -> Bool { value(key) != nil }

    func isBoolean(_ key: String) -> Bool { value(key)?.bool != nil }

    func isMapping(_ key: String) -> Bool { value(key)?.mapping != nil }

    func isList(_ key: String) -> Bool { value(key)?.sequence != nil }

    /// The line that the value of `key` starts on.
    func line(of key: String) -> Int { value(key)?.mark?.line ?? 1 }

    /// The keys that this mapping has.
    var names: [String] { node?.mapping?.keys.compactMap { $0.scalar?.string } ?? [] }

    private func value(_ key: String) -> Node? {
        known.append(key)
        findings.ask(name(key))
        guard let value = node?.mapping?[Node(key)] else { return nil }
        return value.null == nil ? value : nil
    }

    /// The mapping under `key`; an empty one where it is absent.
    func section(_ key: String) -> YAMLSection {
        let child = value(key)
        if let child, child.mapping == nil {
            report(key, "must hold 'key: value' lines")
            return YAMLSection(nil, path: name(key), findings: findings)
        }
        return YAMLSection(child, path: name(key), findings: findings)
    }

    /// The mappings listed under `key`.
    func sections(_ key: String) -> [YAMLSection]? {
        guard let child = value(key) else { return nil }
        guard let sequence = child.sequence else {
            report(key, "must be a list")
            return nil
        }
        return sequence.enumerated().map { index, item in
            YAMLSection(item, path: "\(name(key))[\(index)]", findings: findings)
        }
    }

    /// The mappings that `key` maps names to, in the order of the file.
    func mappings(_ key: String) -> [(name: String, section: YAMLSection)] {
        guard let child = value(key) else { return [] }
        guard let mapping = child.mapping else {
            report(key, "must hold 'name: {…}' lines")
            return []
        }
        return mapping.compactMap { name, value in
            guard let name = name.scalar?.string, value.mapping != nil else {
                report(key, "must hold 'name: {…}' lines")
                return nil
            }
            return (name, YAMLSection(value, path: "\(self.name(key)).\(name)", findings: findings))
        }
    }

    func text(_ key: String) -> String? {
        guard let child = value(key) else { return nil }
        guard let scalar = child.scalar else {
            report(key, "must be a text")
            return nil
        }
        return scalar.string
    }

    func requiredText(_ key: String) -> String {
        if let text = text(key), !text.isEmpty { return text }
        report(key, "is missing")
        return ""
    }

    func texts(_ key: String) -> [String]? {
        guard let child = value(key) else { return nil }
        if let scalar = child.scalar { return [scalar.string] }
        guard let sequence = child.sequence else {
            report(key, "must be a text or a list of texts")
            return nil
        }
        return sequence.compactMap { item in
            if let scalar = item.scalar { return scalar.string }
            report(key, "must list texts only")
            return nil
        }
    }

    /// A mapping from names to texts, in the order of the file, each with its line.
    func dictionary(_ key: String) -> [(key: String, value: String, line: Int)] {
        guard let child = value(key) else { return [] }
        guard let mapping = child.mapping else {
            report(key, "must map names to texts")
            return []
        }
        return mapping.compactMap { name, value in
            guard let name = name.scalar?.string, let text = value.scalar?.string else {
                report(key, "must map names to texts")
                return nil
            }
            return (name, text, value.mark?.line ?? 1)
        }
    }

    /// Texts with the lines they stand on; one alone need not be a list.
    func located(_ key: String) -> [(text: String, line: Int)] {
        guard let child = value(key) else { return [] }
        guard let items = child.sequence.map(Array.init) ?? child.scalar.map({ _ in [child] }) else {
            report(key, "must be a text or a list of texts")
            return []
        }
        return items.compactMap { item in
            if let scalar = item.scalar { return (scalar.string, item.mark?.line ?? 1) }
            report(key, "must list texts only")
            return nil
        }
    }

    func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        guard let child = value(key) else { return nil }
        guard let number = child.float, range.contains(number) else {
            report(key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// This mapping itself, from names to texts, without some keys.
    func texts(except keys: Set<String>) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in node?.mapping ?? [:] {
            if let name = name.scalar?.string, keys.contains(name) { continue }
            if let name = name.scalar?.string, let text = value.scalar?.string {
                texts[name] = text
            } else {
                findings.report(at: value.mark, "'\(path)' must map names to texts")
            }
        }
        return texts
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let child = value(key) else { return nil }
        guard let number = child.int, range.contains(number) else {
            report(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func boolean(_ key: String) -> Bool? {
        guard let child = value(key) else { return nil }
        guard let flag = child.bool else {
            report(key, "must be true or false")
            return nil
        }
        return flag
    }

    /// A share written `10%` or `0.1`; at least 0, below 1.
    func share(_ key: String) -> Double? {
        guard let child = value(key) else { return nil }
        var text = child.scalar?.string ?? ""
        let percent = text.hasSuffix("%")
        if percent { text.removeLast() }
        guard let number = Double(text), case let share = percent ? number / 100 : number, (0..<1).contains(share)
        else {
            report(key, "must be a share of at least 0% and less than 100%", remedy: "write '10%'")
            return nil
        }
        return share
    }

    /// One of the names of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        report(key, "cannot be '\(text)'", remedy: suggestion(for: text, among: names))
        return nil
    }

    func refuseUnknownKeys() {
        guard let mapping = node?.mapping else { return }
        for (key, _) in mapping {
            guard let name = key.scalar?.string, !known.contains(name) else { continue }
            let place = path.isEmpty ? "" : " in '\(path)'"
            let remedy = suggestion(for: name, among: known.reduced())
            findings.report(at: key.mark, "unknown key '\(name)'\(place)", remedy: remedy)
        }
    }

    /// Reports a finding at the value of `key`, or where this mapping starts if it has no such key.
    func report(_ key: String, _ what: String, remedy: String = "") {
        let mark = node?.mapping?[Node(key)]?.mark ?? node?.mark
        findings.report(at: mark, "'\(name(key))' \(what)", remedy: remedy)
    }

    /// Reports a finding at the start of this mapping.
    func reportSelf(_ what: String, remedy: String = "") {
        findings.report(at: node?.mark, "'\(path)' \(what)", remedy: remedy)
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension [String] {
    /// The texts without repeats, in order of first appearance.
    fileprivate func reduced() -> [String] {
        reduce(into: []) { result, text in if !result.contains(text) { result.append(text) } }
    }
}

extension Findings {
    fileprivate func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            report(at: mark, "this is no YAML: \(problem)", remedy: "check indentation, quotes and colons")
        case .duplicatedKeysInMapping(let duplicates, let context):
            report(at: context.mark, "a key stands twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))")
        default:
            report(at: nil, "this is no YAML: \(error)")
        }
    }
}
