internal import CampaignModel
internal import Curl
internal import Dispatch
internal import Foundation
internal import Synchronization

/// What an event loop wants made durable together: it grows while the commit before is under way.
struct CommitWork: Sendable {
    struct Intent: Sendable {
        let message: Int64
        /// Where the message waits.
        let place: Int
    }

    struct Reservation: Sendable {
        let limit: RateLimit
        let count: Int
    }

    var intents: [Intent] = []
    var outcomes: [Attempt] = []
    var postponements: [Postponement] = []
    var deadAddresses: [DeadAddress] = []
    var reservations: [Reservation] = []

    var isEmpty: Bool {
        intents.isEmpty && outcomes.isEmpty && postponements.isEmpty && deadAddresses.isEmpty && reservations.isEmpty
    }

    func perform(_ journal: any Journal, _ book: (any RateBook)?) -> CommitAnswer {
        var answer = CommitAnswer(work: self)
        do {
            if !intents.isEmpty || !outcomes.isEmpty {
                let granted = try journal.commit(intents: intents.map(\.message), outcomes: outcomes)
                answer.isDurable = true
                if granted.count < intents.count { answer.withheld = Set(intents.map(\.message)).subtracting(granted) }
            }
            if !postponements.isEmpty { try journal.postpone(postponements) }
            if !deadAddresses.isEmpty { try journal.suppress(deadAddresses) }
            if let book {
                for reservation in reservations {
                    let grant = try book.reserve(reservation.count, of: reservation.limit)
                    answer.grants.append((reservation.limit, grant, .now))
                }
            }
        } catch {
            answer.error = error
        }
        return answer
    }
}

struct CommitAnswer: Sendable {
    let work: CommitWork
    /// Whether intents and outcomes were committed, whatever came after.
    var isDurable = false
    /// Intents that were not granted.
    var withheld: Set<Int64> = []
    var grants: [(limit: RateLimit, grant: RateGrant, at: ContinuousClock.Instant)] = []
    var error: (any Error)?

    init(work: CommitWork) { self.work = work }
}

/// Commits on a thread of its own, so that the event loop never waits for the disk.
private final class CommitThread: Sendable {
    private struct State {
        var work: CommitWork?
        var answer: CommitAnswer?
        var isStopped = false
    }

    private let journal: any Journal
    private let book: (any RateBook)?
    private let wakeup: Wakeup
    private let state = Mutex(State())
    // From 0: a semaphore must not be freed below the value it began with.
    private let demand = DispatchSemaphore(value: 0)
    private let supply = DispatchSemaphore(value: 0)

    init(_ journal: any Journal, _ book: (any RateBook)?, _ wakeup: Wakeup) {
        self.journal = journal
        self.book = book
        self.wakeup = wakeup
        let thread = Thread { [self] in run() }
        thread.name = "dovetail-commit"
        thread.start()
    }

    private func run() {
        while true {
            demand.wait()
            let (work, isStopped) = state.withLock { ($0.work.take(), $0.isStopped) }
            if let work {
                let answer = work.perform(journal, book)
                state.withLock { $0.answer = answer }
                supply.signal()
                wakeup.wake()
            }
            if isStopped { return }
        }
    }

    func submit(_ work: CommitWork) {
        state.withLock { $0.work = work }
        demand.signal()
    }

    /// - Returns: `nil` while the work is under way.
    func take() -> CommitAnswer? {
        guard let answer = state.withLock({ $0.answer.take() }) else { return nil }
        supply.wait()
        return answer
    }

    /// Waits for the work under way.
    func waitForAnswer() -> CommitAnswer? {
        supply.wait()
        return state.withLock { $0.answer.take() }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        demand.signal()
    }
}

/// The event loop's end of its journal: gathers intents and outcomes while a commit is under way, and hands them over
/// together. Outcomes alone wait a little for intents to ride with.
struct GroupCommit {
    private let journal: any Journal
    private let book: (any RateBook)?
    private let thread: CommitThread?
    private let clock: @Sendable () -> Instant
    private var pending = CommitWork()
    private var oldest = ContinuousClock.Instant.now
    private var isUnderWay = false
    /// The answer of a journal that needs no thread.
    private var instantAnswer: CommitAnswer?
    /// Outcomes that a failed commit left behind.
    private var unsaved: [Attempt] = []
    private(set) var summary = DeliverySummary()
    /// The first failure of the journal. From then on no intent is granted.
    private(set) var error: (any Error)?

    /// What a crash can turn into `unknown` waits no longer than this.
    static let patience = Duration.milliseconds(50)

    init(
        _ journal: any Journal,
        book: (any RateBook)?,
        wakeup: Wakeup,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.journal = journal
        self.book = book
        self.clock = clock
        thread = journal.isInstant && book == nil ? nil : CommitThread(journal, book, wakeup)
    }

    // MARK: What the loop hands in

    mutating func settle(_ message: Int64, _ outcome: Attempt.Outcome, transport: String) {
        note()
        pending.outcomes.append(Attempt(message: message, outcome: outcome, transport: transport, at: clock()))
        summary.count(outcome)
    }

    mutating func ask(_ message: Int64, place: Int) {
        pending.intents.append(CommitWork.Intent(message: message, place: place))
    }

    mutating func postpone(_ message: Int64, seconds: Int64) {
        note()
        pending.postponements.append(Postponement(message: message, seconds: seconds))
        summary.postponed += 1
    }

    /// To be told together with the message's outcome, with which it is committed.
    mutating func suppress(_ addresses: [DeadAddress]) { pending.deadAddresses += addresses }

    mutating func reserve(_ count: Int, of limit: RateLimit) {
        pending.reservations.append(CommitWork.Reservation(limit: limit, count: count))
    }

    mutating func countConnection() { summary.connections += 1 }

    mutating func countWithheld() { summary.withheld += 1 }

    mutating func limit(seconds: Int64) { summary.limitedSeconds = max(summary.limitedSeconds ?? 0, seconds) }

    private mutating func note() {
        if pending.outcomes.isEmpty, pending.postponements.isEmpty { oldest = .now }
    }

    // MARK: Committing

    /// When outcomes that wait for intents go alone; `nil` where none wait.
    var flushTime: ContinuousClock.Instant? {
        if isUnderWay || error != nil || (pending.outcomes.isEmpty && pending.postponements.isEmpty) { return nil }
        return oldest.advanced(by: GroupCommit.patience)
    }

    mutating func submit(now: ContinuousClock.Instant) {
        guard !isUnderWay else { return }
        let isDue = flushTime.map { $0 <= now } ?? false
        guard isDue || !pending.intents.isEmpty || !pending.reservations.isEmpty else { return }
        if error != nil {
            // Those who wait are told, and outcomes are kept for the last try.
            var answer = CommitAnswer(work: pending)
            answer.error = error
            instantAnswer = answer
            isUnderWay = true
        } else if let thread {
            thread.submit(pending)
            isUnderWay = true
        } else {
            instantAnswer = pending.perform(journal, book)
            isUnderWay = true
        }
        pending = CommitWork()
    }

    /// - Returns: What came of the last commit, once.
    mutating func takeAnswer() -> CommitAnswer? {
        guard isUnderWay, let answer = instantAnswer.take() ?? thread?.take() else { return nil }
        accept(answer)
        return answer
    }

    private mutating func accept(_ answer: CommitAnswer) {
        isUnderWay = false
        if let failure = answer.error {
            error = error ?? failure
            if !answer.isDurable { unsaved += answer.work.outcomes }
        }
    }

    /// Waits for the commit under way, then commits what is left, trying once more where the journal has failed.
    mutating func finish() {
        if isUnderWay, let answer = instantAnswer.take() ?? thread?.waitForAnswer() { accept(answer) }
        thread?.stop()
        pending.outcomes = unsaved + pending.outcomes
        pending.intents = []
        pending.reservations = []
        if pending.isEmpty { return }
        let answer = pending.perform(journal, nil)
        error = error ?? answer.error
        pending = CommitWork()
    }
}
