internal import Bookkeeping
internal import CampaignModel
internal import Planning

extension Workspace {
    /// How a frozen run came about.
    func funnel(
        of run: Run,
        _ campaign: Campaign,
        _ situation: Situation,
        ledger: any Ledger
    ) throws(PipelineError) -> Funnel {
        let audience = try audienceSteps(of: campaign.audience, in: situation)
        let occasions = try occasions(for: campaign, among: audience.members, situation, ledger: ledger)
        do {
            let breakdown = try ledger.breakdown(of: run.id)
            let shares = try ledger.experiment(of: run.id).shares
            return Funnel(
                customers: situation.shop.customers.count,
                steps: audience.steps,
                trigger: occasions.map { Funnel.Trigger($0, event: campaign.trigger?.event) },
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

extension Funnel.Trigger {
    fileprivate init(_ people: TriggeredPeople, event: TriggerSettings.Event?) {
        self.init(
            event: event?.rawValue ?? "",
            entered: people.customers.count,
            waiting: people.waiting,
            before: people.entered,
            exited: Dictionary(uniqueKeysWithValues: people.exited.map { ($0.key.rawValue, $0.value) })
        )
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
