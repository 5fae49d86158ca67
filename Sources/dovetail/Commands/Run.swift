internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Pipeline

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plan and send what is due by the campaigns' schedules, and go on with open runs.",
        discussion: """
            For cron or a systemd timer, once a minute; or stay with --watch. A campaign runs once for each of its times, however \
            many schedulers there are. One that missed its time by more than its 'grace' asks: answer with --missed.
            """
    )

    @Argument(help: "The campaign that missed its time, for --missed.")
    var campaign: String?

    @Flag(help: "Stay, and look again whenever something is due. SIGTERM finishes the messages under way.")
    var watch = false

    @Option(help: ArgumentHelp("A time that the campaign missed: send it now, or skip it.", valueName: "send|skip"))
    var missed: MissedRun?

    @Flag(help: "The ledger was moved: its schedules run here from now on.")
    var movedHere = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if (campaign == nil) != (missed == nil) {
            throw ValidationError("--missed and the campaign it is about go together.")
        }
        if missed != nil && watch { throw ValidationError("--missed and --watch exclude each other.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        let stop = StopSwitch()
        let interrupts = Interrupts(stop)
        defer { interrupts.ignore() }
        if movedHere { try workspace.adoptSchedules() }
        if watch {
            try stay(workspace, stop)
            return
        }
        let observer = Progress(quiet: options.json).observe
        let report =
            if let campaign, let missed {
                try workspace.settle(missed: missed, campaign: campaign, stop: stop, observer: observer)
            } else {
                try workspace.runDue(stop: stop, observer: observer)
            }
        try Output.print(report, asJSON: options.json, table: RunTable.text)
        if !report.isWell { throw ExitCode(1) }
    }

    /// Looks at the schedules until it is told to stop: when something is due, and twice a minute for what has changed.
    private func stay(_ first: Workspace, _ stop: StopSwitch) throws {
        let observer = Progress(quiet: options.json).observe
        var report = try first.runDue(stop: stop, observer: observer)
        while true {
            if !report.isEmpty { try Output.print(report, asJSON: options.json, table: RunTable.text) }
            first.wait(until: report.nextDue, stop: stop)
            if stop.isPressed { return }
            do {
                report = try first.later().runDue(stop: stop, observer: observer)
            } catch {
                // A file that is being edited, a ledger that is busy: it may be over at the next look.
                Output.note("\(error)")
                report = ScheduledRuns()
            }
        }
    }
}

enum RunTable {
    static func text(_ report: ScheduledRuns) -> String {
        let lines =
            report.sends.map(SendTable.text) + report.stale + report.waiting
            + report.failures.map { "\($0.campaign): \($0.error)" }
        if !lines.isEmpty { return lines.joined(separator: "\n") }
        return "nothing is due" + (report.nextDue.map { "; next at \($0)" } ?? "")
    }
}

extension ScheduledRuns {
    fileprivate var isEmpty: Bool { sends.isEmpty && stale.isEmpty && failures.isEmpty }

    fileprivate var isWell: Bool {
        failures.isEmpty
            && sends.allSatisfy { send in
                send.status.failed + send.status.unknown == 0 && send.status.skipped[.renderError] == nil
            }
    }
}
