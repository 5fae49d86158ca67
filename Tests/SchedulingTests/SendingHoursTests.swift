import CampaignModel
import Scheduling
import TestSupport
import Testing

@Suite struct SendingHoursTests {
    private let night = SendingHours(quiet: SendingHours.Span(from: 21 * 60, to: 8 * 60))

    private func next(_ hours: SendingHours, _ text: String, _ name: String = "Europe/Berlin") throws -> String? {
        let zone = try zone(name)
        return hours.next(from: try instant(text), in: zone).map(zone.text)
    }

    @Test func quietHoursMoveToTheirEnd() throws {
        #expect(try next(night, "2026-06-01T23:30:00+02:00") == "2026-06-02T08:00:00+02:00")
        #expect(try next(night, "2026-06-01T07:59:59+02:00") == "2026-06-01T08:00:00+02:00")
        #expect(try next(night, "2026-06-01T08:00:00+02:00") == "2026-06-01T08:00:00+02:00")
        #expect(try next(night, "2026-06-01T20:59:00+02:00") == "2026-06-01T20:59:00+02:00")
    }

    @Test func windowAndWeekdaysMoveToTheNextOpening() throws {
        let office = SendingHours(window: .init(from: 540, to: 1_200), weekdays: [1, 2, 3, 4, 5])
        // A Friday evening.
        #expect(try next(office, "2026-06-05T20:00:00+02:00") == "2026-06-08T09:00:00+02:00")
        #expect(try next(office, "2026-06-05T06:00:00+02:00") == "2026-06-05T09:00:00+02:00")
        #expect(try next(SendingHours(weekdays: [0]), "2026-06-01T12:00:00Z") == "2026-06-07T00:00:00+02:00")
    }

    @Test func hoursThatEndInAGapEndAfterIt() throws {
        let hours = SendingHours(quiet: .init(from: 0, to: 150))
        #expect(try next(hours, "2026-03-29T00:30:00+01:00") == "2026-03-29T03:00:00+02:00")
    }

    @Test func hoursThatEndInAnOverlapEndTwice() throws {
        let hours = SendingHours(quiet: .init(from: 60, to: 150))
        #expect(try next(hours, "2026-10-25T01:30:00+02:00") == "2026-10-25T02:30:00+02:00")
        // After the clocks went back, 02:00 to 02:30 is quiet again.
        #expect(try next(hours, "2026-10-25T02:10:00+01:00") == "2026-10-25T02:30:00+01:00")
    }

    @Test func theNextAllowedMinuteIsTheFirstOfAMinuteByMinuteSearch() throws {
        var generator = SeededGenerator(seed: 5)
        let berlin = try zone("Europe/Berlin")
        for _ in 0..<80 {
            let quarter = { Int.random(in: 0..<96, using: &generator) * 15 }
            let (from, to) = (quarter(), quarter())
            guard from != to else { continue }
            let isWindow = Bool.random(using: &generator)
            let hours = SendingHours(
                window: isWindow ? .init(from: from, to: to) : nil,
                quiet: isWindow ? nil : .init(from: from, to: to),
                weekdays: [0, 3]
            )
            let near = try instant(Bool.random(using: &generator) ? "2026-03-28T12:00:00Z" : "2026-10-24T12:00:00Z")
            let moment = near.advanced(bySeconds: Int64.random(in: 0..<1_440, using: &generator) * 60)
            var searched = moment
            while !hours.allow(berlin.local(searched)) { searched = searched.advanced(bySeconds: 60) }
            #expect(hours.next(from: moment, in: berlin) == searched, "\(hours) from \(moment)")
        }
    }
}
