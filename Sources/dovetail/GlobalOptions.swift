internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

/// What every command that opens a shop's folder understands.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .customLong("shop"),
        help: ArgumentHelp("The shop's folder, which has a dovetail.yaml.", valueName: "dir")
    )
    var folder = "."

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Stop where rows of the data are bad, instead of setting them aside.")
    var strict = false

    @Option(
        help: ArgumentHelp("Pretend it is this time (ISO 8601), for rehearsals on old data.", valueName: "time")
    )
    var at: Instant?

    @Option(help: ArgumentHelp("Threads for reading, picking and rendering; default: one per core.", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    }

    /// Opens the shop's folder.
    func workspace() throws -> Workspace {
        try Workspace(folder: folder, clock: WallClock(startingAt: at), threads: threads, strict: strict)
    }
}
