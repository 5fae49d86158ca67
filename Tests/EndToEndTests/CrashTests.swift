import Foundation
import Testing
import TestSupport

/// A sender that dies, is interrupted, or is not alone: nothing lost, nothing doubled.
@Suite(.serialized) struct CrashTests {
    /// Sends until nothing is left, killing the sender each time after `accepted` more messages.
    @Test func killedAgainAndAgainItSendsToEveryoneAtMostOnce() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .dot ? .late("250 2.0.0 ok", milliseconds: 5) : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 120, port: server.port, connections: 3)
            try shop.dovetail("preview", "offers")
            for kill in 0..<6 {
                let before = server.accepted.count
                let sender = try shop.start(["send", "offers", "--yes"])
                let deadline = Date().addingTimeInterval(20)
                while server.accepted.count < before + 5 + kill * 3, Date() < deadline { usleep(2_000) }
                sender.signal(SIGKILL)
                _ = sender.wait()
            }
            let killed = try shop.status()
            #expect(killed.addsUp)
            #expect(killed.state == "running")
            let last = try shop.dovetail("send", "offers", "--yes")
            let status = try shop.status()
            #expect(status.state == "finished", "\(last.output) \(last.errors)")
            #expect(status.addsUp)
            let recipients = server.accepted.map(\.recipient)
            #expect(Set(recipients).count == recipients.count, "nobody got it twice")
            #expect(status.sent <= recipients.count)
            #expect(recipients.count <= status.sent + status.unknown)
            #expect(status.sent + status.unknown == 120)
            // Three connections: no more than three messages can be between intent and reply when it dies.
            #expect(status.unknown <= 6 * 3)
        }
    }

    @Test func anInterruptFinishesWhatIsUnderWayAndTheNextSendGoesOn() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .dot ? .late("250 2.0.0 ok", milliseconds: 20) : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 80, port: server.port)
            let sender = try shop.start(["send", "offers", "--yes"])
            let deadline = Date().addingTimeInterval(20)
            while server.accepted.count < 10, Date() < deadline { usleep(2_000) }
            sender.signal(SIGINT)
            let stopped = sender.wait()
            #expect(stopped.status == 1)
            #expect(stopped.output.contains("Stopped"))
            let halfway = try shop.status()
            #expect(halfway.unknown == 0)
            #expect(halfway.sent == server.accepted.count)
            #expect(halfway.sent < 80)
            #expect(try shop.dovetail("send", "offers", "--yes").status == 0)
            #expect(try shop.status().sent == 80)
            #expect(server.accepted.count == 80)
        }
    }

    @Test func ofTwoSendersAtOnceOneIsTurnedAway() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .dot ? .late("250 2.0.0 ok", milliseconds: 20) : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 80, port: server.port)
            try shop.dovetail("preview", "offers")
            let first = try shop.start(["send", "offers", "--yes"])
            let deadline = Date().addingTimeInterval(20)
            while server.accepted.isEmpty, Date() < deadline { usleep(2_000) }
            let second = try shop.dovetail("send", "offers", "--yes")
            #expect(second.status == 1)
            #expect(second.errors.contains("is being sent by process \(first.pid)"))
            #expect(first.wait().status == 0)
            #expect(server.accepted.count == 80)
            #expect(try shop.status().sent == 80)
        }
    }
}
