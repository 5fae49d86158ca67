#if DEBUG
internal import Foundation
internal import Synchronization

/// Kills the process at an edge of a transaction that a test chooses: just before or just after a commit. The environment
/// says which, counted from 1: `DOVETAIL_CRASH_AT=7`. Only debug builds look.
enum CrashPoint {
    private static let chosen = ProcessInfo.processInfo.environment["DOVETAIL_CRASH_AT"].flatMap { Int($0) }
    private static let passed = Atomic<Int>(0)

    static func pass() {
        guard let chosen else { return }
        if passed.add(1, ordering: .relaxed).newValue == chosen { kill(getpid(), SIGKILL) }
    }
}
#endif
