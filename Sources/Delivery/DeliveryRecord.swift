internal import CampaignModel

/// What a delivery owes its journal: outcomes are gathered, and ride along with the next intents.
struct DeliveryRecord {
    private let journal: any Journal
    private let transport: String
    private let clock: @Sendable () -> Instant
    private var outcomes: [Attempt] = []
    private var oldest = ContinuousClock.Instant.now
    private(set) var summary = DeliverySummary()
    /// The first failure of the journal. From then on no intent is granted.
    private(set) var error: (any Error)?

    /// Outcomes wait no longer than this for intents to ride with: what a crash can turn into `unknown`.
    static let patience = Duration.milliseconds(50)

    init(journal: any Journal, transport: String, clock: @escaping @Sendable () -> Instant) {
        self.journal = journal
        self.transport = transport
        self.clock = clock
    }

    mutating func settle(_ message: Int64, _ outcome: Attempt.Outcome) {
        if outcomes.isEmpty { oldest = .now }
        outcomes.append(Attempt(message: message, outcome: outcome, transport: transport, at: clock()))
        summary.count(outcome)
    }

    mutating func countConnection() { summary.connections += 1 }

    /// When ``flush()`` is due; `nil` where nothing waits or the journal has failed.
    var flushTime: ContinuousClock.Instant? {
        outcomes.isEmpty || error != nil ? nil : oldest.advanced(by: DeliveryRecord.patience)
    }

    /// Makes intents, and all outcomes so far, durable.
    /// - Returns: The intents that may be sent; none once the journal has failed.
    mutating func commit(_ intents: [Int64]) -> Set<Int64> {
        if error != nil { return [] }
        do {
            let granted = Set(try journal.commit(intents: intents, outcomes: outcomes))
            outcomes.removeAll(keepingCapacity: true)
            summary.withheld += intents.count { !granted.contains($0) }
            return granted
        } catch {
            self.error = error
            return []
        }
    }

    /// Makes the outcomes so far durable.
    mutating func flush() {
        if !outcomes.isEmpty { _ = commit([]) }
    }

    /// Tries the outcomes once more, even where the journal has failed before.
    mutating func finish() {
        let first = error
        error = nil
        flush()
        error = first ?? error
    }
}
