internal import Ingestion

/// Reads all files of the shop, from the page cache.
func measureIngestion(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let (files, seconds) = try timed(runs: runs) { try shop.ingest().report.files }
    return [
        try Measurement(
            "ingestion",
            "Dovetail",
            "order lines",
            count: files.first { $0.part == "orders" }?.rowsRead ?? 0,
            bytes: files.reduce(0) { $0 + $1.bytes },
            seconds: seconds
        )
    ]
}
