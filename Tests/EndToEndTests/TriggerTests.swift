import Foundation
import TestSupport
import Testing

/// The campaigns of `examples/triggers`, as a user takes them.
@Suite struct TriggerTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let examples = [
        "abandoned-cart", "after-purchase", "back-in-stock", "camera-cards-and-cases", "long-gone", "replenishment",
        "valuable-cart", "viewed-similar",
    ]

    private func copyExamples(to folder: URL) throws {
        for name in Self.examples {
            try FileManager.default.copyItem(
                at: Self.root.appending(path: "examples/triggers/\(name).yaml"),
                to: folder.appending(path: "campaigns/\(name).yaml")
            )
        }
    }

    // MARK: The demo shop

    @Test func everyExampleFindsPeopleInTheDemoShop() throws {
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop")
            try DovetailCommand.run("init", shop.path)
            try copyExamples(to: shop)
            struct Report: Decodable {
                struct Counts: Decodable { var planned: Int }
                var audience: Int
                var counts: Counts
            }
            func plan(_ name: String, at time: String) throws -> Report {
                let result = try DovetailCommand.run("plan", name, "--shop", shop.path, "--at", time, "--json")
                #expect(result.status == 0, "\(name): \(result.errors)")
                return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
            }
            // What is sold out is seen so, and then comes back.
            #expect(try plan("back-in-stock", at: "2026-11-15T00:00:00Z").audience == 0)
            let products = shop.appending(path: "data/products.csv")
            let text = try String(contentsOf: products, encoding: .utf8)
            try text.replacing("out_of_stock", with: "in_stock").write(to: products, atomically: true, encoding: .utf8)
            for name in Self.examples {
                let report = try plan(name, at: "2026-11-15T06:00:00Z")
                #expect(report.audience > 0 && report.counts.planned > 0, "\(name): \(report)")
            }
            let dry = try DovetailCommand.run(
                "send",
                "abandoned-cart",
                "--dry-run",
                "--shop",
                shop.path,
                "--at",
                "2026-11-15T06:00:00Z"
            )
            #expect(dry.status == 0, "\(dry.errors)")
        }
    }

    // MARK: A month

    @Test func aMonthOfTriggersEndsWithALedgerThatAddsUp() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try FileManager.default.removeItem(at: folder.appending(path: "templates"))
            try FileManager.default.removeItem(at: folder.appending(path: "campaigns/offers.yaml"))
            try FileManager.default.copyItem(
                at: Self.root.appending(path: "templates"),
                to: folder.appending(path: "templates")
            )
            try copyExamples(to: folder)
            try shop.edit("dovetail.yaml", "segments:\n", "caps: [{count: 2, per: 7d}]\nsegments:\n")
            let month = Month()
            try folder.write(SmallShop.customers(Month.people), to: "data/customers.csv")
            for day in 0..<31 {
                let now = Month.start + day * 86_400 + 12 * 3_600
                try folder.write(month.products(on: day), to: "data/products.csv")
                try folder.write(month.orders(until: now), to: "data/orders.csv")
                try folder.write(month.events(until: now), to: "data/events.csv")
                let result = try DovetailCommand.start(
                    ["run", "--shop", folder.path, "--at", Month.text(now)],
                    environment: ["DOVETAIL_MACHINE": "here"]
                ).wait()
                #expect(result.status == 0, "day \(day): \(result.output) \(result.errors)")
            }
            try expectTruth(shop, month, accepted: server.accepted.count)
        }
    }

    private func expectTruth(_ shop: SmallShop, _ month: Month, accepted: Int) throws {
        let entered = try shop.ask("SELECT DISTINCT campaign FROM trigger_entry ORDER BY campaign")
        #expect(entered == Self.examples, "every example found somebody")
        // Every message has its occasion, and everyone left out their reason.
        let without = """
            SELECT count(*) FROM message WHERE NOT EXISTS (
                SELECT 1 FROM trigger_entry
                WHERE trigger_entry.run = message.run AND trigger_entry.customer = message.customer)
            """
        #expect(try shop.ask(without) == ["0"])
        #expect(try shop.ask("SELECT count(*) FROM message WHERE state = 'skipped' AND reason IS NULL") == ["0"])
        let sent = try shop.ask("SELECT count(*) FROM message WHERE state = 'sent'")
        #expect(sent == ["\(accepted)"] && accepted > 20)
        let troubled =
            "SELECT state, count(*) FROM message WHERE state IN ('failed', 'unknown', 'sending') GROUP BY state"
        #expect(try shop.ask(troubled) == [])
        #expect(try shop.ask("SELECT count(*) FROM message WHERE reason = 'render_error'") == ["0"])

        let statuses = try shop.dovetail("status", "--json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for run in try decoder.decode([SmallShop.Status].self, from: Data(statuses.output.utf8)) {
            #expect(run.addsUp, "\(run)")
        }

        // Two a week, whatever the campaign.
        let times = try shop.ask(
            """
            SELECT message.customer, attempt.at FROM message JOIN attempt ON attempt.message = message.id
            WHERE attempt.outcome = 'accepted' ORDER BY message.customer, attempt.at
            """
        ).map(columns)
        for (one, third) in zip(times, times.dropFirst(2)) where one[0] == third[0] {
            #expect(number(third[1]) - number(one[1]) >= 7 * 86_400, "\(one[0]) got three within a week")
        }
        #expect(
            try shop.ask("SELECT count(*) > 0 FROM message WHERE reason IN ('frequency_cap', 'outranked')") == ["1"]
        )

        // Once per period, and once for a deed.
        let days = [
            "abandoned-cart": 7, "after-purchase": 30, "back-in-stock": 1, "camera-cards-and-cases": 30,
            "replenishment": 14, "valuable-cart": 14, "viewed-similar": 14, "long-gone": 90,
        ]
        let entries = try shop.ask(
            "SELECT campaign, customer, entered_at, moment FROM trigger_entry ORDER BY campaign, customer, entered_at"
        ).map(columns)
        for (one, next) in zip(entries, entries.dropFirst()) where one[0] == next[0] && one[1] == next[1] {
            #expect(number(next[2]) - number(one[2]) >= (days[one[0]] ?? 0) * 86_400, "\(one) \(next)")
            #expect(number(next[3]) > number(one[3]))
        }

        // Nobody who bought is asked what became of the cart.
        let carts = try shop.ask(
            """
            SELECT message.customer, trigger_entry.moment, attempt.at FROM message
            JOIN trigger_entry ON trigger_entry.run = message.run AND trigger_entry.customer = message.customer
            JOIN attempt ON attempt.message = message.id AND attempt.outcome = 'accepted'
            WHERE trigger_entry.campaign = 'abandoned-cart'
            """
        ).map(columns)
        #expect(!carts.isEmpty)
        for cart in carts {
            let bought = month.purchases[cart[0]] ?? []
            #expect(!bought.contains { $0 > number(cart[1]) && $0 <= number(cart[2]) }, "\(cart)")
        }
    }

    private func columns(_ row: String) -> [String] { row.split(separator: "|").map(String.init) }

    private func number(_ text: String) -> Int { Int(text) ?? -1 }
}

/// Half a year of orders, and a month of browsing, of a few dozen people.
private struct Month {
    static let people = 40
    /// 2026-10-15T00:00:00Z
    static let start = 1_792_022_400
    static let categories = [
        "Cameras > Mirrorless", "Memory cards > SDXC", "Camera accessories > Bags and cases", "Coffee > Beans",
    ]

    private typealias Row = (time: Int, text: String)
    private var orders: [Row] = []
    private var events: [Row] = []
    /// Unix seconds, by customer.
    private(set) var purchases: [String: [Int]] = [:]

    init() {
        var random = SeededGenerator(seed: 7)
        for person in 0..<Self.people {
            let id = "c\(person)"
            // Some drink coffee at a rhythm of their own, some stopped buying three months before the month ends.
            let isLapsing = person % 5 == 4
            let rhythm = 16 + person % 9
            for day in stride(from: -150, to: 31, by: rhythm) where !isLapsing || day < -75 {
                order(id, day, ["p3"], &random)
            }
            for _ in 0..<3 {
                let day = Int.random(in: isLapsing ? -150 ... -76 : -150...28, using: &random)
                let camera = "p\(4 * Int.random(in: 0..<6, using: &random))"
                order(id, day, [camera, "p\(4 * Int.random(in: 0..<6, using: &random) + 1)"], &random)
            }
            for day in 0..<31 where Int.random(in: 0..<6, using: &random) == 0 {
                browse(id, day, &random)
            }
        }
    }

    private mutating func order(_ person: String, _ day: Int, _ products: [String], _ random: inout SeededGenerator) {
        let time = Self.start + day * 86_400 + Int.random(in: 8 * 3_600..<20 * 3_600, using: &random)
        purchases[person, default: []].append(time)
        for product in products {
            orders.append((time, "\(person)-\(time),\(person),\(Self.text(time)),\(product),1,20.00,0"))
        }
    }

    /// A session of some views of one kind, and at times a cart, and at times an order of it.
    private mutating func browse(_ person: String, _ day: Int, _ random: inout SeededGenerator) {
        var time = Self.start + day * 86_400 + Int.random(in: 6 * 3_600..<11 * 3_600, using: &random)
        let kind = Int.random(in: 0..<4, using: &random)
        var product = "p\(kind)"
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            product = "p\(4 * Int.random(in: 0..<6, using: &random) + kind)"
            events.append((time, "s\(person)-\(day),\(person),view,\(product),\(Self.text(time)),phone"))
            time += 60
        }
        guard Bool.random(using: &random) else { return }
        events.append((time, "s\(person)-\(day),\(person),add_to_cart,\(product),\(Self.text(time)),phone"))
        guard Int.random(in: 0..<3, using: &random) == 0 else { return }
        time += 600
        purchases[person, default: []].append(time)
        orders.append((time, "\(person)-\(time),\(person),\(Self.text(time)),\(product),1,20.00,0"))
    }

    /// Two coffees are sold out in the second week.
    func products(on day: Int) -> String {
        let rows = (0..<24).map { number in
            let price = number % 4 == 0 ? 300 + 40 * number : 10 + number
            let availability = (7..<14).contains(day) && (number == 7 || number == 11) ? "out of stock" : "in stock"
            return "p\(number),Thing \(number),https://lumen.example/p\(number),p\(number).png,\(price).00,"
                + "\(availability),\(Self.categories[number % 4])"
        }
        return (["id,title,url,image_url,price,availability,category"] + rows).joined(separator: "\n") + "\n"
    }

    /// What the shop has exported by then.
    func orders(until time: Int) -> String {
        file("order_id,customer_id,time,product_id,quantity,unit_price,discount", orders, until: time)
    }

    func events(until time: Int) -> String {
        file("session_id,customer_id,type,product_id,time,device", events, until: time)
    }

    private func file(_ header: String, _ rows: [Row], until time: Int) -> String {
        ([header] + rows.filter { $0.time <= time }.map { $0.text }).joined(separator: "\n") + "\n"
    }

    static func text(_ time: Int) -> String {
        Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    }
}
