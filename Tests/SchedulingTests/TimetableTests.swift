import CampaignModel
import Scheduling
import TestSupport
import Testing

@Suite struct TimetableTests {
    private func timetable(
        _ start: ScheduleSettings.Start,
        zone: ScheduleSettings.Zone = .shop,
        grace: Int64 = 3_600
    ) throws -> Timetable {
        var settings = ScheduleSettings()
        settings.start = start
        settings.zone = zone
        settings.graceSeconds = grace
        return try Timetable(settings, shopZone: "Europe/Berlin", zones: ZoneDatabase())
    }

    @Test func theNewestTimeThatHasComeIsFound() throws {
        let table = try timetable(.cron("0 9 * * *"))
        let last = try #require(
            table.last(after: instant("2026-06-01T00:00:00Z"), upTo: instant("2026-06-10T08:00:00Z"))
        )
        #expect(last.local.description == "2026-06-10T09:00")
        #expect(last.at == (try instant("2026-06-10T07:00:00Z")))
        #expect(last.staleFrom == (try instant("2026-06-10T08:00:01Z")))
        #expect(
            table.last(after: try instant("2026-06-10T07:00:00Z"), upTo: try instant("2026-06-10T08:00:00Z")) == nil
        )
    }

    @Test func theNewestTimeIsTheLastOfTheNextOnes() throws {
        var generator = SeededGenerator(seed: 3)
        for text in ["*/7 * * * *", "15 3,17 * * 1-5", "0 9 L * *", "30 2 * 3,10 *"] {
            let table = try timetable(.cron(text))
            for _ in 0..<20 {
                let start = try instant("2026-01-01").advanced(
                    bySeconds: .random(in: 0..<20_000_000, using: &generator)
                )
                let all = table.next(40, after: start)
                let end = try #require(all.randomElement(using: &generator)?.at).advanced(bySeconds: 30)
                #expect(table.last(after: start, upTo: end) == all.last { $0.at <= end })
            }
        }
    }

    @Test func aTimeByEveryonesOwnClockStartsWhereItComesFirst() throws {
        let table = try timetable(.cron("0 10 * * *"), zone: .recipient)
        let due = try #require(table.next(1, after: instant("2026-12-01T00:00:00Z")).first)
        #expect(due.local.description == "2026-12-02T10:00")
        #expect(due.at == (try instant("2026-12-01T20:00:00Z")))
        // It is too late an hour after ten by the shop's clock.
        #expect(due.staleFrom == (try instant("2026-12-02T10:00:01Z")))
    }

    @Test func onceIsOnce() throws {
        let table = try timetable(.at(.local(try #require(LocalTime("2026-12-01T10:00")))))
        let at = try instant("2026-12-01T09:00:00Z")
        #expect(table.next(5, after: at.advanced(bySeconds: -1)).map(\.at) == [at])
        #expect(table.next(5, after: at).isEmpty)
        #expect(table.last(after: at, upTo: at.advanced(byDays: 30))?.at == at)
        #expect(table.last(after: at, upTo: at.advanced(bySeconds: -1)) == nil)
    }

    @Test func aPersonsZoneFallsBackToTheCountrysAndTheShops() throws {
        var customers = Customers()
        for (zone, country) in [("Asia/Tokyo", "DE"), ("Mars/Base", "jp"), ("", "JP"), ("", "XX"), ("", "")] {
            customers.timeZones.append(zone)
            customers.countries.append(country)
        }
        let zones = ZoneDatabase()
        let people = PersonZones(customers, shop: try zone("Europe/Berlin"), zones: zones)
        let found = (0..<Int32(5)).map { people.position(of: $0) }
        #expect(found.map(\.source) == [.person, .country, .country, .shop, .shop])
        let names = found.map { people.zones[$0.zone].name }
        #expect(names == ["Asia/Tokyo", "Asia/Tokyo", "Asia/Tokyo", "Europe/Berlin", "Europe/Berlin"])
    }

    @Test func everyCountrysZoneIsOneOfTheMachine() throws {
        var customers = Customers()
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        for first in letters { for second in letters { customers.countries.append(first + second) } }
        customers.timeZones.codes = Array(repeating: -1, count: customers.countries.count)
        let people = PersonZones(customers, shop: .utc, zones: ZoneDatabase())
        let known = (0..<Int32(customers.countries.count)).count { people.position(of: $0).source == .country }
        #expect(known == 246)
    }
}
