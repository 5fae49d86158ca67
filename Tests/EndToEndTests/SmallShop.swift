import Foundation
import TestSupport

/// A shop of a few dozen people in a temporary folder, complete with campaign and templates.
struct SmallShop {
    let folder: URL

    /// Where its clock stands: the morning after the newest order.
    static let time = "2026-11-16T09:00:00Z"

    static let categories = ["Cameras", "Cards", "Cases", "Tripods"]

    /// - Parameters:
    ///   - customers: People, all with consent and an address.
    ///   - port: Of the relay.
    init(in folder: URL, customers: Int = 40, port: Int = 1, connections: Int = 2) throws {
        self.folder = folder
        try folder.write(
            """
            shop:
              name: Lumen
              url: https://lumen.example
              currency: EUR
              time_zone: Europe/Dublin
              postal_address: Lumen, 1 Harbour Street, Dublin
              image_base_url: https://cdn.lumen.example/img
              link_base_url: https://mail.lumen.example
              tiers: [bronze, gold]
            segments:
              golden: tier = 'gold'
            email:
              from: Lumen <news@lumen.example>
              feedback_sender: lumenmail
              smtp: {host: 127.0.0.1, port: \(port), security: none, max_connections: \(connections)}
            """,
            to: "dovetail.yaml"
        )
        try folder.write(
            """
            name: offers
            channel: email
            message: {subject: "For you, {{ customer.first_name | default: 'friend' }}", preheader: "Picked for you", template: offers}
            recommend:
              items: {min: 3, max: 4}
              slots: [{strategy: complements, count: 4}]
            """,
            to: "campaigns/offers.yaml"
        )
        try folder.write(
            """
            <!DOCTYPE html><html lang="en"><head><title>{{ subject }}</title></head><body>
            <h1>Hello {{ customer.first_name | default: 'friend' }}</h1>
            {% for item in items %}<p><a href="{{ item.url }}">{{ item.title }}</a> {{ item.price | money }} {{ item.reason }}</p>
            {% endfor %}<p>{{ shop.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>
            """,
            to: "templates/offers.html"
        )
        try folder.write(
            """
            Hello {{ customer.first_name | default: 'friend' }}
            {% for item in items %}- {{ item.title }}: {{ item.url }}
            {% endfor %}
            {{ shop.postal_address }}
            Unsubscribe: {{ unsubscribe_url }}
            """,
            to: "templates/offers.txt"
        )
        try folder.write(Self.customers(customers), to: "data/customers.csv")
        try folder.write(Self.products, to: "data/products.csv")
        try folder.write(Self.orders(customers), to: "data/orders.csv")
    }

    static func customers(_ count: Int) -> String {
        let rows = (0..<count).map { "c\($0),person\($0)@example.com,Name\($0),\($0 % 4 == 0 ? "gold" : "bronze"),yes" }
        return (["id,email,first_name,tier,email_consent"] + rows).joined(separator: "\n") + "\n"
    }

    static var products: String {
        let rows = (0..<16).map { number in
            let category = categories[number % 4]
            return "p\(number),\(category) \(number),https://lumen.example/p\(number),p\(number).png,"
                + "\(10 + number).00,in stock,\(category)"
        }
        return (["id,title,url,image_url,price,availability,category"] + rows).joined(separator: "\n") + "\n"
    }

    /// Three orders a person, of three products each.
    static func orders(_ customers: Int) -> String {
        var rows = ["order_id,customer_id,time,product_id,quantity,unit_price,discount"]
        for customer in 0..<customers {
            for order in 0..<3 {
                for line in 0..<3 {
                    let product = (customer * 5 + order * 3 + line * 2) % 16
                    let day = 10 + (customer + order) % 6
                    rows.append(
                        "o\(customer)-\(order),c\(customer),2026-11-\(day)T10:00:00Z,p\(product),1,\(10 + product).00,0"
                    )
                }
            }
        }
        return rows.joined(separator: "\n") + "\n"
    }

    @discardableResult
    func dovetail(_ arguments: String..., environment: [String: String] = [:]) throws -> DovetailCommand.Result {
        try start(arguments, environment: environment).wait()
    }

    /// - Parameter time: Where the shop's clock stands.
    func start(
        _ arguments: [String],
        at time: String = SmallShop.time,
        environment: [String: String] = [:]
    ) throws -> DovetailCommand.Running {
        let places = ["--shop", folder.path, "--at", time]
        return try DovetailCommand.start(arguments + places, environment: environment)
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// Replaces a text in a file.
    func edit(_ path: String, _ old: String, _ new: String) throws {
        let text = try read(path)
        precondition(text.contains(old), "\(path) holds what is to be replaced")
        try folder.write(text.replacing(old, with: new), to: path)
    }

    /// What the ledger answers to a query, a line a row.
    func ask(_ sql: String) throws -> [String] {
        let sqlite = URL(filePath: "/usr/bin/sqlite3")
        let ledger = folder.appending(path: "dovetail.sqlite").path
        let result = try DovetailCommand.Running(
            binary: sqlite,
            arguments: ["-readonly", ledger, sql],
            environment: [:]
        ).wait()
        if result.status != 0 { throw CocoaError(.fileReadCorruptFile) }
        return result.output.split(separator: "\n").map(String.init)
    }

    /// The states of the ledger's messages, as `dovetail status --json` tells.
    func status() throws -> Status {
        let result = try dovetail("status", "--json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let runs = try decoder.decode([Status].self, from: Data(result.output.utf8))
        guard let newest = runs.first else { throw CocoaError(.fileNoSuchFile) }
        return newest
    }

    struct Status: Decodable {
        var run: String
        var state: String
        var audience: Int
        var sent: Int
        var deferred: Int
        var failed: Int
        var unknown: Int
        var suppressed: Int
        var cancelled: Int
        var holdout: Int
        var remaining: Int
        var skipped: [String: Int]

        var addsUp: Bool {
            sent + deferred + failed + unknown + suppressed + cancelled + holdout + remaining
                + skipped.values.reduce(0, +) == audience
        }
    }
}
