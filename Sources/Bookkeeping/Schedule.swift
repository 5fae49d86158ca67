public import CampaignModel

/// Where campaigns are run from by themselves: one machine, one ledger file.
public struct LedgerHome: Hashable, Sendable {
    public var machine: String
    /// The ledger's file: its path and what tells it from a copy put in its place.
    public var file: String

    public init(machine: String, file: String) {
        self.machine = machine
        self.file = file
    }
}

/// What became of a time at which a campaign was due.
public enum DueState: String, Codable, Sendable, CaseIterable {
    /// Somebody plans the run.
    case claimed
    /// There is a run.
    case started
    /// It was missed, and nobody has said what to do.
    case stale
    /// It was missed, and is not made up for.
    case skipped
}

/// A time at which a campaign was due, as the ledger keeps it. There is one for a campaign and a local time, for ever.
public struct DueRecord: Hashable, Sendable {
    public var campaign: String
    public var local: LocalTime
    public var at: Instant
    public var state: DueState
    /// Where `state` is `started`.
    public var run: String?
}

/// The answer to a scheduler that wants to start a run.
public enum DueClaim: Hashable, Sendable {
    /// It is the caller's: to be followed by `begin` or `release`.
    case granted
    /// Another scheduler has it, or had it, or a later one has come since.
    case settled
    /// The campaign's last run is still open.
    case waiting(run: String)
    /// It came too late.
    /// - Parameter isNew: Whether that was found just now.
    case stale(isNew: Bool)
}
