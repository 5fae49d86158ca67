internal import Bookkeeping
internal import CampaignModel
internal import Diagnostics
internal import Reporting

/// What a run did, and what it earned against the people held out.
public struct CampaignReport: Encodable, Sendable {
    private let report: RunReport
    /// The end of the last window, where the data do not reach that far yet.
    private let openUntil: Instant?
    /// `nil` where everyone got the same.
    private let variants: VariantReport?

    init(_ report: RunReport, openUntil: Instant?, variants: VariantReport?) {
        self.report = report
        self.openUntil = openUntil
        self.variants = variants
    }

    public var text: String {
        report.textTable + (variants.map { "\n\n\($0.text)" } ?? "")
            + (openUntil.map { "\nnot final: orders count until \($0), and the data do not reach that far" } ?? "")
    }

    private enum CodingKeys: String, CodingKey { case variants }

    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(variants, forKey: .variants)
    }
}

extension Workspace {
    /// Compares all who were to be written to with all who were held out, over the same days after the planned time.
    public func report(
        campaign name: String,
        days: Int,
        observer: PipelineObserver
    ) throws(PipelineError) -> CampaignReport {
        _ = try campaign(name)
        let ledger = try openLedger()
        let situation = try situation(observer: observer)
        do {
            guard let run = try ledger.runs(of: name).first(where: { $0.startedAt != nil }) else {
                throw PipelineError.refused(
                    "'\(name)' has not been sent yet",
                    remedy: "'dovetail status' shows its runs"
                )
            }
            var rows: [ReportRow] = []
            var orders: [ReportOrder] = []
            var last: Int64 = 0
            var windowEnd = run.asOf
            while true {
                let page = try ledger.messages(of: run.id, MessageQuery(limit: 10_000, after: last))
                for message in page where message.isInExperiment {
                    windowEnd = max(windowEnd, message.sendAt.advanced(byDays: days))
                    let isFirst = rows.last?.customerID != message.customerID
                    let arm: Arm = message.state == .holdout ? .holdout : .treated
                    rows.append(ReportRow(customerID: message.customerID, arm: arm, state: message.state))
                    if isFirst { orders += self.orders(after: message, days: days, in: situation.shop) }
                }
                guard let end = page.last else { break }
                last = end.id
            }
            let currency = settings.shop.currency
            let isOver = situation.shop.newest.map { $0 >= windowEnd } ?? false
            return CampaignReport(
                RunReport.make(run: run.id, currency: currency, windowDays: days, rows: rows, orders: orders),
                openUntil: isOver ? nil : windowEnd,
                variants: try variantReport(on: run, days: days, situation.shop, ledger)
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    private func variantReport(
        on run: Run,
        days: Int,
        _ shop: Shop,
        _ ledger: any Ledger
    ) throws(LedgerError) -> VariantReport? {
        let experiment = try ledger.experiment(of: run.id)
        guard experiment.shares.count > 1 else { return nil }
        return VariantReport(
            experiment,
            try outcomes(of: run, days: days, shop, ledger),
            mismatch: sampleRatioMismatch(experiment, try ledger.breakdown(of: run.id)),
            currency: settings.shop.currency
        )
    }

    func orders(after message: MessageRecord, days: Int, in shop: Shop) -> [ReportOrder] {
        guard let customer = shop.customers.ids.id(of: message.customerID) else { return [] }
        let window = message.sendAt.seconds..<message.sendAt.advanced(byDays: days).seconds
        return shop.orders.ordersOf(customer: customer).compactMap { order in
            guard window.contains(shop.orders.times[order]) else { return nil }
            let revenue = shop.orders.linesOf(order: order).reduce(0) { $0 + shop.orders.amount(line: $1) }
            return ReportOrder(customerID: message.customerID, revenue: revenue)
        }
    }
}

extension MessageRecord {
    /// Whether the person had passed every question of planning, and so was drawn to an arm.
    var isInExperiment: Bool {
        switch state {
        case .skipped: attempts.isEmpty ? !productIDs.isEmpty : true
        case .suppressed: !productIDs.isEmpty
        default: true
        }
    }
}
