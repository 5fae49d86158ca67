/// One thing that is wrong, or worth knowing, in what a person gave us; written so that they can mend it.
///
/// Printed as `file:line:column: error: what; what to do`, with the source line and a caret where they are known.
public struct Diagnostic: Error, Hashable, Codable, Sendable {
    public enum Severity: String, Codable, Sendable, CaseIterable {
        case error, warning, note
    }

    public var severity: Severity
    public var location: SourceLocation?
    /// What is wrong, without a full stop.
    public var what: String
    /// What to do about it, without a full stop; empty where `what` says it all.
    public var remedy: String
    /// The line of the source that `location` is in, for the caret.
    public var sourceLine: String?

    public init(
        _ severity: Severity,
        at location: SourceLocation? = nil,
        _ what: String,
        remedy: String = "",
        sourceLine: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.what = what
        self.remedy = remedy
        self.sourceLine = sourceLine
    }

    /// A finding at a byte of a source text, with the line it stands in.
    public init(
        _ severity: Severity,
        file: String,
        offset: Int,
        in source: [UInt8],
        _ what: String,
        remedy: String = ""
    ) {
        let bounded = min(offset, source.count)
        let newline = UInt8(ascii: "\n")
        let start = source[..<bounded].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = source[bounded...].firstIndex(of: newline) ?? source.count
        self.init(
            severity,
            at: SourceLocation(file: file, offset: bounded, in: source),
            what,
            remedy: remedy,
            sourceLine: String(decoding: source[start..<end], as: UTF8.self)
        )
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The finding on one line, with the source line and a caret below it where they are known.
    public var description: String {
        var text = location.map { "\($0): " } ?? ""
        text += "\(severity.rawValue): \(what)"
        if !remedy.isEmpty { text += "; \(remedy)" }
        guard let location, let sourceLine else { return text }
        let line = Array(sourceLine.unicodeScalars.prefix { $0 != "\r" && $0 != "\n" })
        let place = min(max(0, location.column - 1), line.count)
        // Of a line too long for a terminal, what is around the place.
        let start = place > 120 ? place - 60 : 0
        let end = min(line.count, start + 160)
        let before = (start > 0 ? "…" : "") + Diagnostic.text(line[start..<place])
        let margin = before.map { $0 == "\t" ? "\t" : " " }.joined()
        let after = Diagnostic.text(line[place..<max(place, end)]) + (end < line.count ? "…" : "")
        return text + "\n    \(before)\(after)\n    \(margin)^"
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}

/// Every finding of one piece of work: all are collected before we stop.
public struct DiagnosticList: Error, Hashable, Codable, Sendable {
    public var all: [Diagnostic]

    public init(_ all: [Diagnostic]) { self.all = all }

    public var hasErrors: Bool { all.contains { $0.severity == .error } }
}

extension DiagnosticList: CustomStringConvertible {
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
