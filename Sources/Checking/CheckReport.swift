public import Diagnostics

/// Everything a check found, the same thing in many emails told once, errors first.
public struct CheckReport: Hashable, Sendable {
    public let findings: [Finding]

    /// - Parameter findings: In the order of reading; of those that one rule words alike at one place the first stays,
    ///   with the sum of their counts.
    public init(_ findings: [Finding]) {
        var merged: [Finding] = []
        var places: [Key: Int] = [:]
        for finding in findings {
            let key = Key(
                rule: finding.rule,
                severity: finding.severity,
                what: finding.diagnostic.what,
                location: finding.diagnostic.location
            )
            if let place = places[key] {
                merged[place].count += finding.count
            } else {
                places[key] = merged.count
                merged.append(finding)
            }
        }
        self.findings = Diagnostic.Severity.allCases.flatMap { severity in
            merged.filter { $0.severity == severity }
        }
    }

    /// Whether the campaign may go out: there is no error.
    public var passes: Bool { count(of: .error) == 0 }

    public func count(of severity: Diagnostic.Severity) -> Int { findings.count { $0.severity == severity } }

    private struct Key: Hashable {
        var rule: Rule
        var severity: Diagnostic.Severity
        var what: String
        var location: SourceLocation?
    }
}

/// For scripts: `passes`, the numbers of `errors`, `warnings` and `notes`, and the `findings`.
extension CheckReport: Codable {
    private enum CodingKeys: String, CodingKey { case passes, errors, warnings, notes, findings }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.container(keyedBy: CodingKeys.self).decode([Finding].self, forKey: .findings))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(passes, forKey: .passes)
        try container.encode(count(of: .error), forKey: .errors)
        try container.encode(count(of: .warning), forKey: .warnings)
        try container.encode(count(of: .note), forKey: .notes)
        try container.encode(findings, forKey: .findings)
    }
}

extension CheckReport: CustomStringConvertible {
    /// One finding after the other, and a line that counts them.
    public var description: String {
        func counted(_ severity: Diagnostic.Severity) -> String {
            let count = count(of: severity)
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let counts = Diagnostic.Severity.allCases.map(counted).joined(separator: ", ")
        return (findings.map(\.description) + [counts]).joined(separator: "\n")
    }
}
