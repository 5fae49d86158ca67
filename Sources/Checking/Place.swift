public import Diagnostics

/// Where in a file a finding stands, with the line itself for the caret.
public struct Place: Hashable, Sendable {
    public var location: SourceLocation
    public var sourceLine: String?

    public init(_ location: SourceLocation, sourceLine: String? = nil) {
        self.location = location
        self.sourceLine = sourceLine
    }

    /// The top of a file, for what concerns all of it.
    public init(file: String) { self.init(SourceLocation(file: file, line: 1, column: 1)) }

    /// A byte of a file.
    init(file: String, offset: Int, in text: [UInt8]) {
        let shown = Diagnostic(.note, file: file, offset: offset, in: text, "")
        self.init(
            shown.location ?? SourceLocation(file: file, line: 1, column: 1),
            sourceLine: shown.sourceLine
        )
    }
}

extension Diagnostic {
    init(_ severity: Severity, at place: Place, _ what: String, remedy: String) {
        self.init(severity, at: place.location, what, remedy: remedy, sourceLine: place.sourceLine)
    }
}
