import CampaignModel
import ShopConfiguration
import Testing

@Suite struct ScheduleFileTests {
    private let file = CampaignFileTests()

    private func text(_ schedule: String) -> String {
        CampaignFileTests.good.replacing(#"{recipient_time: "09:30", valid_for_hours: 24}"#, with: schedule)
    }

    private func read(_ schedule: String) throws -> ScheduleSettings { try file.read(text(schedule)).schedule }

    @Test func everyKeyIsRead() throws {
        let schedule = try read(
            """
            {cron: "0  9 * * MON-FRI", timezone: Europe/Berlin, grace: 2h, expires_after: 2d,
              window: {from: "09:00", to: "20:00"}, quiet_hours: {from: "21:00", to: "08:00"}, weekdays: [mon, Sat],
              valid_until: 2026-12-24 18:00, throttle: 1000/min}
            """
        )
        #expect(schedule.start == .cron("0 9 * * MON-FRI"))
        #expect(schedule.zone == .named("Europe/Berlin"))
        #expect(schedule.graceSeconds == 7_200)
        #expect(schedule.validForHours == 48)
        #expect(schedule.hours.window == SendingHours.Span(from: 540, to: 1_200))
        #expect(schedule.hours.quiet == SendingHours.Span(from: 1_260, to: 480))
        #expect(schedule.hours.weekdays == [1, 6])
        #expect(schedule.validUntil == .local(try #require(LocalTime("2026-12-24T18:00"))))
        #expect(schedule.throttle == Throttle(messages: 1_000, perSeconds: 60))
    }

    @Test func aTimeHasAnOffsetOrIsLocal() throws {
        #expect(
            try read(#"{at: "2026-12-01 10:00"}"#).start == .at(.local(try #require(LocalTime("2026-12-01T10:00"))))
        )
        #expect(
            try read("{at: 2026-12-01T10:00:00+01:00}").start
                == .at(.fixed(try #require(Instant("2026-12-01T09:00:00Z"))))
        )
        #expect(try read("{}").start == .manual)
    }

    @Test(arguments: [
        (#"{cron: "0 9 * * *", at: "2026-12-01"}"#, "cannot stand beside 'at'"),
        (#"{cron: "0 0 9 * * *"}"#, "leave seconds and year out"),
        (#"{cron: "0 9 * * *", timezone: Europe/Berln}"#, "did you mean 'Europe/Berlin'"),
        (#"{cron: "0 9 * * *", timezone: recipient, recipient_time: "10:00"}"#, "keep one of them"),
        (#"{at: "2026-12-01T10:00+01:00", timezone: recipient}"#, "leave the offset out"),
        ("{timezone: recipient}", "needs 'at' or 'cron'"),
        ("{at: tomorrow}", "is no time: 'tomorrow'"),
        ("{grace: 10}", "a number with m, h, d or w, from 1m to 7d"),
        ("{expires_after: 90m}", "whole hours"),
        ("{expires_after: 2d, valid_for_hours: 3}", "keep one of them"),
        (#"{window: {from: "09:00"}}"#, "is missing"),
        (#"{window: {from: "09:00", to: "09:00"}}"#, "must not be 'from'"),
        (#"{window: {from: "09:00", to: "20:00"}, quiet_hours: {from: "08:00", to: "21:00"}}"#, "leave no minute"),
        ("{weekdays: [mo]}", "did you mean 'mon'"),
        ("{throttle: fast}", "write '1000/min'"),
        ("{throttle: 0/min}", "write '1000/min'"),
        ("{windw: {}}", "did you mean 'window'"),
    ])
    func aMistakeIsToldWithItsRemedy(_ schedule: String, _ hint: String) {
        let found = file.findings(text(schedule))
        #expect(found.contains { $0.contains(hint) && $0.hasPrefix("13:") }, "\(found)")
    }
}
