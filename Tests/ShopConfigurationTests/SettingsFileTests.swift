import CampaignModel
import ShopConfiguration
import Diagnostics
import Testing

@Suite struct SettingsFileTests {
    static let good = """
        shop:
          name: Lumen
          url: https://lumen.example
          currency: EUR
          postal_address: 1 Harbour Street, Dublin
          image_base_url: https://cdn.lumen.example/img
          link_base_url: https://mail.lumen.example
          brand: {accent: "#0a7"}
        data:
          customers:
            files: exports/*.csv
            columns: {id: client_no, email: mail}
          orders: orders.csv
          order_lines: lines.csv
        segments:
          loyal: orders_count > 3
        email:
          from: Lumen <news@lumen.example>
          smtp: {host: 127.0.0.1, port: 1025, security: none}
        """

    func findings(_ text: String) -> [String] {
        do {
            _ = try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8))
            return []
        } catch {
            return error.diagnostics.map { "\($0.location?.line ?? 0) \($0.what); \($0.remedy)" }
        }
    }

    @Test func theMixOfMailProgramsIsRead() throws {
        func read(_ clients: String) throws -> ClientMix? {
            let text = Self.good.replacing("  smtp:", with: "  clients: \(clients)\n  smtp:")
            return try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8)).email?.clients
        }
        #expect(try read("{gmail: 60%, outlook_windows: 0.3}") == ClientMix([.gmail: 0.6, .outlookWindows: 0.3]))
        let plain = try SettingsFile.read(file: "dovetail.yaml", text: Array(Self.good.utf8))
        #expect(plain.email?.clients == .standard)
        func wrong(_ clients: String) -> [String] {
            findings(Self.good.replacing("  smtp:", with: "  clients: \(clients)\n  smtp:"))
        }
        #expect(wrong("{gmial: 40%}").contains { $0.contains("unknown key 'gmial'") && $0.contains("'gmail'") })
        #expect(wrong("{gmail: 60%, yahoo: 50%}").contains { $0.contains("more than all readers: 110%") })
        #expect(wrong("{gmail: many}").contains { $0.contains("must be a share") })
    }

    @Test func everyValueOfAGoodFileIsRead() throws {
        let settings = try SettingsFile.read(file: "dovetail.yaml", text: Array(Self.good.utf8))
        #expect(settings.shop.imageBaseURL == "https://cdn.lumen.example/img/")
        #expect(settings.shop.brand == ["accent": "#0a7"])
        #expect(settings.data.customers.files == ["exports/*.csv"])
        #expect(settings.data.customers.columns == ["id": "client_no", "email": "mail"])
        #expect(settings.data.products.files == ["data/products.csv"])
        #expect(settings.data.orderLines?.files == ["lines.csv"])
        #expect(settings.data.events.optional)
        #expect(
            settings.segments == [
                Segment(name: "loyal", expression: "orders_count > 3", file: "dovetail.yaml", line: 16)
            ]
        )
        #expect(settings.email?.from.address.text == "news@lumen.example")
        #expect(settings.email?.listID == "news.lumen.example")
        #expect(settings.email?.smtp.relays.first?.port == 1025)
        #expect(settings.push == nil)
    }

    @Test func relaysAndLimitsAreRead() throws {
        let smtp = """
            smtp:
                relays:
                  - {name: main, host: a.example, weight: 3, max_connections: 16, idle_timeout: 1min}
                  - {host: b.example, security: tls}
                rate: [100/s, 5000/day]
                domains:
                  GMAIL.com: {rate: 20/s, max_connections: 4}
                warm_up: {start: 2026-12-01, per_day: [50, 100]}
                brake: {hard_bounces: 3%, of_first: 200}
                dot_patience: 5min
            """
        let text = Self.good.replacing("smtp: {host: 127.0.0.1, port: 1025, security: none}", with: smtp)
        let settings = try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8))
        let read = try #require(settings.email?.smtp)
        #expect(read.relays.map(\.name) == ["main", "b.example"])
        #expect(read.relays.map(\.port) == [587, 465])
        #expect(read.relays[0].weight == 3)
        #expect(read.relays[0].idleTimeoutSeconds == 60)
        #expect(read.rates.map(\.description) == ["100/s", "5000/day"])
        #expect(read.domains == ["gmail.com": DomainLimits(rate: SendingRate("20/s"), maximumConnections: 4)])
        #expect(read.warmUp?.perDay == [50, 100])
        #expect(read.brake == BounceBrake(hardBounceShare: 0.03, ofFirst: 200))
        #expect(read.dotPatienceSeconds == 300)
        #expect(read.relays[0].passwordVariables == ["DOVETAIL_SMTP_PASSWORD_MAIN", "DOVETAIL_SMTP_PASSWORD"])
    }

    @Test(arguments: [
        ("rate: 100", "is no rate"), ("rate: fast", "is no rate"), ("weight: 0", "whole number"),
        ("relays: []", "is empty"),
        ("relays: [{host: a}, {host: a}]", "has two named"), ("relays: [{hots: a}]", "hots"),
        ("warm_up: {start: soon, per_day: [1]}", "is no date"), ("dot_patience: 1", "is no time"),
        ("domains: {gmail.com: {rat: 1/s}}", "rat"), ("connections: 4", "connections"),
    ])
    func mistakesInLimitsAreTold(line: String, finding: String) {
        let text = Self.good.replacing("security: none}", with: "security: none, \(line)}")
        #expect(findings(text).contains { $0.contains(finding) }, "\(findings(text))")
    }

    @Test func aPasswordInTheFileIsRefused() {
        let text = Self.good.replacing("security: none", with: "security: none, password: secret")
        let found = findings(text)
        #expect(found.count == 1)
        #expect(found[0].contains("DOVETAIL_SMTP_PASSWORD"))
        #expect(!found[0].contains("secret;"))
    }

    @Test func aWrongAddressCurrencyAndSecurityAreToldTogether() {
        let text = Self.good
            .replacing("<news@lumen.example>", with: "<news at lumen>")
            .replacing("currency: EUR", with: "currency: Euro")
            .replacing("security: none", with: "security: ssl")
        #expect(findings(text).count == 3)
    }

    @Test func linksMustBeSecure() {
        let found = findings(Self.good.replacing("link_base_url: https:", with: "link_base_url: ftp:"))
        #expect(found == ["7 'shop.link_base_url' must start with https://; "])
    }

    @Test func aWrongTimeZoneIsRefusedWithTheNearest() {
        let found = findings(Self.good.replacing("currency: EUR", with: "time_zone: Europe/Dubln"))
        #expect(found == ["4 'shop.time_zone' is no IANA time zone: 'Europe/Dubln'; did you mean 'Europe/Dublin'?"])
    }

    @Test func aMissingNameIsTold() {
        #expect(
            findings(Self.good.replacing("  name: Lumen\n", with: "")).first?.contains("'shop.name' is missing") == true
        )
    }

    @Test func aShopThatIsOnlyLookedAtNeedsNoMoreThanItsData() throws {
        let text = "data: {orders: lines.csv}"
        let settings = try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8))
        #expect(settings.data.orders.files == ["lines.csv"])
        #expect(settings.shop.name.isEmpty && settings.shop.url.isEmpty && settings.shop.linkBaseURL.isEmpty)
    }

    @Test func aShopThatWritesNeedsNameAndAddresses() {
        let found = findings("email: {from: a@b.example, smtp: {host: 127.0.0.1}}")
        for key in ["shop.name", "shop.url", "shop.link_base_url"] {
            #expect(found.contains { $0.contains("'\(key)' is missing") })
        }
        #expect(findings("push: {url: https://push.example}").count == 3)
    }

    @Test func thePushGatewayIsRead() throws {
        func push(_ text: String) throws -> PushSettings {
            let whole = Self.good + "\npush: \(text)\n"
            return try #require(try SettingsFile.read(file: "dovetail.yaml", text: Array(whole.utf8)).push)
        }
        let plain = try push("{url: 'https://push.example/', connections: 8, headers: {X-A: b}}")
        #expect(plain == PushSettings(url: "https://push.example/", connections: 8, headers: ["X-A": "b"]))
        #expect(try push("{preset: fcm, project: shop-1}").preset == .fcm(project: "shop-1"))
        #expect(try push("{preset: onesignal, app_id: a}").preset == .oneSignal(appID: "a"))
        #expect(try push("{preset: expo, rate: [100/s, 9/day]}").rates.map(\.description) == ["100/s", "9/day"])
        #expect(try push("{preset: ntfy, tokens_are_addresses: true}").tokensAreAddresses)
    }

    @Test(arguments: [
        ("{url: 'https://p.example', preset: fmc}", "did you mean 'fcm'?"), ("{preset: ntfy}", "'push.url' is missing"),
        ("{preset: onesignal}", "'push.app_id' is missing"),
        ("{preset: expo, app_id: a}", "is for 'preset: onesignal'"),
        ("{preset: expo, rate: fast}", "is no rate"), ("{preset: expo, tokens_are_addresses: true}", "means nothing"),
        ("{url: 'https://p.example', tokens_are_addresses: true}", "is not used"),
        ("{preset: expo, authorization: Bearer x}", "DOVETAIL_PUSH_AUTHORIZATION"),
    ])
    func aPushGatewayThatCannotBeIsTold(text: String, words: String) {
        #expect(findings(Self.good + "\npush: \(text)\n").contains { $0.contains(words) })
    }

    @Test func theCategoryMayBeAListOfLevels() throws {
        let text = """
            data:
              products: {files: p.csv, columns: {id: sku, category: [department, aisle]}}
            """
        let source = try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8)).data.products
        #expect(source.columns == ["id": "sku"])
        #expect(source.categoryLevels == ["department", "aisle"])
    }

    @Test func noOtherColumnMayBeAList() {
        let found = findings("data:\n  orders: {files: o.csv, columns: {time: [day, hour]}}")
        #expect(found.count == 1 && found[0].hasPrefix("2 ") && found[0].contains("must map names to texts"))
    }
}
