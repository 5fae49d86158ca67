import CampaignModel
import Delivery
import Foundation
import TestSupport
import Testing

/// How every transport behaves, whatever it speaks.
struct TransportSuite {
    @Test(arguments: TransportKind.allCases, [1, 4])
    func messagesArriveOnceAndAfterTheirIntent(kind: TransportKind, connections: Int) throws {
        let journal = MemoryJournal()
        let early = Shared<[Int64]>([])
        let peer = kind.peer(
            connections: connections,
            onArrival: { id in if !journal.hasIntent(id) { early.update { $0.append(id) } } }
        )
        defer { peer.stop() }
        let ids = Array(Int64(1)...100)
        let summary = try peer.transport.deliver(
            from: ListSource(ids.map(peer.message)),
            journal: journal,
            stop: StopSignal()
        )
        #expect(summary.accepted == 100)
        #expect(summary.messages == 100)
        #expect(peer.accepted().sorted() == ids)
        #expect(early.value == [])
        #expect(ids.allSatisfy { journal.outcomes($0).map(OutcomeKind.init) == [.accepted] })
    }

    @Test(arguments: TransportKind.allCases, PeerBehaviour.allCases)
    func oneMessagesFateIsItsOwn(kind: TransportKind, behaviour: PeerBehaviour) throws {
        let journal = MemoryJournal()
        let peer = kind.peer(patience: behaviour == .hang ? .milliseconds(400) : .seconds(10)) {
            $0 == 2 ? behaviour : .accept
        }
        defer { peer.stop() }
        let summary = try peer.transport.deliver(
            from: ListSource([1, 2, 3].map(peer.message)),
            journal: journal,
            stop: StopSignal()
        )
        #expect(summary.messages == 3)
        #expect([1, 3].allSatisfy { journal.outcomes($0).map(OutcomeKind.init) == [.accepted] })
        #expect(journal.outcomes(2).map(OutcomeKind.init) == [behaviour.expected])
        let mayBeThere = [.accepted, .unknown].contains(behaviour.expected)
        #expect(peer.accepted().sorted() == (mayBeThere ? [1, 2, 3] : [1, 3]))
    }

    /// Whatever the other side does, each message has one outcome, and the outcome is true.
    @Test(arguments: TransportKind.allCases, [UInt64(1), 2, 3, 4])
    func outcomesAreTrueUnderRandomFaults(kind: TransportKind, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let ids = Array(Int64(1)...120)
        let kinds: [PeerBehaviour] = [.accept, .accept, .accept, .refuseForNow, .refuseForGood, .dropAfter]
        let fates = ids.map { _ in kinds.randomElement(using: &random) ?? .accept }
        let journal = MemoryJournal()
        let early = Shared<[Int64]>([])
        let peer = kind.peer(
            connections: 3,
            behaviour: { id in id == 0 ? .accept : fates[Int(id - 1)] },
            onArrival: { id in if !journal.hasIntent(id) { early.update { $0.append(id) } } }
        )
        defer { peer.stop() }
        let summary = try peer.transport.deliver(
            from: ListSource(ids.map(peer.message)),
            journal: journal,
            stop: StopSignal()
        )
        #expect(summary.messages == ids.count)
        #expect(early.value == [])
        let accepted = peer.accepted()
        for id in ids {
            let outcomes = journal.outcomes(id).map(OutcomeKind.init)
            #expect(outcomes == [fates[Int(id - 1)].expected], "message \(id)")
            let arrivals = accepted.count { $0 == id }
            #expect(arrivals == (outcomes == [.accepted] || outcomes == [.unknown] ? 1 : 0), "message \(id)")
        }
    }

    @Test(arguments: TransportKind.allCases)
    func withheldMessagesDoNotArrive(kind: TransportKind) throws {
        let journal = MemoryJournal(withheld: [2, 3, 5])
        let peer = kind.peer(connections: 2)
        defer { peer.stop() }
        let summary = try peer.transport.deliver(
            from: ListSource((Int64(1)...6).map(peer.message)),
            journal: journal,
            stop: StopSignal()
        )
        #expect(summary.withheld == 3)
        #expect(summary.accepted == 3)
        #expect(peer.accepted().sorted() == [1, 4, 6])
        #expect(journal.outcomes(2).isEmpty)
    }

    @Test(arguments: TransportKind.allCases)
    func messagesStayUnsentWhereNobodyListens(kind: TransportKind) throws {
        let journal = MemoryJournal()
        let peer = kind.peer(connections: 4)
        peer.stop()
        let ids = Array(Int64(1)...100)
        let error = #expect(throws: DeliveryError.self) {
            try peer.transport.deliver(
                from: ListSource(ids.map(peer.message)),
                journal: journal,
                stop: StopSignal()
            )
        }
        let found = try #require(error)
        guard case .connection = found.reason else { throw found }
        #expect(found.summary.messages == found.summary.notSent)
        // Only what was fetched is given back; the rest never left the source.
        #expect((1...32).contains(found.summary.notSent))
        #expect(
            ids.prefix(found.summary.notSent).allSatisfy { journal.outcomes($0).map(OutcomeKind.init) == [.notSent] }
        )
    }

    @Test(arguments: TransportKind.allCases)
    func nothingLeavesWithoutAJournal(kind: TransportKind) throws {
        let journal = MemoryJournal(failsAfter: 0)
        let peer = kind.peer(connections: 2)
        defer { peer.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try peer.transport.deliver(
                from: ListSource((Int64(1)...50).map(peer.message)),
                journal: journal,
                stop: StopSignal()
            )
        }
        let found = try #require(error)
        guard case .journal(let cause) = found.reason else { throw found }
        #expect(cause is MemoryJournal.Full)
        #expect(peer.accepted().isEmpty)
        #expect(found.summary.notSent == found.summary.messages)
    }

    @Test(arguments: TransportKind.allCases)
    func messagesBeforeASourcesFailureAreDelivered(kind: TransportKind) throws {
        let journal = MemoryJournal()
        let peer = kind.peer()
        defer { peer.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try peer.transport.deliver(
                from: ListSource((Int64(1)...5).map(peer.message), failsAtEnd: true),
                journal: journal,
                stop: StopSignal()
            )
        }
        let found = try #require(error)
        guard case .source = found.reason else { throw found }
        #expect(found.summary.messages == 5)
        #expect((Int64(1)...5).allSatisfy { journal.outcomes($0).count == 1 })
    }

    @Test(arguments: TransportKind.allCases)
    func drainFinishesWhatIsUnderWay(kind: TransportKind) throws {
        let stop = StopSignal()
        let journal = MemoryJournal()
        let peer = kind.peer(onArrival: { id in if id == 3 { stop.drain() } })
        defer { peer.stop() }
        let summary = try peer.transport.deliver(
            from: ListSource((Int64(1)...200).map(peer.message)),
            journal: journal,
            stop: stop
        )
        #expect(summary.accepted >= 3)
        #expect(summary.accepted < 200)
        #expect(summary.accepted + summary.notSent == summary.messages)
        #expect(peer.accepted().count == summary.accepted)
    }

    @Test(arguments: TransportKind.allCases)
    func abortEndsAtOnce(kind: TransportKind) throws {
        let stop = StopSignal()
        let journal = MemoryJournal()
        let peer = kind.peer(
            behaviour: { $0 == 3 ? .hang : .accept },
            onArrival: { id in if id == 3 { stop.abort() } }
        )
        defer { peer.stop() }
        let start = ContinuousClock.now
        let summary = try peer.transport.deliver(
            from: ListSource((Int64(1)...200).map(peer.message)),
            journal: journal,
            stop: stop
        )
        #expect(ContinuousClock.now - start < .seconds(8), "the peer's patience is 10 s")
        #expect(summary.accepted == 2)
        #expect(journal.outcomes(3).map(OutcomeKind.init) == [.unknown])
        #expect(summary.messages == summary.accepted + summary.unknown + summary.notSent)
    }

    @Test(arguments: TransportKind.allCases)
    func nothingToDoIsDoneAtOnce(kind: TransportKind) throws {
        let peer = kind.peer()
        defer { peer.stop() }
        let summary = try peer.transport.deliver(from: ListSource([]), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary == DeliverySummary())
    }
}
