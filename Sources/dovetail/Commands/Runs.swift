internal import ArgumentParser
internal import Pipeline

struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Hold the campaign's run; a sender at work stops soon.")

    @OptionGroup var target: RunOptions

    func run() throws { try target.change(.pause) }
}

struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a paused run go on with the next send.")

    @OptionGroup var target: RunOptions

    func run() throws { try target.change(.resume) }
}

struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the campaign's run for good: what is not sent yet will not be."
    )

    @OptionGroup var target: RunOptions

    func run() throws { try target.change(.cancel) }
}

/// What the three have in common.
struct RunOptions: ParsableArguments {
    @Argument(help: "The campaign.")
    var campaign: String

    @OptionGroup var options: GlobalOptions

    func change(_ change: RunChange) throws {
        let status = try options.workspace().change(change, campaign: campaign)
        try Output.print([status], asJSON: options.json, table: StatusTable.text)
    }
}
