internal import ArgumentParser
internal import Pipeline

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment",
        abstract: "List segments with their counts, or show who is in one.",
        discussion: "The count shown is the count a campaign plans with."
    )

    @Argument(help: "A segment of dovetail.yaml, or a campaign for its audience.")
    var name: String?

    @Option(help: ArgumentHelp("An expression to try: tier = 'gold' AND orders_count > 3.", valueName: "sql"))
    var `where`: String?

    @Flag(help: "Show members and their features.")
    var members = false

    @Option(help: ArgumentHelp("Members shown.", valueName: "n"))
    var limit = 10

    @Flag(help: "List the columns and functions that an expression can use.")
    var columns = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        if columns {
            return try Output.print(workspace.segmentVocabulary(), asJSON: options.json) { words in
                var table = TextTable(["name", "type", "meaning"])
                table.rows = words.map { [$0.name, $0.type, $0.meaning] }
                return table.text
            }
        }
        let observer = Progress(quiet: options.json).observe
        if members {
            guard name != nil || self.where != nil else { throw ValidationError("Name a segment, or give --where.") }
            let shown = try workspace.members(named: name, where: self.where, limit: limit, observer: observer)
            return try Output.print(shown, asJSON: options.json) { members in
                guard let first = members.first else { return "nobody" }
                var table = TextTable(["customer"] + first.features.map(\.name))
                table.rows = members.map { [$0.customer] + $0.features.map(\.value) }
                return table.text
            }
        }
        let counts = try workspace.segments(named: name, where: self.where, observer: observer)
        try Output.print(counts, asJSON: options.json) { counts in
            var table = TextTable(["segment", "customers", "expression"])
            table.rows = counts.map {
                [$0.name, grouped($0.customers), $0.expression.split(separator: "\n").joined(separator: " ")]
            }
            return table.text
        }
    }
}
