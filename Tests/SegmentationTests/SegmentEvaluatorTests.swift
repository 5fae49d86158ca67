import CampaignModel
import Diagnostics
import TestSupport
import Testing

@testable import Segmentation

@Suite struct SegmentEvaluatorTests {
    /// ann: gold, bought a camera 20 and a card 200 days ago; bob: silver, viewed a card; eve: nothing known of her.
    private func evaluator() throws -> SegmentEvaluator {
        var shop = TestShop()
        shop.product("camera", price: 500_00, category: "Cameras > Mirrorless")
        shop.product("card", price: 20_00, category: "Cards", sku: "SD-64")
        shop.product("bag", price: 50_00, category: "Camera bags")
        shop.customer(
            "ann",
            tier: "gold",
            locale: "de-AT",
            timeZone: "Europe/Vienna",
            country: "AT",
            attributes: ["points": "120", "postcode": "0107", "Shoe size": "38"]
        )
        shop.customer(
            "bob",
            tier: "silver",
            emailConsent: .refused,
            pushConsent: .granted,
            attributes: ["points": "-9.5"]
        )
        shop.customer("eve", email: "not an address", emailConsent: .unknown)
        shop.order("ann", daysAgo: 200, ["card"])
        shop.order("ann", daysAgo: 20, ["camera"])
        shop.order("bob", daysAgo: 5, ["bag"])
        shop.event("bob", daysAgo: 3, .view, "card", device: "tablet")
        shop.event("bob", daysAgo: 3, .search)
        shop.order("eve", daysAgo: -5, ["camera"])
        let built = shop.build()
        return try SegmentEvaluator(shop: built, profiles: profiles(of: built, asOf: TestShop.now))
    }

    private func segment(_ expression: String) -> Segment {
        Segment(name: "test", expression: expression, file: "dovetail.yaml", line: 7)
    }

    @Test func aValueThatNobodyHasIsAWarningWithTheNearest() throws {
        let evaluator = try evaluator()
        func warnings(_ expression: String) -> [String] {
            evaluator.warnings(on: segment(expression)).map { "\($0.location?.column ?? 0) \($0.what); \($0.remedy)" }
        }
        #expect(warnings("tier = 'glod'") == ["8 no customer has tier 'glod'; did you mean 'gold'?"])
        #expect(warnings("orders_count > 1 AND tier IN ('gold', 'silvr')").first?.hasPrefix("39 ") == true)
        #expect(warnings("'AU' = country").count == 1)
        #expect(warnings("tier IS NOT 'bronze'").count == 1)
        #expect(warnings("tier NOT IN ('silver', 'bronze')").count == 1)
        for fine in [
            "tier = 'gold'", "lifecycle = 'lapsed'", "tier = 'GOLD' COLLATE NOCASE", "id = 'zoe'", "locale LIKE 'fr%'",
        ] {
            #expect(warnings(fine) == [], "\(fine)")
        }
    }

    @Test(
        arguments: [
            ("1", [0, 1, 2]), ("id = 'ann'", [0]), ("has_email", [0, 1]), ("tier IN ('gold', 'platinum')", [0]),
            ("tier IS NULL", [2]), ("locale LIKE 'de%'", [0]), ("country = 'AT'", [0]), ("time_zone NOTNULL", [0]),
            ("email_consent", [0]), ("NOT email_consent", [1]), ("email_consent IS NULL", [2]), ("push_consent", [1]),
            ("orders_count = 2", [0]), ("lifetime_value > 500", [0]), ("average_order_value = 260.0", [0]),
            ("days_since_first_order = 200", [0]), ("days_since_last_order BETWEEN 5 AND 20", [0, 1]),
            ("recency > 3", [1]), ("frequency > 3", [0]), ("monetary > 3", [0]), ("rfm_segment = 'prospects'", [2]),
            ("lifecycle = 'active'", [0]), ("top_category = 'Cameras'", [0]), ("device = 'tablet'", [1]),
            ("price_sensitivity = 0.5", [0, 1, 2]), ("engagement > 0", [0, 1]), ("points > 100", [0]),
            ("points < -9", [1]),
            ("postcode = '0107'", [0]), ("\"Shoe size\" = 38", [0]), ("[shoe size] = 38", [0]), ("`points` = 120", [0]),
            ("bought('Cameras')", [0]), ("bought('cameras > mirrorless', 30)", [0]), ("bought('Cards', 100)", []),
            ("bought('Cards', 365) AND NOT bought('camera', 19)", [0]), ("bought('SD-64')", [0]),
            ("BOUGHT ( 'bag' , orders_count * 5 )", [1]), ("viewed('Cards', 3)", [1]), ("viewed('Cards', 2.9)", []),
            ("viewed('camera')", []), ("bought('Cards', NULL) IS NULL", [0, 1, 2]), ("bought('bag', -1)", []),
            ("CASE WHEN tier = 'gold' THEN 1 ELSE 0 END", [0]), ("upper(tier) = 'GOLD'", [0]),
            ("tier = 'GOLD' COLLATE NOCASE", [0]), ("coalesce(tier, 'none') = 'none'", [2]),
            ("tier IS DISTINCT FROM 'gold'", [1, 2]), ("NULL", []), ("tier = 'it''s; -- not a comment'", []),
            ("orders_count >= 1\nAND orders_count <> 2", [1]), ("max(orders_count, 1) = 2 OR min(1, 0)", [0]),
            ("cast(orders_count AS text) || 'x' = '2x'", [0]), ("-orders_count % 2 + 1 = 1", [0, 2]),
        ] as [(String, [Int32])]
    )
    func membersAreThoseForWhomTheExpressionIsTrue(expression: String, members: [Int32]) throws {
        let evaluator = try evaluator()
        #expect(try evaluator.members(of: segment(expression)) == members)
    }

    @Test func everyColumnCanBeAskedAbout() throws {
        let evaluator = try evaluator()
        for column in evaluator.columns {
            let name = quotedName(column.name)
            #expect(try evaluator.members(of: segment("\(name) IS NULL OR \(name) IS NOT NULL")) == [0, 1, 2])
        }
        #expect(evaluator.columns.map(\.name).suffix(3) == ["Shoe size", "points", "postcode"])
        #expect(evaluator.columns.map(\.kind).suffix(3) == [.real, .real, .text])
    }

    @Test(arguments: [
        ("teir = 'gold'", "1:there is no column 'teir'; did you mean 'tier'?"),
        (
            "orders_count > 1 AND days_since_lst_order < 3",
            "22:there is no column 'days_since_lst_order'; did you mean 'days_since_last_order'?"
        ),
        ("tier = \"gold\"", "8:there is no column 'gold'; there are"),
        ("boughtt('Cards')", "1:there is no function 'boughtt'; did you mean 'bought'?"),
        ("bought('Camras')", "8:there is no category, product or sku 'Camras'; did you mean 'Cameras'?"),
        ("bought(30)", "1:bought() wants a category"),
        ("bought('Cards', 1, 2)", "1:segment 'test': wrong number of arguments to function bought()"),
        ("tier =", "7:segment 'test': the expression ends too early"), ("tier 'gold'", "6:segment 'test': near"),
        ("", "1:segment 'test' has no expression"), ("  \n ", "1:segment 'test' has no expression"),
        ("tier = 'gold", "8:a quote is not closed"),
        ("1; DROP TABLE customers", "2:a segment is one expression, without ';'"),
        ("1 -- all", "3:a segment has no comments"), ("1 /* all */", "3:a segment has no comments"),
        ("1) OR (1", "2:this parenthesis closes nothing"), ("(tier = 'gold'", "15:a parenthesis is not closed"),
        ("tier = ?", "8:'?' has no place in a segment"), ("tier = :x", "8:':' has no place in a segment"),
        ("(SELECT count(*) FROM sqlite_master) > 0", "2:'SELECT' has no place in a segment"),
        ("tier IN sqlite_master", "9:there is no column 'sqlite_master'"),
        ("tier IN customers", "9:there is no column"),
        ("customer_row = 1", "1:there is no column 'customer_row'"), ("rowid = 1", "1:there is no column 'rowid'"),
        ("1 ORDER BY 1", "3:'ORDER' has no place in a segment"), ("load_extension('x')", "1:there is no function"),
        ("randomblob(1000000000)", "1:there is no function"),
        ("1 IN pragma_table_info('customers')", "6:there is no function"),
        ("max(orders_count) > 1", "1:segment 'test': misuse of aggregate function"),
        ("id LIKE '\(String(repeating: "%a", count: 300))'", "1:segment 'test': LIKE or GLOB pattern too complex"),
    ])
    func aWrongExpressionIsExplainedWhereItIsWrong(expression: String, expected: String) throws {
        let evaluator = try evaluator()
        let error = #expect(throws: SegmentError.self) { try evaluator.members(of: segment(expression)) }
        let finding = try #require(error?.diagnostics.first)
        let remedy = finding.remedy.isEmpty ? "" : "; \(finding.remedy)"
        let text = "\(finding.location?.column ?? 0):\(finding.what)\(remedy)"
        #expect(text.hasPrefix(expected), "\(text)")
        #expect(finding.location?.file == "dovetail.yaml")
    }

    @Test func aFindingShowsFileLineColumnAndCaret() throws {
        let evaluator = try evaluator()
        let error = #expect(throws: SegmentError.self) {
            try evaluator.check(segment("orders_count > 1\n  AND tire = 'gold' OR contry = 'AT'"))
        }
        #expect(
            error?.description == """
                dovetail.yaml:8:7: error: there is no column 'tire'; did you mean 'tier'?
                      AND tire = 'gold' OR contry = 'AT'
                          ^
                dovetail.yaml:8:24: error: there is no column 'contry'; did you mean 'country'?
                      AND tire = 'gold' OR contry = 'AT'
                                           ^
                """
        )
    }

    @Test func theTableIsLockedEvenWhereTheCompilerWouldBePassed() throws {
        let shop = TestShop.random(seed: 1)
        let profiles = profiles(of: shop, asOf: TestShop.now)
        let table = try CustomerTable(
            features: Feature.standard,
            shop: shop,
            profiles: profiles,
            queries: ProductQueries(shop: shop, asOf: TestShop.now)
        )
        let endless = "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c)"
        for condition in [
            endless, "(SELECT 1)", "(SELECT count(*) FROM sqlite_master)", "EXISTS (SELECT 1 FROM customers)",
            "load_extension('x')", "tier IN sqlite_master", "tier IN (SELECT name FROM pragma_database_list)",
            "randomblob(1000000000) IS NULL", "hex(zeroblob(1000000000)) = ''", "sqlite_version() > ''",
            "1) UNION SELECT 1 --", "1); DELETE FROM customers; --",
        ] {
            #expect(throws: (any Error).self, "\(condition)") { try table.check(condition) }
        }
        #expect(try table.rows(where: "1").count == profiles.count)
    }

    @Test func anExpressionThatIsTooMuchWorkIsStopped() throws {
        let evaluator = try evaluator()
        let copies = Array(repeating: "replace(replace(id, 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa')", count: 300)
        #expect(try evaluator.members(of: segment(copies.joined(separator: " = 'x' OR ") + " = 'x'")) == [])
        let doubling = (0..<12).reduce("id") { text, _ in "replace(\(text), 'a', 'aaaaaaaaaa')" }
        let error = #expect(throws: SegmentError.self) { try evaluator.members(of: segment("\(doubling) = 'x'")) }
        #expect(error?.diagnostics.first?.what == "segment 'test': string or blob too big")
        let long = String(repeating: "1 OR ", count: 20_000) + "1"
        #expect(throws: SegmentError.self) { try evaluator.members(of: segment(long)) }
    }

    @Test func featuresAreListedInTheOrderOfTheColumns() throws {
        let evaluator = try evaluator()
        let features = evaluator.features(of: 0)
        #expect(features.map(\.name) == evaluator.columns.map(\.name))
        #expect(features.first { $0.name == "lifetime_value" }?.value == .real(520))
        #expect(features.first { $0.name == "email_consent" }?.value == .integer(1))
        #expect(evaluator.features(of: 2).first { $0.name == "days_since_last_order" }?.value == .unknown)
    }

    @Test func anAttributeDoesNotHideAStandardColumn() throws {
        var shop = TestShop()
        shop.customer("ann", tier: "gold", attributes: ["Tier": "hidden", "a\"b; DROP": "x", "customer_row": "9"])
        let built = shop.build()
        let evaluator = try SegmentEvaluator(shop: built, profiles: profiles(of: built, asOf: TestShop.now))
        #expect(try evaluator.members(of: segment("tier = 'gold' AND \"a\"\"b; DROP\" = 'x'")) == [0])
        #expect(throws: SegmentError.self) { try evaluator.check(segment("customer_row = 9")) }
    }

    @Test func anEmptyShopHasNoMembers() throws {
        let shop = Shop(currency: .euro)
        let evaluator = try SegmentEvaluator(shop: shop, profiles: profiles(of: shop, asOf: TestShop.now))
        #expect(try evaluator.members(of: segment("orders_count = 0")) == [])
    }
}
