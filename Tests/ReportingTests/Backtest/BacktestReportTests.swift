import CampaignModel
import Foundation
import Testing

@testable import Reporting

@Suite struct BacktestReportTests {
    /// Two cuts of `people` each; the strategy hits whom the baseline misses.
    private func measures(people: Int, ndcg: (Int) -> Double) -> BacktestMeasures {
        var measures = BacktestMeasures()
        for cut in 0..<2 {
            for person in 0..<people {
                measures.people.append(Int32(person))
                measures.cuts.append(Int32(cut))
                measures.ndcg.append(ndcg(person))
                measures.recall.append(ndcg(person) / 2)
                measures.hit.append(ndcg(person) > 0 ? 1 : 0)
                measures.revenueHit.append(ndcg(person) * 100)
                measures.revenue.append(200)
                measures.categories.append(3)
            }
        }
        measures.shown = [1, 2, 3]
        return measures
    }

    private func report(people: Int, own: (Int) -> Double, base: (Int) -> Double) -> BacktestReport {
        BacktestReport.make(
            currency: .euro,
            cuts: [Instant(seconds: 0), Instant(seconds: 86_400)],
            days: 28,
            nextOrderOnly: false,
            catalogue: 12,
            strategies: [
                BacktestStrategy(
                    name: "discover",
                    meaning: "New things count.",
                    measures: measures(people: people, ndcg: own),
                    baselines: [(name: "popularity", measures: measures(people: people, ndcg: base))]
                )
            ],
            segments: [
                BacktestSegments(
                    name: "tier",
                    values: ["gold", "<b>none</b>"],
                    codes: Array(repeating: (0..<Int32(people)).map { $0 % 2 }, count: 2)
                )
            ]
        )
    }

    @Test func figuresAreMeansAndShares() throws {
        let report = report(people: 200, own: { $0.isMultiple(of: 2) ? 0.5 : 0 }, base: { $0 < 100 ? 0.25 : 0 })
        let entry = try #require(report.entries.first)
        #expect(entry.figures.cases == 400)
        #expect(entry.figures.ndcg.value == 0.25)
        #expect(entry.figures.recall.value == 0.125)
        #expect(entry.figures.hitRate.value == 0.5)
        #expect(entry.figures.revenueShare.value == 0.125)
        #expect(entry.figures.revenuePerCase.value == 25)
        #expect(entry.coverage == 0.25 && entry.figures.diversity == 3)
        #expect(entry.comparisons.first?.difference.value == 0.125)
        #expect(entry.comparisons.first?.ratio?.value == 2)
        #expect(entry.slices.map(\.value) == ["1970-01-01", "1970-01-02", "gold", "<b>none</b>"])
        #expect(entry.slices.map(\.figures.ndcg.value) == [0.25, 0.25, 0.5, 0])
    }

    @Test func theIntervalHoldsPeopleTogether() throws {
        // 200 people at ±0.25 around 0.25: a standard error of 0.25 / √200, however many cuts.
        let report = report(people: 200, own: { $0.isMultiple(of: 2) ? 0.5 : 0 }, base: { _ in 0.1 })
        let interval = try #require(report.entries.first?.figures.ndcg.interval)
        let expected = 2 * 1.96 * 0.25 / 200.0.squareRoot()
        #expect(abs((interval.high - interval.low) / expected - 1) < 0.15)
        #expect(interval.low < 0.25 && interval.high > 0.25)
    }

    @Test func manyPeopleAreDrawnInGroupsToTheSameWidth() throws {
        let report = report(people: 20_000, own: { $0.isMultiple(of: 2) ? 0.5 : 0 }, base: { _ in 0.1 })
        let interval = try #require(report.entries.first?.figures.ndcg.interval)
        let expected = 2 * 1.96 * 0.25 / 20_000.0.squareRoot()
        #expect(abs((interval.high - interval.low) / expected - 1) < 0.15)
    }

    @Test func pairsAreComparedAsPairs() throws {
        // What both have in common takes nothing from the difference's precision.
        let report = report(people: 300, own: { Double($0 % 10) / 10 + 0.01 }, base: { Double($0 % 10) / 10 })
        let difference = try #require(report.entries.first?.comparisons.first?.difference)
        #expect(abs(difference.value - 0.01) < 1e-12)
        #expect(difference.interval.map { $0.high - $0.low < 1e-9 } ?? true)
    }

    @Test func theSameDataGiveTheSameReport() {
        let reports = (0..<2).map { _ in
            report(people: 1_500, own: { Double($0 % 7) / 7 }, base: { Double($0 % 5) / 9 })
        }
        #expect(reports[0] == reports[1])
        #expect(BacktestPage(reports[0], shop: "A").html == BacktestPage(reports[1], shop: "A").html)
    }

    @Test func onePersonHasNoInterval() throws {
        let report = report(people: 1, own: { _ in 0.5 }, base: { _ in 0 })
        #expect(report.entries.first?.figures.ndcg == Estimate(value: 0.5, interval: nil))
        #expect(report.entries.first?.comparisons.first?.ratio == nil)
        #expect(report.textTable.contains("÷ popularity  –"))
    }

    @Test func aStrategyWithoutCasesIsSaid() {
        let report = report(people: 0, own: { _ in 0 }, base: { _ in 0 })
        #expect(report.entries.isEmpty && report.withoutCases == ["discover"])
        #expect(report.textTable.contains("without cases: discover"))
        #expect(BacktestPage(report, shop: "").html.contains("Nobody bought"))
    }

    @Test func thePageNeedsNothingElseAndEscapes() {
        let page = BacktestPage(report(people: 50, own: { _ in 0.3 }, base: { _ in 0.2 }), shop: "Soap & <Co>").html
        #expect(page.contains("Backtest: Soap &amp; &lt;Co&gt;"))
        #expect(page.contains("&lt;b&gt;none&lt;/b&gt;") && !page.contains("<b>none"))
        #expect(!page.contains("http") && !page.contains("<script"))
        #expect(page.contains("prefers-color-scheme: dark") && page.contains("width=device-width"))
    }
}
