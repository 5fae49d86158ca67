import CampaignModel
import Planning
import TestSupport
import Testing
import Threads

@Suite struct LimitTests {
    static let day: Int64 = 86_400
    static let now = TestShop.now.seconds

    /// The definition: no stretch of the period holds more than the count.
    static func holds(_ cap: FrequencyCap, _ times: [Int64]) -> Bool {
        let sorted = times.sorted()
        return sorted.indices.allSatisfy { first in
            sorted[first...].count { $0 - sorted[first] < cap.perSeconds } <= cap.count
        }
    }

    @Test func aMessageIsRefusedExactlyWhereItWouldBreakTheCap() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3_000 {
            let cap = FrequencyCap(
                count: Int.random(in: 1...4, using: &random),
                perSeconds: Int64.random(in: 1...20, using: &random)
            )
            var times: [Int64] = []
            for _ in 0..<12 {
                let moment = Int64.random(in: 0...60, using: &random)
                let isExceeded = cap.isExceeded(at: moment, beside: times)
                #expect(isExceeded == !Self.holds(cap, times + [moment]), "\(cap) \(times) \(moment)")
                if !isExceeded { times.append(moment) }
            }
        }
    }

    @Test func onlyHigherPriorityStillToComeOutranks() {
        let caps = [FrequencyCap(count: 1, perSeconds: Self.day)]
        func verdict(_ contacts: Contact...) -> SkipReason? { caps.verdict(at: Self.now, on: .email, beside: contacts) }
        #expect(verdict() == nil)
        #expect(verdict(Contact(time: Self.now - 60, channel: .push)) == .frequencyCap)
        #expect(verdict(Contact(time: Self.now + 60, channel: .email, isOutranking: true)) == .outranked)
        #expect(verdict(Contact(time: Self.now + Self.day, channel: .email, isOutranking: true)) == nil)
        let ofEmail = [FrequencyCap(count: 1, perSeconds: Self.day, channel: .email)]
        let push = [Contact(time: Self.now, channel: .push)]
        #expect(ofEmail.verdict(at: Self.now, on: .email, beside: push) == nil)
        #expect(ofEmail.verdict(at: Self.now, on: .push, beside: push) == nil, "push has no cap")
    }

    @Test func thePlanHoldsToTheCapsOfShopAndCampaign() {
        var campaign = PlannerTests.campaign(channel: .both)
        campaign.limits.caps = [FrequencyCap(count: 1, perSeconds: Self.day, channel: .push)]
        var input = PlanningInput(
            campaign: campaign,
            shop: PlannerTests.shop(4),
            settings: PlannerTests.settings,
            picks: PlannerTests.picks(4),
            suppressed: [],
            now: TestShop.now
        )
        input.caps = [FrequencyCap(count: 2, perSeconds: 7 * Self.day)]
        input.contacts = ContactHistory(
            [
                (1, Contact(time: Self.now - 2 * Self.day, channel: .email)),
                (2, Contact(time: Self.now - 60, channel: .push)),
                (3, Contact(time: Self.now - 3 * Self.day, channel: .email)),
                (3, Contact(time: Self.now - 3 * Self.day, channel: .push)),
            ],
            customers: 4
        )
        func dispositions() -> [Disposition] {
            Planner.plan(input, workers: Workers(count: 1)).plan.messages.map(\.disposition)
        }
        #expect(
            dispositions() == [
                .planned, .planned,
                .planned, .skipped(.frequencyCap),
                .planned, .skipped(.frequencyCap),
                .skipped(.frequencyCap), .skipped(.frequencyCap),
            ]
        )
        input.campaign.limits = LimitSettings(ignoresCaps: true)
        #expect(dispositions().allSatisfy { $0 == .planned })
    }

    /// Whatever a campaign says, everyone in the audience has one row a channel and one fate, and the counts add up; the
    /// same input gives the same plan with any number of threads.
    @Test func countsAddUpAndAPlanRepeatsItself() {
        var random = SeededGenerator(seed: 5)
        for round in 0..<25 {
            let people = Int.random(in: 1...60, using: &random)
            var shop = PlannerTests.shop(people)
            for person in 0..<people {
                shop.customers.emailConsent[person] = Consent.allCases.randomElement(using: &random) ?? .granted
                shop.customers.pushConsent[person] = Consent.allCases.randomElement(using: &random) ?? .granted
            }
            var campaign = PlannerTests.campaign(
                channel: ChannelChoice.allCases.randomElement(using: &random) ?? .email,
                holdout: Double.random(in: 0..<0.5, using: &random)
            )
            campaign.offer = OfferSettings(benefit: .percent(0.1), codes: .file(Mention(id: "codes")))
            var other = campaign.variants[0]
            other.name = "B"
            other.offer = nil
            campaign.experiment.variants = [campaign.variants[0], other]
            var input = PlanningInput(
                campaign: campaign,
                shop: shop,
                settings: PlannerTests.settings,
                picks: (0..<people).map { person in
                    let count = Int.random(in: 0...5, using: &random)
                    return CustomerPicks(customer: Int32(person), items: PlannerTests.picks(1, items: count)[0].items)
                },
                suppressed: ["c1@example.com"],
                now: TestShop.now
            )
            input.caps = [FrequencyCap(count: 2, perSeconds: 7 * Self.day)]
            input.codes = ["codes": (0..<Int.random(in: 0...20, using: &random)).map { "code\($0)" }]
            input.contacts = ContactHistory(
                (0..<people).flatMap { person in
                    (0..<Int.random(in: 0...3, using: &random)).map { _ in
                        (
                            Int32(person),
                            Contact(
                                time: Self.now - Int64.random(in: -5...5, using: &random) * Self.day,
                                channel: .email,
                                isOutranking: Bool.random(using: &random)
                            )
                        )
                    }
                },
                customers: people
            )
            let plan = Planner.plan(input, workers: Workers(count: 1)).plan
            let channels = campaign.channel == .best ? 1 : campaign.channels.count
            #expect(plan.messages.count == people * channels, "round \(round)")
            let counts = plan.counts
            #expect(counts.planned + counts.skippedTotal + counts.suppressed + counts.holdout == people * channels)
            let codes = plan.messages.compactMap(\.code)
            let owners = Set(plan.messages.filter { $0.code != nil }.map(\.customerID))
            #expect(Set(codes).count == owners.count, "no code is given twice")
            let again = Planner.plan(input, workers: Workers(count: 3)).plan
            #expect(again.messages.map(\.payload) == plan.messages.map(\.payload))
            #expect(again.messages.map(\.disposition) == plan.messages.map(\.disposition))
            #expect(again.messages.map(\.code) == plan.messages.map(\.code))
        }
    }
}
