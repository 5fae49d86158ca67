internal import CampaignModel
internal import Foundation
internal import Ingestion
internal import Segmentation

/// From the files to recency, frequency, monetary value and their quintiles, for everyone: what DuckDB and Polars can do
/// too. Ours reads and checks every column and computes all other features beside. The result is left in `rfm.csv`, for
/// theirs to be held against.
func measureScoring(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let (found, seconds) = try timed(runs: runs) {
        let ingested = try shop.ingest()
        return (
            ingested: ingested,
            profiles: profiles(of: ingested.shop, asOf: BenchmarkShop.planTime, workers: shop.workers)
        )
    }
    let measurement = try Measurement(
        "files to RFM",
        "Dovetail",
        "order lines",
        count: found.ingested.report.files.first { $0.part == "orders" }?.rowsRead ?? 0,
        bytes: found.ingested.report.files.reduce(0) { $0 + $1.bytes },
        seconds: seconds
    )
    let scores = table(found.profiles, ids: found.ingested.shop.customers)
    try scores.write(toFile: shop.path("rfm.csv"), atomically: true, encoding: .utf8)
    return [measurement]
}

private func table(_ profiles: CustomerProfiles, ids customers: Customers) -> String {
    var lines = ["customer_id,recency,frequency,monetary,r,f,m"]
    for customer in 0..<customers.count where profiles.ordersCount[customer] > 0 {
        let numbers = [
            Int64(profiles.daysSinceLastOrder[customer]),
            Int64(profiles.ordersCount[customer]),
            profiles.lifetimeValue[customer],
            Int64(profiles.recencyQuintile[customer]),
            Int64(profiles.frequencyQuintile[customer]),
            Int64(profiles.monetaryQuintile[customer]),
        ]
        lines.append(([customers.ids[Int32(customer)]] + numbers.map(String.init)).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
}
