internal import Diagnostics

/// What SpamAssassin says of a message.
public struct SpamReport: Hashable, Sendable {
    public var score: Double
    /// From this score on a message is spam.
    public var required: Double
    /// The tests that gave or took points, those that gave most first.
    public var tests: [Test]

    public struct Test: Hashable, Sendable {
        public var name: String
        public var points: Double
        public var description: String
    }

    /// - Parameter message: A message as `spamassassin --test-mode` prints it: with an `X-Spam-Status` header, and a report
    ///   with a table of points. `nil` where it has none.
    public init?(parsing message: String) {
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("X-Spam-Status:") }) else { return nil }
        let words = lines[start].split { $0 == " " || $0 == "," }
        func number(_ key: String) -> Double? {
            words.first { $0.hasPrefix(key) }.flatMap { Double($0.dropFirst(key.count)) }
        }
        guard let score = number("score="), let required = number("required=") else { return nil }
        self.score = score
        self.required = required
        tests = SpamReport.tests(lines).sorted { ($1.points, $0.name) < ($0.points, $1.name) }
    }

    /// The rows below `---- ---------------------- -----`: points, name, and a description that may go on in the next line.
    private static func tests(_ lines: [Substring]) -> [Test] {
        guard let ruler = lines.firstIndex(where: { $0.hasPrefix("---- ------") || $0.hasPrefix(" ---- ------") })
        else {
            return []
        }
        var tests: [Test] = []
        for line in lines[(ruler + 1)...] {
            let words = line.split(separator: " ", maxSplits: 2)
            if words.isEmpty { break }
            if words.count >= 2, let points = Double(words[0]) {
                let description = words.count > 2 ? words[2].trimmed : ""
                tests.append(Test(name: String(words[1]), points: points, description: description))
            } else if !tests.isEmpty, line.hasPrefix("   ") {
                tests[tests.count - 1].description += " " + line.trimmed
            }
        }
        return tests.filter { $0.points != 0 }
    }

    /// What the campaign's team should know of it.
    public func finding(at place: Place) -> Finding {
        let severity: Diagnostic.Severity =
            score >= required ? .error : score >= required / 2 ? .warning : .note
        let verdict =
            switch severity {
            case .error: "SpamAssassin takes the message for spam"
            case .warning: "SpamAssassin is half-way to taking the message for spam"
            case .note: "SpamAssassin finds nothing to speak of"
            }
        let reasons = tests.filter { $0.points > 0 }.prefix(5).map { "\($0.points) for \($0.description) (\($0.name))" }
        let remedy =
            reasons.isEmpty || severity == .note ? "" : "mend what gives points: " + reasons.joined(separator: "; ")
        let what = "\(verdict): \(score) points, spam begins at \(required)"
        return Finding(.spamScore, Diagnostic(severity, at: place, what, remedy: remedy))
    }

    /// For a machine that has no SpamAssassin, or where it gave no answer.
    public static func missing(_ why: String, remedy: String) -> Finding {
        Finding(.spamScore, Diagnostic(.note, "there is no spam score: \(why)", remedy: remedy))
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
