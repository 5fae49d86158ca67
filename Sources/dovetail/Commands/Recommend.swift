internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct Recommend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what would be picked, without a campaign."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv
    }

    @Option(help: ArgumentHelp("Only this strategy; default: repurchase, complements, popular.", valueName: "name"))
    var strategy: Strategy?

    @Option(help: ArgumentHelp("Only this customer; default: everyone.", valueName: "id"))
    var customer: String?

    @Option(help: ArgumentHelp("Items a customer.", valueName: "n"))
    var items = 6

    @Option(help: "table or csv (customer_id,rank,product_id,score,strategy,reason).")
    var format = Format.table

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if items < 1 { throw ValidationError("--items must be at least 1.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        let picks = try workspace.recommend(
            strategy: strategy,
            customer: customer,
            items: items,
            observer: Progress(quiet: options.json).observe
        )
        if format == .csv, !options.json {
            print("customer_id,rank,product_id,score,strategy,reason")
            for item in picks {
                let fields = [
                    item.customer, "\(item.rank)", item.product, "\(item.score)", item.strategy.rawValue, item.reason,
                ]
                print(fields.map(quoted).joined(separator: ","))
            }
            return
        }
        try Output.print(picks, asJSON: options.json) { picks in
            var table = TextTable(["customer", "rank", "product", "title", "strategy", "reason"])
            table.rows = picks.map {
                [$0.customer, "\($0.rank)", $0.product, $0.title, $0.strategy.rawValue, $0.reason]
            }
            return table.text
        }
    }

    /// A field as RFC 4180 wants it.
    private func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { ",\"\r\n".utf8.contains($0) }
        return needsQuotes ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
}
