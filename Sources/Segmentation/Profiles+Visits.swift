internal import Foundation
internal import CampaignModel

/// The device most events came from (equal counts: the one seen first in the file), and engagement:
/// `1 - exp(-visits / 7)`, where a day with an event or an order counts `2^(-days ago / 14)`. Who was here every day of
/// late comes to 0.95, who was here once today to 0.13.
func addDeviceAndEngagement(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let asOf = profiles.asOf
    profiles.device = everyone.column { (customers, column: inout [Int32]) in
        var uses = [Int](repeating: 0, count: shop.events.devices.values.count)
        for customer in customers { column.append(device(of: customer, in: shop.events, asOf: asOf, uses: &uses)) }
    }
    profiles.engagement = everyone.column { (customers, column: inout [Float]) in
        for customer in customers { column.append(engagement(of: customer, in: shop, asOf: asOf)) }
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

private func engagement(of customer: Int32, in shop: Shop, asOf: Instant) -> Float {
    let events = shop.events
    let range = events.eventsOf(customer: customer)
    let orders = shop.orders.ordersOf(customer: customer)
    var visits = 0.0
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
        if daysAgo != lastDay { visits += exp2(-Double(daysAgo) / 14) }
        lastDay = daysAgo
    }
    return Float(1 - exp(-visits / 7))
}
