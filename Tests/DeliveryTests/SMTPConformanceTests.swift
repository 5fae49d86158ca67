import CampaignModel
import Foundation
import JSON
import TestSupport
import Testing

@testable import Delivery

/// What libcurl's own SMTP made of each behaviour of a server is kept in `smtp/outcomes.json`; here is what must become of
/// the same behaviours with our own transaction.
struct SMTPConformanceTests {
    private struct Case {
        var behaviour: @Sendable (MisbehavingSMTPServer.Moment) -> MisbehavingSMTPServer.Action
        /// Of the messages, in their order; `nil` where nobody is let in, and the run ends with an error.
        var expected: [OutcomeKind]?
        var messages = [email(1)]

        /// The server does one thing at one stage.
        static func at(
            _ stage: MisbehavingSMTPServer.Stage,
            _ action: MisbehavingSMTPServer.Action,
            _ expected: OutcomeKind?
        ) -> Case {
            Case(behaviour: { $0.stage == stage ? action : .normal }, expected: expected.map { [$0] })
        }

        /// The connection is given up after the first message.
        static func between(_ action: MisbehavingSMTPServer.Action) -> Case {
            Case(
                behaviour: { $0.stage == .mail && $0.occurrence == 2 ? action : .normal },
                expected: [.accepted, .accepted],
                messages: [email(1), email(2)]
            )
        }

        static func refused(_ content: String) -> Case {
            Case(
                behaviour: { _ in .normal },
                expected: [.permanentFailure],
                messages: [email(1, content: Array(content.utf8))]
            )
        }
    }

    private static let cases: [String: Case] = [
        "250 after DATA": .at(.dot, .normal, .accepted),
        "450 after DATA": .at(.dot, .reply("450 4.2.0 later"), .transientFailure),
        "554 after DATA": .at(.dot, .reply("554 5.7.1 no"), .permanentFailure),
        "421 after DATA": .at(.dot, .replyThenClose("421 4.3.2 bye"), .transientFailure),
        "connection closed after final dot, no reply": .at(.dot, .close, .unknown),
        "TCP RST after final dot": .at(.dot, .reset, .unknown),
        "timeout waiting for reply to final dot": .at(.dot, .hang, .unknown),
        "250 then peer closes before 221": .at(.quit, .close, .accepted),
        "RCPT 550": .at(.recipient, .reply("550 5.1.1 no"), .permanentFailure),
        "RCPT 450": .at(.recipient, .reply("450 4.2.1 later"), .transientFailure),
        "peer closes at RCPT": Case(
            behaviour: { $0.stage == .recipient && $0.connection == 1 ? .close : .normal },
            expected: [.notSent]
        ),
        "MAIL 530": .at(.mail, .reply("530 5.7.0 login first"), nil),
        "DATA 451": .at(.data, .reply("451 4.3.0 later"), .transientFailure),
        "banner 421": .at(.banner, .replyThenClose("421 4.3.2 busy"), nil),
        "banner 554": .at(.banner, .reply("554 5.7.1 go away"), nil),
        "banner: close": .at(.banner, .close, nil),
        "banner: silence": .at(.banner, .hang, nil),
        "reused connection closed silently by peer": .between(.close),
        "reused connection got 421 first": .between(.replyThenClose("421 4.4.2 idle")),
        // One recipient a transaction: a neighbour's refusal changes nothing.
        "2 RCPT one 550, ALLOWFAILS": Case(
            behaviour: { $0.stage == .recipient && $0.recipient.hasPrefix("c1@") ? .reply("550 5.1.1 no") : .normal },
            expected: [.permanentFailure, .accepted],
            messages: [email(1), email(2)]
        ),
        "message with bare LF / LF.LF": .refused("A: b\r\n\r\na\n.\nb\r\n"),
        "leading dot line in CRLF body": Case(
            behaviour: { _ in .normal },
            expected: [.accepted],
            messages: [email(1, content: Array("A: b\r\n\r\n.a\r\n".utf8))]
        ),
    ]

    /// What no envelope can hold needs no server.
    private static let addresses = [
        "non-ASCII local part, server without SMTPUTF8": "jörg@example.com",
        "CRLF inside CURLOPT_MAIL_RCPT": "a@example.com>\r\nRCPT TO:<b@example.com",
        "RCPT '<a> NOTIFY=FAILURE ...'": "a@example.com> NOTIFY=FAILURE",
    ]

    @Test func everyBehaviourHasItsOutcome() throws {
        guard let file = Conformance.cases("smtp/outcomes.json") else { return }
        let document = try JSONDocument([UInt8](try Data(contentsOf: file)))
        let rows = try #require(document.member("rows", of: JSONDocument.root))
        var failed: [String] = []
        var node = document.firstChild(rows)
        let count = document.count(rows)
        for _ in 0..<count {
            let scenario = try #require(document.member("scenario", of: node).map { document.string($0) })
            if try !holds(scenario) { failed.append(scenario) }
            node = document.next(node)
        }
        Conformance.report("smtp", passed: count - failed.count, failed: failed.count)
        #expect(failed.isEmpty)
        #expect(count == 25)
    }

    private func holds(_ scenario: String) throws -> Bool {
        if let address = SMTPConformanceTests.addresses[scenario] { return EmailAddress(address) == nil }
        let known = try #require(SMTPConformanceTests.cases[scenario], "unknown: \(scenario)")
        let server = MisbehavingSMTPServer(behaviour: known.behaviour)
        defer { server.stop() }
        let journal = MemoryJournal()
        let waits = scenario.hasPrefix("timeout") || scenario.hasSuffix("silence")
        let transport = smtpTransport(port: server.port, patience: waits ? .milliseconds(500) : .seconds(10))
        do {
            _ = try transport.deliver(from: ListSource(known.messages), journal: journal, stop: StopSignal())
        } catch {
            let given = known.messages.map { journal.outcomes($0.id).map(OutcomeKind.init) }
            return known.expected == nil && given.allSatisfy { $0 == [.notSent] }
        }
        return known.messages.map { journal.outcomes($0.id).map(OutcomeKind.init) } == known.expected?.map { [$0] }
    }
}
