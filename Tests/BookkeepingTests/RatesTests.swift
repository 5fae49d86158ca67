import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Bookkeeping

struct RatesTests {
    /// Two senders with one ledger, each with a connection of its own.
    private func withTwo(_ body: (SQLiteLedger, SQLiteLedger) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            try body(SQLiteLedger(path: path, now: start), SQLiteLedger(path: path, now: start))
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func turnsOfAllSendersFollowEachOther(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try withTwo { one, two in
            var now: Int64 = 1_700_000_000_000_000
            var turns: [Int64] = []
            for _ in 0..<60 {
                let count = Int.random(in: 1...12, using: &random)
                let first = try (Bool.random(using: &random) ? one : two)
                    .reservePace("email", count: count, intervalMicroseconds: 10_000, nowMicroseconds: now)
                #expect(first >= now)
                turns += (0..<Int64(count)).map { first + $0 * 10_000 }
                now += Int64.random(in: 0...200_000, using: &random)
            }
            for (turn, next) in zip(turns, turns.dropFirst()) { #expect(next - turn >= 10_000) }
        }
    }

    @Test func keysDoNotWaitForEachOther() throws {
        try withLedger { ledger in
            for key in ["a", "b"] {
                let first = try ledger.reservePace(
                    key,
                    count: 5,
                    intervalMicroseconds: 1_000,
                    nowMicroseconds: 1_000_000
                )
                #expect(first == 1_000_000)
            }
        }
    }

    @Test func clockThatIsSetBackDoesNotStopTheSending() throws {
        try withLedger { ledger in
            let now: Int64 = 1_700_000_000_000_000
            _ = try ledger.reservePace("email", count: 10, intervalMicroseconds: 1_000, nowMicroseconds: now)
            let earlier = now - 3_600_000_000
            let first = try ledger.reservePace(
                "email",
                count: 10,
                intervalMicroseconds: 1_000,
                nowMicroseconds: earlier
            )
            #expect(first == earlier)
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func quotaHoldsInEveryStretchOfTime(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try withTwo { one, two in
            var now = start
            var used: [(time: Instant, count: Int)] = []
            for _ in 0..<120 {
                now = now.advanced(bySeconds: Int64.random(in: 0...400, using: &random))
                let since = now.advanced(bySeconds: -3_600 - 60)
                let count = try (Bool.random(using: &random) ? one : two).reserveQuota(
                    "email per h",
                    count: Int.random(in: 1...10, using: &random),
                    limit: 40,
                    since: since,
                    now: now
                )
                used.append((now, count))
                let lastHour = used.filter { $0.time.seconds > now.seconds - 3_600 }.reduce(0) { $0 + $1.count }
                #expect(lastHour <= 40)
                if count == 0 {
                    let reopening = try #require(try one.quotaReopens("email per h", since: since))
                    #expect(reopening <= now)
                }
            }
            #expect(used.contains { $0.count == 0 })
            #expect(used.reduce(0) { $0 + $1.count } > 80)
        }
    }

    @Test func postponedMessageComesAgainWithoutAnAttempt() throws {
        try withLedger { ledger in
            let run = try ledger.freeze([message("ann"), message("bob")])
            try ledger.lock(run.id)
            let ids = try ledger.claim(run.id).ids
            let later = start.advanced(bySeconds: 100)
            try ledger.postpone([(ids[0], later)], owner: alice, now: start)
            #expect(try ledger.claim(run.id, now: start).rows.isEmpty)
            #expect(try ledger.nextDue(in: run.id, channel: .email, owner: alice, now: start) == later)
            #expect(try ledger.claim(run.id, now: later).ids.contains(ids[0]))
            let ann = try #require(try ledger.messages(of: run.id, MessageQuery()).first)
            #expect(ann.state == .planned)
            #expect(ann.attempts.isEmpty)
        }
    }
}

struct RetryScheduleTests {
    private let now = start
    private let never = start.advanced(byDays: 30)

    private func delay(_ schedule: RetrySchedule, _ refusals: Int, _ reply: Reply, message: Int64 = 1) -> Int64? {
        schedule.nextTry(afterRefusals: refusals, reply: reply, message: message, now: now, validUntil: never)
            .map { $0.seconds - now.seconds }
    }

    private let busy = Reply(code: 451, enhancedCode: "4.3.0", text: "busy")

    @Test func jitterIsTheMessagesOwnAndWithinAFifth() {
        var all: Set<Int64> = []
        for message in Int64(1)...500 {
            for (number, base) in [300, 900, 1_800, 3_600, 7_200, 14_400].enumerated() {
                guard let first = delay(.standard, number + 1, busy, message: message) else {
                    Issue.record("no try left")
                    continue
                }
                #expect(delay(.standard, number + 1, busy, message: message) == first)
                #expect(abs(Double(first) - Double(base)) <= Double(base) * 0.2 + 1)
                if number == 0 { all.insert(first) }
            }
        }
        #expect(all.count > 80)
        #expect(delay(.standard, 7, busy) == nil)
    }

    @Test func greylistIsAskedAgainSoon() {
        let grey = Reply(code: 450, enhancedCode: "4.2.0", text: "Greylisted")
        #expect(delay(RetrySchedule(), 1, grey) == 300)
        #expect(delay(RetrySchedule(), 3, grey) == 300)
        #expect(delay(RetrySchedule(), 4, grey) == 900)
        let told = Reply(code: 450, enhancedCode: "4.2.0", text: "Greylisted, come back in 120 seconds")
        #expect(delay(RetrySchedule(), 1, told) == 120)
        for message in Int64(1)...50 {
            #expect((120...144).contains(delay(.standard, 1, told, message: message) ?? 0))
        }
    }

    @Test func replyIsNotObeyedBeyondReason() {
        let greedy = Reply(code: 450, text: "Greylisted for 90000 seconds")
        #expect(delay(RetrySchedule(), 1, greedy) == 3_600)
        let hasty = Reply(code: 450, text: "Greylisted for 1 second")
        #expect(delay(RetrySchedule(), 1, hasty) == 60)
        let slow = Reply(code: 421, text: "too many connections, wait 20 minutes")
        #expect(delay(RetrySchedule(), 1, slow) == 1_200)
    }

    @Test func fullMailboxIsGivenAnHour() {
        let full = Reply(code: 452, enhancedCode: "4.2.2", text: "mailbox full")
        #expect(delay(RetrySchedule(), 1, full) == 3_600)
        #expect(delay(RetrySchedule(), 6, full) == 14_400)
    }

    @Test func whatIsNotSentComesAgainAtGrowingIntervals() {
        let seconds = (1...8).map {
            RetrySchedule.standard.nextTry(afterTriesNotSent: $0, now: now).seconds - now.seconds
        }
        #expect(seconds == [10, 20, 40, 80, 160, 320, 320, 320])
    }
}
