internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Pipeline

struct Recommend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what would be picked, for everyone or for carts.",
        discussion: """
            Without --strategy: what each customer will buy next, repeats included. --strategy discover: what is new to \
            them. --carts: what completes each cart. As of the newest order; --at knows nothing later than that time.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv
    }

    @Option(help: ArgumentHelp("Only this strategy.", valueName: "name"))
    var strategy: Strategy?

    @Option(help: ArgumentHelp("The campaign's slots, filters and audience.", valueName: "name"))
    var campaign: String?

    @Option(
        help: ArgumentHelp("Carts to complete: a CSV of case_id,customer_id,time,product_id rows.", valueName: "file")
    )
    var carts: String?

    @Flag(help: "For carts: only what their customers never bought.")
    var novel = false

    @Option(help: ArgumentHelp("Only this customer.", valueName: "id"))
    var customer: String?

    @Option(
        help: ArgumentHelp("Only these customers: a CSV with a column customer_id, or an id a line.", valueName: "file")
    )
    var customers: String?

    @Flag(help: "The plain ranking, for scoring: no filters, no choice of a set.")
    var raw = false

    @Option(
        name: [.customLong("limit"), .customLong("items")],
        help: ArgumentHelp("Items a customer or cart.", valueName: "n")
    )
    var limit = 6

    @Option(help: "table or csv (customer_id,rank,product_id,score,strategy,reason; case_id for carts).")
    var format = Format.table

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if !(1...100).contains(limit) { throw ValidationError("--limit must be from 1 to 100.") }
        let names = [("--customer", customer), ("--customers", customers), ("--carts", carts)].filter { $0.1 != nil }
        if names.count > 1 { throw ValidationError("\(names[0].0) and \(names[1].0) exclude each other.") }
        if carts != nil, strategy != nil || campaign != nil {
            throw ValidationError("--carts is a question of its own; leave --strategy and --campaign out.")
        }
        if strategy != nil, campaign != nil { throw ValidationError("--strategy and --campaign exclude each other.") }
        if campaign != nil, raw { throw ValidationError("--raw leaves out what a campaign is about.") }
        if novel, carts == nil { throw ValidationError("--novel needs --carts; for customers, --strategy discover.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        let observer = Progress(quiet: options.json).observe
        let request = request
        if format == .csv || options.json {
            let output = FileHandle.standardOutput
            try workspace.recommend(request, as: options.json ? .json : .csv, observer: observer) { bytes in
                try output.write(contentsOf: Data(bytes))
            }
        } else {
            var rows = Data()
            try workspace.recommend(request, as: .json, observer: observer) { rows.append(contentsOf: $0) }
            print(try table(of: rows))
        }
    }

    private var request: RecommendRequest {
        let cases: RecommendRequest.Cases =
            if let carts { .carts(file: carts, novelOnly: novel) } else if let customers {
                .customers(file: customers)
            } else if let customer { .customer(customer) } else { .everyone }
        let picks: RecommendRequest.Picks =
            if let campaign { .campaign(campaign) } else if let strategy { .strategy(strategy) } else { .next }
        return RecommendRequest(cases: cases, picks: picks, isRaw: raw, limit: limit, asOf: options.at)
    }

    private struct Row: Decodable {
        var customerId: String?
        var caseId: String?
        var rank: Int
        var productId: String
        var title: String
        var strategy: String
        var reason: String
    }

    private func table(of json: Data) throws -> String {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var table = TextTable([carts == nil ? "customer" : "case", "rank", "product", "title", "strategy", "reason"])
        table.rows = try decoder.decode([Row].self, from: json).map {
            [$0.customerId ?? $0.caseId ?? "", "\($0.rank)", $0.productId, $0.title, $0.strategy, $0.reason]
        }
        return table.text
    }
}
