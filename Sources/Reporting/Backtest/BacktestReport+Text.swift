internal import CampaignModel
internal import Foundation

extension BacktestReport {
    /// The report for a terminal: one row a strategy or baseline, and by segment where there are one or two strategies.
    public var textTable: String {
        var lines = [heading, ""]
        lines += table(
            [["", "cases", "recall@6", "NDCG@6", "hit rate", "revenue hit", "coverage", "categories"]] + overall
        )
        lines += ["", "NDCG@6 over the baseline's, on the same cases"]
        lines += table(comparisonRows)
        // With many strategies the parts are for the page.
        for entry in entries where entries.count <= 2 {
            lines += ["", "\(entry.strategy), by segment"]
            lines += table(segmentRows(of: entry))
        }
        if !withoutCases.isEmpty { lines += ["", "without cases: \(withoutCases.joined(separator: ", "))"] }
        lines.append("(in brackets: 95 % confidence intervals, people drawn with replacement)")
        return lines.joined(separator: "\n")
    }

    var heading: String {
        let moments = cuts.map { "\($0)".prefix(10) }.joined(separator: ", ")
        let what = nextOrderOnly ? "the next order" : "what was bought"
        return "As of \(moments): six products each, against \(what) within \(days) days"
    }

    private var overall: [[String]] {
        entries.flatMap { entry in
            [row(entry.strategy, entry.figures, entry.coverage)]
                + entry.baselines.map { row("  \($0.name)", $0.figures, $0.coverage) }
        }
    }

    private func row(_ name: String, _ figures: Figures, _ coverage: Double) -> [String] {
        [
            name, "\(figures.cases)", written(figures.recall), written(figures.ndcg), written(figures.hitRate),
            written(figures.revenueShare), percent(coverage), String(format: "%.2f", figures.diversity),
        ]
    }

    private var comparisonRows: [[String]] {
        entries.flatMap { entry in
            entry.comparisons.map { comparison in
                [
                    entry.strategy, "÷ \(comparison.baseline)", comparison.ratio.map(written) ?? "–",
                    "difference \(written(comparison.difference))",
                ]
            }
        }
    }

    private func segmentRows(of entry: Entry) -> [[String]] {
        let header = ["", "", "cases", "NDCG@6", "hit rate", "revenue hit"]
        return [header + entry.baselines.map { "÷ \($0.name)" }]
            + entry.slices.map { slice in
                [
                    slice.dimension, slice.value, "\(slice.figures.cases)", written(slice.figures.ndcg),
                    percent(slice.figures.hitRate.value), percent(slice.figures.revenueShare.value),
                ] + slice.comparisons.map { $0.ratio.map(written) ?? "–" }
            }
    }

    private func written(_ estimate: Estimate) -> String {
        let value = String(format: "%.4f", estimate.value)
        guard let interval = estimate.interval else { return value }
        return value + String(format: " (%.4f … %.4f)", interval.low, interval.high)
    }

    private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    /// Columns aligned, two spaces between.
    private func table(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.count > column ? $0[column].count : nil }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
