internal import CampaignModel
internal import Foundation

/// When a message is due for each customer: at once, or at a clock time in the customer's own time zone.
struct SendTimes: Sendable {
    private let zones: DictionaryColumn
    /// By code of `zones`; `nil` where the name is no IANA time zone.
    private let dueByZone: [Instant?]
    private let shopDue: Instant

    /// - Parameter minuteOfDay: Minutes after midnight by the recipient's clock; `nil` means at once.
    init(minuteOfDay: Int?, zones: DictionaryColumn, shopZone: String, now: Instant) {
        self.zones = zones
        let shop = TimeZone(identifier: shopZone) ?? .gmt
        let due = { (zone: TimeZone) in minuteOfDay.map { next(minuteOfDay: $0, in: zone, from: now) } ?? now }
        shopDue = due(shop)
        dueByZone = (0..<Int32(zones.values.count)).map { TimeZone(identifier: zones.values[$0]).map(due) }
    }

    func sendAt(customer: Int32) -> Instant { own(customer) ?? shopDue }

    func isFallback(customer: Int32) -> Bool { own(customer) == nil }

    private func own(_ customer: Int32) -> Instant? {
        let code = zones.codes[Int(customer)]
        return code < 0 ? nil : dueByZone[Int(code)]
    }
}

/// The first moment from `now` on at which a clock in `zone` shows the time. Where the clock skips it (spring), the first
/// moment after the gap; where it shows it twice (autumn), the first of the two.
private func next(minuteOfDay: Int, in zone: TimeZone, from now: Instant) -> Instant {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let time = DateComponents(hour: minuteOfDay / 60, minute: minuteOfDay % 60, second: 0)
    let justBefore = Date(timeIntervalSince1970: TimeInterval(now.seconds - 1))
    let date = calendar.nextDate(
        after: justBefore,
        matching: time,
        matchingPolicy: .nextTime,
        repeatedTimePolicy: .first
    )
    return date.map { Instant(seconds: Int64($0.timeIntervalSince1970)) } ?? now
}
