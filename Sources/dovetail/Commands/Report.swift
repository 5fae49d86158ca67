internal import ArgumentParser
internal import Pipeline

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what the campaign's last run earned against its holdout."
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Option(
        help: ArgumentHelp("Days after the planned time in which orders count, for both groups alike.", valueName: "n")
    )
    var days = 14

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if days < 1 { throw ValidationError("--days must be at least 1.") }
    }

    func run() throws {
        let report = try options.workspace().report(
            campaign: campaign,
            days: days,
            observer: Progress(quiet: options.json).observe
        )
        try Output.print(report, asJSON: options.json, table: \.text)
    }
}
