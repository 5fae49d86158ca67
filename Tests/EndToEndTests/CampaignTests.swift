import Foundation
import TestSupport
import Testing

/// Offers, variants, languages and limits, through the binary.
@Suite struct CampaignTests {
    static let campaign = """
        name: offers
        channel: email
        audience:
          where: tier IN ('gold', 'bronze')
          exclude: golden
        message:
          subject: "For you"
          preheader: "Picked for you"
          template: offers
          languages: {de: {subject: "Für Sie"}}
        recommend:
          items: {min: 3, max: 4}
          slots: [{strategy: complements, count: 4}]
        offer: {percent: 10, codes: codes.csv, expires_after: 24h}
        experiment:
          name: autumn
          variants:
            - {name: A}
            - {name: B, message: {subject: "Only today"}, recommend: {items: {max: 3}}, offer: false}
        """

    func withShop(_ body: (SmallShop, [String]) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder)
            try folder.write(Self.campaign, to: "campaigns/offers.yaml")
            try folder.write("code\nX-1\nX-2\nX-3\n", to: "codes.csv")
            try body(shop, ["--shop", folder.path, "--at", SmallShop.time, "--json"])
        }
    }

    func json(_ arguments: [String]) throws -> [String: Any] {
        let result = try DovetailCommand.start(arguments).wait()
        #expect(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    @Test func thePlanExplainsItselfAndItsNumbersAddUp() throws {
        try withShop { _, options in
            let plan = try json(["plan", "offers", "--explain"] + options)
            let counts = try #require(plan["counts"] as? [String: Any])
            let skipped = try #require(counts["skipped"] as? [String: Int])
            #expect((skipped["codes_exhausted"] ?? 0) > 0)
            let funnel = try #require(plan["funnel"] as? [String: Any])
            let steps = try #require(funnel["steps"] as? [[String: Any]])
            #expect(steps.map { $0["name"] as? String } == ["where", "exclude golden"])
            let leftOut = steps.compactMap { $0["left_out"] as? Int }.reduce(0, +)
            #expect((funnel["customers"] as? Int) == leftOut + (funnel["people"] as? Int ?? -1))
            let variants = try #require(funnel["variants"] as? [[String: Any]])
            let planned = variants.compactMap { ($0["counts"] as? [String: Any])?["planned"] as? Int }
            #expect(planned.count == 2)
            #expect(planned.reduce(0, +) == counts["planned"] as? Int)
            #expect(planned[0] == 3, "as many as there are codes")
            let warnings = try #require(plan["warnings"] as? [String])
            #expect(warnings.contains { $0.contains("the file of codes is used up") })
        }
    }

    @Test func moreCodesMakeANewPlan() throws {
        try withShop { shop, options in
            #expect(try json(["plan", "offers"] + options)["run"] as? String == "offers-1")
            #expect(try json(["plan", "offers"] + options)["is_new"] as? Bool == false)
            try shop.folder.write((1...40).map { "Y-\($0)\n" }.joined(), to: "codes.csv")
            let plan = try json(["plan", "offers"] + options)
            #expect(plan["run"] as? String == "offers-2")
            let skipped = (plan["counts"] as? [String: Any])?["skipped"] as? [String: Int]
            #expect(skipped?["codes_exhausted"] == nil)
        }
    }

    @Test func aMistypedValueIsAWarningAndAMistypedBrandAnError() throws {
        try withShop { shop, options in
            let typo = Self.campaign.replacing("'bronze')", with: "'bronz')")
            try shop.folder.write(typo, to: "campaigns/offers.yaml")
            let plan = try DovetailCommand.start(["plan", "offers"] + options.dropLast()).wait()
            #expect(plan.errors.contains("no customer has tier 'bronz'; did you mean 'bronze'?"))
            let category = Self.campaign.replacing("  slots:", with: "  categories: [Camras]\n  slots:")
            try shop.folder.write(category, to: "campaigns/offers.yaml")
            let refused = try DovetailCommand.start(["plan", "offers"] + options.dropLast()).wait()
            #expect(refused.status != 0)
            #expect(refused.errors.contains("there is no category 'Camras'; did you mean 'Cameras'?"))
        }
    }

    @Test func eachVariantHasItsOwnSubject() throws {
        try withShop { shop, options in
            let out = shop.folder.appending(path: "out")
            _ = try json(["preview", "offers", "--limit", "0", "--out", out.path] + options)
            let files = try FileManager.default.subpathsOfDirectory(atPath: out.path).filter { $0.hasSuffix(".eml") }
            let subjects = try Set(
                files.compactMap { file in
                    try String(contentsOf: out.appending(path: file), encoding: .utf8)
                        .split(separator: "\r\n").first { $0.hasPrefix("Subject:") }.map(String.init)
                }
            )
            #expect(subjects == ["Subject: For you", "Subject: Only today"])
        }
    }
}
