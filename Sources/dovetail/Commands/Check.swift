internal import ArgumentParser
internal import Pipeline

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check data, campaigns, templates and rendered samples before anything goes out.",
        discussion: """
            Renders what 50 real recipients would get, spread over the audience, and looks at each with some 60 rules: \
            links, pictures, unsubscribing, size, accessibility, and what mail programs do not show. A finding names \
            file, line and column, what is wrong and what to do. Nothing is sent, and nothing is kept.

            Exit code 0: no errors (there may be warnings and notes). 1: at least one error. 64: wrong usage.
            """
    )

    @Argument(help: "The campaign; all of them where it is left out.")
    var campaign: String?

    @Flag(help: "Also ask SpamAssassin for its score, once for each campaign; it must be installed.")
    var spam = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.check(
            campaign: campaign,
            spam: spam,
            observer: Progress(quiet: options.json).observe
        )
        try Output.print(report, asJSON: options.json, table: \.text)
        if !report.passes { throw ExitCode(1) }
    }
}
