import CampaignModel
import Foundation
import Gzip
import Ingestion
import Scheduling
import Threads

/// The demo shop and what its generator knows of it.
struct DemoTruth {
    struct Customer {
        var row: Int
        var priceSensitivity: Double
        var engagement: Double
        var engagementAtEnd: Double
    }

    struct Session {
        var probability: Double
        var purchased: Bool
    }

    /// The first moment after the data.
    static let asOf = Instant(seconds: 1_794_700_800)  // 2026-11-15T00:00:00Z

    let shop: Shop
    let zones: PersonZones
    /// Those with five orders or more.
    let regulars: [Customer]
    /// By session id.
    let sessions: [String: Session]

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "examples/demo-shop")
        let settings = ShopSettings(
            name: "Demo",
            url: "https://shop.example/",
            linkBaseURL: "https://news.example/"
        )
        let sources = DataSources(events: .init(["data/events.csv.gz"]))
        let options = IngestionOptions(folder: folder.path, sources: sources, shop: settings)
        shop = try ingest(options).shop
        let database = ZoneDatabase()
        zones = try PersonZones(
            shop.customers,
            shop: database.requiredZone("Europe/Berlin"),
            zones: database
        )
        let customers = try [UInt8](Data(contentsOf: folder.appending(path: "truth/customers.csv")))
        regulars = DemoTruth.rows(customers).compactMap { [shop] row in
            guard let orders = Int(row[10]), orders >= 5, let customer = shop.customers.ids.id(of: row[0]),
                let sensitivity = Double(row[1]), let engagement = Double(row[2]), let atEnd = Double(row[3])
            else { return nil }
            return Customer(
                row: Int(customer),
                priceSensitivity: sensitivity,
                engagement: engagement,
                engagementAtEnd: atEnd
            )
        }
        let packed = try [UInt8](Data(contentsOf: folder.appending(path: "truth/sessions.csv.gz")))
        var text: [UInt8] = []
        var decoder = GzipDecoder(limit: 100_000_000)
        try decoder.decode(packed.span, into: &text)
        sessions = DemoTruth.rows(text).reduce(into: [:]) { sessions, row in
            sessions[row[0]] = Session(probability: Double(row[1]) ?? .nan, purchased: row[2] == "1")
        }
    }

    /// Cells of the rows after the header; the truth has no quotes.
    private static func rows(_ text: [UInt8]) -> [[String]] {
        text.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// Spearman's rank correlation; equal values share the middle of their ranks.
func rankCorrelation(_ one: [Double], _ other: [Double]) -> Double {
    func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for index in start..<end { ranks[order[index]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }
    let (a, b) = (ranks(one), ranks(other))
    let mean = Double(one.count - 1) / 2
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
