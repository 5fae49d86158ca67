public import Diagnostics

/// Everything a check found, the same thing in many places told once, errors first.
public struct CheckReport: Hashable, Codable, Sendable {
    public let findings: [Finding]

    /// - Parameter findings: In the order of reading; of those that one rule words alike the first stays, with the sum of
    ///   their counts.
    public init(_ findings: [Finding]) {
        var merged: [Finding] = []
        var places: [Key: Int] = [:]
        for finding in findings {
            let key = Key(rule: finding.rule, severity: finding.severity, what: finding.diagnostic.what)
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
    }
}

extension CheckReport: CustomStringConvertible {
    /// One finding after the other, and a line that counts them.
    public var description: String {
        let counts = "\(count(of: .error)) errors, \(count(of: .warning)) warnings, \(count(of: .note)) notes"
        return (findings.map(\.description) + [counts]).joined(separator: "\n")
    }
}
