internal import CampaignModel
internal import Pipeline

/// `dovetail send` to the sink: claims, renders, hands over, and has every intent and outcome on the disk. Each run plans
/// anew, in a new ledger; only the sending is timed, while the peak of memory is that of reading and planning, too.
func measureSending(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let reports = try (0..<runs).map { _ in try send(shop) }
    return [
        try Measurement(
            "send: rendering, SMTP, ledger",
            "Dovetail",
            "messages",
            count: reports[0].accepted,
            seconds: reports.map(\.seconds)
        )
    ]
}

private func send(_ shop: BenchmarkShop) throws -> SendReport {
    for ending in ["", "-wal", "-shm"] { try shop.remove(shop.path(shop.settings.ledger + ending)) }
    let morning = try Workspace(folder: shop.folder, clock: WallClock(startingAt: BenchmarkShop.planTime))
    let plan = try morning.plan(BenchmarkShop.campaignName, observer: { _ in })
    let evening = try Workspace(folder: shop.folder, clock: WallClock(startingAt: BenchmarkShop.sendTime))
    let options = SendOptions(confirmed: true)
    let report = try evening.send(BenchmarkShop.campaignName, options, stop: StopSwitch(), observer: { _ in })
    guard report.ending == .finished, report.accepted == plan.counts.planned else {
        throw BenchmarkError.notAllSent(report.accepted, of: plan.counts.planned)
    }
    return report
}
