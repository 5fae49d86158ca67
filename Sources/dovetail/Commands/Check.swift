internal import ArgumentParser
internal import Pipeline

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check data, campaigns, templates and rendered samples before anything goes out."
    )

    @Argument(help: "The campaign; all of them where it is left out.")
    var campaign: String?

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.check(campaign: campaign, observer: Progress(quiet: options.json).observe)
        try Output.print(report, asJSON: options.json, table: \.text)
        if !report.passes { throw ExitCode(1) }
    }
}
