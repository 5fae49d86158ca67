internal import Bookkeeping
internal import CampaignModel
internal import Foundation
internal import Ingestion
internal import Pipeline
internal import Planning
internal import Recommenders
internal import Rendering
internal import Segmentation
internal import Threads

/// The real shop, which `Benchmarks/run` makes, and the way from its files to each stage.
struct BenchmarkShop {
    /// When the year of data is over, and everyone's plan is made.
    static let planTime = Instant(seconds: 1_514_883_600)  // 2018-01-02T09:00:00Z
    /// When every household's morning has come.
    static let sendTime = Instant(seconds: 1_514_923_200)  // 2018-01-02T20:00:00Z
    static let campaignName = "build-your-basket"

    let folder: String
    let settings: Settings
    let campaign: Campaign
    let workers = Workers()

    init(folder: String) throws {
        self.folder = folder
        let workspace = try Workspace(folder: folder)
        settings = workspace.settings
        campaign = try workspace.campaign(Self.campaignName)
    }

    /// A path below the shop's folder.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func ingest() throws -> IngestedShop {
        try Ingestion.ingest(
            IngestionOptions(
                folder: folder,
                sources: settings.data,
                shop: settings.shop,
                workers: workers,
                now: Self.planTime
            )
        )
    }

    /// The shop and its customers' features, for the stages that come after.
    func situation() throws -> (shop: Shop, profiles: CustomerProfiles) {
        let shop = try ingest().shop
        return (shop, profiles(of: shop, asOf: Self.planTime, workers: workers))
    }

    func engine(_ shop: Shop, _ profiles: CustomerProfiles) -> RecommendationEngine {
        RecommendationEngine(
            shop: shop,
            profiles: profiles,
            asOf: Self.planTime,
            strategies: Set(campaign.recommend.slots.map(\.strategy) + campaign.recommend.fallback),
            workers: workers
        )
    }

    func picks(_ shop: Shop, from engine: RecommendationEngine) -> [CustomerPicks] {
        engine.picks(for: Array(0..<Int32(shop.customers.count)), settings: campaign.recommend)
    }

    // MARK: What planning leaves to rendering

    /// A ledger with nothing in it, where the last run's was.
    func emptyLedger() throws -> SQLiteLedger {
        for name in ["benchmark.sqlite", "benchmark.sqlite-wal", "benchmark.sqlite-shm"] { try remove(path(name)) }
        return try ledger()
    }

    func ledger() throws -> SQLiteLedger { try SQLiteLedger(path: path("benchmark.sqlite"), now: Self.planTime) }

    func remove(_ file: String) throws {
        if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
    }

    /// The messages that planning has frozen.
    func frozenRows() throws -> [MessageRow] {
        let ledger = try ledger()
        guard let run = try ledger.openRun(of: campaign.name) else { throw BenchmarkError.notPlanned }
        return try ledger.messageRows(of: run.id, MessageQuery(states: [.planned], limit: Int.max))
    }

    func templates() throws -> TemplateFolder {
        var files: [String: [UInt8]] = [:]
        for file in try FileManager.default.subpathsOfDirectory(atPath: path(settings.templates))
        where [".html", ".txt", ".css"].contains(where: file.hasSuffix) {
            files[file] = try [UInt8](Data(contentsOf: URL(filePath: path("\(settings.templates)/\(file)"))))
        }
        return TemplateFolder(name: settings.templates, files: files)
    }
}

enum BenchmarkError: Error, CustomStringConvertible {
    case notPlanned
    /// So many of so many messages arrived.
    case notAllSent(Int, of: Int)

    var description: String {
        switch self {
        case .notPlanned: "there is no plan in benchmark.sqlite; measure 'planning' first"
        case .notAllSent(let sent, let all): "\(sent) of \(all) messages were accepted; is the sink there?"
        }
    }
}
