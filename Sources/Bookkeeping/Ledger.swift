public import CampaignModel

/// The durable truth about every person in every run: who was to get what, what became of it, and who must get nothing.
///
/// Every operation is one transaction: it happens wholly, and is on the disk when the call returns, or not at all.
/// None looks at a clock: `now` comes in. All may be called from any thread; they block, so call them from a thread of
/// yours, in batches. The states and their rules are in `docs/ledger.md`.
public protocol Ledger: Sendable {
    var identity: LedgerIdentity { get }

    // MARK: Runs

    /// Begins to store a plan that becomes the campaign's next run.
    ///
    /// A draft is locked as a run is that is being sent; of one whose owner is silent or dead nothing stays.
    /// - Throws: ``LedgerError/runIsOpen(run:state:)`` where the campaign has an open run other than `head.replaced`,
    ///   ``LedgerError/locked(run:holder:since:heartbeat:)`` where somebody else is planning.
    func draft(
        _ head: PlanHead,
        owner: LockOwner,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> any PlanDraft
    /// - Throws: ``LedgerError/noSuchRun(_:)``.
    func run(_ id: String) throws(LedgerError) -> Run
    /// The campaign's run that is scheduled, running or paused: there is one at most.
    func openRun(of campaign: String) throws(LedgerError) -> Run?
    /// Newest first; of every campaign where `campaign` is `nil`.
    func runs(of campaign: String?) throws(LedgerError) -> [Run]
    /// The bytes of a ``FrozenContent`` that some run was frozen with.
    func content(_ digest: String) throws(LedgerError) -> [UInt8]?
    func counts(of run: String) throws(LedgerError) -> RunCounts
    /// Cheap enough to be asked several times a second.
    func state(of run: String) throws(LedgerError) -> RunState
    /// Cancels a run that has not begun: how a preview makes room for a newer plan. The messages' items and data, which
    /// nobody ever saw, are deleted.
    func discard(_ run: String, now: Instant) throws(LedgerError)
    /// From now on nothing of the run is claimed or granted.
    /// - Parameter reason: Why Dovetail does it, for the status; `nil` where a person does.
    func pause(_ run: String, reason: String?) throws(LedgerError)
    /// Where there was a reason, ``answers(of:first:)`` counts anew from here.
    func resume(_ run: String) throws(LedgerError)
    /// Ends an open run: planned and deferred messages are cancelled; those being sent still get their outcome.
    func cancel(_ run: String, now: Instant) throws(LedgerError)
    /// Who holds the run's lock, dead or alive.
    func sender(of run: String) throws(LedgerError) -> LockOwner?
    /// Plans failed or unknown messages of a run once more, with all their tries; a finished run is `running` again.
    ///
    /// An `unknown` message may have arrived: to send it again is to risk a double, and is for a person to decide.
    /// - Parameter states: `failed`, `unknown` or both.
    /// - Throws: ``LedgerError/wrongState(run:state:operation:)`` for a run that is cancelled or has not begun,
    ///   ``LedgerError/runIsOpen(run:state:)`` where the campaign has another open run.
    func retry(_ run: String, _ states: Set<MessageState>, now: Instant) throws(LedgerError) -> Retried
    /// Settles unknown messages by what was heard of them since: `failed` where they bounced, otherwise `sent`. Messages
    /// in another state stay as they are. Bounces and complaints are kept, whatever the state: the brake counts them.
    /// - Returns: How many were settled.
    func reconcile(_ evidence: [DeliveryEvidence], now: Instant) throws(LedgerError) -> Int
    /// Makes a running run `finished` if none of its messages is open.
    /// - Returns: Whether the run is finished.
    func finishIfDone(_ run: String, now: Instant) throws(LedgerError) -> Bool

    // MARK: Sending

    /// Takes a run to send it; a scheduled one becomes `running`, and has begun with its first intent or refusal. The owner must call ``heartbeat(_:owner:now:)`` well
    /// within `staleAfterSeconds`.
    ///
    /// A lock whose heartbeat is older than `staleAfterSeconds`, or whose process is dead, is taken over: messages being
    /// sent become `unknown`.
    /// - Parameter isAlive: Whether the process (host, pid) may still run; `true` where that cannot be known.
    /// - Throws: ``LedgerError/locked(run:holder:since:heartbeat:)``, ``LedgerError/wrongState(run:state:operation:)``.
    func lock(
        _ run: String,
        owner: LockOwner,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> Recovery
    /// Puts right what a dead sender left behind, whatever the run's state, as ``unlock(_:owner:now:)`` would have.
    /// - Throws: ``LedgerError/locked(run:holder:since:heartbeat:)`` where the sender lives.
    func recover(
        _ run: String,
        staleAfterSeconds: Int64,
        now: Instant,
        isAlive: (_ host: String, _ pid: Int32) -> Bool
    ) throws(LedgerError) -> Recovery
    /// Says that the owner is still at work.
    /// - Returns: The run's state, so that the owner sees a pause or a cancellation.
    /// - Throws: ``LedgerError/lockLost(run:)``.
    func heartbeat(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> RunState
    /// Gives the run back: `finished` where no message is open, `scheduled` where it has not begun. What the owner was
    /// still sending is `unknown`, as after a crash.
    func unlock(_ run: String, owner: LockOwner, now: Instant) throws(LedgerError) -> Recovery
    /// Leases due messages, oldest first, and settles those that must not go out any more.
    ///
    /// All are judged on one state of the ledger, in this order: address suppressed → `suppressed`; consent refused,
    /// validity over, an item bought since the plan was made, an item unavailable, no room under the run's caps →
    /// `skipped` with that reason.
    /// - Parameters:
    ///   - channel: Only messages of this channel; `nil` means all.
    ///   - limit: At most so many messages are leased or settled.
    ///   - leaseSeconds: After that time the lease lapses and the message can be claimed again.
    /// - Throws: ``LedgerError/lockLost(run:)`` where the owner does not hold the run.
    func claim(
        _ run: String,
        channel: Channel?,
        limit: Int,
        leaseSeconds: Int64,
        owner: LockOwner,
        now: Instant
    ) throws(LedgerError) -> Claim
    /// Writes down what is about to be sent and what came of it, in one transaction synced to the disk.
    ///
    /// - Parameters:
    ///   - intents: Leased messages that would now be handed over. Only those in ``CommitResult/granted`` may be: the
    ///     others lost their lease, expired, or their run is no longer running.
    ///   - outcomes: Refused for now → `deferred`, or `failed` when no try is left before its validity ends; not sent
    ///     → as before the intent, due again after `retry.secondsAfterNotSent`. In a cancelled run both are `cancelled`.
    ///     An outcome without an intent can only be a refusal or `notSent`.
    func commit(intents: [Int64], outcomes: [Attempt], retry: RetrySchedule, owner: LockOwner, now: Instant)
        throws(LedgerError) -> CommitResult
    /// Settles leased messages that cannot be rendered, or whose template asked not to send them.
    /// - Returns: How many were still leased by `owner`; the others are left alone.
    func skip(_ messages: [SkippedMessage], owner: LockOwner, now: Instant) throws(LedgerError) -> Int
    /// Gives leases back, for an orderly stop.
    func release(_ messages: [Int64], owner: LockOwner) throws(LedgerError)

    /// Gives leases back until a moment, without an attempt: something else than the message is in the way.
    func postpone(_ messages: [(message: Int64, until: Instant)], owner: LockOwner, now: Instant) throws(LedgerError)

    /// When the next message of a channel is due that the owner has not leased; `nil` where none is left.
    func nextDue(in run: String, channel: Channel, owner: LockOwner, now: Instant) throws(LedgerError) -> Instant?

    // MARK: Rates

    /// Reserves turns that follow each other evenly, for everyone who uses the key.
    /// - Returns: The first turn, in microseconds since 1970; the others follow after `intervalMicroseconds` each.
    func reservePace(_ key: String, count: Int, intervalMicroseconds: Int64, nowMicroseconds: Int64)
        throws(LedgerError) -> Int64
    /// Takes up to `count` from what is left of `limit` since a moment.
    /// - Returns: How many were taken; they are used up.
    func reserveQuota(_ key: String, count: Int, limit: Int, since: Instant, now: Instant) throws(LedgerError) -> Int
    /// The start of the minute in which the oldest of what was taken since a moment was taken; `nil` where nothing was.
    func quotaReopens(_ key: String, since: Instant) throws(LedgerError) -> Instant?

    // MARK: Looking back

    /// How a run began, over all the processes that sent it, since it was last resumed after a reason.
    /// - Parameter limit: Of how many first answers; `answered` is one more where there were more.
    func answers(of run: String, first limit: Int) throws(LedgerError) -> RunStart

    /// Messages in the order of the plan, with every attempt.
    func messages(of run: String, _ query: MessageQuery) throws(LedgerError) -> [MessageRecord]
    /// Messages as Rendering needs them, in the order of the plan, without leasing them; those without items are left out.
    func messageRows(of run: String, _ query: MessageQuery) throws(LedgerError) -> [MessageRow]
    /// What a campaign has shown since a moment: customer id → product ids of messages sent, or perhaps sent.
    func recentItems(of campaign: String, since: Instant) throws(LedgerError) -> [String: [String]]

    // MARK: Limits, offers and experiments

    /// What people got after a moment or are to get, as caps count it: messages sent or perhaps sent, and those still
    /// planned by runs of at least a priority.
    /// - Parameter priority: Of the campaign that asks; what is planned by a higher one outranks it.
    func contacts(since: Instant, priority: Int) throws(LedgerError) -> [KnownContact]
    /// Every code that somebody was given, whatever became of the message. Those of a discarded run are free again.
    /// - Parameter run: Whose codes do not count.
    func issuedCodes(except run: String?) throws(LedgerError) -> Set<String>
    /// What a run's people were drawn to; the variants in the campaign's order.
    func experiment(of run: String) throws(LedgerError) -> RunExperiment
    /// How a run's messages divide by channel, variant and hour.
    func breakdown(of run: String) throws(LedgerError) -> RunBreakdown

    // MARK: Suppression

    /// Adds to the list; an address that is on it keeps its first reason and time.
    /// - Returns: How many were new.
    func suppress(_ suppressions: [Suppression]) throws(LedgerError) -> Int
    /// - Returns: Whether the address was on the list for that channel (`nil`: for all).
    func removeSuppression(of address: String, on channel: Channel?) throws(LedgerError) -> Bool
    /// By address.
    func suppressions(limit: Int, offset: Int) throws(LedgerError) -> [Suppression]
    func isSuppressed(_ address: String, on channel: Channel) throws(LedgerError) -> Bool

    // MARK: Facts

    /// Replaces what the check before the socket knows of consent, purchases and stock. Only what differs is written.
    func replaceFacts(_ facts: ExitFacts, now: Instant) throws(LedgerError)
    /// `nil` where there never were any.
    func factsUpdatedAt() throws(LedgerError) -> Instant?

    // MARK: Triggers

    /// Each customer's last entry into a triggered campaign, by customer id. Those of a run that has not begun are left
    /// out, since a new plan would replace it.
    func entries(into campaign: String) throws(LedgerError) -> [String: TriggerEntry]
    /// Looks at the stock: what was seen out of stock before and is not now is back.
    /// - Parameter unavailable: Ids of the products that cannot be bought now.
    /// - Returns: Product id → when it was first seen back.
    func watchStock(unavailable: Set<String>, now: Instant) throws(LedgerError) -> [String: Instant]
}

extension Ledger {
    /// As a person does it.
    public func pause(_ run: String) throws(LedgerError) { try pause(run, reason: nil) }
}
