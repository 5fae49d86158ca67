internal import CampaignModel

/// Limits that all messages of a channel share, all of which must let one through.
struct SharedLimits {
    private var all: [Permits]
    private let rates: [SendingRate]

    /// - Parameter subject: `push`
    init(_ rates: [SendingRate], of subject: String) {
        self.rates = rates
        all = rates.map { Permits(RateLimit(subject, $0)) }
    }

    /// Messages fetched together at most: what is fetched goes out within a minute or so, long before its lease lapses.
    var fetchLimit: Int {
        let pace = rates.filter(\.isPaced).map(\.perSecond).min() ?? .infinity
        return pace < 1_000 ? max(1, Int(pace * 60)) : .max
    }

    /// Whether a message may begin now. Asks for permits where few are left: to be called where there is a message.
    mutating func areOpen(now: ContinuousClock.Instant) -> Bool {
        var areOpen = true
        for index in all.indices where !all[index].isOpen(now: now) { areOpen = false }
        return areOpen
    }

    mutating func use() { for index in all.indices { all[index].use() } }

    mutating func demand(in record: inout GroupCommit) {
        for index in all.indices {
            if let count = all[index].takeDemand() { record.reserve(count, of: all[index].limit) }
        }
    }

    mutating func take(_ grant: RateGrant, of limit: RateLimit, at time: ContinuousClock.Instant) {
        for index in all.indices where all[index].limit == limit { all[index].take(grant, now: time) }
    }

    /// When it is worth looking again; `nil` where that is when an answer comes.
    var resumeTime: ContinuousClock.Instant? { all.compactMap(\.resumeTime).min() }

    /// How long nothing may be sent, where a limit is used up.
    func closedFor(now: ContinuousClock.Instant) -> Duration? { all.compactMap { $0.closedFor(now: now) }.max() }
}
