public import Diagnostics

/// What is wrong with a segment's expression: every finding, with its place.
public struct SegmentError: Error, Hashable, Sendable {
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension SegmentError: CustomStringConvertible {
    public var description: String { DiagnosticList(diagnostics).description }
}
