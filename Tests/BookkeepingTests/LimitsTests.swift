import CampaignModel
import TestSupport
import Testing

@testable import Bookkeeping

/// What the ledger holds messages to just before they leave, and what it gives out once only.
@Suite struct LimitsTests {
    static let day: Int64 = 86_400

    func plan(_ campaign: String, _ messages: [PlannedMessage], _ limits: LimitSettings) -> Plan {
        var plan = Plan(campaign: campaign, asOf: start, messages: messages)
        plan.limits = limits
        plan.experiment = campaign
        plan.shares = [VariantShare(name: "A", share: 0.7), VariantShare(name: "B", share: 0.3)]
        return plan
    }

    func send(_ run: String, _ ledger: SQLiteLedger, at moment: Instant) throws -> Claim {
        try ledger.lock(run, now: moment)
        let claim = try ledger.claim(run, now: moment)
        let granted = try ledger.intend(claim.ids, now: moment)
        _ = try ledger.report(accepted, for: granted, now: moment)
        _ = try ledger.unlock(run, owner: alice, now: moment)
        return claim
    }

    @Test func aCapHoldsAgainWhereAnotherCampaignWasFaster() throws {
        try withLedger { ledger in
            let limits = LimitSettings(caps: [FrequencyCap(count: 1, perSeconds: Self.day)])
            for name in ["spring", "summer"] {
                _ = try ledger.freeze(plan(name, [message("ann")], limits), inputs: [:], contents: [], now: start)
            }
            #expect(try send("spring-1", ledger, at: start).rows.count == 1)
            let claim = try send("summer-1", ledger, at: start.advanced(bySeconds: 60))
            #expect(claim.rows.isEmpty)
            #expect(claim.skipped == [.frequencyCap: 1])
            #expect(try ledger.counts(of: "summer-1").addsUp)
        }
    }

    @Test func twoChannelsOfOneRunCountTogether() throws {
        try withLedger { ledger in
            let limits = LimitSettings(caps: [FrequencyCap(count: 1, perSeconds: Self.day)])
            let messages = [message("ann"), message("ann", channel: .push)]
            _ = try ledger.freeze(plan("spring", messages, limits), inputs: [:], contents: [], now: start)
            let claim = try send("spring-1", ledger, at: start)
            #expect(claim.rows.map(\.channel) == [.email])
            #expect(claim.skipped == [.frequencyCap: 1])
        }
    }

    @Test func whatIsUnderWayElsewhereCounts() throws {
        try withLedger { ledger in
            let limits = LimitSettings(caps: [FrequencyCap(count: 1, perSeconds: Self.day)])
            for name in ["spring", "summer"] {
                _ = try ledger.freeze(plan(name, [message("ann")], limits), inputs: [:], contents: [], now: start)
                try ledger.lock("\(name)-1", name == "spring" ? alice : bob)
            }
            #expect(try ledger.claim("spring-1").rows.count == 1, "leased, and not yet sent")
            #expect(try ledger.claim("summer-1", bob).skipped == [.frequencyCap: 1])
        }
    }

    @Test func theLowerPriorityGivesWayToWhatIsStillToCome() throws {
        try withLedger { ledger in
            let caps = [FrequencyCap(count: 1, perSeconds: Self.day)]
            let later = message("ann", sendAt: start.advanced(bySeconds: 3_600))
            _ = try ledger.freeze(
                plan("low", [message("ann")], LimitSettings(caps: caps)),
                inputs: [:],
                contents: [],
                now: start
            )
            _ = try ledger.freeze(
                plan("high", [later], LimitSettings(caps: caps, priority: 5)),
                inputs: [:],
                contents: [],
                now: start
            )
            #expect(try send("low-1", ledger, at: start).skipped == [.outranked: 1])
            #expect(try send("high-1", ledger, at: later.sendAt).rows.count == 1)
        }
    }

    @Test func mailThatPeopleWaitForIsNeitherHeldNorCounted() throws {
        try withLedger { ledger in
            let capped = LimitSettings(caps: [FrequencyCap(count: 1, perSeconds: Self.day)])
            let free = LimitSettings(ignoresCaps: true)
            for (name, limits) in [("receipt", free), ("spring", capped), ("another", free)] {
                _ = try ledger.freeze(plan(name, [message("ann")], limits), inputs: [:], contents: [], now: start)
                #expect(try send("\(name)-1", ledger, at: start).rows.count == 1, "\(name)")
            }
            let known = try ledger.contacts(since: start.advanced(bySeconds: -60), priority: 0)
            #expect(known.map(\.customerID) == ["ann"])
        }
    }

    /// Whatever runs come when, nobody ever gets more than the caps allow.
    @Test func capsAreNeverExceededOverRandomHistories() throws {
        var random = SeededGenerator(seed: 11)
        for round in 0..<6 {
            let caps = [
                FrequencyCap(count: 2, perSeconds: 3 * Self.day),
                FrequencyCap(count: 1, perSeconds: Self.day, channel: .email),
            ]
            try withLedger { ledger in
                var sent: [String: [(time: Int64, channel: Channel)]] = [:]
                var open: [String] = []
                var now = start
                for step in 0..<40 {
                    now = now.advanced(bySeconds: Int64.random(in: 1...Self.day / 2, using: &random))
                    let people = (0..<8).filter { _ in Bool.random(using: &random) }
                    let messages = people.flatMap { person in
                        Channel.allCases.filter { _ in Bool.random(using: &random) }.map { channel in
                            let delay = Int64.random(in: 0...2 * Self.day, using: &random)
                            return message("p\(person)", channel: channel, sendAt: now.advanced(bySeconds: delay))
                        }
                    }
                    let limits = LimitSettings(caps: caps, priority: Int.random(in: 0...2, using: &random))
                    let run = try ledger.freeze(
                        plan("c\(step)", messages, limits),
                        inputs: [:],
                        contents: [],
                        now: now
                    )
                    open.append(run.id)
                    for run in open.shuffled(using: &random).prefix(4) {
                        for row in try send(run, ledger, at: now).rows {
                            sent[row.customerID, default: []].append((now.seconds, row.channel))
                        }
                        #expect(try ledger.counts(of: run).addsUp)
                    }
                    open = try open.filter { id in
                        try !ledger.finishIfDone(id, now: now) && ledger.run(id).state != .finished
                    }
                }
                #expect(sent.values.reduce(0) { $0 + $1.count } > 30, "round \(round) sends something")
                for (person, all) in sent {
                    for cap in caps {
                        let times = all.filter { cap.channel == nil || $0.channel == cap.channel }.map(\.time).sorted()
                        for (index, time) in times.enumerated() {
                            let inStretch = times[index...].count { $0 - time < cap.perSeconds }
                            #expect(inStretch <= cap.count, "round \(round): \(person) \(times)")
                        }
                    }
                }
            }
        }
    }

    @Test func aCodeIsGivenOnceAndFreedOnlyByAPlanNobodySaw() throws {
        try withLedger { ledger in
            func coded(_ customer: String, _ code: String) -> PlannedMessage {
                var one = message(customer)
                one.code = code
                return one
            }
            var push = coded("ann", "X1")
            push.channel = .push
            push.address = "token"
            let run = try ledger.freeze([coded("ann", "X1"), push, coded("bob", "X2")])
            #expect(try ledger.issuedCodes(except: nil) == ["X1", "X2"])
            #expect(throws: LedgerError.planRefused("the code 'X2' has been given to somebody already")) {
                try ledger.freeze([coded("cleo", "X2")], campaign: "summer")
            }
            #expect(try ledger.runs(of: "summer").isEmpty)
            try ledger.discard(run.id, now: start)
            #expect(try ledger.issuedCodes(except: nil).isEmpty)
            let second = try ledger.freeze([coded("cleo", "X2")], campaign: "summer")
            try ledger.lock(second.id)
            try ledger.cancel(second.id, now: start)
            #expect(try ledger.issuedCodes(except: nil) == ["X2"], "somebody may have seen it")
        }
    }

    @Test func aRunIsBrokenDownByChannelVariantAndHour() throws {
        try withLedger { ledger in
            var second = message("bob", sendAt: start.advanced(bySeconds: 7_200))
            second.variant = "B"
            let messages = [
                message("ann"), message("ann", .skipped(.noConsent), channel: .push), second, message("cy", .holdout),
            ]
            let run = try ledger.freeze(
                plan("spring", messages, LimitSettings()),
                inputs: [:],
                contents: [],
                now: start
            )
            let breakdown = try ledger.breakdown(of: run.id)
            #expect(breakdown.channels == [.email, .push])
            #expect(breakdown.part(.push).skipped == [.noConsent: 1])
            #expect(breakdown.part(.email).planned == 2)
            #expect(breakdown.part(variant: "B").planned == 1)
            #expect(breakdown.part().holdout == 1)
            #expect(breakdown.hours.count == 2)
            #expect(try ledger.experiment(of: run.id).shares.map(\.share) == [0.7, 0.3])
        }
    }
}
