import CampaignModel
import Checking
import Diagnostics
import Testing

struct CampaignRulesTests {
    private static func campaign(_ change: (inout Campaign) -> Void = { _ in }) -> Campaign {
        var campaign = Campaign(
            name: "spring",
            channel: .email,
            audience: Audience(),
            message: nil,
            push: nil,
            recommend: RecommendSettings(slots: [RecommendSettings.Slot(strategy: .complements, count: 4)]),
            experiment: ExperimentSettings(holdout: 0.1)
        )
        change(&campaign)
        return campaign
    }

    private static func found(_ change: (inout Campaign) -> Void) -> [Finding] {
        checkCampaign(campaign(change)) { keys in
            Place(file: "campaigns/spring.yaml \(keys.joined(separator: "."))")
        }
    }

    @Test func aGoodCampaignHasNoFindings() {
        #expect(CampaignRulesTests.found { _ in }.isEmpty)
    }

    @Test func switchedOffAndUnmeasuredAreTold() {
        let disabled = CampaignRulesTests.found { $0.enabled = false }
        #expect(disabled.map(\.rule) == [.campaignDisabled])
        #expect(
            disabled.first?.description.hasPrefix("campaigns/spring.yaml enabled:1:1: warning: the campaign is") == true
        )
        let unmeasured = CampaignRulesTests.found { $0.experiment.holdout = 0 }
        #expect(unmeasured.map(\.rule) == [.noHoldout] && unmeasured.first?.severity == .note)
    }

    @Test(arguments: [(2, 6), (3, 7), (5, 4), (0, 0)])
    func itemsAreThreeToSix(minimum: Int, maximum: Int) {
        let findings = CampaignRulesTests.found {
            $0.recommend.minimumItems = minimum
            $0.recommend.maximumItems = maximum
        }
        #expect(findings.map(\.rule) == [.itemLimits] && findings.first?.severity == .error)
    }

    @Test func slotsMustFillAMessageWhereNothingFallsBack() {
        #expect(
            CampaignRulesTests.found {
                $0.recommend.fallback = []
                $0.recommend.minimumItems = 5
            }.map(\.rule) == [.slotsTooFew]
        )
        #expect(CampaignRulesTests.found { $0.recommend.fallback = [] }.isEmpty)
        #expect(CampaignRulesTests.found { $0.recommend.minimumItems = 5 }.isEmpty)
    }

    @Test(arguments: [(0, .error), (1, nil), (168, nil), (169, .warning)] as [(Int, Diagnostic.Severity?)])
    func validityIsAnHourToAWeek(hours: Int, severity: Diagnostic.Severity?) {
        let findings = CampaignRulesTests.found { $0.schedule.validForHours = hours }
        #expect(findings.map(\.rule) == (severity == nil ? [] : [.validity]))
        #expect(findings.first?.severity == severity)
    }
}

struct DataRulesTests {
    /// Four customers, two of them reachable by email and one by push; twenty good products; one order.
    private static let shop: Shop = {
        var shop = Shop(currency: .euro)
        for (index, email) in ["a@b.example", "wrong", "c@d.example", "e@f.example"].enumerated() {
            shop.customers.ids.intern("c\(index)")
            shop.customers.emails.append(email)
            shop.customers.pushTokens.append(index < 2 ? "token" : "")
        }
        shop.customers.emailConsent = [.granted, .granted, .granted, .unknown]
        shop.customers.pushConsent = [.granted, .refused, .granted, .granted]
        for index in 0..<20 {
            shop.products.ids.intern("p\(index)")
            shop.products.imageURLs.append("https://img.example/\(index).png")
            shop.products.prices.append(1_000)
        }
        shop.products.present = Set(Products.Column.allCases)
        shop.orders.customers = [0]
        return shop
    }()

    private static func found(channels: [Channel] = [], _ change: (inout Shop) -> Void = { _ in }) -> [Finding] {
        var shop = shop
        change(&shop)
        return checkData(shop, channels: channels)
    }

    @Test func goodDataHaveNoFindings() {
        #expect(DataRulesTests.found().isEmpty)
    }

    @Test func whoCanBeReachedIsCounted() {
        let email = DataRulesTests.found(channels: [.email])
        #expect(email.map(\.rule) == [.reachableCustomers] && email.first?.severity == .note)
        #expect(email.first?.diagnostic.what.hasPrefix("2 of 4 (50.0 %) of the customers") == true)
        let push = DataRulesTests.found(channels: [.push])
        #expect(push.first?.diagnostic.what.hasPrefix("1 of 4 (25.0 %)") == true && push.first?.severity == .note)
        let nobody = DataRulesTests.found(channels: [.email]) {
            $0.customers.emailConsent = [.refused, .granted, .unknown, .unknown]
        }
        #expect(nobody.first?.severity == .error)
    }

    @Test func emptyFilesAreTold() {
        let findings = checkData(Shop(currency: .euro), channels: [.email, .push])
        #expect(findings.map(\.rule) == [.noCustomers, .noProducts, .noOrders])
        #expect(findings.map(\.severity) == [.error, .error, .warning])
    }

    @Test(arguments: [(0, nil), (1, .note), (2, .note), (3, .warning), (20, .error)] as [(Int, Diagnostic.Severity?)])
    func productsWithoutPriceOrImageAreCounted(count: Int, severity: Diagnostic.Severity?) {
        let priceless = DataRulesTests.found { for index in 0..<count { $0.products.prices[index] = 0 } }
        #expect(priceless.map(\.rule) == (severity == nil ? [] : [.productsWithoutPrice]))
        #expect(priceless.first?.severity == severity)
        let plain = DataRulesTests.found {
            $0.products.imageURLs = TextColumn()
            for index in 0..<20 { $0.products.imageURLs.append(index < count ? "" : "x.png") }
        }
        #expect(plain.map(\.rule) == (severity == nil ? [] : [.productsWithoutImage]))
        #expect(plain.first?.severity == severity)
    }

    @Test(arguments: Products.Column.allCases)
    func aFilterThatIsOffIsNamedOnce(column: Products.Column) {
        let findings = DataRulesTests.found { shop in
            shop.products.present.remove(column)
            for index in 0..<20 where column == .price { shop.products.prices[index] = 0 }
        }
        #expect(findings.map(\.rule) == [.filterOff])
        #expect(findings.first?.diagnostic.what.contains("`\(column.rawValue)`") == true)
    }
}
