internal import CampaignModel

/// How a delivery went. All but `connections` and `limitedSeconds` count messages; together they are the messages taken from the source.
public struct DeliverySummary: Hashable, Sendable {
    public var accepted = 0
    public var transientFailures = 0
    public var permanentFailures = 0
    /// Surely did not arrive, and may be sent again.
    public var notSent = 0
    public var unknown = 0
    /// Not sent because the journal did not allow it.
    public var withheld = 0
    /// Given back before they were begun, because a limit or a breaker of their domain was in the way.
    public var postponed = 0
    /// Connections made, where the transport makes its own.
    public var connections = 0
    /// A limit on all messages is used up: it lets some through again after so long.
    public var limitedSeconds: Int64?

    public init() {}

    public var messages: Int {
        accepted + transientFailures + permanentFailures + notSent + unknown + withheld + postponed
    }

    mutating func count(_ outcome: Attempt.Outcome) {
        switch outcome {
        case .accepted: accepted += 1
        case .transientFailure: transientFailures += 1
        case .permanentFailure: permanentFailures += 1
        case .notSent: notSent += 1
        case .unknown: unknown += 1
        }
    }
}
