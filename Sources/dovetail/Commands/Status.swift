internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where runs stand, person by person counted; the numbers add up to the audience."
    )

    @Argument(help: "The campaign; all of them where it is left out.")
    var campaign: String?

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let runs = try options.workspace().status(campaign: campaign)
        try Output.print(runs, asJSON: options.json, table: StatusTable.text)
    }
}

enum StatusTable {
    static func text(_ runs: [RunStatus]) -> String {
        if runs.isEmpty { return "no runs yet" }
        var table = TextTable([
            "run", "state", "audience", "sent", "deferred", "failed", "unknown", "skipped", "suppressed", "cancelled",
            "holdout", "remaining",
        ])
        table.rows = runs.map { run in
            [run.run, run.state.rawValue]
                + [
                    run.audience, run.sent, run.deferred, run.failed, run.unknown, run.skipped.values.reduce(0, +),
                    run.suppressed, run.cancelled, run.holdout, run.remaining,
                ].map(grouped)
        }
        let reasons = runs.filter { !$0.skipped.isEmpty }.map { run in
            let counts = run.skipped.sorted { $0.key.rawValue < $1.key.rawValue }
            return "\(run.run) skipped: "
                + counts.map { "\(grouped($0.value)) \($0.key.rawValue)" }.joined(separator: ", ")
        }
        return ([table.text] + reasons).joined(separator: "\n")
    }
}
