public import Diagnostics

/// Why a command could not do its work. Nothing was half-done.
public enum PipelineError: Error, Sendable {
    /// What a person wrote is wrong; every finding is there.
    case invalid([Diagnostic])
    /// Dovetail would not do it, and says how to go on.
    case refused(String, remedy: String)
    /// The world said no: a disk, a database, a relay.
    case failed(String, remedy: String)
}

extension PipelineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalid(let findings): findings.map(\.description).joined(separator: "\n")
        case .refused(let what, let remedy), .failed(let what, let remedy):
            Diagnostic(.error, what, remedy: remedy).description
        }
    }
}
