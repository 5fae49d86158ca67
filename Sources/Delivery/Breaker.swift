/// Lets nothing through after failures in a row; after a pause one at a time, until one succeeds.
struct Breaker {
    /// Failures in a row that open it.
    let limit: Int
    private let firstPause: Duration
    private let longestPause: Duration
    private(set) var failures = 0
    private(set) var reason = ""
    private var openings = 0
    /// Nothing goes before; `nil` while closed.
    private(set) var resumeTime: ContinuousClock.Instant?
    private var isProbing = false

    /// Of a relay: failed connections are counted by ``FailureStreak``, refusals of the relay itself here.
    static let relay = Breaker(limit: 10, firstPause: .seconds(30), longestPause: .seconds(600))
    /// Of a recipient domain: refusals for now in a row, greylisting not counted.
    static let domain = Breaker(limit: 20, firstPause: .seconds(300), longestPause: .seconds(3_600))

    init(limit: Int, firstPause: Duration, longestPause: Duration) {
        self.limit = limit
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    var isOpen: Bool { resumeTime != nil }

    /// Whether one more may go now.
    func admits(now: ContinuousClock.Instant) -> Bool {
        guard let resumeTime else { return true }
        return now >= resumeTime && !isProbing
    }

    /// One goes. While open it is the probe.
    mutating func begin() { if isOpen { isProbing = true } }

    mutating func succeed() {
        failures = 0
        openings = 0
        resumeTime = nil
        isProbing = false
    }

    mutating func fail(_ reason: String, now: ContinuousClock.Instant) {
        failures += 1
        self.reason = reason
        let wasProbe = isProbing
        isProbing = false
        // What was under way when it opened says nothing new.
        if let resumeTime, !wasProbe, now < resumeTime { return }
        if isOpen || failures >= limit { open(reason, now: now) }
    }

    mutating func open(_ reason: String, now: ContinuousClock.Instant) {
        self.reason = reason
        isProbing = false
        let pause = min(firstPause * (1 << min(openings, 10)), longestPause)
        openings += 1
        resumeTime = now.advanced(by: pause)
    }

    /// The probe came to nothing that tells.
    mutating func forgetProbe() { isProbing = false }
}
