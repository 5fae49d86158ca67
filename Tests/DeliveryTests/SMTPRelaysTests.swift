import CampaignModel
import Delivery
import TestSupport
import Testing

/// Several relays: shares, failover, breakers.
struct SMTPRelaysTests {
    private func relay(_ name: String, _ port: Int, connections: Int = 2, weight: Int = 1) -> SMTPRelay {
        SMTPRelay(
            name: name,
            host: "127.0.0.1",
            port: port,
            security: .none,
            maximumConnections: connections,
            weight: weight
        )
    }

    @Test(arguments: [1, 3])
    func messagesAreSharedByWeight(weight: Int) throws {
        let servers = [MisbehavingSMTPServer(), MisbehavingSMTPServer()]
        defer { for server in servers { server.stop() } }
        let journal = MemoryJournal()
        let settings = SMTPSettings(relays: [
            relay("a", servers[0].port, weight: weight), relay("b", servers[1].port),
        ])
        let summary = try smtpTransport(settings)
            .deliver(from: ListSource((1...400).map { email($0, bytes: 500) }), journal: journal, stop: StopSignal())
        #expect(summary.accepted == 400)
        let shares = servers.map { $0.accepted.count }
        #expect(shares[0] + shares[1] == 400)
        // One relay may be a few messages ahead, at the start as long as it takes the other to answer.
        let expected = 400 * weight / (weight + 1)
        #expect(abs(shares[0] - expected) < 150, "\(shares)")
        if weight > 1 { #expect(shares[0] > shares[1]) }
        let ids = servers.flatMap { $0.accepted.map { messageID($0.recipient) } }
        #expect(Set(ids).count == 400)
    }

    @Test func deadRelaysShareGoesToTheOthers() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let settings = SMTPSettings(relays: [relay("dead", 1, weight: 9), relay("alive", server.port)])
        let summary = try smtpTransport(settings)
            .deliver(from: ListSource((1...50).map { email($0) }), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.accepted == 50)
        #expect(summary.messages == 50)
    }

    @Test func relayThatDiesInTheMiddleLosesNothing() throws {
        let dying = MisbehavingSMTPServer { $0.occurrence > 5 || $0.connection > 2 ? .close : .normal }
        let living = MisbehavingSMTPServer()
        defer {
            dying.stop()
            living.stop()
        }
        let journal = MemoryJournal()
        let settings = SMTPSettings(relays: [relay("dying", dying.port), relay("living", living.port)])
        let summary = try smtpTransport(settings)
            .deliver(from: ListSource((1...100).map { email($0) }), journal: journal, stop: StopSignal())
        #expect(summary.messages == 100)
        #expect((1...100).allSatisfy { journal.outcomes($0).count == 1 })
        #expect(summary.accepted > 80)
        let arrived = (dying.accepted + living.accepted).map { messageID($0.recipient) }
        #expect(Set(arrived).count == arrived.count)
    }

    @Test func relayThatRefusesEverySenderIsLeftAlone() throws {
        let refusing = MisbehavingSMTPServer { $0.stage == .mail ? .reply("451 4.3.2 overloaded") : .normal }
        let willing = MisbehavingSMTPServer()
        defer {
            refusing.stop()
            willing.stop()
        }
        let settings = SMTPSettings(relays: [relay("refusing", refusing.port), relay("willing", willing.port)])
        let summary = try smtpTransport(settings)
            .deliver(from: ListSource((1...200).map { email($0) }), journal: MemoryJournal(), stop: StopSignal())
        #expect(summary.messages == 200)
        // Ten in a row open the breaker; those under way on its connections come on top.
        #expect((10...16).contains(summary.transientFailures), "\(summary)")
        #expect(summary.accepted == 200 - summary.transientFailures)
    }

    @Test func onlyRelayThatRefusesEverySenderEndsTheDelivery() throws {
        let server = MisbehavingSMTPServer { $0.stage == .mail ? .reply("451 4.3.2 overloaded") : .normal }
        defer { server.stop() }
        let journal = MemoryJournal()
        let error = #expect(throws: DeliveryError.self) {
            try smtpTransport(SMTPSettings(relays: [relay("only", server.port)]))
                .deliver(from: ListSource((1...200).map { email($0) }), journal: journal, stop: StopSignal())
        }
        let found = try #require(error)
        guard case .refusal(let reason) = found.reason else { throw found }
        #expect(reason.contains("451 4.3.2 overloaded"))
        #expect(found.summary.transientFailures < 20)
        #expect(found.summary.messages == found.summary.transientFailures + found.summary.notSent)
    }

    @Test func everyRelaysReasonIsTold() throws {
        let server = MisbehavingSMTPServer { $0.stage == .banner ? .reply("554 5.7.1 go away") : .normal }
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try smtpTransport(SMTPSettings(relays: [relay("dead", 1), relay("rude", server.port)]))
                .deliver(from: ListSource([email(1)]), journal: MemoryJournal(), stop: StopSignal())
        }
        guard case .connection(let reason) = try #require(error).reason else { throw try #require(error) }
        #expect(reason.contains("dead: "))
        #expect(reason.contains("rude: ") && reason.contains("554 5.7.1 go away"))
    }

    @Test func wrongPasswordAtOneRelayStopsAll() throws {
        let strict = MisbehavingSMTPServer(capabilities: ["AUTH PLAIN"]) { moment in
            moment.stage == .login ? .reply("535 5.7.8 no") : .normal
        }
        let slow = MisbehavingSMTPServer { $0.stage == .dot ? .late("250 ok", milliseconds: 50) : .normal }
        defer {
            strict.stop()
            slow.stop()
        }
        var first = relay("strict", strict.port)
        first.username = "shop"
        let journal = MemoryJournal()
        let error = #expect(throws: DeliveryError.self) {
            try smtpTransport(SMTPSettings(relays: [first, relay("slow", slow.port)]), passwords: ["strict": "wrong"])
                .deliver(from: ListSource((1...500).map { email($0) }), journal: journal, stop: StopSignal())
        }
        let found = try #require(error)
        guard case .authentication = found.reason else { throw found }
        #expect(found.summary.accepted + found.summary.notSent == found.summary.messages)
        #expect(found.summary.accepted < 500)
    }

    @Test func attemptsNameTheirRelay() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try smtpTransport(SMTPSettings(relays: [relay("dead", 1), relay("alive", server.port)]))
            .deliver(from: ListSource([email(1)]), journal: journal, stop: StopSignal())
        #expect(journal.transports(1) == ["smtp://127.0.0.1:\(server.port)"])
    }

    /// What a relay says of itself in EHLO is kept to.
    @Test(
        arguments: [
            (["SIZE 1000"], 2_000, "1000"), (["8BITMIME"], 0, "SMTPUTF8"), (["SIZE 0"], 2_000, nil),
            (["8BITMIME", "SMTPUTF8"], 0, nil),
        ] as [([String], Int, String?)]
    )
    func messageThatTheRelayCannotTakeFailsAlone(capabilities: [String], bytes: Int, objection: String?) throws {
        let server = MisbehavingSMTPServer(capabilities: capabilities)
        defer { server.stop() }
        let journal = MemoryJournal()
        let odd = bytes > 0 ? email(1, bytes: bytes) : email(1, content: Array("Subject: é\r\n\r\nx\r\n".utf8))
        let summary = try smtpTransport(port: server.port)
            .deliver(from: ListSource([odd, email(2, bytes: 100)]), journal: journal, stop: StopSignal())
        #expect(summary.accepted == (objection == nil ? 2 : 1))
        guard let objection else {
            if bytes == 0 { #expect(server.commands.contains { $0.hasSuffix("BODY=8BITMIME SMTPUTF8") }) }
            return
        }
        guard case .permanentFailure(let reply)? = journal.outcomes(1).first else {
            Issue.record("it was sent")
            return
        }
        #expect(reply.text.contains(objection))
    }
}
