import CampaignModel
import Delivery
import TestSupport
import Testing

/// One thing a server can do to the second of three messages, and what must come of it.
struct SMTPFault: CustomTestStringConvertible, Sendable {
    typealias Action = MisbehavingSMTPServer.Action

    var stage: MisbehavingSMTPServer.Stage
    var action: Action
    var expected: OutcomeKind
    /// Code the outcome bears; 0 where it bears none.
    var code = 0
    /// Whether the dialogue goes on over the same connection.
    var keepsConnection = false
    /// Patience is short for those that wait for it to end.
    var isSlow = false
    var name: String

    var testDescription: String { name }

    /// Refusals and ruptures at MAIL, RCPT and DATA, where nothing of the message has left.
    static let envelope: [SMTPFault] = [.mail, .recipient, .data].flatMap { stage in
        [
            SMTPFault(stage, .reply("450 4.2.0 later"), .transientFailure, code: 450, keepsConnection: true, "450"),
            SMTPFault(stage, .reply("550 5.1.1 no"), .permanentFailure, code: 550, keepsConnection: true, "550"),
            SMTPFault(
                stage,
                .reply("550-5.7.1 a\r\n550 5.7.1 b"),
                .permanentFailure,
                code: 550,
                keepsConnection: true,
                "lines"
            ),
            SMTPFault(
                stage,
                .bytewise("551 5.1.6 moved"),
                .permanentFailure,
                code: 551,
                keepsConnection: true,
                "bytewise"
            ),
            SMTPFault(stage, .replyThenClose("421 4.3.2 bye"), .accepted, code: 250, "421"),
            SMTPFault(stage, .close, .accepted, code: 250, "close"),
            SMTPFault(stage, .reset, .accepted, code: 250, "RST"),
            SMTPFault(stage, .rawThenClose("25"), .accepted, code: 250, "half a line"),
            SMTPFault(stage, .reply("hello"), .notSent, "garbage"),
            SMTPFault(stage, .rawThenClose(String(repeating: "250-x\r\n", count: 20_000)), .notSent, "endless reply"),
            SMTPFault(stage, .late("250 2.0.0 late", milliseconds: 1_000), .notSent, isSlow: true, "too late"),
            SMTPFault(stage, .hang, .notSent, isSlow: true, "silence"),
        ]
    }

    static let body: [SMTPFault] = [
        SMTPFault(.body, .reply("552 5.3.4 too big"), .permanentFailure, code: 552, "early 552"),
        SMTPFault(.body, .replyThenClose("452 4.3.1 full"), .transientFailure, code: 452, "early 452, close"),
        SMTPFault(.body, .reply("250 2.0.0 done"), .notSent, "early 250"),
        SMTPFault(.body, .close, .notSent, "close"),
        SMTPFault(.body, .reset, .notSent, "RST"),
        SMTPFault(.body, .hang, .notSent, isSlow: true, "silence"),
    ]

    static let dot: [SMTPFault] = [
        SMTPFault(.dot, .reply("250-2.0.0 a\r\n250 2.0.0 b"), .accepted, code: 250, keepsConnection: true, "lines"),
        SMTPFault(.dot, .bytewise("250 2.0.0 Ok"), .accepted, code: 250, keepsConnection: true, "bytewise"),
        SMTPFault(.dot, .late("250 2.0.0 Ok", milliseconds: 50), .accepted, code: 250, keepsConnection: true, "late"),
        SMTPFault(.dot, .reply("450 4.7.1 greylisted"), .transientFailure, code: 450, keepsConnection: true, "450"),
        SMTPFault(.dot, .reply("550 5.7.1 spam"), .permanentFailure, code: 550, keepsConnection: true, "550"),
        SMTPFault(.dot, .replyThenClose("421 4.3.2 bye"), .transientFailure, code: 421, "421"),
        SMTPFault(.dot, .replyThenClose("250 2.0.0 Ok\r\n421 4.4.2 idle"), .accepted, code: 250, "250, then 421"),
        SMTPFault(.dot, .rawThenClose("250 2.0.0 Ok\r\n"), .accepted, code: 250, "250, close"),
        SMTPFault(.dot, .close, .unknown, "close"),
        SMTPFault(.dot, .reset, .unknown, "RST"),
        SMTPFault(.dot, .rawThenClose("250 2.0.0 O"), .unknown, "half a line"),
        SMTPFault(.dot, .rawThenClose("250-2.0.0 a\r\n"), .unknown, "half a reply"),
        SMTPFault(.dot, .reply("354 what"), .unknown, "354"),
        SMTPFault(.dot, .reply("hello"), .unknown, "garbage"),
        SMTPFault(.dot, .hang, .unknown, isSlow: true, "silence"),
        SMTPFault(.dot, .late("250 2.0.0 late", milliseconds: 1_000), .unknown, isSlow: true, "too late"),
    ]

    init(
        _ stage: MisbehavingSMTPServer.Stage,
        _ action: Action,
        _ expected: OutcomeKind,
        code: Int = 0,
        keepsConnection: Bool = false,
        isSlow: Bool = false,
        _ name: String
    ) {
        self.stage = stage
        self.action = action
        self.expected = expected
        self.code = code
        self.keepsConnection = keepsConnection
        self.isSlow = isSlow
        self.name = "\(name) at \(stage)"
    }
}

struct SMTPFaultTests {
    @Test(arguments: SMTPFault.envelope + SMTPFault.body + SMTPFault.dot, [true, false])
    func outcomeIsTrueAndNeighboursAreUntouched(fault: SMTPFault, pipelining: Bool) throws {
        let journal = MemoryJournal()
        let early = Shared<[Int64]>([])
        let server = MisbehavingSMTPServer(
            capabilities: pipelining ? ["PIPELINING", "SIZE"] : ["SIZE"],
            behaviour: { moment in
                let isSecond = moment.connection == 1 && moment.occurrence == 2 && moment.stage == fault.stage
                return isSecond ? fault.action : .normal
            },
            onDot: { recipient in
                let id = messageID(recipient)
                if !journal.hasIntent(id) { early.update { $0.append(id) } }
            }
        )
        defer { server.stop() }
        // A message that fits the sockets' buffers is complete before anyone can know that nobody reads.
        let bytes = fault.stage == .body ? 16_000_000 : 6_000
        let messages = [email(1, bytes: 6_000), email(2, bytes: bytes), email(3, bytes: 6_000)]
        let transport = smtpTransport(port: server.port, patience: fault.isSlow ? .milliseconds(300) : .seconds(10))
        let summary = try transport.deliver(from: ListSource(messages), journal: journal, stop: StopSignal())

        #expect(summary.messages == 3)
        let outcome = try #require(journal.outcomes(2).first)
        #expect(OutcomeKind(outcome) == fault.expected, "\(outcome)")
        #expect(outcome.code == fault.code)
        for id in Int64(1)...3 { #expect(journal.outcomes(id).count == 1) }
        for id in [Int64(1), 3] { #expect(OutcomeKind(journal.outcomes(id)[0]) == .accepted) }
        #expect(early.value.isEmpty)
        #expect(summary.connections == (fault.keepsConnection ? 1 : 2))

        let arrived = server.accepted.map { messageID($0.recipient) }
        #expect(arrived.filter { $0 != 2 } == [1, 3])
        switch fault.expected {
        case .accepted: #expect(arrived.count { $0 == 2 } == 1)
        case .unknown: #expect(arrived.count { $0 == 2 } <= 1)
        case .transientFailure, .permanentFailure, .notSent: #expect(!arrived.contains(2))
        }
        for accepted in server.accepted {
            guard case .email(_, _, let bytes) = messages[Int(messageID(accepted.recipient)) - 1].content else {
                continue
            }
            #expect(accepted.bytes == bytes)
        }
    }

    @Test(arguments: [true, false])
    func loneDotEndsAMessageWhoseRecipientWasRefused(pipelining: Bool) throws {
        // Takes DATA although it has refused the recipient.
        let server = MisbehavingSMTPServer(capabilities: pipelining ? ["PIPELINING"] : []) { moment in
            switch (moment.stage, moment.occurrence) {
            case (.recipient, 1): .reply("550 5.1.1 unknown")
            case (.data, 1) where pipelining: .reply("354 go ahead")
            default: .normal
            }
        }
        defer { server.stop() }
        let journal = MemoryJournal()
        let summary = try smtpTransport(port: server.port)
            .deliver(from: ListSource([email(1), email(2)]), journal: journal, stop: StopSignal())
        #expect(summary.permanentFailures == 1)
        #expect(summary.accepted == 1)
        #expect(summary.connections == 1)
        #expect(server.accepted.map { messageID($0.recipient) } == [2])
        #expect(server.commands.contains("RSET"))
    }
}

extension Attempt.Outcome {
    /// The reply's code; 0 where there is none.
    var code: Int {
        switch self {
        case .accepted(let reply), .transientFailure(let reply), .permanentFailure(let reply): reply.code
        case .notSent, .unknown: 0
        }
    }
}
