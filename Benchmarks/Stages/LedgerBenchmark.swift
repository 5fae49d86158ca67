internal import Bookkeeping
internal import CampaignModel
internal import Foundation

/// The ledger alone, on the disk and synced as in a real send: a plan frozen with payloads of a product email's size, then
/// every message claimed, its intent committed, its outcome committed. As in a send, outcomes ride with the next
/// intents.
func measureLedger(folder: String, messages: Int, batch: Int) throws -> [Measurement] {
    var measurements: [Measurement] = []
    let path = "\(folder)/ledger-benchmark.sqlite"
    for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + ending) {
        try FileManager.default.removeItem(atPath: path + ending)
    }
    let ledger = try SQLiteLedger(path: path, now: BenchmarkShop.planTime)
    var spent = Spent()
    let run = try Spent.measure(&spent.freeze) { try freeze(messages, in: ledger) }
    measurements.append(
        try Measurement("ledger: freeze", "Dovetail", "messages", count: run.frozen.audience, seconds: [spent.freeze])
    )
    let owner = LockOwner(id: "benchmark", host: "here", pid: 1)
    let now = BenchmarkShop.planTime
    _ = try ledger.lock(run.id, owner: owner, staleAfterSeconds: 30, now: now) { _, _ in false }
    try send(run, in: ledger, owner: owner, batch: batch, now: now, spent: &spent)
    let counts = try ledger.counts(of: run.id)
    precondition(counts[.sent] == messages, "every message was sent")
    let all = spent.claim + spent.commit
    let steps = [("all, by \(batch)", all), ("claim", spent.claim), ("commit", spent.commit)]
    for (name, seconds) in steps {
        measurements.append(
            try Measurement("ledger: claim + acknowledge", name, "messages", count: messages, seconds: [seconds])
        )
    }
    return measurements
}

private struct Spent {
    var freeze = 0.0
    var claim = 0.0
    var commit = 0.0

    /// Runs `body`, and adds what it took.
    static func measure<Result>(_ total: inout Double, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { total += (ContinuousClock.now - start) / .seconds(1) }
        return try body()
    }
}

private func freeze(_ count: Int, in ledger: SQLiteLedger) throws -> Run {
    let now = BenchmarkShop.planTime
    let head = PlanHead(Plan(campaign: "spring", asOf: now, messages: []), audience: count)
    let owner = LockOwner(id: "benchmark", host: "here", pid: 1)
    let draft = try ledger.draft(head, owner: owner, staleAfterSeconds: 30, now: now) { _, _ in false }
    let payload = Array("{\"customer\":{},\"items\":[\"\(String(repeating: "x", count: 2_400))\"]}".utf8)
    var next = 0
    while next < count {
        let chunk = (next..<min(count, next + 8_192)).map { number in
            PlannedMessage(
                customerID: "c\(1_000_000 + number)",
                channel: .email,
                address: "person\(number)@example.com",
                disposition: .planned,
                sendAt: now,
                validUntil: now.advanced(byDays: 3),
                productIDs: ["p1", "p22", "p333", "p4444"],
                payload: payload
            )
        }
        next += chunk.count
        try draft.add(chunk, now: now)
    }
    return try draft.finish(now: now)
}

private func send(
    _ run: Run,
    in ledger: SQLiteLedger,
    owner: LockOwner,
    batch: Int,
    now: Instant,
    spent: inout Spent
) throws {
    let reply = Reply(code: 250, enhancedCode: "2.0.0", text: "Ok: queued as 4XyZ1234567")
    var outcomes: [Attempt] = []
    while true {
        let claim = try Spent.measure(&spent.claim) {
            try ledger.claim(run.id, channel: .email, limit: batch, leaseSeconds: 900, owner: owner, now: now)
        }
        let intents = claim.rows.map(\.key.message)
        if intents.isEmpty, outcomes.isEmpty { return }
        let granted = try Spent.measure(&spent.commit) {
            try ledger.commit(intents: intents, outcomes: outcomes, retry: RetrySchedule(), owner: owner, now: now)
                .granted
        }
        outcomes = granted.map {
            Attempt(message: $0, outcome: .accepted(reply), transport: "smtp://127.0.0.1:25", at: now)
        }
    }
}
