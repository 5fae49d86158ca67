internal import Bookkeeping
internal import CampaignModel
internal import Planning

extension Workspace {
    /// Who is due now for what they did; `nil` where the campaign has no trigger.
    func occasions(
        for campaign: Campaign,
        among audience: [Int32],
        _ situation: Situation,
        ledger: any Ledger
    ) throws(PipelineError) -> TriggeredPeople? {
        guard let trigger = campaign.trigger else { return nil }
        let shop = situation.shop
        do {
            var back: [Int32: Instant] = [:]
            if trigger.event == .backInStock {
                for (product, time) in try ledger.watchStock(unavailable: unavailable(in: shop), now: now) {
                    if let row = shop.products.ids.id(of: product) { back[row] = time }
                }
            }
            var entries: [Int32: TriggerSearch.Entry] = [:]
            for (customer, entry) in try ledger.entries(into: campaign.name) {
                guard let row = shop.customers.ids.id(of: customer) else { continue }
                entries[row] = TriggerSearch.Entry(moment: entry.moment.seconds, enteredAt: entry.enteredAt.seconds)
            }
            let search = TriggerSearch(trigger, shop: shop, now: now, backInStock: back)
            return search.people(among: audience, entries: entries)
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Whether there is anybody to write to: looked at before a run is claimed, for most looks find nobody.
    func hasOccasions(
        _ campaign: Campaign,
        _ situation: Situation,
        ledger: any Ledger
    ) throws(PipelineError) -> Bool {
        let audience = try audienceSteps(of: campaign.audience, in: situation).members
        return try occasions(for: campaign, among: audience, situation, ledger: ledger)?.customers.isEmpty == false
    }

    private func unavailable(in shop: Shop) -> Set<String> {
        guard shop.products.present.contains(.availability) else { return [] }
        let rows = (0..<shop.products.count).filter { shop.products.availability[$0] == .outOfStock }
        return Set(rows.map { shop.products.ids[Int32($0)] })
    }
}
