public import Diagnostics

/// What a rule found.
public struct Finding: Hashable, Sendable {
    public var rule: Rule
    /// Severity, place, what is wrong and what to do.
    public var diagnostic: Diagnostic
    /// How often it was met, over all samples; at least 1.
    public var count: Int
    /// Address of a page that says more; `nil` where the documentation does.
    public var source: String?

    public init(_ rule: Rule, _ diagnostic: Diagnostic, count: Int = 1, source: String? = nil) {
        self.rule = rule
        self.diagnostic = diagnostic
        self.count = count
        self.source = source
    }

    public var severity: Diagnostic.Severity { diagnostic.severity }
}

extension Finding: CustomStringConvertible {
    /// As the diagnostic, with the rule's name and how often it was met behind what is said.
    public var description: String {
        var named = diagnostic
        let times = count > 1 ? ", \(count) times" : ""
        if named.remedy.isEmpty {
            named.what += " [\(rule.rawValue)\(times)]"
        } else {
            named.remedy += " [\(rule.rawValue)\(times)]"
        }
        return named.description
    }
}

/// One flat object for scripts: `rule severity message remedy count`, and `file line column source_line source` where known.
extension Finding: Codable {
    private enum CodingKeys: String, CodingKey {
        case rule, severity, message, remedy, count, file, line, column, source
        case sourceLine = "source_line"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var location: SourceLocation?
        if let file = try container.decodeIfPresent(String.self, forKey: .file) {
            location = SourceLocation(
                file: file,
                line: try container.decode(Int.self, forKey: .line),
                column: try container.decode(Int.self, forKey: .column)
            )
        }
        self.init(
            try container.decode(Rule.self, forKey: .rule),
            Diagnostic(
                try container.decode(Diagnostic.Severity.self, forKey: .severity),
                at: location,
                try container.decode(String.self, forKey: .message),
                remedy: try container.decode(String.self, forKey: .remedy),
                sourceLine: try container.decodeIfPresent(String.self, forKey: .sourceLine)
            ),
            count: try container.decode(Int.self, forKey: .count),
            source: try container.decodeIfPresent(String.self, forKey: .source)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(severity, forKey: .severity)
        try container.encode(diagnostic.what, forKey: .message)
        try container.encode(diagnostic.remedy, forKey: .remedy)
        try container.encode(count, forKey: .count)
        try container.encodeIfPresent(diagnostic.location?.file, forKey: .file)
        try container.encodeIfPresent(diagnostic.location?.line, forKey: .line)
        try container.encodeIfPresent(diagnostic.location?.column, forKey: .column)
        try container.encodeIfPresent(diagnostic.sourceLine, forKey: .sourceLine)
        try container.encodeIfPresent(source, forKey: .source)
    }
}
