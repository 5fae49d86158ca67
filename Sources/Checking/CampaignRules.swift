public import CampaignModel
internal import Diagnostics

/// What is wrong with a campaign's settings.
/// - Parameter place: Where the campaign's file says something, by the keys that lead to it.
public func checkCampaign(_ campaign: Campaign, place: (_ keys: [String]) -> Place) -> [Finding] {
    disabled(campaign, place(["enabled"])) + withoutHoldout(campaign, place(["experiment", "holdout"]))
        + itemLimits(campaign, place(["recommend", "items"])) + tooFewSlots(campaign, place(["recommend", "slots"]))
        + validity(campaign, place(["schedule", "valid_for_hours"]))
}

private func disabled(_ campaign: Campaign, _ place: Place) -> [Finding] {
    if campaign.enabled { return [] }
    let what = "the campaign is disabled and cannot be sent"
    return [Finding(.campaignDisabled, Diagnostic(.warning, at: place, what, remedy: "set `enabled: true`"))]
}

private func withoutHoldout(_ campaign: Campaign, _ place: Place) -> [Finding] {
    if campaign.experiment.holdout > 0 { return [] }
    let what = "nobody is held out, so what the campaign earns cannot be measured"
    return [Finding(.noHoldout, Diagnostic(.note, at: place, what, remedy: "set `experiment: holdout: 0.1`"))]
}

private func itemLimits(_ campaign: Campaign, _ place: Place) -> [Finding] {
    let (minimum, maximum) = (campaign.recommend.minimumItems, campaign.recommend.maximumItems)
    if minimum >= 3, maximum <= 6, minimum <= maximum { return [] }
    let what = "a message would show \(minimum) to \(maximum) items"
    return [Finding(.itemLimits, Diagnostic(.error, at: place, what, remedy: "keep 3 ≤ minimum ≤ maximum ≤ 6"))]
}

private func tooFewSlots(_ campaign: Campaign, _ place: Place) -> [Finding] {
    let recommend = campaign.recommend
    let slots = recommend.slots.reduce(0) { $0 + $1.count }
    if !recommend.fallback.isEmpty || slots >= recommend.minimumItems { return [] }
    let what = "the slots ask for \(slots) items, a message needs \(recommend.minimumItems), and there is no fallback"
    let remedy = "raise a slot's count or add `fallback: [popular]`"
    return [Finding(.slotsTooFew, Diagnostic(.error, at: place, what, remedy: remedy))]
}

/// Prices, stock and links are frozen when the plan is made: what goes out after a week may be wrong.
private func validity(_ campaign: Campaign, _ place: Place) -> [Finding] {
    let hours = campaign.schedule.validForHours
    if hours < 1 {
        let what = "messages are valid for \(hours) hours and would expire before they are sent"
        return [
            Finding(.validity, Diagnostic(.error, at: place, what, remedy: "set `valid_for_hours` to an hour or more"))
        ]
    }
    if hours <= 7 * 24 { return [] }
    let what = "messages stay valid for \(hours) hours, with the prices of the day they were planned"
    return [
        Finding(.validity, Diagnostic(.warning, at: place, what, remedy: "set `valid_for_hours` to a week at most"))
    ]
}
