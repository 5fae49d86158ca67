import CampaignModel

@testable import Bookkeeping

/// The ledger's rules for one run, again, in plain arrays: what the model test holds the real one against.
struct LedgerModel {
    struct Row: Equatable {
        var customer: String
        var channel: Channel
        var tokens: [String]
        var items: [String]
        var state: MessageState
        var reason: SkipReason?
        let sendAt: Instant
        var due: Instant
        var validUntil: Instant
        var owner: String?
        var leaseUntil: Instant?
        var attempts = 0
        var refusals = 0

        var isWaiting: Bool { state == .planned || state == .deferred }
    }

    var rows: [Int64: Row] = [:]
    var state = RunState.scheduled
    /// Something may have left.
    var hasBegun = false
    var lock: (owner: LockOwner, heartbeat: Instant)?
    var suppressed: Set<String> = []
    var refused: Set<String> = []
    var bought: [String: Set<String>] = [:]
    var unavailable: Set<String> = []

    init(_ messages: [PlannedMessage], firstMessage: Int64, suppressed: Set<String>) {
        self.suppressed = suppressed
        for (index, message) in messages.enumerated() {
            var row = Row(
                customer: message.customerID,
                channel: message.channel,
                tokens: message.address.split(separator: " ").map(String.init),
                items: message.productIDs,
                state: .planned,
                sendAt: message.sendAt,
                due: message.sendAt,
                validUntil: message.validUntil
            )
            switch message.disposition {
            case .planned: applySuppression(to: &row)
            case .suppressed: row.state = .suppressed
            case .holdout: row.state = .holdout
            case .skipped(let reason): (row.state, row.reason) = (.skipped, reason)
            }
            rows[firstMessage + Int64(index)] = row
        }
    }

    func applySuppression(to row: inout Row) {
        let open = row.tokens.filter { !suppressed.contains(row.channel == .email ? $0.lowercased() : $0) }
        if open.isEmpty { row.state = .suppressed } else { row.tokens = open }
    }

    mutating func lock(_ owner: LockOwner, now: Instant, isAlive: Bool) -> Bool {
        guard state == .scheduled || state == .running else { return false }
        if let held = lock, held.owner != owner {
            guard held.heartbeat.advanced(bySeconds: 30) <= now || !isAlive else { return false }
            recover()
        }
        lock = (owner, now)
        state = .running
        // A new sender tries at once what an earlier one could not hand over.
        for (id, row) in rows where row.state == .planned { rows[id]?.due = row.sendAt }
        return true
    }

    mutating func recover() {
        for id in rows.keys {
            if rows[id]?.state == .sending {
                rows[id]?.state = .unknown
            } else if rows[id]?.isWaiting == true {
                rows[id]?.owner = nil
            }
        }
        lock = nil
    }

    /// What is left of a sender that has ended.
    mutating func putBack() {
        recover()
        if !finishIfDone(), state == .running, !hasBegun { state = .scheduled }
    }

    mutating func claim(limit: Int, owner: LockOwner, now: Instant) -> [Int64] {
        guard state == .running else { return [] }
        let due = rows.filter { _, row in
            row.isWaiting && row.due <= now && (row.owner == nil || row.leaseUntil.map { $0 <= now } ?? true)
        }
        let order = due.keys.sorted { (due[$0]?.due.seconds ?? 0, $0) < (due[$1]?.due.seconds ?? 0, $1) }
        var leased: [Int64] = []
        for id in order.prefix(limit) {
            guard var row = rows[id] else { continue }
            row.owner = nil
            applySuppression(to: &row)
            if row.state != .suppressed {
                row.reason = exit(row, now: now)
                if row.reason != nil {
                    row.state = .skipped
                } else {
                    (row.owner, row.leaseUntil) = (owner.id, now.advanced(bySeconds: 60))
                    leased.append(id)
                }
            }
            rows[id] = row
        }
        return leased.sorted()
    }

    private func exit(_ row: Row, now: Instant) -> SkipReason? {
        if refused.contains("\(row.customer) \(row.channel.rawValue)") { return .noConsent }
        if row.validUntil <= now { return .expired }
        if row.items.contains(where: { bought[row.customer, default: []].contains($0) }) { return .purchased }
        return row.items.contains(where: unavailable.contains) ? .outOfStock : nil
    }

    mutating func intend(_ ids: [Int64], owner: LockOwner, now: Instant) -> [Int64] {
        guard state == .running else { return [] }
        let granted = ids.filter { id in
            guard let row = rows[id], let leaseUntil = row.leaseUntil else { return false }
            return row.isWaiting && row.owner == owner.id && leaseUntil > now && row.validUntil > now
        }
        if !granted.isEmpty { hasBegun = true }
        for id in granted {
            rows[id]?.state = .sending
            rows[id]?.attempts += 1
        }
        return granted.sorted()
    }

    /// - Returns: Whether the outcome still counted.
    mutating func report(
        _ outcome: Attempt.Outcome,
        _ id: Int64,
        _ owner: LockOwner,
        _ retry: RetrySchedule,
        _ now: Instant
    )
        -> Bool
    {
        guard var row = rows[id], row.owner == owner.id else { return false }
        var isEvidence = false
        switch outcome {
        case .accepted, .permanentFailure: isEvidence = true
        default: break
        }
        guard row.isWaiting || row.state == .sending || (row.state == .unknown && isEvidence) else { return false }
        guard !row.isWaiting || lock?.owner == owner else { return false }
        if row.isWaiting {
            row.attempts += 1
            if case .notSent = outcome {} else { hasBegun = true }
        }
        row.owner = nil
        switch outcome {
        case .accepted: row.state = .sent
        case .permanentFailure: row.state = .failed
        case .unknown: (row.state, row.owner) = (.unknown, owner.id)
        case .notSent:
            row.state = state == .cancelled ? .cancelled : row.refusals > 0 ? .deferred : .planned
            if row.isWaiting { row.due = now.advanced(bySeconds: retry.secondsAfterNotSent) }
        case .transientFailure:
            row.refusals += 1
            let hasTry = row.refusals <= retry.delays.count
            let next = now.advanced(bySeconds: hasTry ? retry.delays[row.refusals - 1] : 0)
            row.state = state == .cancelled ? .cancelled : hasTry && next < row.validUntil ? .deferred : .failed
            if row.state == .deferred { row.due = next }
        }
        rows[id] = row
        return true
    }

    mutating func retry(_ states: Set<MessageState>, now: Instant) -> Retried? {
        guard [.running, .paused, .finished].contains(state) else { return nil }
        var retried = Retried()
        for (id, row) in rows where states.contains(row.state) {
            if row.validUntil <= now {
                retried.expired += 1
                continue
            }
            retried.again += 1
            rows[id]?.state = .planned
            rows[id]?.due = max(row.sendAt, now)
            rows[id]?.owner = nil
            rows[id]?.refusals = 0
        }
        if retried.again > 0, state == .finished { state = .running }
        return retried
    }

    mutating func reconcile(_ id: Int64, _ kind: DeliveryEvidence.Kind) -> Bool {
        guard rows[id]?.state == .unknown else { return false }
        rows[id]?.state = kind == .bounced ? .failed : .sent
        return true
    }

    mutating func cancel() {
        for id in rows.keys where rows[id]?.isWaiting == true {
            rows[id]?.state = .cancelled
            rows[id]?.owner = nil
        }
        state = .cancelled
    }

    mutating func finishIfDone() -> Bool {
        if state == .running, !rows.values.contains(where: { $0.isWaiting || $0.state == .sending }) {
            state = .finished
        }
        return state == .finished
    }
}
