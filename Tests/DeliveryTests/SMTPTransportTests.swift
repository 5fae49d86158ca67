import CampaignModel
import Delivery
import TestSupport
import Testing

struct SMTPTransportTests {
    private func deliver(
        _ messages: [OutgoingMessage],
        over transport: SMTPTransport,
        journal: MemoryJournal = MemoryJournal()
    ) throws -> DeliverySummary {
        try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())
    }

    @Test func repliesKeepCodeEnhancedCodeAndText() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient ? .reply("550-5.1.1 no such\r\n550 5.1.1 user \u{1b}[31mhere") : .normal
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        _ = try deliver([email(1)], over: smtpTransport(port: server.port), journal: journal)
        let reply = Reply(code: 550, enhancedCode: "5.1.1", text: "no such user ?[31mhere", stage: .recipient)
        #expect(journal.outcomes(1) == [.permanentFailure(reply)])
    }

    @Test func connectionIsLeftAfterItsMessages() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let summary = try deliver(
            (1...10).map { email($0) },
            over: smtpTransport(port: server.port, messagesPerConnection: 3)
        )
        #expect(summary.accepted == 10)
        #expect(summary.connections == 4)
        #expect(server.commands.count { $0 == "QUIT" } == 4)
    }

    @Test func noMoreConnectionsThanMessages() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let summary = try deliver([email(1), email(2)], over: smtpTransport(port: server.port, connections: 50))
        #expect(summary.accepted == 2)
        #expect(server.connectionCount <= 2)
    }

    @Test func muteServerDoesNotHoldUpTheEnd() throws {
        let server = MisbehavingSMTPServer { $0.stage == .quit ? .hang : .normal }
        defer { server.stop() }
        let start = ContinuousClock.now
        let summary = try deliver([email(1)], over: smtpTransport(port: server.port))
        #expect(summary.accepted == 1)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(arguments: [
        MisbehavingSMTPServer.Action.reply("554 5.7.1 go away"), .replyThenClose("421 4.3.2 full"), .close, .reset,
        .rawThenClose("22"),
    ])
    func relayThatLetsNobodyInIsGivenUp(action: MisbehavingSMTPServer.Action) throws {
        let server = MisbehavingSMTPServer { $0.stage == .banner ? action : .normal }
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...3).map { email($0) }, over: smtpTransport(port: server.port, connections: 2))
        }
        let found = try #require(error)
        guard case .connection(let reason) = found.reason else { throw found }
        #expect(found.summary.notSent == 3)
        #expect(server.connectionCount == 5)
        if case .reply = action { #expect(reason.contains("554 5.7.1 go away")) }
    }

    @Test func muteRelayIsGivenUp() throws {
        let server = MisbehavingSMTPServer { $0.stage == .banner ? .hang : .normal }
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try deliver([email(1)], over: smtpTransport(port: server.port, patience: .milliseconds(200)))
        }
        #expect(error?.summary.notSent == 1)
    }

    @Test func relayThatHangsUpOnEveryMessageIsGivenUp() throws {
        let server = MisbehavingSMTPServer { $0.stage == .mail ? .close : .normal }
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...100).map { email($0) }, over: smtpTransport(port: server.port, connections: 2))
        }
        let found = try #require(error)
        guard case .connection = found.reason else { throw found }
        #expect(found.summary.messages == found.summary.notSent)
    }

    @Test func fullRelayIsUsedAsFarAsItGoes() throws {
        // Two connections are all it takes.
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .banner && moment.connection > 2
                ? .replyThenClose("421 4.7.0 too many connections")
                : moment.stage == .dot ? .late("250 2.0.0 Ok", milliseconds: 20) : .normal
        }
        defer { server.stop() }
        let summary = try deliver((1...60).map { email($0) }, over: smtpTransport(port: server.port, connections: 8))
        #expect(summary.accepted == 60)
    }

    @Test func refusedLoginStopsAtOnceAndTellsNoPassword() throws {
        let server = MisbehavingSMTPServer(capabilities: ["AUTH PLAIN LOGIN"]) { moment in
            moment.stage == .login ? .reply("535 5.7.8 'hunter2' is wrong") : .normal
        }
        defer { server.stop() }
        let transport = smtpTransport(port: server.port, username: "shop", password: "hunter2", connections: 4)
        let error = #expect(throws: DeliveryError.self) { try deliver((1...9).map { email($0) }, over: transport) }
        let found = try #require(error)
        guard case .authentication(let reason) = found.reason else { throw found }
        #expect(reason.contains("535 5.7.8"))
        #expect(!"\(found)".contains("hunter2"))
        #expect(found.summary.notSent == 9)
        #expect(server.connectionCount == 1)
    }

    @Test(arguments: [530, 534, 535, 538])
    func missingLoginStopsAtOnceAndFailsNobody(code: Int) throws {
        let server = MisbehavingSMTPServer { $0.stage == .mail ? .reply("\(code) 5.7.0 login first") : .normal }
        defer { server.stop() }
        let journal = MemoryJournal()
        let error = #expect(throws: DeliveryError.self) {
            try deliver((1...9).map { email($0) }, over: smtpTransport(port: server.port), journal: journal)
        }
        let found = try #require(error)
        guard case .authentication = found.reason else { throw found }
        #expect((1...9).allSatisfy { journal.outcomes($0).map(OutcomeKind.init) == [.notSent] })
    }

    @Test func startTLSIsNotDispensedWith() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let error = #expect(throws: DeliveryError.self) {
            try deliver([email(1)], over: smtpTransport(port: server.port, security: .startTLS))
        }
        #expect(error?.summary.notSent == 1)
        #expect(server.accepted.isEmpty)
        #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
    }

    @Test func passwordDoesNotCrossTheNetworkInTheClear() throws {
        let transport = smtpTransport(port: 25, host: "relay.example", username: "shop", password: "hunter2")
        let error = #expect(throws: DeliveryError.self) { try deliver([email(1)], over: transport) }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
    }

    @Test(arguments: ["", "host/path", "user@host", "host:25", "ho st", "host\r\nQUIT"])
    func hostThatIsNoneIsRefused(host: String) throws {
        let error = #expect(throws: DeliveryError.self) {
            try deliver([email(1)], over: smtpTransport(port: 25, host: host))
        }
        guard case .settings = try #require(error).reason else { throw try #require(error) }
    }

    @Test func sizeAndEightBitAreSaidWhereOffered() throws {
        let server = MisbehavingSMTPServer(capabilities: ["SIZE 1000000", "8BITMIME"])
        defer { server.stop() }
        let plain = Array("A: b\r\n\r\n.dot\r\n".utf8)
        let eightBit = Array("A: b\r\n\r\né\r\n".utf8)
        let messages = [email(1, content: plain), email(2, content: eightBit)]
        #expect(try deliver(messages, over: smtpTransport(port: server.port)).accepted == 2)
        let mail = server.commands.filter { $0.hasPrefix("MAIL") }
        #expect(mail == ["MAIL FROM:<c0@example.com> SIZE=14", "MAIL FROM:<c0@example.com> SIZE=12 BODY=8BITMIME"])
    }

    @Test func whatNoRelayCanTakeUnchangedIsRefusedHere() throws {
        let server = MisbehavingSMTPServer(capabilities: [])
        defer { server.stop() }
        let journal = MemoryJournal()
        let messages = [
            email(1, content: Array("A: b\n\r\nbare\r\n".utf8)), email(2, content: Array("A: b\r\n\r\né\r\n".utf8)),
            email(3),
        ]
        #expect(try deliver(messages, over: smtpTransport(port: server.port), journal: journal).accepted == 1)
        #expect(journal.outcomes(1).map(OutcomeKind.init) == [.permanentFailure])
        #expect(journal.outcomes(2).map(OutcomeKind.init) == [.permanentFailure])
        #expect(server.accepted.map { messageID($0.recipient) } == [3])
    }

    /// Lines of dots, of every length and at every place, come through as they are.
    @Test(arguments: [UInt64(1), 2, 3])
    func dotsComeThroughByteForByte(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let messages = (Int64(1)...100).map { id in
            var soup: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                switch Int.random(in: 0...3, using: &random) {
                case 0: soup += [UInt8](repeating: UInt8(ascii: "."), count: Int.random(in: 1...3, using: &random))
                case 1: soup.append(UInt8(ascii: "x"))
                default: soup += Array("\r\n".utf8)
                }
            }
            return email(id, content: soup + Array("\r\n".utf8))
        }
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        #expect(try deliver(messages, over: smtpTransport(port: server.port, connections: 3)).accepted == 100)
        for accepted in server.accepted {
            guard case .email(_, _, let bytes) = messages[Int(messageID(accepted.recipient)) - 1].content else {
                continue
            }
            #expect(accepted.bytes == bytes)
        }
    }

    @Test func intentsOfManyConnectionsShareACommit() throws {
        let server = MisbehavingSMTPServer { $0.stage == .dot ? .late("250 2.0.0 Ok", milliseconds: 10) : .normal }
        defer { server.stop() }
        let journal = MemoryJournal()
        let transport = smtpTransport(port: server.port, connections: 16)
        #expect(try deliver((1...320).map { email($0) }, over: transport, journal: journal).accepted == 320)
        #expect(journal.commits < 320)
    }
}
