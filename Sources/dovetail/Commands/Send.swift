internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct Send: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send the campaign's frozen run, or go on with one that was interrupted.",
        discussion: """
            Sends what is due now and says what is due later; with --wait it stays until nothing is left. Ctrl-C finishes the messages under way; a second one stops at \
            once. Whatever happens, the ledger knows for every person; run it again to go on.

            The relay's password comes from DOVETAIL_SMTP_PASSWORD (of several, DOVETAIL_SMTP_PASSWORD_ and the relay's \
            name), the push secret from DOVETAIL_PUSH_SECRET.

            --test ADDRESS --as CUSTOMER sends that customer's email to you instead, planned now: its subject begins with \
            "[Test]", its links act for nobody, and no run, count or customer knows of it.
            """
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Flag(help: "Really send.")
    var yes = false

    @Flag(help: "Do everything but open a connection; the ledger stays as it is.")
    var dryRun = false

    @Flag(help: "Where files changed since the plan was frozen: plan anew.")
    var replan = false

    @Flag(help: "Where files changed since the plan was frozen: send the plan as it was previewed.")
    var asPreviewed = false

    @Flag(help: "After a finished run: start another.")
    var newRun = false

    @Flag(help: "Stay for what is due later: later send times, refusals for now, limits that are used up.")
    var wait = false

    @Option(
        name: .customLong("test"),
        help: ArgumentHelp("Send one test message to this address, and nothing else.", valueName: "address")
    )
    var testAddress: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("With --test: whose message it is.", valueName: "customer")
    )
    var testCustomer: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if replan && asPreviewed { throw ValidationError("--replan and --as-previewed exclude each other.") }
        if (testAddress == nil) != (testCustomer == nil) {
            throw ValidationError("--test ADDRESS and --as CUSTOMER go together.")
        }
        if testAddress != nil, yes || dryRun || replan || asPreviewed || newRun || wait {
            throw ValidationError("--test sends one message and goes with none of the other flags.")
        }
        if yes && dryRun { throw ValidationError("--yes and --dry-run exclude each other.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        if let testAddress, let testCustomer {
            return try sendTest(workspace, to: testAddress, as: testCustomer)
        }
        let change: SendOptions.OnChange = replan ? .replan : asPreviewed ? .asPreviewed : .ask
        let stop = StopSwitch()
        let interrupts = Interrupts(stop)
        defer { interrupts.ignore() }
        let report = try workspace.send(
            campaign,
            SendOptions(confirmed: yes, dryRun: dryRun, onChange: change, newRun: newRun, waits: wait),
            stop: stop,
            observer: Progress(quiet: options.json).observe
        )
        try Output.print(report, asJSON: options.json, table: SendTable.text)
        let status = report.status
        if status.failed + status.unknown > 0 || (status.skipped[.renderError] ?? 0) > 0 { throw ExitCode(1) }
        if report.ending == .stopped { throw ExitCode(1) }
    }

    private func sendTest(_ workspace: Workspace, to address: String, as customer: String) throws {
        let progress = Progress(quiet: options.json)
        let report = try workspace.sendTest(campaign, to: address, as: customer, observer: progress.observe)
        try Output.print(report, asJSON: options.json) { report in
            let what = "'\(report.subject)', the message of '\(report.customer)',"
            return report.isAccepted
                ? "\(what) was sent to \(report.address): \(report.answer)"
                : "\(what) was not sent to \(report.address): \(report.answer)"
        }
        if !report.isAccepted { throw ExitCode(1) }
    }
}

enum SendTable {
    static func text(_ report: SendReport) -> String {
        var lines = [StatusTable.text([report.status])]
        if report.recovered > 0 {
            lines.append(
                "\(grouped(report.recovered)) messages were under way when an earlier send was killed: they are 'unknown' "
                    + "and will not be sent again by themselves"
            )
        }
        switch report.ending {
        case .finished: lines.append("Run \(report.run) is finished.")
        case .stopped: lines.append("Stopped. 'dovetail send \(report.status.campaign) --yes' goes on.")
        case .dryRun: lines.append("Dry run: nothing was sent. Add --yes to send.")
        case .waiting:
            let due = report.status.nextDue.map { ", the next at \($0)" } ?? ""
            lines.append(
                "\(grouped(report.status.remaining + report.status.deferred)) are due later\(due); send again then."
            )
        }
        if report.accepted > 0, report.seconds > 0 {
            let rate = Int(Double(report.accepted) / report.seconds)
            lines.append(
                "\(grouped(report.accepted)) accepted in \(Int(report.seconds.rounded())) s (\(grouped(rate))/s)"
            )
        }
        return lines.joined(separator: "\n")
    }
}
