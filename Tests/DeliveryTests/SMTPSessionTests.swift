import TestSupport
import CampaignModel
import Testing

@testable import Delivery

/// The dialogue without a network.
struct SMTPSessionTests {
    private func session(pipelining: Bool = true) -> SMTPSession {
        var session = SMTPSession(heloName: "me.example")
        flush(&session)
        receive("250-you\r\n" + (pipelining ? "250-PIPELINING\r\n" : "") + "250 SIZE 10000000\r\n", &session)
        return session
    }

    /// Sends all that is to be sent.
    @discardableResult
    private func flush(_ session: inout SMTPSession) -> String {
        var sent: [UInt8] = []
        while !session.unsent.isEmpty {
            sent.append(session.unsent[0])
            session.didSend(1)
        }
        return String(decoding: sent, as: UTF8.self)
    }

    private func receive(_ text: String, _ session: inout SMTPSession) { session.receive(Array(text.utf8).span) }

    private func begin(_ session: inout SMTPSession, _ text: String = "a\r\n") throws {
        let content = try #require(SMTPContent(Array(text.utf8)))
        let objection = session.begin(content, from: emailAddress(0), to: emailAddress(1))
        #expect(objection == nil)
    }

    @Test func commandsGoTogetherWhereTheRelayTakesThem() throws {
        var session = session()
        try begin(&session)
        #expect(flush(&session) == "MAIL FROM:<c0@example.com> SIZE=3\r\nRCPT TO:<c1@example.com>\r\nDATA\r\n")
    }

    @Test func commandsGoOneByOneElse() throws {
        var session = session(pipelining: false)
        try begin(&session)
        #expect(flush(&session) == "MAIL FROM:<c0@example.com> SIZE=3\r\n")
        receive("250 ok\r\n", &session)
        #expect(flush(&session) == "RCPT TO:<c1@example.com>\r\n")
        receive("250 ok\r\n", &session)
        #expect(flush(&session) == "DATA\r\n")
        receive("354 go\r\n", &session)
        #expect(flush(&session) == "")
        #expect(session.phase == .waitingForIntent)
    }

    /// Of a long message all but the last piece goes ahead.
    @Test func onlyTheLastPieceWaitsForItsPermit() throws {
        let text = String(repeating: "0123456789012\r\n", count: 10_000)
        var session = session()
        try begin(&session, text)
        flush(&session)
        receive("250 ok\r\n250 ok\r\n354 go\r\n", &session)
        #expect(session.phase == .content)
        let ahead = flush(&session)
        #expect(session.phase == .waitingForIntent)
        #expect(ahead.utf8.count == text.utf8.count - SMTPSession.lastPiece)
        session.permitEnd()
        #expect(ahead + flush(&session) == text + ".\r\n")
        #expect(session.phase == .verdict)
    }

    @Test func endWaitsForItsPermit() throws {
        var session = session()
        try begin(&session)
        flush(&session)
        receive("250 ok\r\n250 ok\r\n354 go\r\n", &session)
        #expect(session.phase == .waitingForIntent)
        #expect(flush(&session) == "")
        session.permitEnd()
        #expect(flush(&session) == "a\r\n.\r\n")
        receive("250 2.0.0 done\r\n", &session)
        let taken = session.takeSettlement()
        #expect(taken == .outcome(.accepted(Reply(code: 250, enhancedCode: "2.0.0", text: "done", stage: .dot))))
        #expect(session.phase == .idle)
    }

    @Test func repliesMayComeInAnyPieces() throws {
        let replies = "250-2.1.0 ok\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"
        for cut in 0...replies.utf8.count {
            var session = session()
            try begin(&session)
            flush(&session)
            receive(String(replies.prefix(cut)), &session)
            receive(String(replies.dropFirst(cut)), &session)
            #expect(session.phase == .waitingForIntent, "cut at \(cut)")
        }
    }

    /// How far the dot got decides between "not sent" and "unknown".
    @Test func messageIsUnknownOnceTheWholeDotHasLeft() throws {
        for sent in 0...6 {
            var session = session()
            try begin(&session)
            flush(&session)
            receive("250 ok\r\n250 ok\r\n354 go\r\n", &session)
            session.permitEnd()
            session.didSend(sent)
            session.end("gone", isLost: true)
            let taken = session.takeSettlement()
            #expect(taken == .outcome(sent == 6 ? .unknown("gone") : .notSent("gone")), "\(sent) bytes")
            #expect(session.phase == .closed)
        }
    }

    @Test func firstRefusalIsTheOutcome() throws {
        var session = session()
        try begin(&session)
        flush(&session)
        receive("250 ok\r\n550 5.1.1 no\r\n554 5.5.1 no valid recipients\r\n", &session)
        let taken = session.takeSettlement()
        #expect(
            taken == .outcome(.permanentFailure(Reply(code: 550, enhancedCode: "5.1.1", text: "no", stage: .recipient)))
        )
        try begin(&session)
        #expect(flush(&session).hasPrefix("RSET\r\nMAIL"))
    }

    private func isAtVerdictWithTheNextBehind() throws -> SMTPSession {
        var session = session()
        try begin(&session)
        flush(&session)
        receive("250 ok\r\n250 ok\r\n354 go\r\n", &session)
        #expect(!session.takesNextMessage)
        session.permitEnd()
        #expect(session.takesNextMessage)
        try begin(&session)
        #expect(!session.takesNextMessage)
        #expect(
            flush(&session) == "a\r\n.\r\nMAIL FROM:<c0@example.com> SIZE=3\r\nRCPT TO:<c1@example.com>\r\nDATA\r\n"
        )
        #expect(session.phase == .verdict)
        return session
    }

    @Test func nextEnvelopeGoesBehindTheDot() throws {
        var session = try isAtVerdictWithTheNextBehind()
        receive("250 2.0.0 one\r\n250 ok\r\n250 ok\r\n354 go\r\n", &session)
        let first = session.takeSettlement()
        #expect(first == .outcome(.accepted(Reply(code: 250, enhancedCode: "2.0.0", text: "one", stage: .dot))))
        let none = session.takeSettlement()
        #expect(none == nil)
        #expect(session.phase == .waitingForIntent)
        #expect(flush(&session) == "")
        session.permitEnd()
        #expect(flush(&session) == "a\r\n.\r\n")
        receive("550 5.7.1 two\r\n", &session)
        let second = session.takeSettlement()
        #expect(
            second == .outcome(.permanentFailure(Reply(code: 550, enhancedCode: "5.7.1", text: "two", stage: .dot)))
        )
        #expect(session.phase == .idle)
    }

    /// Of two messages only the one whose dot has left is unknown; the other was never handed over.
    @Test func lostConnectionIsUnknownForTheFirstAndARetryForTheSecond() throws {
        for isLost in [true, false] {
            var session = try isAtVerdictWithTheNextBehind()
            session.end("gone", isLost: isLost)
            let first = session.takeSettlement()
            #expect(first == .outcome(.unknown("gone")))
            let second = session.takeSettlement()
            #expect(second == .retry("gone"))
            let none = session.takeSettlement()
            #expect(none == nil)
        }
    }

    @Test func firstIsUnknownByThePlaceOfItsDotAlone() throws {
        for sent in 0...80 {
            var session = session()
            try begin(&session)
            flush(&session)
            receive("250 ok\r\n250 ok\r\n354 go\r\n", &session)
            session.permitEnd()
            try begin(&session)
            session.didSend(min(sent, session.unsent.count))
            session.end("gone", isLost: true)
            let first = session.takeSettlement()
            #expect(first == .outcome(sent >= 6 ? .unknown("gone") : .notSent("gone")), "\(sent) bytes")
            let second = session.takeSettlement()
            #expect(second == .retry("gone"))
        }
    }

    @Test(arguments: ["421 4.3.2 bye\r\n", "354 what\r\n", "hello\r\n", "250-x\r\n450 y\r\n"])
    func whateverBecomesOfTheFirstTheSecondIsNotLost(reply: String) throws {
        var session = try isAtVerdictWithTheNextBehind()
        receive(reply, &session)
        let first = session.takeSettlement()
        #expect(first != nil)
        let second = session.takeSettlement()
        #expect(second != nil)
        if case .outcome? = second { Issue.record("it was never handed over") }
        #expect(session.phase == .closed)
    }

    @Test func relayWithoutPipeliningGetsNothingBehindTheDot() throws {
        var session = session(pipelining: false)
        try begin(&session)
        for reply in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"] {
            flush(&session)
            receive(reply, &session)
        }
        session.permitEnd()
        #expect(!session.takesNextMessage)
    }

    @Test func relayThatSpeaksOutOfTurnIsLeft() {
        for text in ["421 4.4.2 idle\r\n", "250 again\r\n", "2"] {
            var session = session()
            receive(text, &session)
            #expect(session.phase == .closed)
            let taken = session.takeSettlement()
            #expect(taken == nil)
        }
    }

    @Test func lostConnectionIsTriedAgainOnlyBetweenMessages() throws {
        var session = session()
        try begin(&session)
        session.end("gone", isLost: true)
        let taken = session.takeSettlement()
        #expect(taken == .outcome(.notSent("gone")))

        session = self.session()
        for isLast in [false, true] {
            try begin(&session)
            flush(&session)
            if isLast { break }
            receive("250 ok\r\n550 no\r\n550 no\r\n", &session)
            _ = session.takeSettlement()
        }
        session.end("gone", isLost: true)
        let second = session.takeSettlement()
        #expect(second == .retry("gone"))
    }

    /// Whatever a relay says, the machine neither traps nor leaves a message without an outcome.
    @Test(arguments: UInt64(1)...200)
    func anyRelayIsSurvived(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = [
            "250 ok\r\n", "250-a\r\n", "354 go\r\n", "450 4.2.1 later\r\n", "550 5.1.1 no\r\n", "421 bye\r\n",
            "220 hi\r\n",
            "2", "x\r\n", "\r\n", "250", "535 5.7.8 login\r\n",
        ]
        var session = session(pipelining: Bool.random(using: &random))
        var begun = 0
        var settled = 0
        for _ in 0..<60 where session.phase != .closed {
            if session.phase == .idle {
                #expect(settled == begun)
                try begin(&session)
                begun += 1
            }
            if session.phase == .waitingForIntent {
                session.permitEnd()
                if session.takesNextMessage, Bool.random(using: &random) {
                    try begin(&session)
                    begun += 1
                }
            }
            flush(&session)
            if Int.random(in: 0..<4, using: &random) > 0 {
                // What the relay should say, so that the dialogue gets somewhere.
                receive(session.phase == .envelope ? "250 ok\r\n250 ok\r\n354 go\r\n" : "250 ok\r\n", &session)
            } else {
                receive(lines.randomElement(using: &random) ?? "", &session)
            }
            while session.takeSettlement() != nil { settled += 1 }
        }
        session.end("over")
        while session.takeSettlement() != nil { settled += 1 }
        #expect(settled == begun)
        #expect(session.messages == begun)
    }
}
