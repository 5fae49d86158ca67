internal import CampaignModel
internal import Recommenders

/// Learns from all orders, then picks up to six products for everyone.
func measureRecommendation(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let (data, profiles) = try shop.situation()
    let (engine, learning) = try timed(runs: runs) { shop.engine(data, profiles) }
    let (picks, picking) = try timed(runs: runs) { shop.picks(data, from: engine) }
    return [
        try Measurement("learning", "Dovetail", "order lines", count: data.orders.lineCount, seconds: learning),
        try Measurement("picks", "Dovetail", "customers", count: picks.count, seconds: picking),
    ]
}
