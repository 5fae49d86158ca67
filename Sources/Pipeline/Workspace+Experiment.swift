internal import Bookkeeping
internal import CampaignModel
internal import Planning
internal import Reporting

extension Workspace {
    /// Each variant's part of the next run: the weights of the file, or what earlier runs of the experiment teach.
    func shares(
        of campaign: Campaign,
        _ situation: Situation,
        ledger: any Ledger
    ) throws(PipelineError) -> [Double] {
        let variants = campaign.variants
        guard let optimization = campaign.experiment.optimization else { return variants.map(\.weight) }
        do {
            var outcomes: [String: VariantOutcome] = [:]
            for run in try ledger.runs(of: campaign.name) where run.startedAt != nil {
                guard try ledger.experiment(of: run.id).name == campaign.experimentName else { continue }
                let found = try self.outcomes(of: run, days: optimization.windowDays, situation.shop, ledger)
                outcomes.merge(found) { $0 + $1 }
            }
            return Thompson.shares(
                variants.map { outcomes[$0.name] ?? VariantOutcome() },
                by: optimization.metric,
                floor: optimization.floor,
                seed: fingerprint(campaign.experimentName)
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// What those did who were written to, by variant: their orders within so many days after the planned time.
    func outcomes(
        of run: Run,
        days: Int,
        _ shop: Shop,
        _ ledger: any Ledger
    ) throws(LedgerError) -> [String: VariantOutcome] {
        var outcomes: [String: VariantOutcome] = [:]
        var last: Int64 = 0
        var lastCustomer = ""
        while true {
            let page = try ledger.messages(of: run.id, MessageQuery(limit: 10_000, after: last))
            for message in page where message.isInExperiment && message.state != .holdout {
                // A person's messages stand together; with two channels they count once.
                if message.customerID == lastCustomer { continue }
                lastCustomer = message.customerID
                let revenue = orders(after: message, days: days, in: shop).reduce(Int64(0)) { $0 + $1.revenue }
                outcomes[message.variant, default: VariantOutcome()].add(revenue: revenue)
            }
            guard let end = page.last else { return outcomes }
            last = end.id
        }
    }

    /// What a person should know before the run is sent.
    /// - Parameter skipped: Who was left out at planning.
    func warnings(
        on run: Run,
        skipped: [SkipReason: Int],
        campaign: Campaign,
        ledger: any Ledger
    ) throws(LedgerError) -> [String] {
        var warnings: [String] = []
        let experiment = try ledger.experiment(of: run.id)
        // Counting a million messages is spared where there is nothing to compare.
        if experiment.shares.count > 1,
            let mismatch = sampleRatioMismatch(experiment, try ledger.breakdown(of: run.id))
        {
            warnings.append(mismatch)
        }
        if let short = skipped[.codesExhausted] {
            warnings.append(
                "\(short) messages get no code: the file of codes is used up; add codes to it and plan again"
            )
        }
        if campaign.experiment.optimization?.metric == .click {
            warnings.append("clicks are not in the ledger yet; the variants are judged by orders instead")
        }
        return warnings
    }

    /// A sentence where the people of a run did not divide as they were drawn.
    func sampleRatioMismatch(_ experiment: RunExperiment, _ breakdown: RunBreakdown) -> String? {
        // One channel, for a person's messages on two are no two people.
        guard experiment.shares.count > 1, let channel = breakdown.channels.first else { return nil }
        let counts = experiment.shares.map { variant in
            let part = breakdown.part(channel, variant: variant.name)
            return part.planned + part.holdout
        }
        guard SampleRatio.isMismatch(counts, shares: experiment.shares.map(\.share)) else { return nil }
        let people = zip(experiment.shares, counts).map { "\($0.name) \($1)" }.joined(separator: ", ")
        return
            "sample ratio mismatch (p < 0.001): \(people); the variants lost people unevenly, so no winner can be named"
    }
}

extension Campaign {
    /// What draws hang on.
    var experimentName: String { experiment.name ?? name }
}

private func + (left: VariantOutcome, right: VariantOutcome) -> VariantOutcome {
    var sum = left
    sum.people += right.people
    sum.converters += right.converters
    sum.revenue += right.revenue
    sum.squaredRevenue += right.squaredRevenue
    return sum
}
