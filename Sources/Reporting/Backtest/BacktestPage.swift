internal import CampaignModel
internal import Foundation

/// A backtest as one HTML file that needs nothing else: light and dark, wide and narrow, no script.
public struct BacktestPage: Sendable {
    private let report: BacktestReport
    private let shop: String

    /// - Parameter shop: The shop's name; may be empty.
    public init(_ report: BacktestReport, shop: String) {
        self.report = report
        self.shop = shop
    }

    public var html: String {
        let title = shop.isEmpty ? "Backtest" : "Backtest: \(shop)"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(escaped(title))</title>
            <style>\(BacktestPage.style)</style>
            </head>
            <body>
            <header><h1>\(escaped(title))</h1><p>\(escaped(report.heading)).</p></header>
            <main>
            \(overview)
            \(report.entries.map(section).joined(separator: "\n"))
            \(withoutCases)
            \(reading)
            </main>
            </body>
            </html>

            """
    }

    private var overview: String {
        let scale = PlotScale(report.entries.flatMap { [$0.figures.ndcg] + $0.baselines.map(\.figures.ndcg) })
        let rows = report.entries.map { entry in
            let baselines = entry.baselines.map { baseline in
                plotRow(baseline.name, "", baseline.figures.ndcg, scale, kind: "baseline")
            }
            return plotRow(entry.strategy, "", entry.figures.ndcg, scale, kind: "own") + baselines.joined()
        }
        return """
            <section>
            <h2>NDCG@6 by strategy</h2>
            <p class="note">Blue: the strategy. Grey: the baselines on the same cases. Each strategy has a question of its own, so compare a
            strategy with its baselines and not with its neighbours.</p>
            <div class="plot">\(rows.map { "<div class=\"group\">\($0)</div>" }.joined())\(axis(scale))</div>
            \(overviewTable)
            </section>
            """
    }

    private var overviewTable: String {
        let rows = report.entries.flatMap { entry in
            [tableRow(entry.strategy, entry.figures, entry.coverage, "own")]
                + entry.baselines.map { tableRow($0.name, $0.figures, $0.coverage, "baseline") }
        }
        return """
            <div class="scroll"><table>
            <thead><tr><th>Strategy</th><th>Cases</th><th>Recall@6</th><th>NDCG@6</th><th>Hit rate</th><th>Revenue hit</th>
            <th>Revenue hit a case</th><th>Coverage</th><th>Categories a list</th></tr></thead>
            <tbody>\(rows.joined())</tbody>
            </table></div>
            """
    }

    private func tableRow(
        _ name: String,
        _ figures: BacktestReport.Figures,
        _ coverage: Double,
        _ kind: String
    ) -> String {
        let money = Money(minorUnits: Int64(figures.revenuePerCase.value.rounded()), currency: report.currency)
        let cells = [
            "\(figures.cases)", decimal(figures.recall.value), decimal(figures.ndcg.value),
            percent(figures.hitRate.value), percent(figures.revenueShare.value), "\(money)", percent(coverage),
            String(format: "%.2f", figures.diversity),
        ]
        return "<tr class=\"\(kind)\"><th scope=\"row\">\(escaped(name))</th>"
            + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>\n"
    }

    private func section(_ entry: BacktestReport.Entry) -> String {
        let comparisons = entry.comparisons.map { comparison in
            let ratio = comparison.ratio.map { "× \(short($0))" } ?? "–"
            return "<li><b>\(escaped(ratio))</b> of \(escaped(comparison.baseline)): \(verdict(comparison))</li>"
        }
        return """
            <section>
            <h2>\(escaped(entry.strategy))</h2>
            <p>\(escaped(entry.meaning))</p>
            <ul class="ratios">\(comparisons.joined())</ul>
            \(parts(of: entry))
            </section>
            """
    }

    /// NDCG by cut and by segment, on one scale; the first baseline's ratio beside it.
    private func parts(of entry: BacktestReport.Entry) -> String {
        let scale = PlotScale(entry.slices.map(\.figures.ndcg))
        let dimensions = entry.slices.reduce(into: [String]()) {
            if $0.last != $1.dimension { $0.append($1.dimension) }
        }
        let plots = dimensions.map { dimension in
            let rows = entry.slices.filter { $0.dimension == dimension }.map { slice in
                plotRow(slice.value, "\(slice.figures.cases) cases", slice.figures.ndcg, scale, kind: "own")
            }
            return "<div class=\"plot\"><h3>By \(escaped(dimension.replacing("_", with: " ")))</h3>"
                + rows.joined() + axis(scale) + "</div>"
        }
        return plots.joined(separator: "\n")
    }

    private func verdict(_ comparison: BacktestReport.Comparison) -> String {
        guard let interval = comparison.difference.interval else {
            return comparison.difference.value == 0 ? "the same" : "too few cases to tell"
        }
        if interval.low > 0 { return "better, beyond chance" }
        return interval.high < 0 ? "worse, beyond chance" : "no difference beyond chance"
    }

    private var withoutCases: String {
        guard !report.withoutCases.isEmpty else { return "" }
        return "<section><p>Nobody bought what would have counted for: "
            + escaped(report.withoutCases.joined(separator: ", ")) + ".</p></section>"
    }

    private var reading: String {
        """
        <section><h2>How to read this</h2>
        <p>For each cut everything is learned from what was before it, six products are picked for everyone who had bought before, and
        what they then bought within \(report.days) days is compared. <b>Recall@6</b>: the share of what was bought that was in the list.
        <b>NDCG@6</b>: the same, early places counting more (1/log₂(rank + 1), over the best that was possible). <b>Hit rate</b>: lists with at
        least one product bought. <b>Revenue hit</b>: the share of the money that went to products in the list. <b>Coverage</b>: the share of
        the catalogue that is in anybody's list. Bars: 95 % intervals, people drawn with replacement.</p>
        <p>People bought these things without having been written to: a backtest says how well a strategy foretells, not what a campaign
        earns. For that, hold some people out and read <code>dovetail report</code>.</p></section>
        """
    }
}

// MARK: Plots

/// From 0 to a round number above everything shown.
private struct PlotScale {
    let top: Double

    init(_ estimates: [Estimate]) {
        let most = estimates.map { max($0.value, $0.interval?.high ?? 0) }.max() ?? 0
        let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
        top = steps.first { $0 >= most } ?? 1
    }

    /// 0 ... 100
    func place(_ value: Double) -> String { String(format: "%.2f", max(0, min(1, value / top)) * 100) }
}

extension BacktestPage {
    /// A label, a dot with its interval, and the numbers; on a narrow screen the plot goes below.
    private func plotRow(
        _ label: String,
        _ detail: String,
        _ estimate: Estimate,
        _ scale: PlotScale,
        kind: String
    ) -> String {
        let whisker =
            estimate.interval.map { interval in
                "<line class=\"whisker\" x1=\"\(scale.place(interval.low))%\" x2=\"\(scale.place(interval.high))%\" y1=\"9\" y2=\"9\"/>"
            } ?? ""
        let small = detail.isEmpty ? "" : " <small>\(escaped(detail))</small>"
        let description = escaped("\(label): \(written(estimate))")
        return """
            <div class="row \(kind)"><span class="label">\(escaped(label))\(small)</span>\
            <svg role="img" aria-label="\(description)" height="18" width="100%"><title>\(description)</title>\
            <line class="rule" x1="0" x2="100%" y1="9" y2="9"/>\(whisker)\
            <circle cx="\(scale.place(estimate.value))%" cy="9" r="4.5"/></svg>\
            <span class="value">\(escaped(written(estimate)))</span></div>

            """
    }

    private func axis(_ scale: PlotScale) -> String {
        let marks = [0, 0.5, 1].map { share in
            let anchor = share == 0 ? "start" : share == 1 ? "end" : "middle"
            return
                "<text x=\"\(Int(share * 100))%\" y=\"12\" text-anchor=\"\(anchor)\">\(decimal(scale.top * share))</text>"
        }
        return
            "<div class=\"row axis\"><span class=\"label\"></span><svg aria-hidden=\"true\" height=\"16\" width=\"100%\">"
            + marks.joined() + "</svg><span class=\"value\"></span></div>"
    }

    private func written(_ estimate: Estimate) -> String {
        guard let interval = estimate.interval else { return decimal(estimate.value) }
        return "\(decimal(estimate.value)) (\(decimal(interval.low)) – \(decimal(interval.high)))"
    }

    private func short(_ estimate: Estimate) -> String {
        let value = String(format: "%.2f", estimate.value)
        guard let interval = estimate.interval else { return value }
        return value + String(format: " (%.2f – %.2f)", interval.low, interval.high)
    }

    /// Three digits that tell something, whether of a half or of a hundredth.
    private func decimal(_ value: Double) -> String {
        value == 0 ? "0" : String(format: abs(value) < 0.1 ? "%.4f" : "%.3f", value)
    }

    private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    private func escaped(_ text: String) -> String {
        var safe = ""
        for character in text {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            default: safe.append(character)
            }
        }
        return safe
    }

    private static let style = """

        :root { --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --paper: #fff; --card: #f6f7f9; --own: #1f5fbf; --base: #9aa4b1; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8ecf1; --soft: #a3adba; --line: #343d49; --paper: #14181e; --card: #1b2129; --own: #6ea8ff; --base: #77818e; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        header, main { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
        header { padding-top: 2rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
        h2 { font-size: 1.2rem; margin: 0 0 .25rem; text-transform: none; }
        h3 { font-size: .95rem; margin: 1.25rem 0 .25rem; color: var(--soft); font-weight: 600; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem; margin: 1rem 0; }
        p { margin: .25rem 0 .75rem; }
        .note, small { color: var(--soft); font-size: .85rem; }
        .row { display: grid; grid-template-columns: 13rem 1fr 12rem; align-items: center; gap: .75rem; min-height: 1.6rem; }
        .row .value { font-variant-numeric: tabular-nums; font-size: .85rem; color: var(--soft); white-space: nowrap; }
        .row.baseline .label { color: var(--soft); padding-left: 1rem; font-size: .9rem; }
        .group { padding: .35rem 0; border-bottom: 1px solid var(--line); }
        svg { display: block; overflow: visible; }
        svg .rule { stroke: var(--line); stroke-width: 1; }
        svg .whisker { stroke: var(--own); stroke-width: 3; stroke-opacity: .45; }
        svg circle { fill: var(--own); }
        svg text { fill: var(--soft); font-size: 11px; }
        .baseline svg .whisker { stroke: var(--base); }
        .baseline svg circle { fill: var(--base); }
        .ratios { padding-left: 1.1rem; margin: .25rem 0 .5rem; }
        .scroll { overflow-x: auto; margin-top: 1rem; }
        table { border-collapse: collapse; font-size: .85rem; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .3rem .5rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
        thead th { color: var(--soft); font-weight: 600; white-space: normal; vertical-align: bottom; }
        th:first-child { text-align: left; }
        tr.baseline th { font-weight: 400; padding-left: 1.2rem; color: var(--soft); }
        tr.baseline td { color: var(--soft); }
        @media (max-width: 40rem) {
          .row { grid-template-columns: 1fr auto; gap: 0 .5rem; padding: .2rem 0; }
          .row svg { grid-column: 1 / -1; grid-row: 2; }
          .row.axis .label, .row.axis .value { display: none; }
        }

        """
}
