internal import CampaignModel
internal import Foundation

/// The device most events came from; of equal counts the one seen first in the file.
func addDevice(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let asOf = profiles.asOf
    profiles.device = everyone.column { (customers, column: inout [Int32]) in
        var uses = [Int](repeating: 0, count: shop.events.devices.values.count)
        for customer in customers { column.append(device(of: customer, in: shop.events, asOf: asOf, uses: &uses)) }
    }
}

/// - Parameter uses: Zeros, one a device; zeros again afterwards.
private func device(of customer: Int32, in events: SessionEvents, asOf: Instant, uses: inout [Int]) -> Int32 {
    var device: Int32 = -1
    let range = events.eventsOf(customer: customer)
    for event in range where events.times[event] <= asOf.seconds && events.devices.codes[event] >= 0 {
        uses[Int(events.devices.codes[event])] += 1
    }
    for event in range where events.times[event] <= asOf.seconds {
        let code = events.devices.codes[event]
        guard code >= 0 else { continue }
        let more = device < 0 ? uses[Int(code)] : uses[Int(code)] - uses[Int(device)]
        if more > 0 || (more == 0 && code < device) { device = code }
    }
    for event in range where events.devices.codes[event] >= 0 { uses[Int(events.devices.codes[event])] = 0 }
    return device
}

/// How often somebody comes, 0 ... 1, from the days with an event or an order:
///
///     weight     = 2^(-days ago / 730)
///     visits     = sum of the weights of the days with a visit
///     days       = sum of the weights of all days since the first visit
///     pace       = (visits + 30 · shop's pace) / (days + 30)        shop's pace: all visits over all days
///     engagement = 1 - exp(-7 · pace);  0 for who was never seen
///
/// A visit a day comes to 1, one a week to 0.63, one in four weeks to 0.22. It is the pace of the person, which takes
/// visits enough to be known; a silence shows at once in the columns of days, `lifecycle` and `alive`, and here slowly. The
/// thirty days at the shop's pace keep who came yesterday for the first time from counting as a daily guest.
struct Visits: Sendable {
    /// Days in which a visit comes to weigh half.
    private static let halfLife = 730.0
    /// Days at the shop's pace that everybody is given.
    private static let priorDays = 30.0

    private(set) var visits = 0.0
    private(set) var days = 0.0

    init() {}

    init(of customer: Int32, in shop: Shop, asOf: Instant) {
        let events = shop.events
        let range = events.eventsOf(customer: customer)
        let orders = shop.orders.ordersOf(customer: customer)
        // Both lists are sorted by time: walk them together and count each day once.
        var event = range.lowerBound
        var order = orders.lowerBound
        var lastDay: Int?
        while event < range.upperBound || order < orders.upperBound {
            let eventTime = event < range.upperBound ? events.times[event] : Int64.max
            let orderTime = order < orders.upperBound ? shop.orders.times[order] : Int64.max
            if eventTime <= orderTime { event += 1 } else { order += 1 }
            let time = min(eventTime, orderTime)
            if time > asOf.seconds { break }
            let daysAgo = asOf.days(since: Instant(seconds: time))
            if lastDay == nil { days = Visits.weightOfDays(daysAgo + 1) }
            if daysAgo != lastDay { visits += exp2(-Double(daysAgo) / Visits.halfLife) }
            lastDay = daysAgo
        }
    }

    /// The sum of the weights of so many days, the last of which is today.
    private static func weightOfDays(_ count: Int) -> Double {
        let factor = exp2(-1 / halfLife)
        return (1 - pow(factor, Double(count))) / (1 - factor)
    }

    static func + (left: Visits, right: Visits) -> Visits {
        var sum = left
        sum.visits += right.visits
        sum.days += right.days
        return sum
    }

    /// Visits a day.
    func pace(amongAll all: Visits) -> Double {
        let shop = all.days > 0 ? all.visits / all.days : 0
        return (visits + Visits.priorDays * shop) / (days + Visits.priorDays)
    }

    func engagement(amongAll all: Visits) -> Double {
        visits > 0 ? Visits.engagement(pace: pace(amongAll: all)) : 0
    }

    /// - Parameter pace: Visits a day.
    static func engagement(pace: Double) -> Double { 1 - exp(-7 * pace) }
}

func visits(of shop: Shop, asOf: Instant, _ everyone: CustomerChunks) -> [Visits] {
    everyone.column { (customers, column: inout [Visits]) in
        for customer in customers { column.append(Visits(of: customer, in: shop, asOf: asOf)) }
    }
}

func addEngagement(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let visits = visits(of: shop, asOf: profiles.asOf, everyone)
    let all = visits.reduce(Visits(), +)
    profiles.engagement = visits.map { Float($0.engagement(amongAll: all)) }
}
