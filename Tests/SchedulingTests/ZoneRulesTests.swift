import CampaignModel
import Foundation
import Scheduling
import TestSupport
import Testing

@Suite struct ZoneRulesTests {
    private static let names = [
        "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
        "America/St_Johns", "Asia/Kathmandu", "America/Nuuk", "Antarctica/Troll", "Asia/Gaza", "UTC",
    ]

    @Test(arguments: names)
    func offsetsAreFoundations(_ name: String) throws {
        let rules = try zone(name)
        let foundation = try #require(TimeZone(identifier: name))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let seconds = Int64.random(in: 0...2_145_916_800, using: &generator)
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(rules.offset(at: Instant(seconds: seconds)) == Int64(expected))
        }
    }

    @Test(arguments: names)
    func aTimeLeadsToTheFirstMomentThatShowsIt(_ name: String) throws {
        let rules = try zone(name)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<500 {
            let moment = Instant(seconds: Int64.random(in: 0...4_102_444_800, using: &generator))
            let first = rules.instant(of: rules.local(moment))
            #expect(first <= moment)
            #expect(rules.local(first) == rules.local(moment))
        }
    }

    @Test func aTimeInAGapIsTheMomentAfterIt() throws {
        let berlin = try zone("Europe/Berlin")
        let skipped = try #require(LocalTime("2026-03-29T02:30"))
        #expect(berlin.text(berlin.instant(of: skipped)) == "2026-03-29T03:00:00+02:00")
        // Samoa left a whole day out.
        let apia = try zone("Pacific/Apia")
        let day = try #require(LocalTime("2011-12-30T12:00"))
        #expect(apia.text(apia.instant(of: day)) == "2011-12-31T00:00:00+14:00")
    }

    @Test func farYearsFollowTheFilesLastRule() throws {
        let berlin = try zone("Europe/Berlin")
        for year in ["2037", "2100", "2399", "2400", "2438", "2500", "4321", "9990"] {
            #expect(berlin.text(try instant("\(year)-07-01T00:00:00Z")) == "\(year)-07-01T02:00:00+02:00")
            #expect(berlin.text(try instant("\(year)-01-01T00:00:00Z")) == "\(year)-01-01T01:00:00+01:00")
            let summer = try #require(LocalTime("\(year)-07-01T02:00"))
            #expect(berlin.instant(of: summer) == (try instant("\(year)-07-01T00:00:00Z")))
        }
    }

    @Test func anUnknownZoneIsRefusedWithTheNearest() throws {
        #expect(throws: (any Error).self) { try ZoneDatabase().requiredZone("Europe/Berln") }
        do {
            _ = try ZoneDatabase().requiredZone("Europe/Berln")
        } catch {
            #expect("\(error)".contains("Europe/Berlin"))
        }
        #expect(ZoneDatabase().zone("../../etc/passwd") == nil)
        #expect(ZoneDatabase().zone("Europe") == nil)
    }

    @Test func withoutZoneFilesThereIsUTCAndAClearError() throws {
        let bare = ZoneDatabase(folders: ["/nowhere"])
        #expect(bare.zone("UTC") == .utc)
        do {
            _ = try bare.requiredZone("Europe/Berlin")
            Issue.record("there should be no zone")
        } catch {
            #expect("\(error)".contains("tzdata"))
        }
    }

    @Test func anOffsetIsWrittenWithItsSeconds() throws {
        #expect(try zone("Europe/Berlin").text(try instant("1800-01-01T00:00:00Z")) == "1800-01-01T00:53:28+00:53:28")
        #expect(try zone("America/St_Johns").text(try instant("2026-01-01T00:00:00Z")) == "2025-12-31T20:30:00-03:30")
    }

    @Test func everyZoneFileOfTheMachineIsRead() {
        let zones = ZoneDatabase()
        #expect(zones.names.count > 300)
        for name in zones.names { #expect(zones.zone(name) != nil, "\(name)") }
    }
}
