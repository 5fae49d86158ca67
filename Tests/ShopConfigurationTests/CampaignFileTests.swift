import CampaignModel
import ShopConfiguration
import Diagnostics
import Testing

@Suite struct CampaignFileTests {
    static let good = """
        name: after-camera
        channel: email
        audience:
          where: tier IN ('gold', 'platinum')
        message:
          subject: "For your {{ anchor.title }}"
          template: after-camera
        recommend:
          items: {min: 3, max: 5}
          slots:
            - {strategy: complements, count: 4}
          exclude_categories: [Gift cards]
        schedule: {recipient_time: "09:30", valid_for_hours: 24}
        experiment: {holdout: 10%}
        """

    func read(_ text: String, file: String = "campaigns/after-camera.yaml") throws(ConfigurationError) -> Campaign {
        let loyal = Segment(name: "loyal", expression: "orders_count > 3", file: "dovetail.yaml", line: 9)
        return try CampaignFile.read(file: file, text: Array(text.utf8), segments: [loyal])
    }

    /// What a broken file is told, one finding a line.
    func findings(_ text: String, file: String = "campaigns/after-camera.yaml") -> [String] {
        do {
            _ = try read(text, file: file)
            return []
        } catch {
            return error.diagnostics.map {
                "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.what); \($0.remedy)"
            }
        }
    }

    @Test func everyValueOfAGoodFileIsRead() throws {
        let campaign = try read(Self.good)
        #expect(campaign.name == "after-camera")
        #expect(campaign.enabled)
        #expect(campaign.channels == [.email])
        #expect(campaign.audience.segment?.expression == "tier IN ('gold', 'platinum')")
        #expect(campaign.audience.segment?.line == 4)
        #expect(campaign.recommend.minimumItems == 3)
        #expect(campaign.recommend.maximumItems == 5)
        #expect(campaign.recommend.slots == [.init(strategy: .complements, count: 4)])
        #expect(campaign.recommend.fallback == [.popular])
        #expect(campaign.recommend.excludedCategories == ["Gift cards"])
        #expect(campaign.schedule.recipientMinuteOfDay == 570)
        #expect(campaign.schedule.validForHours == 24)
        #expect(campaign.experiment.holdout == 0.1)
    }

    @Test func aTypoInAKeyIsRefusedWithTheNearestName() {
        let text = Self.good.replacing("channel:", with: "chanel:")
        #expect(findings(text) == ["2:1 unknown key 'chanel'; did you mean 'channel'?"])
    }

    @Test func aTypoInANestedKeyNamesItsPlace() {
        let text = Self.good.replacing("recipient_time", with: "recipent_time")
        #expect(findings(text) == ["13:12 unknown key 'recipent_time' in 'schedule'; did you mean 'recipient_time'?"])
    }

    @Test func allFindingsComeTogether() {
        let text = Self.good
            .replacing("complements", with: "complement")
            .replacing("10%", with: "110%")
            .replacing("max: 5", with: "max: 9")
            .replacing("09:30", with: "9.30")
        let whats = findings(text)
        #expect(whats.count == 4)
        #expect(whats.contains { $0.contains("'recommend.slots[0].strategy' cannot be 'complement'; did you mean") })
        #expect(whats.contains { $0.contains("'experiment.holdout' must be a share") })
        #expect(whats.contains { $0.contains("'recommend.items.max' must be a whole number from 3 to 6") })
        #expect(whats.contains { $0.contains("'schedule.recipient_time' is no clock time: '9.30'") })
    }

    @Test func aCampaignMustBearItsFilesName() {
        #expect(
            findings(Self.good, file: "campaigns/other.yaml").first?.contains("must be the file's name, 'other'")
                == true
        )
    }

    @Test func aNamedSegmentIsFoundOrSuggested() throws {
        let named = Self.good.replacing("where: tier IN ('gold', 'platinum')", with: "segment: loyal")
        #expect(try read(named).audience.segment?.name == "loyal")
        #expect(
            findings(named.replacing("segment: loyal", with: "segment: loyla")).first?.contains("did you mean 'loyal'?")
                == true
        )
    }

    @Test func aMissingMessageIsTold() {
        let text = "recommend: {slots: [{strategy: popular}]}"
        #expect(findings(text).first?.contains("'message' is missing") == true)
    }

    @Test func brokenYAMLNamesItsLine() {
        let text = Self.good.replacing("  items: {min: 3, max: 5}", with: "  items: {min: 3, max: 5")
        #expect(findings(text).first?.contains("this is no YAML") == true)
    }

    @Test func anEmptyFileIsRefused() {
        #expect(findings("").count == 1)
    }

    @Test func setsPinsAndWeightsAreRead() throws {
        let recommend = try read(
            """
            message: {subject: s, template: t}
            recommend:
              slots:
                - {strategy: bundle, count: 4, required: 2}
                - {strategy: pinned, count: 2, required: true}
              diversity: {per_category: 1, per_brand: 4}
              weights: {margin: 0.2, stock: 0.1}
              bundle: {discount: 15%, minimum_margin: 20%}
              pinned:
                - mug
                - kettle
            """
        ).recommend
        #expect(recommend.slots.map(\.required) == [2, 1])
        #expect(recommend.diversity == .init(perCategory: 1, perBrand: 4))
        #expect(recommend.weights == .init(margin: 0.2, stock: 0.1))
        #expect(recommend.bundle == .init(discount: 0.15, minimumMargin: 0.2))
        #expect(recommend.pinned == [.init(id: "mug", line: 10), .init(id: "kettle", line: 11)])
    }

    @Test func whatIsOutOfBoundsIsTold() {
        let findings = findings(
            """
            message: {subject: s, template: t}
            recommend:
              slots: [{strategy: pinned, count: 2, required: 3}]
              diversity: {per_category: 0, per_brnd: 2}
              weights: {margin: 0.9}
              bundle: {discount: 100%}
            """
        )
        #expect(findings.count == 6)
        #expect(findings.contains { $0.contains("'recommend.slots[0].required' must be a whole number from 0 to 2") })
        #expect(findings.contains { $0.contains("unknown key 'per_brnd'") && $0.contains("did you mean 'per_brand'?") })
        #expect(findings.contains { $0.contains("'recommend.weights.margin' must be a number from 0.0 to 0.5") })
        #expect(findings.contains { $0.contains("'recommend.bundle.discount' must be a share") })
        #expect(findings.contains { $0.contains("'recommend.pinned' is missing") })
    }
}
