public import CampaignModel

/// What is known of a plan before its first message is.
public struct PlanHead: Sendable {
    /// Without messages: they come later.
    public var plan: Plan
    /// Messages that the plan will have at most; so many ids are kept for it.
    public var audience: Int
    /// Name → digest of what goes into the plan, so that a later change shows.
    public var inputs: [String: String]
    /// Templates, settings and campaign texts that the messages will be rendered with.
    public var contents: [FrozenContent]
    /// A run of the campaign that has not begun: discarded in the moment the new one is there.
    public var replaced: String?

    public init(
        _ plan: Plan,
        audience: Int,
        inputs: [String: String] = [:],
        contents: [FrozenContent] = [],
        replaced: String? = nil
    ) {
        self.plan = plan
        self.plan.messages = []
        self.audience = audience
        self.inputs = inputs
        self.contents = contents
        self.replaced = replaced
    }

    var campaign: String { plan.campaign }
}

/// A plan on its way into the ledger, chunk by chunk, so that it need never be in memory as a whole. Nobody sees it before
/// it is finished. One that is never finished, because its process died, is removed by the campaign's next draft.
public protocol PlanDraft: Sendable {
    /// Writes the next messages, in one transaction.
    ///
    /// A planned row whose address is suppressed becomes `suppressed`; of a push message only the suppressed tokens
    /// are taken out while others are left.
    /// - Throws: ``LedgerError/planRefused(_:)`` where two rows are for the same customer and channel, or two planned ones go
    ///   to the same address: Planning is who skips the later one as `duplicate_address`.
    func add(_ messages: [PlannedMessage], now: Instant) throws(LedgerError)
    /// Makes the plan the campaign's open run, `scheduled`, in place of the one it replaces.
    func finish(now: Instant) throws(LedgerError) -> Run
    /// Removes what was written.
    func abandon() throws(LedgerError)
}

extension Ledger {
    /// Stores a plan that is in memory as the campaign's next run.
    public func freeze(
        _ plan: Plan,
        inputs: [String: String],
        contents: [FrozenContent],
        now: Instant
    ) throws(LedgerError) -> Run {
        let head = PlanHead(plan, audience: plan.messages.count, inputs: inputs, contents: contents)
        let owner = LockOwner(id: "plan of \(plan.campaign)", host: "", pid: 0)
        let draft = try draft(head, owner: owner, staleAfterSeconds: 0, now: now) { _, _ in false }
        do {
            try draft.add(plan.messages, now: now)
            return try draft.finish(now: now)
        } catch {
            try draft.abandon()
            throw error
        }
    }
}
