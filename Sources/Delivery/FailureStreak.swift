/// Connections that failed one after the other: when to try again, and when to give up.
struct FailureStreak {
    static let limit = 5
    static let firstPause = Duration.milliseconds(100)
    static let longestPause = Duration.seconds(10)

    private(set) var count = 0
    private(set) var reason = ""
    private var last = ContinuousClock.Instant.now
    /// No connection is begun before.
    private(set) var resumeTime = ContinuousClock.Instant.now

    var isOver: Bool { count >= FailureStreak.limit }

    /// - Parameter start: When the connection was begun. Those begun before the last failure count as part of it.
    mutating func note(_ reason: String, start: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        self.reason = reason
        if count > 0, start < last { return }
        count += 1
        last = now
        let pause = FailureStreak.firstPause * (1 << min(count - 1, 10))
        resumeTime = now.advanced(by: min(pause, FailureStreak.longestPause))
    }

    mutating func end() { count = 0 }
}
