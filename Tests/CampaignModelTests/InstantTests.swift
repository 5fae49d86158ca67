import CampaignModel
import Foundation
import TestSupport
import Testing

struct InstantTests {
    private static let gregorian: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Foundation's calendar turns Julian before 1582; ours does not.
    private static let sinceTheGregorianReform: ClosedRange<Int64> = -12_000_000_000...253_402_300_799

    @Test func calendarFieldsAreFoundations() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let instant = Instant(seconds: Int64.random(in: InstantTests.sinceTheGregorianReform, using: &random))
            let expected = InstantTests.gregorian.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday],
                from: Date(timeIntervalSince1970: Double(instant.seconds))
            )
            let time = CivilTime(instant)
            #expect(time.year == expected.year && time.month == expected.month && time.day == expected.day)
            #expect(time.hour == expected.hour && time.minute == expected.minute && time.second == expected.second)
            #expect(CivilTime.weekday(of: instant) + 1 == expected.weekday)
        }
    }

    @Test func calendarAndClockLeadBackToTheInstant() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let instant = Instant(seconds: Int64.random(in: -100_000_000_000...300_000_000_000, using: &random))
            #expect(CivilTime(instant).instant == instant)
        }
    }

    @Test func whatIsWrittenReadsBack() throws {
        var random = SeededGenerator(seed: 3)
        let fourDigitYears: ClosedRange<Int64> = -62_167_219_200...253_402_300_799
        for _ in 0..<2_000 {
            let instant = Instant(seconds: Int64.random(in: fourDigitYears, using: &random))
            #expect(Instant(instant.description) == instant)
        }
        #expect(Instant(seconds: -1).description == "1969-12-31T23:59:59Z")
        let decoded = try JSONDecoder().decode([Instant].self, from: Data(#"["2026-11-22T15:48:06Z",-1]"#.utf8))
        #expect(decoded == [Instant(seconds: 1_795_362_486), Instant(seconds: -1)])
    }

    @Test(
        arguments: [
            ("2026-11-22", 1_795_305_600),
            ("20261122", 1_795_305_600),
            ("2026-11-22T15:48:06Z", 1_795_362_486),
            ("2026-11-22t15:48:06z", 1_795_362_486),
            ("2026-11-22 15:48:06", 1_795_362_486),
            ("2026-11-22 15:48:06 +0100", 1_795_358_886),
            ("2026-11-22T15:48:06.999+01:00", 1_795_358_886),
            ("2026-11-22T15:48:06,5-0130", 1_795_367_886),
            ("2026-11-22T15:48", 1_795_362_480),
            ("2026-11-22T15:48+01", 1_795_358_880),
            ("2024-02-29", 1_709_164_800),
            ("1969-12-31T23:59:59Z", -1),
            ("0", 0),
            ("-86400", -86_400),
            ("1795362486", 1_795_362_486),
            ("1795362486123", 1_795_362_486),
        ]
    )
    func isoAndUnixTimesAreRead(text: String, seconds: Int64) {
        #expect(Instant(text) == Instant(seconds: seconds))
    }

    @Test(
        arguments: [
            "", " ", "-", "now", "2026-13-01", "2026-02-29", "2026-11-31", "2026-00-10", "2026-11-00", "2026-1-2",
            "2026-11-22T", "2026-11-22T24:00:00", "2026-11-22T15:60", "2026-11-22T15:48:60", "2026-11-22T15:48:06.",
            "2026-11-22T15:48:06+", "2026-11-22T15:48:06+24:00", "2026-11-22T15:48:06+01:60", "2026-11-22T15:48:06+01:",
            "2026-11-22T15:48:06Zjunk", "2026-11-22 15:48:06 ", "22.11.2026", "11/22/2026", "1.5", "1e9", "--5",
            "9999999999999999", "999999999999999", "-99999999999", "9999-12-31T23:59:59-01:00",
            "0000-01-01T00:00+01:00",
        ]
    )
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func daysAreRoundedDown() {
        let start = Instant(seconds: 0)
        #expect(Instant(seconds: 86_399).days(since: start) == 0)
        #expect(Instant(seconds: 86_400).days(since: start) == 1)
        #expect(Instant(seconds: -1).days(since: start) == -1)
        #expect(start.advanced(byDays: -3).days(since: start) == -3)
    }
}
