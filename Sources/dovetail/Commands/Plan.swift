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

    @Flag(help: "Show how it came about: the audience, each exclusion, variants, channels, hours.")
    var explain = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.plan(campaign, explained: explain, observer: Progress(quiet: options.json).observe)
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
        lines += report.warnings.map { "warning: \($0)" }
        if let funnel = report.funnel { lines.append(FunnelTable.text(funnel)) }
        return lines.joined(separator: "\n")
    }
}

/// How a run came about, in four tables.
enum FunnelTable {
    static func text(_ funnel: Funnel) -> String {
        [audience(funnel), parts("channel", funnel.channels), parts("variant", funnel.variants), hours(funnel)]
            .map { "\n" + $0 }.joined(separator: "\n")
    }

    private static func audience(_ funnel: Funnel) -> String {
        var table = TextTable(["audience", "customers"])
        table.rows.append(["all customers", grouped(funnel.customers)])
        for step in funnel.steps { table.rows.append(["  left out by \(step.name)", grouped(step.leftOut)]) }
        table.rows.append(["in the audience", grouped(funnel.people)])
        if let trigger = funnel.trigger {
            table.rows.append(["  due for '\(trigger.event)'", grouped(trigger.entered)])
            table.rows.append(["  waiting for the delay", grouped(trigger.waiting)])
            table.rows.append(["  entered before", grouped(trigger.before)])
            for (exit, count) in trigger.exited.sorted(by: { $0.key < $1.key }) {
                table.rows.append(["  left by exit (\(exit))", grouped(count)])
            }
        }
        return table.text
    }

    private static func parts(_ title: String, _ parts: [Funnel.Part]) -> String {
        var table = TextTable([title, "share", "messages", "skipped", "suppressed", "holdout", "planned"])
        for part in parts {
            table.rows.append([
                part.name, part.share.map { "\(Int(($0 * 100).rounded())) %" } ?? "", grouped(part.counts.audience),
                grouped(part.counts.skippedTotal), grouped(part.counts.suppressed), grouped(part.counts.holdout),
                grouped(part.counts.planned),
            ])
        }
        return table.text
    }

    private static func hours(_ funnel: Funnel) -> String {
        var table = TextTable(["due from", "planned"])
        for hour in funnel.hours { table.rows.append(["\(hour.start)", grouped(hour.messages)]) }
        return table.text
    }
}
