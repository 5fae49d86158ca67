internal import CampaignModel
internal import Dispatch
internal import Planning
internal import Scheduling
internal import Synchronization
internal import Threads

/// Makes a plan block by block, in the order of the audience: the next block is made while the last one is written, and
/// no more than these two are ever in memory. The same plan comes out for any number of threads.
struct PlanStream: Sendable {
    /// Customers of a block: eight jobs of the engine's.
    private static let block = 8_192
    private static let job = 1_024

    private let audience: [Int32]
    private let picks: CampaignPicks
    private let planner: Planner
    private let workers: Workers

    init(
        audience: [Int32],
        picks: CampaignPicks,
        planner: Planner,
        workers: Workers
    ) {
        self.audience = audience
        self.picks = picks
        self.planner = planner
        self.workers = workers
    }

    /// The plan before its messages.
    var emptyPlan: Plan { planner.emptyPlan }

    /// Messages that come in all.
    var count: Int { audience.count * planner.messagesPerCustomer }

    /// Customers whose clock is taken from there.
    func customers(by source: PersonZones.Source) -> Int {
        audience.count { planner.zoneSource(of: $0) == source }
    }

    /// Calls `body` with one block of messages after the other.
    ///
    /// A throttle gives turns over the whole plan, whoever is due first: then all of it is in memory at once.
    func forEachBlock<Failure: Error>(_ body: ([PlannedMessage]) throws(Failure) -> Void) throws(Failure) {
        guard planner.isThrottled else { return try forEachSettledBlock(body) }
        var plan: [PlannedMessage] = []
        forEachSettledBlock { plan += $0 }
        planner.spread(&plan) { audience[$0 / planner.messagesPerCustomer] }
        for start in stride(from: 0, to: plan.count, by: PlanStream.block) {
            try body(Array(plan[start..<min(start + PlanStream.block, plan.count)]))
        }
    }

    private func forEachSettledBlock<Failure: Error>(
        _ body: ([PlannedMessage]) throws(Failure) -> Void
    ) throws(Failure) {
        var settlement = planner.settlement
        var next = ahead(0)
        var start = 0
        while start < audience.count {
            var messages = next.take()
            start += PlanStream.block
            if start < audience.count { next = ahead(start) }
            settlement.settle(&messages)
            try body(messages)
        }
    }

    /// Begins to make the block that starts there.
    private func ahead(_ start: Int) -> Ahead {
        let ahead = Ahead()
        DispatchQueue.global().async { ahead.put(messages(start)) }
        return ahead
    }

    private func messages(_ start: Int) -> [PlannedMessage] {
        let customers = audience[start..<min(start + PlanStream.block, audience.count)]
        let chunks = workers.mapChunks(of: customers.count, chunk: PlanStream.job) { range in
            let slice = customers[start + range.lowerBound..<start + range.upperBound]
            return planner.messages(for: picks.picks(for: slice)[...])
        }
        return Array(chunks.joined())
    }

    /// A block that is being made.
    private final class Ahead: Sendable {
        private let messages = Mutex<[PlannedMessage]>([])
        private let isThere = DispatchSemaphore(value: 0)

        func put(_ messages: [PlannedMessage]) {
            self.messages.withLock { $0 = messages }
            isThere.signal()
        }

        func take() -> [PlannedMessage] {
            isThere.wait()
            return messages.withLock { messages in
                defer { messages = [] }
                return messages
            }
        }
    }
}
