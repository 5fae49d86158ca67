internal import ArgumentParser
internal import CampaignModel
internal import Diagnostics
internal import Pipeline

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Show when campaigns run by themselves, or the next times of a cron expression.",
        subcommands: [ScheduleList.self, ScheduleNext.self],
        defaultSubcommand: ScheduleList.self
    )
}

struct ScheduleList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "All campaigns with their next times, what became of the last one, and what they ask."
    )

    @Option(help: ArgumentHelp("Next times of each campaign.", valueName: "n"))
    var count = 3

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (1...1_000).contains(count) else { throw ValidationError("--count must be 1 to 1,000.") }
    }

    func run() throws {
        let report = try options.workspace().schedule(count: count)
        try Output.print(report, asJSON: options.json, table: ScheduleTable.text)
        if !options.json { for finding in report.findings { Output.note(finding.description) } }
        if !report.findings.isEmpty { throw ExitCode(1) }
    }
}

enum ScheduleTable {
    static func text(_ report: ScheduleReport) -> String {
        if report.campaigns.isEmpty { return "no campaigns" }
        var table = TextTable(["campaign", "schedule", "time zone", "next", "last"])
        for entry in report.campaigns {
            let last = entry.last.map { "\($0.due) \($0.run ?? $0.state)" } ?? ""
            let next = entry.enabled ? entry.next : ["disabled"]
            table.rows.append([entry.campaign, entry.schedule, entry.timeZone, next.first ?? "", last])
            for later in next.dropFirst() { table.rows.append(["", "", "", later, ""]) }
        }
        return ([table.text] + report.campaigns.compactMap(\.question)).joined(separator: "\n")
    }
}

struct ScheduleNext: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "The next times of a cron expression, one a line, ISO 8601 with the offset.",
        discussion: """
            Five fields: minute, hour, day of the month, month, weekday; or @daily and the like. Where clocks skip a time, the \
            first moment after the gap counts; where they show it twice, the first of the two.
            """
    )

    @Argument(help: "Such as '0 9 * * MON-FRI', in quotes.")
    var expression: String

    @Option(help: ArgumentHelp("IANA name.", valueName: "zone"))
    var timezone = "UTC"

    @Option(
        help: ArgumentHelp(
            "Only times after this one; ISO 8601, by the zone's clocks where it has no offset.",
            valueName: "time"
        )
    )
    var after: ScheduleSettings.Moment?

    @Option(help: ArgumentHelp("How many.", valueName: "n"))
    var count = 5

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(count) else { throw ValidationError("--count must be 1 to 10,000.") }
    }

    func run() throws {
        let times = try Workspace.nextRuns(of: expression, timeZone: timezone, after: after, count: count)
        try Output.print(times, asJSON: json) { $0.joined(separator: "\n") }
    }
}
