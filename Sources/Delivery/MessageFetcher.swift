internal import Curl
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Calls the source ahead of need on a thread of its own, so that the event loop never waits for rendering.
///
/// At most one batch lies ready and one is in the queue's hand.
final class MessageFetcher: Sendable {
    private struct State {
        var batch: [OutgoingMessage]?
        var isFinished = false
        var isStopped = false
        var error: (any Error)?
    }

    private let source: any MessageSource
    private let batchSize: Int
    private let wakeup: Wakeup
    private let state = Mutex(State())
    // From 0: a semaphore must not be freed below the value it began with.
    private let demand = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(source: any MessageSource, batchSize: Int, wakeup: Wakeup) {
        self.source = source
        self.batchSize = batchSize
        self.wakeup = wakeup
        let thread = Thread { [self] in run() }
        thread.name = "dovetail-fetch"
        thread.start()
        demand.signal()
    }

    private func run() {
        var goesOn = true
        while goesOn {
            demand.wait()
            if state.withLock({ $0.isStopped }) { break }
            let result = Result { try source.next(limit: batchSize) }
            goesOn = state.withLock { state in
                switch result {
                case .success(let batch):
                    precondition(batch.count <= batchSize, "a source returns no more than it is asked for")
                    state.batch = batch.isEmpty ? nil : batch
                    state.isFinished = batch.isEmpty
                case .failure(let error):
                    state.error = error
                    state.isFinished = true
                }
                return !state.isFinished
            }
            wakeup.wake()
        }
        ended.signal()
    }

    /// - Returns: `nil` where no batch is ready yet, or none will come.
    func take() -> [OutgoingMessage]? {
        guard let batch = state.withLock({ $0.batch.take() }) else { return nil }
        demand.signal()
        return batch
    }

    /// Whether no batch will come any more.
    var isExhausted: Bool { state.withLock { $0.isFinished && $0.batch == nil } }

    var error: (any Error)? { state.withLock { $0.error } }

    /// Ends the thread, after the call of the source that it may be in.
    /// - Returns: What was fetched and not taken.
    func stop() -> [OutgoingMessage] {
        state.withLock { $0.isStopped = true }
        demand.signal()
        ended.wait()
        return state.withLock { $0.batch.take() } ?? []
    }
}

/// The messages that wait for a free connection: the event loop's end of a ``MessageFetcher``.
struct MessageQueue {
    private let fetcher: MessageFetcher
    private var hand: ArraySlice<OutgoingMessage> = []
    private var isStopped = false

    /// - Parameter connections: Messages that can be under way at once.
    /// - Parameter limit: Messages of one batch at most, where they go out slowly.
    init(source: any MessageSource, connections: Int, limit: Int = .max, wakeup: Wakeup) {
        fetcher = MessageFetcher(source: source, batchSize: min(max(16, connections), limit), wakeup: wakeup)
    }

    /// Messages at hand.
    var count: Int {
        mutating get {
            if hand.isEmpty, !isStopped, let batch = fetcher.take() { hand = batch[...] }
            return hand.count
        }
    }

    mutating func next() -> OutgoingMessage? { count > 0 ? hand.popFirst() : nil }

    /// Whether there is nothing left and nothing will come.
    var isExhausted: Bool { hand.isEmpty && (isStopped || fetcher.isExhausted) }

    /// Why the source failed, if it did.
    var error: (any Error)? { fetcher.error }

    /// Fetches no more.
    /// - Returns: What was fetched and not begun; empty the second time.
    mutating func stop() -> [OutgoingMessage] {
        if isStopped { return [] }
        isStopped = true
        defer { hand = [] }
        return hand + fetcher.stop()
    }
}
