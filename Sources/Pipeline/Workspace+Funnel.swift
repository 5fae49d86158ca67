internal import Bookkeeping
internal import CampaignModel

extension Workspace {
    /// How a frozen run came about.
    func funnel(
        of run: Run,
        _ campaign: Campaign,
        _ situation: Situation,
        ledger: any Ledger
    ) throws(PipelineError) -> Funnel {
        let audience = try audienceSteps(of: campaign.audience, in: situation)
        do {
            let breakdown = try ledger.breakdown(of: run.id)
            let shares = try ledger.experiment(of: run.id).shares
            return Funnel(
                customers: situation.shop.customers.count,
                steps: audience.steps,
                people: audience.members.count,
                channels: breakdown.channels.map { channel in
                    Funnel.Part(name: channel.rawValue, counts: PlanCounts(breakdown.part(channel)))
                },
                variants: shares.map { variant in
                    let part = breakdown.part(variant: variant.name)
                    return Funnel.Part(name: variant.name, share: variant.share, counts: PlanCounts(part))
                },
                hours: breakdown.hours.sorted { $0.key < $1.key }.map { Funnel.Hour(start: $0.key, messages: $0.value) }
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }
}

extension PlanCounts {
    fileprivate init(_ part: RunBreakdown.Part) {
        self.init()
        planned = part.planned
        holdout = part.holdout
        suppressed = part.suppressed
        skipped = part.skipped
    }
}
