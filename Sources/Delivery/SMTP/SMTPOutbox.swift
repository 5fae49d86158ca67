internal import CampaignModel
internal import Curl

/// The messages that wait for a connection, and which of them may go now: limits and breakers of all messages and of
/// recipient domains.
struct SMTPOutbox {
    /// What holds for one recipient domain.
    private struct Domain {
        var permits: Permits?
        var maximumConnections = Int.max
        var underWay = 0
        var breaker = Breaker.domain
        /// Messages that wait here while others go.
        var parked: [SMTPParcel] = []
        /// When what was given back will have gone.
        var horizon = ContinuousClock.Instant.now

        mutating func admits(now: ContinuousClock.Instant) -> Bool {
            guard underWay < maximumConnections, breaker.admits(now: now) else { return false }
            return permits?.isOpen(now: now) ?? true
        }

        /// Whether waiting in memory is too long: its breaker is open, or its limit used up.
        func isClosed(now: ContinuousClock.Instant) -> Bool {
            breaker.isOpen || permits?.closedFor(now: now) != nil
        }

        mutating func begin() {
            underWay += 1
            permits?.use()
            breaker.begin()
        }

        /// How long the next message that is given back should wait, those before it considered.
        mutating func nextTurn(now: ContinuousClock.Instant) -> Int64 {
            var start = now.advanced(by: SMTPOutbox.shortestWait)
            if let open = breaker.resumeTime { start = max(start, open) }
            if let closed = permits?.closedFor(now: now) { start = max(start, now.advanced(by: closed)) }
            horizon = max(horizon, start)
            if case .pace(let rate)? = permits?.limit.measure {
                horizon = horizon.advanced(by: .seconds(1 / rate.perSecond))
            }
            return max(1, (horizon - now).components.seconds)
        }
    }

    private var queue: MessageQueue
    private var totals: [Permits]
    /// Domains with limits of their own, or with failures in a row.
    private var domains: [String: Domain] = [:]
    private let limits: [String: DomainLimits]
    private var parkedCount = 0

    /// Messages of one domain that wait in memory; the others go back to where they came from.
    static let parkingLimit = 64
    /// A message that is given back comes again no sooner.
    static let shortestWait = Duration.seconds(2)

    init(_ settings: SMTPSettings, source: any MessageSource, connections: Int, wakeup: Wakeup) {
        totals = settings.rates.map { Permits(RateLimit("email", $0)) }
        if let warmUp = settings.warmUp {
            totals.append(Permits(RateLimit(key: "email warm-up", measure: .warmUp(warmUp))))
        }
        limits = settings.domains
        for (domain, limit) in limits {
            domains[domain] = Domain(
                permits: limit.rate.map { Permits(RateLimit("email to \(domain)", $0)) },
                maximumConnections: limit.maximumConnections ?? .max
            )
        }
        // What is fetched goes out within a minute or so, long before its lease lapses.
        let pace = settings.rates.filter(\.isPaced).map(\.perSecond).min() ?? .infinity
        queue = MessageQueue(
            source: source,
            connections: connections,
            limit: pace < 1_000 ? max(1, Int(pace * 60)) : .max,
            wakeup: wakeup
        )
    }

    /// Whether nothing is left and nothing will come.
    var isExhausted: Bool { parkedCount == 0 && queue.isExhausted }

    var error: (any Error)? { queue.error }

    /// Messages for which connections are worth having.
    mutating func count(now: ContinuousClock.Instant) -> Int {
        let waiting = queue.count + parkedCount
        // Permits are asked for where there is something to send, and not before.
        return waiting > 0 && areTotalsOpen(now: now) ? waiting : 0
    }

    /// - Returns: All that was fetched and not begun.
    mutating func stop() -> [OutgoingMessage] {
        var rest = queue.stop()
        if parkedCount > 0 {
            for domain in domains.keys {
                rest += domains[domain]?.parked.map(\.message) ?? []
                domains[domain]?.parked = []
            }
            parkedCount = 0
        }
        return rest
    }

    // MARK: Taking

    /// The next message that may begin now.
    /// - Parameter record: Takes what is given back.
    mutating func next(now: ContinuousClock.Instant, record: inout GroupCommit) -> SMTPParcel? {
        guard count(now: now) > 0 else { return nil }
        if parkedCount > 0, let parcel = nextParked(now: now, record: &record) { return parcel }
        while let message = queue.next() {
            let parcel = SMTPParcel(message: message)
            if domains.isEmpty || admits(parcel, now: now, record: &record) {
                for index in totals.indices { totals[index].use() }
                return parcel
            }
        }
        return nil
    }

    private mutating func areTotalsOpen(now: ContinuousClock.Instant) -> Bool {
        var areOpen = true
        for index in totals.indices where !totals[index].isOpen(now: now) { areOpen = false }
        return areOpen
    }

    private mutating func nextParked(now: ContinuousClock.Instant, record: inout GroupCommit) -> SMTPParcel? {
        for name in domains.keys {
            guard var domain = domains[name], !domain.parked.isEmpty else { continue }
            defer { domains[name] = domain }
            if domain.isClosed(now: now) {
                for parcel in domain.parked { record.postpone(parcel.message.id, seconds: domain.nextTurn(now: now)) }
                parkedCount -= domain.parked.count
                domain.parked = []
            }
            guard !domain.parked.isEmpty, domain.admits(now: now) else { continue }
            let parcel = domain.parked.removeFirst()
            domain.begin()
            parkedCount -= 1
            for index in totals.indices { totals[index].use() }
            return parcel
        }
        return nil
    }

    /// Whether the message's domain lets it go; where not, it is parked or given back.
    private mutating func admits(_ parcel: SMTPParcel, now: ContinuousClock.Instant, record: inout GroupCommit) -> Bool
    {
        let name = parcel.domain
        guard var domain = domains[name] else { return true }
        defer { domains[name] = domain }
        // Those parked go first.
        if domain.parked.isEmpty, domain.admits(now: now) {
            domain.begin()
            return true
        }
        if !domain.isClosed(now: now), domain.parked.count < SMTPOutbox.parkingLimit {
            domain.parked.append(parcel)
            parkedCount += 1
        } else {
            record.postpone(parcel.message.id, seconds: domain.nextTurn(now: now))
        }
        return false
    }

    // MARK: Learning

    /// - Parameter outcome: `nil` where the message goes on elsewhere.
    mutating func end(_ parcel: SMTPParcel, _ outcome: Attempt.Outcome?, now: ContinuousClock.Instant) {
        var refusal: Reply?
        if case .transientFailure(let reply)? = outcome, reply.kind != .greylisted, !reply.isAboutRelay {
            refusal = reply
        }
        if domains.isEmpty, refusal == nil { return }
        let name = parcel.domain
        guard var domain = domains[name] ?? refusal.map({ _ in Domain() }) else { return }
        domain.underWay = max(0, domain.underWay - 1)
        switch outcome {
        case .accepted, .permanentFailure: domain.breaker.succeed()
        case .transientFailure:
            if let refusal { domain.breaker.fail(refusal.asSaid, now: now) } else { domain.breaker.forgetProbe() }
        case .notSent, .unknown, nil: domain.breaker.forgetProbe()
        }
        let isForgotten = limits[name] == nil && domain.breaker.failures == 0 && domain.parked.isEmpty
        domains[name] = isForgotten ? nil : domain
    }

    // MARK: Permits

    /// Asks for the permits that are wanted.
    mutating func demandPermits(record: inout GroupCommit) {
        for index in totals.indices {
            if let count = totals[index].takeDemand() { record.reserve(count, of: totals[index].limit) }
        }
        if limits.isEmpty { return }
        for name in limits.keys {
            guard let count = domains[name]?.permits?.takeDemand(), let limit = domains[name]?.permits?.limit else {
                continue
            }
            record.reserve(count, of: limit)
        }
    }

    mutating func take(_ grant: RateGrant, of limit: RateLimit, at time: ContinuousClock.Instant) {
        for index in totals.indices where totals[index].limit == limit { totals[index].take(grant, now: time) }
        for name in limits.keys where domains[name]?.permits?.limit == limit {
            domains[name]?.permits?.take(grant, now: time)
        }
    }

    /// When a limit opens again that messages wait for.
    var resumeTime: ContinuousClock.Instant? {
        var times = totals.compactMap(\.resumeTime)
        if parkedCount > 0 {
            for domain in domains.values where !domain.parked.isEmpty {
                if let time = domain.permits?.resumeTime { times.append(time) }
            }
        }
        return times.min()
    }

    /// How long nothing at all may be sent, where a limit on all messages is used up.
    func closedFor(now: ContinuousClock.Instant) -> Duration? {
        totals.compactMap { $0.closedFor(now: now) }.max()
    }
}

extension SMTPParcel {
    fileprivate var domain: String {
        guard case .email(_, let recipient, _) = message.content else { return "" }
        return String(recipient.domain)
    }
}
