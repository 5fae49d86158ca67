public import CampaignModel

extension SendingHours {
    /// A week and a day: whatever is allowed at all comes within it.
    private static let daysAhead = 8

    /// The first moment from `moment` on at which a person in the zone may be written to.
    /// - Returns: `nil` where there is none within eight days.
    public func next(from moment: Instant, in zone: ZoneRules) -> Instant? {
        if areUnlimited || allow(zone.local(moment)) { return moment }
        // What is not allowed becomes so at midnight, at the end of the quiet hours, at the start of the window, or when
        // the clocks are changed.
        let marks = [0, window?.from, quiet?.to].compactMap { $0 }
        let end = moment.advanced(byDays: SendingHours.daysAhead)
        var candidates: [Instant] = []
        var stretch: Instant? = moment
        while let start = stretch, start < end {
            let midnight = Instant(seconds: zone.local(start).midnight.seconds - zone.offset(at: start))
            for day in 0...SendingHours.daysAhead {
                candidates += marks.map { midnight.advanced(byDays: day).advanced(bySeconds: Int64($0) * 60) }
            }
            candidates.append(start)
            stretch = zone.nextChange(after: start)
        }
        return candidates.filter { $0 >= moment && allow(zone.local($0)) }.min()
    }
}
