import CampaignModel
import Testing

@testable import ShopConfiguration

@Suite struct EstimateConditionTests {
    private func read(_ lines: String) throws -> Campaign {
        let head = "message: {subject: s, template: t}\nrecommend: {slots: [{strategy: complements, count: 2}]}\n"
        let text = head + lines
        return try CampaignFile.read(file: "campaigns/spring.yaml", text: Array(text.utf8), segments: [])
    }

    private func findings(_ lines: String) -> String {
        do {
            _ = try read(lines)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func conditionsAreRead() throws {
        let campaign = try read(
            """
            intent: {minimum: 0.3}
            price_sensitivity: {at_least: 0.1, at_most: 0.6}
            engagement: {at_least: 0.2}
            """
        )
        #expect(campaign.minimumIntent == 0.3)
        #expect(
            campaign.audience.estimates == [
                EstimateRange(.priceSensitivity, atLeast: 0.1, atMost: 0.6), EstimateRange(.engagement, atLeast: 0.2),
            ]
        )
        #expect(
            campaign.audience.estimates.map(\.description) == [
                "price_sensitivity at least 0.1, at most 0.6", "engagement at least 0.2",
            ]
        )
        let plain = try read("")
        #expect(plain.minimumIntent == nil && plain.audience.estimates.isEmpty)
    }

    @Test func boundsBelongToTheRange() {
        var profiles = CustomerProfiles(asOf: Instant(seconds: 0))
        profiles.engagement = [0.1, 0.25, 0.5, 0.75]
        let range = EstimateRange(.engagement, atLeast: 0.25, atMost: 0.5)
        #expect((0..<4).map { range.holds(for: $0, in: profiles) } == [false, true, true, false])
    }

    @Test(arguments: [
        ("intent: {}", "campaigns/spring.yaml:3:9: error: 'intent' has no minimum"),
        ("intent: {minimum: 3}", "must be a number from 0.0 to 1.0"),
        ("intent: {minimun: 0.3}", "did you mean 'minimum'?"),
        ("engagement: {}", "'engagement' has no bound"),
        ("engagement: {at_lest: 0.2}", "did you mean 'at_least'?"),
        ("price_sensitivity: {at_least: 0.7, at_most: 0.3}", "nobody is left"),
    ])
    func whatIsWrongIsSaid(_ lines: String, _ what: String) {
        #expect(findings(lines).contains(what), "\(findings(lines))")
    }
}
