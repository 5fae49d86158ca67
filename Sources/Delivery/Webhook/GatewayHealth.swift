internal import CampaignModel

/// How a gateway fares, as far as that decides when it is asked again, and whether at all.
struct GatewayHealth {
    private var failures = FailureStreak()
    private var breaker = Breaker.relay
    /// Whether the gateway has ever answered.
    private var isProven = false
    private(set) var hasAccepted = false
    /// Nothing goes before: the gateway has said so.
    private var pauseEnd: ContinuousClock.Instant?
    /// Answers that say all addresses are dead, before any was accepted.
    private var doubts = 0
    private var doubtReason = ""
    private var hasRenewedLogin = false

    /// So many dead addresses, and none alive, are no accident: it is the gateway that is gone.
    static let doubtLimit = 5

    /// Why asking on makes no sense.
    var ending: DeliveryError.Reason? {
        if failures.isOver { return .connection(failures.reason) }
        if breaker.isOpen { return .refusal(breaker.reason) }
        return doubts >= GatewayHealth.doubtLimit ? .refusal(doubtReason) : nil
    }

    /// Whether the gateway has answered, and has not failed since.
    var isWell: Bool { isProven && failures.count == 0 }

    /// Requests that may be under way now: one at a time until the gateway has answered, and while it fails.
    func limit(now: ContinuousClock.Instant) -> Int {
        if now < failures.resumeTime { return 0 }
        if let pauseEnd, now < pauseEnd { return 0 }
        return isWell ? .max : 1
    }

    /// When it may be asked again.
    var resumeTime: ContinuousClock.Instant? { max(failures.resumeTime, pauseEnd ?? failures.resumeTime) }

    func closedFor(now: ContinuousClock.Instant) -> Duration? {
        guard let pauseEnd, pauseEnd > now else { return nil }
        return pauseEnd - now
    }

    mutating func fail(_ reason: String, start: ContinuousClock.Instant) {
        failures.note(reason, start: start, now: .now)
    }

    /// Something came back.
    mutating func answer() {
        isProven = true
        failures.end()
    }

    mutating func answer(_ answer: PushAnswer) {
        self.answer()
        guard answer.isTransient else { return breaker.succeed() }
        breaker.fail(answer.reply.asSaid, now: .now)
        if let seconds = answer.retryAfterSeconds {
            pauseEnd = max(pauseEnd ?? .now, .now.advanced(by: .seconds(min(seconds, 86_400))))
        }
    }

    mutating func accept() {
        hasAccepted = true
        hasRenewedLogin = false
        doubts = 0
    }

    mutating func doubt(_ reason: String) {
        if hasAccepted { return }
        doubts += 1
        doubtReason = reason
    }

    /// - Returns: Whether a new login is worth a try: once, until something is accepted.
    mutating func mayRenewLogin() -> Bool {
        if hasRenewedLogin { return false }
        hasRenewedLogin = true
        return true
    }
}
