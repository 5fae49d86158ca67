internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Freeze who gets what, when, or why not. Sends nothing."
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.plan(campaign, observer: Progress(quiet: options.json).observe)
        try Output.print(report, asJSON: options.json, table: PlanTable.text)
    }
}

/// The funnel from audience to planned messages.
enum PlanTable {
    static func text(_ report: PlanReport) -> String {
        var table = TextTable(["", "messages"])
        table.rows.append(["audience", grouped(report.audience)])
        for (reason, count) in report.counts.skipped.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            table.rows.append(["  skipped (\(reason.rawValue))", grouped(count)])
        }
        table.rows.append(["  suppressed", grouped(report.counts.suppressed)])
        table.rows.append(["  holdout", grouped(report.counts.holdout)])
        table.rows.append(["planned", grouped(report.counts.planned)])
        let standing =
            report.hasBegun ? " (under way, as planned then)" : report.isNew ? "" : " (nothing has changed since)"
        var lines = ["Run \(report.run), as of \(report.asOf)\(standing)"]
        lines.append(table.text)
        if let zones = report.withCountryTimeZone, zones > 0 {
            lines.append("\(grouped(zones)) customers have no usable time zone; their country's is used for them")
        }
        if let zones = report.withoutTimeZone, zones > 0 {
            lines.append("\(grouped(zones)) customers have no usable time zone; the shop's is used for them")
        }
        return lines.joined(separator: "\n")
    }
}
