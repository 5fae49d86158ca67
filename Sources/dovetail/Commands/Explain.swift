internal import ArgumentParser
internal import CampaignModel
internal import Pipeline

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a customer got these items in the campaign's last run, or why nothing.",
        discussion: """
            dovetail explain CAMPAIGN CUSTOMER            what they got, and why
            dovetail explain CAMPAIGN CUSTOMER --figures  and what their intent, engagement and price sensitivity come from
            dovetail explain --intent                     the session model: its weights, and how well it tells purchases
            """
    )

    @Argument(help: "The campaign.")
    var campaign: String?

    @Argument(help: "The customer's id.")
    var customer: String?

    @Flag(help: "Show what the customer's intent, engagement and price sensitivity come from, now.")
    var figures = false

    @Flag(help: "Show the session model that 'intent' comes from.")
    var intent = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if intent, campaign != nil || figures {
            throw ValidationError("--intent stands alone: it is of the whole shop.")
        }
        if !intent, customer == nil { throw ValidationError("Name a campaign and a customer, or give --intent.") }
    }

    func run() throws {
        let workspace = try options.workspace()
        let observer = Progress(quiet: options.json).observe
        guard let campaign, let customer else {
            let report = try workspace.intentReport(observer: observer)
            return try Output.print(report, asJSON: options.json, table: FigureText.text)
        }
        var explanation = try workspace.explain(campaign: campaign, customer: customer)
        if figures { explanation.figures = try workspace.figures(of: customer, observer: observer) }
        try Output.print(explanation, asJSON: options.json) { explanation in
            let answer =
                explanation.absence.map { text($0, explanation) }
                ?? explanation.messages.map(text).joined(separator: "\n\n")
            return ([answer] + (explanation.figures ?? []).map(FigureText.text)).joined(separator: "\n\n")
        }
    }

    private func text(_ absence: Explanation.Absence, _ explanation: Explanation) -> String {
        var table = TextTable(["feature", "value"])
        table.rows = absence.features.map { [$0.name, $0.value] }
        let now = absence.isMemberNow ? "is now, but was not when the plan was frozen" : "is not"
        return """
            \(explanation.customer) is not in the last run of \(explanation.campaign): it \(now) among those for whom this holds:
              \(absence.expression)
            \(table.text)
            """
    }

    private func text(_ message: Explanation.Message) -> String {
        let reason = message.reason.map { "(\($0.rawValue))" } ?? ""
        let detail = message.detail.isEmpty ? "" : ": \(message.detail)"
        var lines = [
            "\(message.run) by \(message.channel.rawValue) to \(message.address): \(message.state.rawValue)\(reason)\(detail)"
        ]
        lines.append("  due \(message.sendAt)")
        for item in message.items {
            lines.append("  \(item.product)  \(item.title) — \(item.strategy): \(item.reason)")
            let evidence = item.evidence.map { "\($0.name) \(rounded($0.value))" }.joined(separator: ", ")
            lines.append("      score \(rounded(item.score))\(evidence.isEmpty ? "" : "; \(evidence)")")
        }
        lines += message.attempts.map { "  \($0)" }
        return lines.joined(separator: "\n")
    }

    /// At most three digits after the point.
    private func rounded(_ value: Double) -> String {
        let thousandths = (value * 1_000).rounded() / 1_000
        return thousandths == thousandths.rounded() && abs(thousandths) < 1e15
            ? "\(Int(thousandths))" : "\(thousandths)"
    }
}
