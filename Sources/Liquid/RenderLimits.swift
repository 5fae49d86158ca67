public import Diagnostics
public import Dispatch

/// What one render may use; more fails it.
public struct RenderLimits: Sendable {
    /// Bytes written.
    public var outputBytes: Int
    /// Instructions run, each turn of a loop included even where its body is empty; long texts that filters read or
    /// write, and list items they make, cost more.
    public var steps: Int
    /// Bytes of all values that `assign` and `capture` made, and of any single value.
    public var assignedBytes: Int
    /// Partials inside partials.
    public var depth: Int
    /// The moment after which a render fails, looked at every 1,024 steps; `nil` for none. The only use of a clock, and
    /// what a render gives within its time does not depend on it.
    public var deadline: DispatchTime?

    public static let standard = RenderLimits(outputBytes: 1 << 20, steps: 200_000, assignedBytes: 4 << 20, depth: 50)

    public init(
        outputBytes: Int,
        steps: Int,
        assignedBytes: Int,
        depth: Int,
        deadline: DispatchTime? = nil
    ) {
        self.outputBytes = outputBytes
        self.steps = steps
        self.assignedBytes = assignedBytes
        self.depth = depth
        self.deadline = deadline
    }
}

/// Why a message was not rendered.
public enum RenderError: Error, Sendable {
    /// Data and template do not fit, or a limit was reached.
    case failed(Diagnostic)
    /// The template said `{% abort_message 'reason' %}`: this person gets no message.
    case aborted(reason: String)
}

extension RenderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .failed(let diagnostic): diagnostic.description
        case .aborted(let reason): "aborted: \(reason)"
        }
    }
}
