internal import CampaignModel
internal import Curl

/// The connections to one relay, and how it fares.
struct SMTPPool {
    let relay: SMTPRelay
    let name: String
    let options: CurlConnection.Options
    /// Places of its connections among those of all relays.
    let places: Range<Int>
    private(set) var free: [Int]
    /// Connections that wait for a message; some may have been closed since.
    var idle: [Int] = []
    /// Connections that have answered EHLO and are not closed.
    var established = 0
    var connecting = 0
    /// Connections that have carried a whole message.
    var proven = 0
    /// Messages begun and not settled.
    var underWay = 0
    private(set) var failures = FailureStreak()
    private(set) var breaker = Breaker.relay
    /// Whether it was connections that opened the breaker, rather than refusals.
    private(set) var isUnreachable = false
    /// Messages taken, each counted as one part of the weight: the relay with the lowest figure is next.
    var share = 0.0

    init(_ relay: SMTPRelay, name: String, options: CurlConnection.Options, firstPlace: Int) {
        self.relay = relay
        self.name = name
        self.options = options
        places = firstPlace..<firstPlace + relay.maximumConnections
        free = places.reversed()
    }

    /// Whether messages are shared with it by weight.
    var isUsable: Bool { established > 0 && !breaker.isOpen && failures.count == 0 }

    /// Whether nothing will come of it soon.
    var isDown: Bool { breaker.isOpen && underWay == 0 && connecting == 0 }

    /// Whether another message may begin; one at a time while the breaker is open and its pause is over.
    func admits(now: ContinuousClock.Instant) -> Bool {
        guard let resumeTime = breaker.resumeTime else { return true }
        return now >= resumeTime && underWay == 0
    }

    /// How far its share may be ahead of the others', so that its connections need not wait for each other's turns.
    var slack: Double { Double(places.count) / Double(relay.weight) }

    /// A place for one more connection: one at a time until one has worked, and while they fail.
    mutating func takePlace(now: ContinuousClock.Instant) -> Int? {
        guard now >= failures.resumeTime, admits(now: now) else { return nil }
        let mayHaveMore = established > 0 && failures.count == 0 && !breaker.isOpen
        guard mayHaveMore || connecting == 0, let place = free.popLast() else { return nil }
        connecting += 1
        return place
    }

    mutating func giveBack(_ place: Int) { free.append(place) }

    /// Whether all connections it may have are there and busy.
    var isFull: Bool { free.isEmpty && idle.isEmpty && connecting == 0 }

    mutating func begin() {
        share += 1 / Double(relay.weight)
        underWay += 1
    }

    /// A connection failed before it carried anything.
    mutating func fail(_ reason: String, start: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        failures.note(reason, start: start, now: now)
        guard failures.isOver, proven == 0 else { return }
        isUnreachable = true
        breaker.open(reason, now: now)
    }

    /// The relay answered a whole message.
    mutating func learn(_ outcome: Attempt.Outcome, now: ContinuousClock.Instant) {
        failures.end()
        if case .transientFailure(let reply) = outcome, reply.isAboutRelay {
            isUnreachable = false
            breaker.fail(reply.asSaid, now: now)
        } else {
            breaker.succeed()
        }
    }

    /// When it may be tried again; `nil` where nothing holds it up.
    func resumeTime(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        let time = max(failures.resumeTime, breaker.resumeTime ?? failures.resumeTime)
        return time > now ? time : nil
    }
}
