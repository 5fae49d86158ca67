internal import ArgumentParser
internal import CampaignModel
internal import Diagnostics
internal import Pipeline

struct Suppress: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep the list of addresses that nothing is ever sent to.",
        subcommands: [Add.self, Remove.self, List.self, Import.self],
        defaultSubcommand: List.self
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suppress an address at once, also for runs under way."
        )

        @Argument(help: "The email address.")
        var address: String

        @Option(help: "Why.")
        var reason = "manual"

        @OptionGroup var options: GlobalOptions

        func run() throws {
            let isNew = try options.workspace().suppress(address, reason: reason)
            print(isNew ? "\(address) is suppressed." : "\(address) was suppressed already.")
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take an address off the list.")

        @Argument(help: "The email address.")
        var address: String

        @OptionGroup var options: GlobalOptions

        func run() throws {
            let wasThere = try options.workspace().unsuppress(address)
            print(wasThere ? "\(address) can be written to again." : "\(address) was not suppressed.")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the list.")

        @OptionGroup var options: GlobalOptions

        func run() throws {
            let all = try options.workspace().suppressions()
            try Output.print(all, asJSON: options.json) { all in
                if all.isEmpty { return "nobody is suppressed" }
                var table = TextTable(["address", "since", "reason"])
                table.rows = all.map { [$0.address, "\($0.since)", $0.reason] }
                return table.text
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suppress every address of a file: one a line, or a CSV with a column 'email' or 'address'."
        )

        @Argument(help: "The file.")
        var file: String

        @Option(help: "Why.")
        var reason = "import"

        @OptionGroup var options: GlobalOptions

        func run() throws {
            let report = try options.workspace().importSuppressions(file: file, reason: reason)
            try Output.print(report, asJSON: options.json) { report in
                let lines = [
                    "\(grouped(report.added)) added, \(grouped(report.known)) known already, \(grouped(report.rejected.count)) refused"
                ]
                return (lines + report.rejected.prefix(5).map(\.description)).joined(separator: "\n")
            }
            if !report.rejected.isEmpty { throw ExitCode(1) }
        }
    }
}
