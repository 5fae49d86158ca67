internal import CampaignModel
internal import Foundation

/// Measures one stage and prints what it took, a line of JSON for each way it was done; or prints all such lines as a
/// table. `Benchmarks/run` calls it once for each stage, so that each has its own peak of memory.
@main
enum BenchmarkCommand {
    private static let usage = """
        usage: Benchmarks STAGE FOLDER RUNS     \(Stage.allCases.map(\.rawValue).joined(separator: ", "))
               Benchmarks scale FOLDER THREADS     everything for everyone, step by step
               Benchmarks smtp PORT CONNECTIONS MESSAGES BYTES [--ledger FILE] [--tls CERTIFICATE]
               Benchmarks webhooks PORT CONNECTIONS MESSAGES BYTES [--signed]
               Benchmarks ledger FOLDER MESSAGES BATCH     a plan frozen, claimed and acknowledged, alone
               Benchmarks table FILE            lines of JSON as a table
               Benchmarks regret SEED           what Thompson sampling saves beside dividing evenly, simulated
               Benchmarks trade-ups FOLDER CUT  how well upgrades are ranked, on 28 days of a shop's past

        """

    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) throws {
        if arguments.first == "smtp", let benchmark = SMTPBenchmark(Array(arguments.dropFirst())) {
            print(try benchmark.run())
        } else if arguments.first == "webhooks", let benchmark = WebhookBenchmark(Array(arguments.dropFirst())) {
            print(try benchmark.run())
        } else if arguments.count == 4, arguments[0] == "ledger",
            let messages = Int(arguments[2]), messages > 0, let batch = Int(arguments[3]), batch > 0
        {
            for measurement in try measureLedger(folder: arguments[1], messages: messages, batch: batch) {
                print(try measurement.line())
            }
        } else if arguments.count == 2, arguments[0] == "regret", let seed = UInt64(arguments[1]) {
            print(AllocationBenchmark.table(seed: seed))
        } else if arguments.count == 2, arguments[0] == "table" {
            print(MeasurementTable(try Measurement.read(file: arguments[1])))
        } else if arguments.count == 3, arguments[0] == "trade-ups", let cut = Instant(arguments[2]) {
            print(try tradeUps(folder: arguments[1], cut: cut))
        } else if arguments.count == 3, arguments[0] == "scale", let threads = Int(arguments[2]), threads > 0 {
            for measurement in try measureScale(folder: arguments[1], threads: threads) {
                print(try measurement.line())
            }
        } else if arguments.count == 3,
            let stage = Stage(rawValue: arguments[0]), let runs = Int(arguments[2]), runs > 0
        {
            for measurement in try stage.measure(BenchmarkShop(folder: arguments[1]), runs: runs) {
                print(try measurement.line())
            }
        } else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
    }
}

/// What can be measured, in the order of the data: rendering takes what planning left in the ledger.
enum Stage: String, CaseIterable {
    case ingestion, scoring, segmentation, recommendation, planning, rendering, templates, email, composition, inlining,
        sending, transport

    func measure(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
        switch self {
        case .ingestion: try measureIngestion(shop, runs: runs)
        case .scoring: try measureScoring(shop, runs: runs)
        case .segmentation: try measureSegmentation(shop, runs: runs)
        case .recommendation: try measureRecommendation(shop, runs: runs)
        case .planning: try measurePlanning(shop, runs: runs)
        case .rendering: try measureRendering(shop, runs: runs)
        case .templates: try measureTemplates(shop, runs: runs)
        case .email: try measureProductEmail(shop, runs: runs)
        case .composition: try measureComposition(shop, runs: runs)
        case .inlining: try measureInlining(runs: runs)
        case .sending: try measureSending(shop, runs: runs)
        case .transport: try measureTransport(shop, runs: runs)
        }
    }
}
