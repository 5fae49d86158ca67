import Foundation
import Testing
import TestSupport

/// `dovetail backtest` on the small shop.
@Suite struct BacktestTests {
    private struct Report: Decodable {
        struct Value: Decodable { var value: Double }
        struct Figures: Decodable {
            var cases: Int
            var ndcg: Value
            var recall: Value
        }
        struct Entry: Decodable {
            var strategy: String
            var figures: Figures
        }
        var cuts: [String]
        var entries: [Entry]
        var withoutCases: [String]
    }

    private func report(_ shop: SmallShop, _ arguments: String...) throws -> Report {
        let result = try shop.start(["backtest", "--json"] + arguments).wait()
        #expect(result.status == 0, "\(result.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: Data(result.output.utf8))
    }

    @Test func everyStrategyIsMeasuredOrSaidToHaveNoCase() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder)
            let report = try report(shop, "--days", "2", "--cut", "2026-11-13", "2026-11-12")
            #expect(report.cuts == ["2026-11-12T00:00:00Z", "2026-11-13T00:00:00Z"])
            let names = report.entries.map(\.strategy) + report.withoutCases
            #expect(
                Set(names) == ["next purchases", "discover", "repurchase", "complements", "upgrade", "popular"]
            )
            let next = try #require(report.entries.first { $0.strategy == "next purchases" })
            #expect(next.figures.cases > 20)
            #expect(report.entries.allSatisfy { (0...1).contains($0.figures.ndcg.value) })
        }
    }

    @Test func threadsChangeNothingAndThePageIsWritten() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder)
            let page = folder.appending(path: "backtest.html").path
            let arguments = ["backtest", "--days", "2", "--strategy", "next", "discover", "--html", page]
            let one = try shop.start(arguments + ["--threads", "1"]).wait()
            #expect(one.status == 0, "\(one.errors)")
            let first = try shop.read("backtest.html")
            let four = try shop.start(arguments + ["--threads", "4"]).wait()
            #expect(one.output == four.output)
            #expect(try shop.read("backtest.html") == first)
            #expect(first.contains("<h1>Backtest: Lumen</h1>"))
            #expect(one.output.contains("next purchases") && one.output.contains("personal frequency"))
        }
    }

    @Test func aCutOutsideTheDataIsRefused() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder)
            let result = try shop.dovetail("backtest", "--cut", "2025-01-01")
            #expect(result.status == 64)
            #expect(result.errors.contains("from 2026-11-10 to 2026-11-15"), "\(result.errors)")
        }
    }
}
