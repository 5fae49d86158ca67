import CampaignModel
import ShopConfiguration
import Diagnostics
import Testing

/// What a campaign says beside whom, what and when: offers, variants, languages, limits, filters.
@Suite struct CampaignSectionsTests {
    static let base = """
        message:
          subject: Hello
          template: plain
          languages:
            de: {subject: Hallo}
        recommend: {slots: [{strategy: popular, count: 4}]}

        """

    func read(_ more: String) throws(ConfigurationError) -> Campaign {
        let named = ["loyal", "lapsing"].map { Segment(name: $0, expression: "1", file: "dovetail.yaml", line: 1) }
        return try CampaignFile.read(
            file: "campaigns/spring.yaml",
            text: Array((Self.base + more).utf8),
            segments: named
        )
    }

    func findings(_ more: String) -> [String] {
        do {
            _ = try read(more)
            return []
        } catch {
            return error.diagnostics.map { "\($0.location?.line ?? 0) \($0.what); \($0.remedy)" }
        }
    }

    @Test func anOfferIsReadInMajorUnits() throws {
        let offer = try #require(
            try read(
                """
                offer: {amount: 4.99, minimum_spend: 40, codes: codes/spring.csv, expires_after: 24h, minimum_margin: 15%}
                """
            ).offer
        )
        #expect(offer.benefit == .amount(Amount(thousandths: 4_990)))
        #expect(offer.minimumSpend?.minorUnits(in: .euro) == 40_00)
        #expect(offer.codes == .file(Mention(id: "codes/spring.csv", line: 7)))
        #expect(offer.expiresAfterSeconds == 86_400)
        #expect(offer.minimumMargin == 0.15)
    }

    @Test func anAmountIsRoundedWhereTheCurrencyHasNoUnitsSoSmall() throws {
        let yen = try #require(Currency("JPY"))
        #expect(Amount("4.99")?.minorUnits(in: .euro) == 499)
        #expect(Amount("4.995")?.minorUnits(in: .euro) == 500)
        #expect(Amount("4.5")?.minorUnits(in: yen) == 5)
        for text in ["", "4,99", "-4", "4.", "4.9999", ".5", "1e3", "9999999999"] {
            #expect(Amount(text) == nil, "\(text)")
        }
    }

    @Test func twoOffersAtOnceAreRefused() {
        #expect(findings("offer: {percent: 10, amount: 5}").first?.contains("must say one of percent") == true)
        #expect(findings("offer: {code: A}").first?.contains("must say one of percent") == true)
        #expect(findings("offer: {percent: 100}").first?.contains("less than 100 percent") == true)
        #expect(findings("offer: {percent: 10, expires_after: 24}").first?.contains("no length of time") == true)
    }

    @Test func aVariantIsTheCampaignWithWhatItSaysInstead() throws {
        let campaign = try read(
            """
            offer: {percent: 10}
            experiment:
              variants:
                - {name: A, weight: 3}
                - name: B
                  message: {template: rich}
                  recommend: {items: {max: 3}}
                  offer: false
            """
        )
        let variants = campaign.variants
        #expect(variants.map(\.name) == ["A", "B"])
        #expect(variants.map(\.weight) == [3, 1])
        #expect(variants[0].message == campaign.message)
        #expect(variants[1].message?.subject == "Hello")
        #expect(variants[1].message?.template == "rich")
        #expect(variants[1].message?.languages["de"]?.subject == "Hallo")
        #expect(variants[1].message?.languages["de"]?.template == "rich", "a language builds on its own variant")
        #expect(variants[1].recommend.maximumItems == 3)
        #expect(variants[1].recommend.slots == campaign.recommend.slots)
        #expect(variants.map { $0.offer == nil } == [false, true])
    }

    @Test func aCampaignWithoutVariantsIsVariantA() throws {
        #expect(try read("").variants.map(\.name) == ["A"])
    }

    @Test func whatContradictsItselfIsRefused() {
        let broken = [
            "experiment: {variants: [{name: A}]}": "must be 2 to 10",
            "experiment: {variants: [{name: A}, {name: A}]}": "two with the name 'A'",
            "experiment: {optimize: thompson}": "needs 'variants'",
            "experiment: {metric: click}": "goes with 'optimize' only",
            "experiment: {optimize: thompson, floor: 60%, variants: [{name: A}, {name: B}]}": "more than an even share",
            "limits: {ignore_caps: true, caps: [{count: 1, per: 1d}]}": "cannot stand beside",
            "limits: {caps: [{count: 1}]}": "'limits.caps[0].per' is missing",
            "audience: {exclude: [lapsin]}": "did you mean 'lapsing'",
        ]
        for (text, words) in broken { #expect(findings(text).contains { $0.contains(words) }, "\(text)") }
    }

    @Test func segmentsAreAddedAndTakenAway() throws {
        let audience = try read("audience: {where: orders_count > 1, include: loyal, exclude: [lapsing]}").audience
        #expect(audience.segments.map(\.name) == ["spring", "loyal", "lapsing"])
    }

    @Test func aLanguageIsFoundByLocaleThenByLanguage() {
        let languages = ["de", "de-at", "pt-br"]
        #expect(MessageLanguage.best(for: "de-AT", among: languages) == "de-at")
        #expect(MessageLanguage.best(for: "de_CH", among: languages) == "de")
        #expect(MessageLanguage.best(for: "pt", among: languages) == nil)
        #expect(MessageLanguage.best(for: "", among: languages) == nil)
    }
}
