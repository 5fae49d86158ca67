internal import Bookkeeping
internal import CampaignModel
internal import Planning

/// Decides for everyone and freezes the plan in a new ledger, on the disk when it returns. The last ledger stays, for
/// rendering.
func measurePlanning(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let (data, profiles) = try shop.situation()
    let input = PlanningInput(
        campaign: shop.campaign,
        shop: data,
        settings: shop.settings.shop,
        picks: shop.picks(data, from: shop.engine(data, profiles)),
        suppressed: [],
        now: BenchmarkShop.planTime
    )
    let (run, seconds) = try timed(runs: runs, prepare: shop.emptyLedger) { ledger in
        let plan = Planner.plan(input, workers: shop.workers).plan
        return try ledger.freeze(plan, inputs: [:], contents: [], now: BenchmarkShop.planTime)
    }
    var measurement = try Measurement(
        "plan, frozen in the ledger",
        "Dovetail",
        "customers",
        count: run.frozen.audience,
        seconds: seconds
    )
    measurement.note = "\(run.frozen.planned) of \(run.frozen.audience) get a message"
    return [measurement]
}
