import Bookkeeping
import CampaignModel
import Foundation
import TestSupport
import Testing

@Suite struct ScheduleTests {
    /// A due time so many hours after `start`, with a grace of an hour.
    private func due(_ hours: Int64) -> DueTime {
        let at = start.advanced(bySeconds: hours * 3_600)
        return DueTime(local: LocalTime(seconds: at.seconds), at: at, staleFrom: at.advanced(bySeconds: 3_601))
    }

    private func claim(
        _ ledger: SQLiteLedger,
        _ due: DueTime,
        _ owner: LockOwner = alice,
        now: Instant? = nil,
        isAlive: Bool = true
    ) throws -> DueClaim {
        try ledger.claim(due, of: "spring", owner: owner, now: now ?? due.at) { _ in isAlive }
    }

    @Test func aDueTimeIsGrantedOnceForEver() throws {
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(0)) == .granted)
            #expect(try claim(ledger, due(0), bob) == .settled)
            let run = try ledger.freeze([message("ann")])
            #expect(try ledger.begin(due(0).local, of: "spring", run: run.id, owner: alice, now: start))
            #expect(try claim(ledger, due(0), bob, isAlive: false) == .settled)
            #expect(try ledger.dues(of: "spring").map(\.run) == [run.id])
        }
    }

    @Test func manySchedulersOnOneFileGetOneGrantADueTime() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "ledger.sqlite").path
            _ = try SQLiteLedger(path: path, now: start)
            let granted = Shared([Int64: Int]())
            DispatchQueue.concurrentPerform(iterations: 6) { worker in
                let owner = LockOwner(id: "owner \(worker)", host: "here", pid: Int32(worker))
                guard let ledger = try? SQLiteLedger(path: path, now: start) else { return }
                for hour in Int64(0)..<20 {
                    let answer = try? ledger.claim(due(hour), of: "spring", owner: owner, now: due(hour).at) { _ in true
                    }
                    if answer == .granted { granted.update { $0[hour, default: 0] += 1 } }
                }
            }
            #expect(granted.value.values.allSatisfy { $0 == 1 })
            #expect(granted.value[19] == 1)
        }
    }

    @Test func aClaimOfADeadSchedulerIsTakenOverWhileThereIsTime() throws {
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(0)) == .granted)
            #expect(try claim(ledger, due(0), bob, isAlive: false) == .granted)
            let run = try ledger.freeze([message("ann")])
            let isBegun = try ledger.begin(due(0).local, of: "spring", run: run.id, owner: alice, now: start)
            #expect(!isBegun)
            #expect(try ledger.begin(due(0).local, of: "spring", run: run.id, owner: bob, now: start))
        }
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(0)) == .granted)
            #expect(try claim(ledger, due(0), bob, now: due(2).at, isAlive: false) == .stale(isNew: true))
        }
    }

    @Test func aLateOneAsksAndALaterOneOvertakesIt() throws {
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(0), now: due(5).at) == .stale(isNew: true))
            #expect(try claim(ledger, due(0), now: due(5).at) == .stale(isNew: false))
            #expect(try claim(ledger, due(24)) == .granted)
            #expect(try ledger.dues(of: nil).map(\.state) == [.claimed, .skipped])
            #expect(try claim(ledger, due(0)) == .settled)
        }
    }

    @Test func aMissedTimeIsSentOrSkippedWhenAPersonSaysSo() throws {
        try withLedger { ledger throws in
            #expect(try ledger.settleMissed(of: "spring", sends: true, owner: alice, now: start) == nil)
            #expect(try claim(ledger, due(0), now: due(5).at) == .stale(isNew: true))
            let missed = try ledger.settleMissed(of: "spring", sends: true, owner: bob, now: due(6).at)
            #expect(missed?.local == due(0).local)
            #expect(try claim(ledger, due(0)) == .settled)
            #expect(try ledger.settleMissed(of: "spring", sends: false, owner: bob, now: due(6).at) == nil)
        }
    }

    @Test func aClockSetBackFiresNothingAgain() throws {
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(48)) == .granted)
            // Passed over while the machine was off; on the clock that was set back it comes again.
            #expect(try claim(ledger, due(24), bob) == .settled)
            #expect(try claim(ledger, due(48), bob) == .settled)
        }
    }

    @Test func aReleasedTimeIsTriedAgain() throws {
        try withLedger { ledger throws in
            #expect(try claim(ledger, due(0)) == .granted)
            try ledger.release(due(0).local, of: "spring", owner: bob)
            #expect(try claim(ledger, due(0), bob) == .settled)
            try ledger.release(due(0).local, of: "spring", owner: alice)
            #expect(try claim(ledger, due(0), bob) == .granted)
        }
    }

    @Test func anOpenRunIsWaitedFor() throws {
        try withLedger { ledger throws in
            let run = try ledger.freeze([message("ann")])
            try ledger.lock(run.id)
            #expect(try claim(ledger, due(1)) == .waiting(run: run.id))
            #expect(try ledger.dues(of: nil).isEmpty)
            try ledger.cancel(run.id, now: due(1).at)
            #expect(try claim(ledger, due(1)) == .granted)
        }
    }

    @Test func aChangedScheduleIsWatchedAnew() throws {
        try withLedger { ledger throws in
            let later = due(3).at
            #expect(try ledger.watch("spring", schedule: "0 9 * * *", from: start) == start)
            #expect(try ledger.watch("spring", schedule: "0 9 * * *", from: later) == start)
            #expect(try ledger.watch("spring", schedule: "0 8 * * *", from: later) == later)
            _ = try ledger.watch("spring", schedule: nil, from: later)
            #expect(try ledger.watch("spring", schedule: "0 8 * * *", from: due(9).at) == due(9).at)
        }
    }

    @Test func aLedgerRemembersItsHome() throws {
        try withLedger { ledger throws in
            let here = LedgerHome(machine: "one", file: "/srv/ledger (7)")
            let there = LedgerHome(machine: "two", file: "/srv/ledger (7)")
            #expect(try ledger.home(orElse: here) == here)
            #expect(try ledger.home(orElse: there) == here)
            try ledger.moveHome(to: there)
            #expect(try ledger.home(orElse: here) == there)
        }
    }

    @Test func aPostponedMessageIsDueLater() throws {
        try withLedger { ledger throws in
            let run = try ledger.freeze([message("ann"), message("bob")])
            try ledger.lock(run.id)
            let rows = try ledger.claim(run.id).rows
            try ledger.postpone([(rows[0].key.message, due(1).at)], owner: alice, now: due(0).at)
            try ledger.release([rows[1].key.message], owner: alice)
            #expect(try ledger.claim(run.id).rows.map(\.customerID) == ["bob"])
            #expect(try ledger.claim(run.id, now: due(1).at).rows.contains { $0.customerID == "ann" })
        }
    }
}
