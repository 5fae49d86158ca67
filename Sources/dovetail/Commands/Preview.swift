internal import ArgumentParser
internal import Pipeline

struct Preview: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the messages that 'send' would send, byte for byte, and a gallery to look at."
    )

    @Argument(help: "The campaign.")
    var campaign: String

    @Option(help: ArgumentHelp("Only this customer.", valueName: "id"))
    var customer: String?

    @Option(help: ArgumentHelp("Messages written at most; 0 means all.", valueName: "n"))
    var limit = 20

    @Option(help: ArgumentHelp("Messages shown in the gallery.", valueName: "n"))
    var gallery = 20

    @Option(help: ArgumentHelp("The folder to write; default: SHOP/preview/CAMPAIGN.", valueName: "dir"))
    var out: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if limit < 0 || gallery < 0 { throw ValidationError("--limit and --gallery must be 0 or more.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.preview(
            campaign,
            PreviewOptions(customer: customer, limit: limit == 0 ? nil : limit, gallery: gallery, out: out),
            observer: Progress(quiet: options.json).observe
        )
        try Output.print(report, asJSON: options.json) { report in
            var lines = [PlanTable.text(report.plan), "\(grouped(report.written)) messages written"]
            for (customer, problem) in report.failed.sorted(by: { $0.key < $1.key }).prefix(5) {
                lines.append("customer \(customer): \(problem)")
            }
            if !report.aborted.isEmpty {
                lines.append("\(grouped(report.aborted.count)) customers whose message the template asks not to send")
            }
            if report.failed.count > 5 { lines.append("… and \(report.failed.count - 5) more that cannot be rendered") }
            lines.append("Open \(report.index)")
            return lines.joined(separator: "\n")
        }
        if !report.failed.isEmpty { throw ExitCode(1) }
    }
}
