import CampaignModel
import Planning
import TestSupport
import Testing
import Threads

@Suite struct IntentTests {
    private func plan(minimum: Double?, intent: [Float]?) -> [String] {
        var campaign = PlannerTests.campaign()
        campaign.minimumIntent = minimum
        var input = PlanningInput(
            campaign: campaign,
            shop: PlannerTests.shop(4),
            settings: PlannerTests.settings,
            picks: PlannerTests.picks(4),
            suppressed: [],
            now: TestShop.now
        )
        if let intent {
            input.profiles = CustomerProfiles(asOf: TestShop.now)
            input.profiles?.intent = intent
        }
        return Planner.plan(input, workers: Workers(count: 1)).plan.messages.map { message in
            switch message.disposition {
            case .skipped(let reason): "\(reason.rawValue): \(message.detail)"
            default: "planned"
            }
        }
    }

    @Test func whoShowsTooLittleInterestIsSkippedWithTheFigure() {
        #expect(
            plan(minimum: 0.25, intent: [0.5, 0.25, 0.124, -1]) == [
                "planned", "planned", "low_intent: intent 0.124, the minimum is 0.25",
                "low_intent: no session of late, the minimum is 0.25",
            ]
        )
    }

    @Test func aCampaignThatAsksForNoneAsksNobody() {
        #expect(plan(minimum: nil, intent: [-1, 0, 0.1, 1]) == Array(repeating: "planned", count: 4))
    }
}
