internal import CampaignModel
internal import Ingestion
internal import Segmentation

/// Every feature of every customer, then the table that SQLite asks, and one segment of it.
func measureSegmentation(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let data = try shop.ingest().shop
    let segment = Segment(
        name: "benchmark",
        expression: "tier IN ('gold', 'platinum') AND days_since_last_order BETWEEN 0 AND 30",
        file: "benchmark",
        line: 1
    )
    let (members, seconds) = try timed(runs: runs) {
        let features = profiles(of: data, asOf: BenchmarkShop.planTime, workers: shop.workers)
        return try SegmentEvaluator(shop: data, profiles: features).members(of: segment)
    }
    var measurement = try Measurement(
        "features and a segment",
        "Dovetail",
        "customers",
        count: data.customers.count,
        seconds: seconds
    )
    measurement.note = "\(members.count) are in the segment \(segment.expression)"
    return [measurement]
}
