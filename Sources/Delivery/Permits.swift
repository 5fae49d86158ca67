internal import CampaignModel

/// The permits of one shared limit that this process holds.
struct Permits {
    /// Permits reserved together; one more may be used with each interval.
    private struct Batch {
        var next: ContinuousClock.Instant
        var interval: Duration
        var count: Int

        mutating func skip() {
            count -= 1
            next = next.advanced(by: interval)
        }
    }

    let limit: RateLimit
    /// Two at most: one in use, one reserved before it runs out.
    private var batches: [Batch] = []
    private var closedUntil: ContinuousClock.Instant?
    /// A reservation is under way.
    private var isAsking = false
    /// Somebody wants to send and cannot, or soon will not.
    private var isWanted = false

    /// A permit is void so long after its turn: those of two batches must not be used at once.
    static let grace = Duration.milliseconds(50)

    init(_ limit: RateLimit) { self.limit = limit }

    /// As many as a tenth of a second uses; of a quota a thousandth, so that little is lost with a process.
    private var batchSize: Int {
        switch limit.measure {
        case .pace(let rate): max(1, Int(rate.perSecond / 10))
        case .quota(let rate): min(max(1, rate.count / 1_000), 100)
        case .warmUp: 5
        }
    }

    /// Whether a message may begin now. Asks for more permits where few are left.
    mutating func isOpen(now: ContinuousClock.Instant) -> Bool {
        while let first = batches.first {
            if first.count == 0 {
                batches.removeFirst()
            } else if first.interval > .zero, first.next.advanced(by: max(first.interval, Permits.grace)) < now {
                batches[0].skip()
            } else {
                break
            }
        }
        if batches.count < 2, batches.first.map({ $0.count <= batchSize / 2 }) ?? isReopened(now) { isWanted = true }
        return batches.first.map { $0.next <= now } ?? false
    }

    private func isReopened(_ now: ContinuousClock.Instant) -> Bool { closedUntil.map { $0 <= now } ?? true }

    mutating func use() {
        precondition(batches.first.map { $0.count > 0 } ?? false, "a permit is used once")
        batches[0].skip()
    }

    /// - Returns: How many to reserve now, if any.
    mutating func takeDemand() -> Int? {
        guard isWanted, !isAsking else { return nil }
        isAsking = true
        isWanted = false
        return batchSize
    }

    mutating func take(_ grant: RateGrant, now: ContinuousClock.Instant) {
        isAsking = false
        if grant.count > 0 {
            closedUntil = nil
            batches.append(Batch(next: now.advanced(by: grant.delay), interval: grant.interval, count: grant.count))
        } else {
            closedUntil = now.advanced(by: grant.delay)
        }
    }

    /// When it is worth looking again; `nil` where that is when an answer comes.
    var resumeTime: ContinuousClock.Instant? { batches.first { $0.count > 0 }?.next ?? closedUntil }

    /// How long nothing may be sent, where the limit is used up.
    func closedFor(now: ContinuousClock.Instant) -> Duration? {
        guard batches.allSatisfy({ $0.count == 0 }), let closedUntil, closedUntil > now else { return nil }
        return closedUntil - now
    }
}
