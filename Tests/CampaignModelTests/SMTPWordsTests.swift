import CampaignModel
import Testing

struct SMTPWordsTests {
    @Test(
        arguments: [
            (550, "5.1.1", "user unknown", Reply.Kind.noSuchMailbox), (550, nil, "No such user here", .noSuchMailbox),
            (550, "5.2.1", "mailbox disabled", .noSuchMailbox), (452, "4.2.2", "mailbox full", .mailboxFull),
            (552, nil, "over quota", .mailboxFull), (552, "5.3.4", "too big", .tooBig),
            (450, "4.2.0", "Greylisted, see http://postgrey.example", .greylisted),
            (451, "4.7.1", "Greylisting in action, please come back in 00:05:00", .greylisted),
            (451, "4.7.1", "Please try again later", .greylisted), (421, "4.7.0", "try again later", .throttled),
            (421, nil, "[TSS04] deferred", .throttled), (450, "4.7.28", "unusual rate of mail", .throttled),
            (554, "5.7.1", "blocked using spamhaus", .blocked), (550, "5.7.26", "unauthenticated", .blocked),
            (535, "5.7.8", "no", .credentials), (451, "4.3.0", "queue file write error", .other),
            (503, nil, "busy", .other),
        ] as [(Int, String?, String, Reply.Kind)]
    )
    func refusalsAreToldApart(code: Int, enhanced: String?, text: String, kind: Reply.Kind) {
        #expect(Reply(code: code, enhancedCode: enhanced, text: text, stage: .recipient).kind == kind)
    }

    @Test func whatIsSaidOfASenderIsNoHardBounce() {
        #expect(Reply(code: 550, text: "sender unknown", stage: .mail).kind != .noSuchMailbox)
    }

    @Test(
        arguments: [
            ("Greylisted for 300 seconds", 300), ("try again in 5 minutes", 300), ("come back in 00:04:30", 270),
            ("retry in 1 hour", 3_600), ("wait 20s", 20), ("see RFC 5321", nil), ("4.7.1 later", nil),
            ("99999999 seconds", nil),
        ] as [(String, Int64?)]
    )
    func waitIsRead(text: String, seconds: Int64?) {
        #expect(Reply(code: 450, text: text).waitSeconds == seconds)
    }

    @Test(arguments: ["100/s", "6000/min", "300/h", "5000/day"])
    func ratesReadAsTheyAreWritten(text: String) throws {
        #expect(try #require(SendingRate(text)).description == text)
    }

    @Test(arguments: ["", "100", "0/s", "-1/s", "1/week", "1/s/s", "1.5/s", "100 /s", "9999999999999/s"])
    func whatIsNoRateIsRefused(text: String) { #expect(SendingRate(text) == nil) }

    @Test func brakeStopsOnTooManyHardBouncesAmongTheFirst() {
        let brake = BounceBrake()
        #expect(!brake.stops(hardBounces: 25, answered: 500, expected: 100_000))
        #expect(brake.stops(hardBounces: 26, answered: 40, expected: 100_000))
        #expect(!brake.stops(hardBounces: 300, answered: 501, expected: 100_000))
        #expect(!brake.stops(hardBounces: 4, answered: 4, expected: 20))
        #expect(brake.stops(hardBounces: 5, answered: 5, expected: 20))
        #expect(!BounceBrake(hardBounceShare: nil).stops(hardBounces: 500, answered: 500, expected: 500))
    }

    @Test func warmUpHasALimitForEachOfItsDays() throws {
        let start = try #require(Instant("2026-12-01"))
        let warmUp = WarmUp(start: start, perDay: [50, 100])
        #expect(warmUp.day(at: start.advanced(bySeconds: -1))?.limit == 0)
        #expect(warmUp.day(at: start)?.limit == 50)
        #expect(warmUp.day(at: start.advanced(bySeconds: 86_399))?.limit == 50)
        #expect(warmUp.day(at: start.advanced(byDays: 1))?.limit == 100)
        #expect(warmUp.day(at: start.advanced(byDays: 2)) == nil)
    }
}
