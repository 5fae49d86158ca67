import CampaignModel
import Foundation
@testable import Ingestion
import TestSupport
import Threads

/// A shop of a few lines that tests change where they need to.
struct ShopFiles {
    var files = [
        "data/customers.csv": """
        id,email,first_name,tier,email_consent
        c1,ann@shop.example,Ann,gold,yes
        c2,bob@shop.example,Bob,silver,no

        """,
        "data/products.csv": """
        id,title,price,image_url,category
        p1,Camera,499.00,a.jpg,Cameras > Compact
        p2,Card,19.90,b.jpg,Cameras > Cards

        """,
        "data/orders.csv": """
        order_id,customer_id,time,product_id,quantity,unit_price,discount
        o1,c1,2026-01-02T10:00:00Z,p1,1,499.00,10.00
        o1,c1,2026-01-02T10:00:00Z,p2,2,19.90,
        o2,c2,2026-01-01T10:00:00Z,p2,1,19.90,0

        """,
    ]
    var raw: [String: [UInt8]] = [:]
    var sources = DataSources()
    var currency = Currency.euro
    var tiers: [String] = []
    var strict = false
    var threads = 2
    var chunkBytes = ChunkedParser.defaultChunkBytes
    var now: Instant?

    /// Reads the shop, and gives the rejected files as well.
    func ingest() throws -> (shop: Shop, report: IngestionReport, rejected: [String: String]) {
        try withTemporaryFolder { folder in
            for (path, text) in files { try folder.write(text, to: path) }
            for (path, bytes) in raw {
                try folder.write("", to: path)
                try Data(bytes).write(to: folder.appending(path: path))
            }
            var settings = ShopSettings(
                name: "Shop",
                url: "https://shop.example/",
                linkBaseURL: "https://shop.example/"
            )
            settings.currency = currency
            settings.tiers = tiers
            let rejects = folder.appending(path: "rejected").path
            let options = IngestionOptions(
                folder: folder.path,
                sources: sources,
                shop: settings,
                strict: strict,
                rejectsFolder: rejects,
                workers: Workers(count: threads),
                now: now
            )
            let ingested = try Ingestion.ingest(options, chunkBytes: chunkBytes)
            var rejected: [String: String] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: rejects) {
                rejected[name] = try String(contentsOfFile: rejects + "/" + name, encoding: .utf8)
            }
            return (ingested.shop, ingested.report, rejected)
        }
    }

    /// The error that reading the shop ends with.
    func failure() throws -> String {
        do {
            _ = try ingest()
            return ""
        } catch let error as IngestionError {
            return error.description
        }
    }
}

/// Columns in which two shops differ, by name.
func differences(_ left: Shop, _ right: Shop) -> [String] {
    var found: [String] = []
    func compare(_ name: String, _ isSame: Bool) { if !isSame { found.append(name) } }
    func sameAttributes(_ left: [Attribute], _ right: [Attribute]) -> Bool {
        left.map(\.name) == right.map(\.name) && left.map(\.cells) == right.map(\.cells)
    }
    let customers = (left.customers, right.customers)
    compare("customer ids", customers.0.ids == customers.1.ids)
    compare("emails", customers.0.emails == customers.1.emails)
    compare("first names", customers.0.firstNames == customers.1.firstNames)
    compare("tiers", customers.0.tiers == customers.1.tiers)
    compare("consent", customers.0.emailConsent == customers.1.emailConsent)
    compare("customer attributes", sameAttributes(customers.0.attributes, customers.1.attributes))
    let products = (left.products, right.products)
    compare("product ids", products.0.ids == products.1.ids)
    compare("titles", products.0.titles == products.1.titles)
    compare("prices", products.0.prices == products.1.prices)
    compare("pictures", products.0.imageURLs == products.1.imageURLs)
    compare("categories", products.0.categories == products.1.categories)
    compare("present", products.0.present == products.1.present)
    compare("product attributes", sameAttributes(products.0.attributes, products.1.attributes))
    let orders = (left.orders, right.orders)
    compare("order ids", orders.0.ids == orders.1.ids)
    compare("order customers", orders.0.customers == orders.1.customers)
    compare("order times", orders.0.times == orders.1.times)
    compare("first lines", orders.0.firstLines == orders.1.firstLines)
    compare("first orders", orders.0.firstOrders == orders.1.firstOrders)
    compare("line products", orders.0.products == orders.1.products)
    compare("quantities", orders.0.quantities == orders.1.quantities)
    compare("unit prices", orders.0.unitPrices == orders.1.unitPrices)
    compare("discounts", orders.0.discounts == orders.1.discounts)
    return found
}

/// Repeatable random numbers. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return mix(state)
    }
}
