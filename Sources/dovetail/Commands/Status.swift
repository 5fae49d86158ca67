internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Pipeline

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where runs stand, person by person counted; the numbers add up to the audience."
    )

    @Argument(help: "The campaign; all of them where it is left out.")
    var campaign: String?

    @Flag(help: "Draw anew every second, until no run is being sent.")
    var watch = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if watch && options.json { throw ValidationError("--watch draws for people; leave --json out.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        if watch { return try watch(workspace) }
        let runs = try workspace.status(campaign: campaign)
        try Output.print(runs, asJSON: options.json, table: StatusTable.text)
        for question in try workspace.scheduleQuestions() { Output.note(question) }
    }

    private func watch(_ workspace: Workspace) throws {
        let isTerminal = isatty(FileHandle.standardOutput.fileDescriptor) == 1
        while true {
            let runs = try workspace.status(campaign: campaign)
            // Home, the text, then erase what an earlier and longer one left.
            let text = StatusTable.text(runs)
            print(isTerminal ? "\u{1b}[H\u{1b}[2J\(text)" : text)
            fflush(nil)
            if !runs.contains(where: { $0.sender != nil }) { return }
            Thread.sleep(forTimeInterval: 1)
        }
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
        let senders = runs.compactMap { run in run.sender.map { "\(run.run) is being sent by \($0)" } }
        let paused = runs.compactMap { run in run.pausedReason.map { "\(run.run) is paused: \($0)" } }
        let due = runs.compactMap { run in run.nextDue.map { "\(run.run) next due: \($0)" } }
        let unknown = runs.filter { $0.unknown > 0 }.map { run in
            "\(run.run): \(grouped(run.unknown)) unknown may have arrived; 'dovetail retry \(run.run) --unknown' risks doubles"
        }
        return ([table.text] + reasons + paused + senders + due + unknown).joined(separator: "\n")
    }
}
