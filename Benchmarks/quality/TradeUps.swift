internal import CampaignModel
internal import Ingestion
internal import Pipeline
internal import Recommenders
internal import Threads

/// How well the ranker of upgrades foretells what customers step up to, on a stretch of a shop's own past.
/// - Parameters:
///   - folder: A shop whose orders go on for 28 days from `cut`.
func tradeUps(folder: String, cut: Instant) throws -> String {
    let workspace = try Workspace(folder: folder)
    let workers = Workers()
    let shop = try Ingestion.ingest(
        IngestionOptions(
            folder: folder,
            sources: workspace.settings.data,
            shop: workspace.settings.shop,
            workers: workers,
            now: cut.advanced(byDays: 28)
        )
    ).shop
    let replay = TradeUpReplay(of: shop, cut: cut, workers: workers)
    let lines = replay.hits.map { hits in
        let name = hits.name + String(repeating: " ", count: 16 - hits.name.count)
        return "  \(name)\(rounded(hits.first))  \(rounded(hits.firstThree))"
    }
    return (["\(replay.cases) trade-ups from \(cut); hit@1, hit@3"] + lines + ["\(replay.weights)"]).joined(
        separator: "\n"
    )
}

private func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }
