import CampaignModel
import Planning
import TestSupport
import Testing
import Threads

@Suite struct SendTimesTests {
    /// It is noon in UTC and in Dublin, where the shop is; a Sunday.
    private func plan(
        _ zones: [String],
        now: Instant = TestShop.now,
        due: LocalTime? = nil,
        _ change: (inout ScheduleSettings) -> Void
    ) -> Planned {
        var shop = PlannerTests.shop(zones.count)
        shop.customers.timeZones = DictionaryColumn()
        for zone in zones { shop.customers.timeZones.append(zone) }
        var campaign = PlannerTests.campaign()
        change(&campaign.schedule)
        let input = PlanningInput(
            campaign: campaign,
            shop: shop,
            settings: PlannerTests.settings,
            picks: PlannerTests.picks(zones.count),
            suppressed: [],
            now: now,
            due: due
        )
        return Planner.plan(input, workers: Workers(count: 1))
    }

    private func times(_ planned: Planned) -> [String] { planned.plan.messages.map(\.sendAt.description) }

    @Test func quietHoursMoveAMessageToTheirEndByThePersonsClock() {
        let planned = plan(["Europe/Dublin", "Asia/Tokyo", "Pacific/Auckland"]) {
            $0.hours.quiet = .init(from: 21 * 60, to: 8 * 60)
        }
        // In Tokyo it is nine in the evening, in Auckland one in the morning.
        #expect(times(planned) == ["2026-11-22T12:00:00Z", "2026-11-22T23:00:00Z", "2026-11-22T19:00:00Z"])
    }

    @Test func aMessageThatIsNotValidWhenItMayBeSentIsSkipped() {
        let planned = plan(["Asia/Tokyo", "Europe/Dublin"]) {
            $0.hours.quiet = .init(from: 21 * 60, to: 8 * 60)
            $0.validForHours = 6
        }
        #expect(planned.plan.messages.map(\.disposition) == [.skipped(.quietHours), .planned])
        #expect(planned.plan.messages[0].payload.isEmpty)
    }

    @Test func nothingIsValidAfterValidUntil() throws {
        let end = try #require(LocalTime("2026-11-22T13:00"))
        let planned = plan(["Europe/Dublin"]) { $0.validUntil = .local(end) }
        #expect(planned.plan.messages[0].validUntil.description == "2026-11-22T13:00:00Z")
        let over = try #require(LocalTime("2026-11-22T12:00"))
        let late = plan(["Europe/Dublin"]) { $0.validUntil = .local(over) }
        #expect(late.plan.messages[0].disposition == .skipped(.expired))
    }

    @Test func everyoneIsDueAtTheSameTimeOfTheirOwn() throws {
        let due = try #require(LocalTime("2026-11-23T10:00"))
        let planned = plan(["Asia/Tokyo", "", "America/New_York"], due: due) { $0.zone = .recipient }
        #expect(times(planned) == ["2026-11-23T01:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T15:00:00Z"])
        #expect(planned.customersWithoutTimeZone == 1)
    }

    @Test func whoseTimeWasLongOverWhenThePlanWasMadeIsSkipped() throws {
        let due = try #require(LocalTime("2026-11-22T12:30"))
        let planned = plan(["Asia/Tokyo", "Europe/Berlin", "Europe/Dublin"], due: due) { $0.zone = .recipient }
        // In Berlin it was over for half an hour, which the grace forgives.
        #expect(planned.plan.messages.map(\.disposition) == [.skipped(.staleSchedule), .planned, .planned])
        #expect(planned.plan.messages[1].sendAt == TestShop.now)
    }

    @Test func aTimeThatTheClocksSkipIsTheMomentAfterTheGap() throws {
        let now = try #require(Instant("2026-03-28T12:00:00Z"))
        let planned = plan(["Europe/Berlin", "Europe/London"], now: now) { $0.recipientMinuteOfDay = 150 }
        #expect(times(planned) == ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"])
    }

    @Test func aThrottleSpreadsMessagesEvenly() {
        let planned = plan(Array(repeating: "Europe/Dublin", count: 10)) {
            $0.throttle = Throttle(messages: 2, perSeconds: 60)
        }
        let seconds = planned.plan.messages.map { $0.sendAt.seconds - TestShop.now.seconds }
        #expect(seconds == [0, 30, 60, 90, 120, 150, 180, 210, 240, 270])
    }

    @Test func aThrottleKeepsItsRateQuietHoursAndOrder() {
        var generator = SeededGenerator(seed: 11)
        let names = ["Europe/Dublin", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu"]
        let zones = (0..<400).map { _ in names.randomElement(using: &generator) ?? "" }
        let quiet = SendingHours.Span(from: 20 * 60, to: 9 * 60)
        let planned = plan(zones) {
            $0.throttle = Throttle(messages: 30, perSeconds: 3_600)
            $0.hours.quiet = quiet
        }
        let sent = planned.plan.messages.filter { $0.disposition == .planned }
        for start in sent.map(\.sendAt) {
            let within = sent.count { $0.sendAt >= start && $0.sendAt < start.advanced(bySeconds: 3_600) }
            #expect(within <= 30)
        }
        // 20:00 in Dublin is 20:00 in UTC.
        let dublin = zip(zones, planned.plan.messages).filter {
            $0.0 == "Europe/Dublin" && $0.1.disposition == .planned
        }
        #expect(!dublin.isEmpty)
        #expect(dublin.allSatisfy { !quiet.contains(Int($0.1.sendAt.seconds % 86_400 / 60)) })
        #expect(planned.plan.messages.allSatisfy { $0.disposition != .planned || $0.sendAt < $0.validUntil })
        #expect(planned.plan.counts.audience == 400)
    }
}
