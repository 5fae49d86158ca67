internal import Curl
internal import Synchronization

/// Asks deliveries to end, from any thread: first politely, then at once.
///
/// It takes a lock, so it is not for a bare signal handler; a dispatch source is fine.
public final class StopSignal: Sendable {
    public enum Level: Int, Comparable, Sendable {
        case none
        /// Messages under way are finished, no others are begun.
        case drain
        /// Connections are closed where they stand.
        case abort

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    private struct State {
        var level = Level.none
        var listeners: [Wakeup] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var level: Level { state.withLock { $0.level } }

    public func drain() { raise(to: .drain) }

    public func abort() { raise(to: .abort) }

    private func raise(to level: Level) {
        state.withLock { state in
            state.level = max(state.level, level)
            for listener in state.listeners { listener.wake() }
        }
    }

    func listen(_ wakeup: Wakeup) { state.withLock { $0.listeners.append(wakeup) } }

    func forget(_ wakeup: Wakeup) { state.withLock { $0.listeners.removeAll { $0 === wakeup } } }
}
