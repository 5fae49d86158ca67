/// How the first messages of a run fared, as far as it says whether the list is any good.
public struct RunStart: Hashable, Sendable {
    /// Accepted, or refused for good.
    public var answered = 0
    /// Addresses that do not exist, by what the relay said or by what came back later.
    public var hardBounces = 0
    /// People who called any message of the run spam.
    public var complaints = 0

    public init() {}
}
