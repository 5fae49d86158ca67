internal import ArgumentParser
internal import Pipeline

@main
struct Dovetail: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dovetail",
        abstract: "Personalised cross-sell and upsell campaigns by email and push.",
        discussion: """
            Start with 'dovetail init shop', then 'dovetail preview frequently-bought-together --shop shop'.
            Nothing goes out by accident: 'preview' writes files, 'send' wants --yes.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Set up", subcommands: [Init.self, Check.self]),
            CommandGroup(
                name: "Look",
                subcommands: [
                    SegmentCommand.self, Recommend.self, Backtest.self, Render.self, Inline.self, Explain.self,
                    Status.self, ReportCommand.self,
                ]
            ),
            CommandGroup(
                name: "Campaigns",
                subcommands: [
                    PlanCommand.self, Preview.self, Studio.self, Send.self, Run.self, ScheduleCommand.self, Pause.self,
                    Resume.self, Cancel.self, Retry.self, Suppress.self,
                ]
            ),
        ]
    )

    /// Exit 0: all well; 1: it ran and something failed; 64: the command was not right, and nothing was done.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as PipelineError {
            Output.note("\(error)")
            if case .refused = error { exit(withError: ExitCode(64)) }
            exit(withError: ExitCode(1))
        } catch {
            exit(withError: error)
        }
    }
}
