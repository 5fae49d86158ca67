public import Diagnostics

/// Everything wrong in one settings or campaign file.
public struct ConfigurationError: Error, Sendable {
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
