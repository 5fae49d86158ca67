import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Segmentation

@Suite struct ExplainedFigureTests {
    @Test func figuresAreThoseOfTheProfiles() throws {
        for seed in 0..<10 {
            let shop = TestShop.random(seed: UInt64(seed))
            let profiles = profiles(of: shop, asOf: TestShop.now)
            let explainer = FigureExplainer(shop, asOf: TestShop.now)
            for customer in 0..<profiles.count {
                let figures = explainer.figures(of: Int32(customer))
                #expect(figures.map(\.name) == ["intent", "engagement", "price_sensitivity"])
                let intent = profiles.intent[customer]
                #expect(figures[0].value.map { Float($0) } == (intent < 0 ? nil : intent))
                #expect(figures[1].value.map { Float($0) } == profiles.engagement[customer])
                #expect(figures[2].value.map { Float($0) } == profiles.priceSensitivity[customer])
            }
        }
    }

    @Test func whatIntentIsMadeOfAddsUp() throws {
        var shop = TestShop()
        for day in 1...5 { shop.event("bob", daysAgo: Double(day), .view, "card") }
        shop.event("ann", daysAgo: 1, .view, "card")
        shop.event("ann", daysAgo: 0.999, .addToCart, "card")
        let explainer = FigureExplainer(shop.build(), asOf: TestShop.now)
        let figure = try #require(explainer.figures(of: 1).first)
        func logOdds(_ probability: Double) -> Double { log(probability / (1 - probability)) }
        let effects = figure.parts.compactMap(\.effect).reduce(0, +)
        let value = try #require(figure.value)
        #expect(abs(logOdds(figure.usual) + effects - logOdds(value)) < 1e-9)
        let carted = try #require(figure.parts.first { $0.name == "put in the cart" })
        #expect(carted.value == 1 && (carted.effect ?? 0) > 1)
    }
}
