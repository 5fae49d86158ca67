import CampaignModel
import Testing

@testable import ShopConfiguration

@Suite struct TriggerFileTests {
    private func read(_ trigger: String, schedule: String = "{}") throws(ConfigurationError) -> Campaign {
        let text = """
            message: {subject: Hello, template: hello}
            recommend: {slots: [{strategy: popular, count: 3}]}
            schedule: \(schedule)
            trigger: \(trigger)
            """
        return try CampaignFile.read(file: "campaigns/hello.yaml", text: Array(text.utf8), segments: [])
    }

    private func findings(_ trigger: String, schedule: String = "{}") -> String {
        do throws(ConfigurationError) {
            _ = try read(trigger, schedule: schedule)
            return ""
        } catch {
            return error.diagnostics.map { "\($0)" }.joined(separator: "\n")
        }
    }

    @Test func everyKeyIsRead() throws {
        let trigger = try #require(
            try read(
                """
                {event: add_to_cart, category: Cameras > Compact, products: [p1, p2], at_least: 3, within: 7d, same: product,
                  cart_value: {at_least: 99.5}, delay: 90m, grace: 12h, exit: [purchased, back_in_cart], reenter_after: 4w}
                """
            ).trigger
        )
        #expect(trigger.event == .addToCart)
        #expect(trigger.category == Mention(id: "Cameras > Compact", line: 4))
        #expect(trigger.products.map(\.id) == ["p1", "p2"])
        #expect(trigger.atLeast == 3 && trigger.withinSeconds == 7 * 86_400 && trigger.likeness == .product)
        #expect(trigger.cartValue == Amount("99.5"))
        #expect(trigger.delaySeconds == 5_400 && trigger.graceSeconds == 43_200)
        #expect(trigger.exits == [.purchased, .backInCart])
        #expect(trigger.reenterAfterSeconds == 28 * 86_400)
        #expect(try read("{event: lapsed, lapsed_days: 120}").trigger?.lapsedDays == 120)
    }

    @Test func aCampaignWithoutATriggerHasNone() throws {
        #expect(try read("null").trigger == nil)
    }

    @Test func whatIsWrongIsToldWithTheNearestName() {
        #expect(findings("{event: veiw}").contains("did you mean 'view'?"))
        #expect(findings("{event: view, exit: [purchase]}").contains("did you mean 'purchased'?"))
        #expect(findings("{event: view, delai: 1h}").contains("unknown key 'delai' in 'trigger'"))
        #expect(findings("{at_least: 2}").contains("'trigger.event' is missing"))
        #expect(findings("{event: lapsed}").contains("'trigger.lapsed_days' is missing"))
        #expect(findings("{event: view, delay: 1y}").contains("is no length of time"))
        #expect(findings("{event: view, cart_value: {}}").contains("'trigger.cart_value.at_least' is missing"))
    }

    @Test func aConditionThatWouldBePassedOverIsRefused() {
        #expect(findings("{event: search, category: Cameras}").contains("has no meaning for 'search'"))
        #expect(findings("{event: view, lapsed_days: 3}").contains("has no meaning for 'view'"))
        #expect(findings("{event: back_in_stock, at_least: 3}").contains("has no meaning for 'back_in_stock'"))
    }

    @Test func aTriggerStandsNotBesideATime() {
        #expect(findings("{event: view}", schedule: "{cron: '0 9 * * *'}").contains("cannot stand beside"))
    }
}
