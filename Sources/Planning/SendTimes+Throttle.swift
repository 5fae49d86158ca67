internal import CampaignModel
internal import Scheduling

extension SendTimes {
    /// Spreads planned messages over time, so that no more become due than the throttle allows. Whoever is due first comes
    /// first; quiet hours stay quiet.
    /// - Parameter customer: Of the message at a position.
    func spread(_ messages: inout [PlannedMessage], customer: (Int) -> Int32) {
        guard let throttle = settings.throttle else { return }
        var queues = timings.map { TimeQueue(next: $0.sendAt) }
        for index in messages.indices where messages[index].disposition == .planned {
            queues[people.position(of: customer(index)).zone].waiting.append(index)
        }
        var free = Int64.min
        while let zone = earliest(of: queues) { serve(&queues[zone], zone, throttle, free: &free, &messages) }
    }

    /// The zone whose people are due first.
    private func earliest(of queues: [TimeQueue]) -> Int? {
        queues.indices.filter { !queues[$0].isEmpty }.min { queues[$0].next < queues[$1].next }
    }

    /// Gives a zone's people their turns, until all have one or their night falls.
    /// - Parameter free: When the next turn is, in parts of a second, of which a message takes `perSeconds`.
    private func serve(
        _ queue: inout TimeQueue,
        _ zone: Int,
        _ throttle: Throttle,
        free: inout Int64,
        _ messages: inout [PlannedMessage]
    ) {
        let parts = Int64(throttle.messages)
        let validUntil = timings[zone].validUntil
        // The hours do not change within a minute.
        var allowedMinute: Int64?
        while let index = queue.first {
            let start = max(queue.next.seconds * parts, free)
            let moment = Instant(seconds: start / parts)
            if allowedMinute != moment.seconds / 60 {
                let allowed = settings.hours.next(from: moment, in: people.zones[zone])
                if let allowed, allowed > moment, allowed < validUntil {
                    queue.next = allowed
                    return
                }
                if allowed == moment { allowedMinute = moment.seconds / 60 }
            }
            guard moment < validUntil, allowedMinute == moment.seconds / 60 else {
                let reason = moment < validUntil ? SkipReason.quietHours : .expired
                for late in queue.takeAll() { messages[late].skip(reason, "its turn comes too late to be valid") }
                return
            }
            messages[index].sendAt = moment
            free = start + Int64(throttle.perSeconds)
            queue.takeFirst()
        }
    }
}

/// People of one zone who wait for their turn.
private struct TimeQueue {
    /// Nobody's turn comes before.
    var next: Instant
    var waiting: [Int] = []
    private var taken = 0

    init(next: Instant) { self.next = next }

    var isEmpty: Bool { taken == waiting.count }

    var first: Int? { isEmpty ? nil : waiting[taken] }

    mutating func takeFirst() { taken += 1 }

    mutating func takeAll() -> ArraySlice<Int> {
        defer { taken = waiting.count }
        return waiting[taken...]
    }
}
