internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Pipeline

struct Backtest: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay the past: how often would the picks have been bought?",
        discussion: """
            At each cut everything is learned from what was before it; six products are picked for everyone who had bought \
            before, and compared with what they bought next. Popularity and personal frequency stand beside.
            """
    )

    /// A strategy, or `next`.
    struct Question: ExpressibleByArgument {
        var strategy: Strategy?

        init?(argument: String) {
            strategy = Strategy(rawValue: argument)
            if strategy == nil, argument != "next" { return nil }
        }

        static var allValueStrings: [String] { ["next"] + Strategy.allCases.map(\.rawValue) }
    }

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Moments to foretell from; default: three, the last --days before the newest order.",
            valueName: "date"
        )
    )
    var cut: [Instant] = []

    @Option(help: ArgumentHelp("Orders within so many days after a cut count.", valueName: "n"))
    var days = 28

    @Flag(help: "Only the first of these orders counts.")
    var nextOrder = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Strategies, or 'next' for next purchases; default: those that foretell.", valueName: "name")
    )
    var strategy: [Question] = []

    @Option(help: ArgumentHelp("Customers asked about at a cut, at most, drawn by their ids.", valueName: "n"))
    var sample = 20_000

    @Option(help: ArgumentHelp("Write a page with plots there too.", valueName: "file"))
    var html: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if !(1...365).contains(days) { throw ValidationError("--days must be from 1 to 365.") }
        if sample < 1 { throw ValidationError("--sample must be at least 1.") }
    }

    func run() throws {
        let request = BacktestRequest(
            cuts: cut,
            days: days,
            nextOrderOnly: nextOrder,
            strategies: strategy.map(\.strategy),
            sample: sample,
            page: html
        )
        let result = try options.workspace().backtest(request, observer: Progress(quiet: options.json).observe)
        try Output.print(result, asJSON: options.json, table: \.text)
        if let html, !options.json { Output.note("Open \(html)") }
    }
}
