internal import CampaignModel

extension PreviewGallery {
    /// How the audience divides, with the sum written out.
    func audience(_ counts: PlanCounts) -> String {
        let parts = [
            (name: "planned", count: counts.planned), (name: "holdout", count: counts.holdout),
            (name: "suppressed", count: counts.suppressed), (name: "skipped", count: counts.skippedTotal),
        ]
        let bar = parts.filter { $0.count > 0 }
            .map { "<span class=\"\($0.name)\" style=\"flex-grow:\($0.count)\"></span>" }
        let terms = parts.map { part in
            "<div class=\"\(part.name)\"><dt>\(part.name)</dt><dd>\(grouped(part.count))</dd></div>"
        }
        return """
            <section class="panel">
            <h2>The audience</h2>
            <div class="bar" aria-hidden="true">\(bar.joined())</div>
            <dl class="sum">
            \(terms.joined(separator: "\n"))
            <div class="total"><dt>audience</dt><dd>\(grouped(counts.audience))</dd></div>
            </dl>
            </section>
            """
    }

    /// Those who get nothing: how many for which reason, and who.
    func nothing(_ skipped: [PreviewSkip], _ counts: PlanCounts) -> String {
        let total = counts.audience - counts.planned
        guard total > 0 else { return "" }
        var reasons: [(word: String, meaning: String, count: Int)] = SkipReason.allCases.compactMap { reason in
            counts.skipped[reason].map { (reason.rawValue, reason.meaning, $0) }
        }
        if counts.suppressed > 0 { reasons.append(("suppressed", "must never be written to", counts.suppressed)) }
        if counts.holdout > 0 {
            reasons.append(("holdout", "held out, to measure what the campaign earns", counts.holdout))
        }
        reasons.sort { $0.count > $1.count }
        let rows = reasons.map { reason in
            """
            <tr><th scope="row"><code>\(reason.word)</code></th><td>\(reason.meaning)</td>\
            <td class="count">\(grouped(reason.count))</td></tr>
            """
        }
        return """
            <section class="panel">
            <h2>Who gets nothing</h2>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Reason</th><th scope="col">The person</th><th scope="col" class="count">Messages</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            <tfoot><tr><th scope="row" colspan="2">Together</th><td class="count">\(grouped(total))</td></tr></tfoot>
            </table></div>
            \(people(skipped, of: total))
            </section>
            """
    }

    private func people(_ skipped: [PreviewSkip], of total: Int) -> String {
        guard !skipped.isEmpty else { return "" }
        let rows = skipped.map { skip in
            """
            <tr><th scope="row">\(escaped(skip.customerID))</th><td>\(skip.channel.rawValue)</td>\
            <td><code>\(skip.disposition.word)</code></td><td>\(escaped(skip.detail))</td></tr>
            """
        }
        let shown = skipped.count == total ? "All \(grouped(total))" : "\(grouped(skipped.count)) of \(grouped(total))"
        return """
            <details>
            <summary>\(shown), one by one</summary>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Customer</th><th scope="col">Channel</th><th scope="col">Reason</th><th scope="col">Detail</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            </details>
            """
    }
}

extension Disposition {
    fileprivate var word: String {
        switch self {
        case .planned: "planned"
        case .skipped(let reason): reason.rawValue
        case .suppressed: "suppressed"
        case .holdout: "holdout"
        }
    }
}

extension SkipReason {
    /// What is said of a person who is skipped.
    fileprivate var meaning: String {
        switch self {
        case .noConsent: "has not agreed to be written to on this channel"
        case .frequencyCap: "has had enough messages lately"
        case .quietHours: "would be reached at night"
        case .tooFewItems: "has too few products that fit"
        case .renderError: "has data that the template cannot show"
        case .templateAbort: "was left out by the template"
        case .noAddress: "has no address that can be written to"
        case .lowIntent: "shows too little interest in buying"
        case .purchased: "has bought it since"
        case .outOfStock: "would see what is sold out"
        case .expired: "would be reached too late"
        case .codesExhausted: "would need a code, and none is left"
        case .staleSchedule: "was due in a run that came too late"
        case .duplicateAddress: "shares an address with somebody who gets it"
        case .outranked: "gets another campaign that comes first"
        case .backInCart: "has it in the cart again"
        }
    }
}
