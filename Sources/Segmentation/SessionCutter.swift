internal import CampaignModel

/// Cuts a customer's events into sessions: those of one session id, until 30 minutes pass without one. Two sessions at
/// the same time, on the phone and at the desk, stay two.
struct SessionCutter {
    static let gapSeconds: Int64 = 30 * 60
    /// So many sessions at once are told apart; an older one is taken for over.
    private static let maximumAtOnce = 8

    /// Rows of `SessionEvents`, session after session in the order in which they began, each by time.
    private(set) var events: [Int32] = []
    /// Session `s` has the entries `firsts[s] ..< firsts[s + 1]` of `events`.
    private(set) var firsts: [Int] = [0]

    private var open: [(id: Int32, last: Int64)] = []
    private var sessionOf: [Int32] = []

    var count: Int { firsts.count - 1 }

    /// - Parameter asOf: Later events are left out.
    mutating func cut(_ all: borrowing SessionEvents, customer: Int32, asOf: Instant) {
        events.removeAll(keepingCapacity: true)
        firsts.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        sessionOf.removeAll(keepingCapacity: true)
        var isInOrder = true
        for event in all.eventsOf(customer: customer) {
            let (time, id) = (all.times[event], all.sessionOf[event])
            if time > asOf.seconds { break }
            var session = open.count - 1
            let oldest = max(0, open.count - SessionCutter.maximumAtOnce)
            while session >= oldest, open[session].id != id || time - open[session].last > SessionCutter.gapSeconds {
                session -= 1
            }
            if session < oldest {
                session = open.count
                open.append((id, time))
            }
            open[session].last = time
            if session < open.count - 1 { isInOrder = false }
            events.append(Int32(event))
            sessionOf.append(Int32(session))
        }
        if !isInOrder { bringTogether() }
        firsts.append(0)
        for index in events.indices.dropFirst() where sessionOf[index] != sessionOf[index - 1] { firsts.append(index) }
        if !events.isEmpty { firsts.append(events.count) }
    }

    private mutating func bringTogether() {
        let order = events.indices.sorted { (sessionOf[$0], $0) < (sessionOf[$1], $1) }
        events = order.map { [events] in events[$0] }
        sessionOf = order.map { [sessionOf] in sessionOf[$0] }
    }
}
