internal import ArgumentParser

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
                subcommands: [SegmentCommand.self, Recommend.self, Explain.self, Status.self, ReportCommand.self]
            ),
            CommandGroup(name: "Campaigns", subcommands: [PlanCommand.self, Preview.self, Send.self, Suppress.self]),
        ]
    )
}
