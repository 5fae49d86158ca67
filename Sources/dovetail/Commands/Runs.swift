internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold the campaign's run; a sender at work stops within a second."
    )

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

struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plan messages once more that failed, or whose fate is unknown; the next send sends them.",
        discussion: """
            A failed message was refused: it did not arrive, and may be sent again when the cause is mended. An unknown one may \
            have arrived: the sender died, or the connection broke, after its last byte. Whoever retries it risks that the \
            person gets it twice; compare with the relay's log first. Messages whose validity is over are left alone, and so \
            is a run that was cancelled.
            """
    )

    @Argument(help: "A run, or a campaign: its newest run that has begun.")
    var target: String

    @Flag(help: "Messages that failed; so it is where nothing is said.")
    var failed = false

    @Flag(help: "Messages whose fate is unknown: some people may get theirs twice.")
    var unknown = false

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let states: Set<MessageState> = unknown ? (failed ? [.failed, .unknown] : [.unknown]) : [.failed]
        let report = try options.workspace().retry(target, states)
        try Output.print(report, asJSON: options.json, table: RetryTable.text)
    }
}

enum RetryTable {
    static func text(_ report: RetryReport) -> String {
        var lines = [StatusTable.text([report.status]), "\(grouped(report.retried)) messages are planned again."]
        if report.expired > 0 {
            lines.append("\(grouped(report.expired)) are past their validity and stay as they are.")
        }
        if report.retried > 0 { lines.append("'dovetail send \(report.status.campaign) --yes' sends them.") }
        return lines.joined(separator: "\n")
    }
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
