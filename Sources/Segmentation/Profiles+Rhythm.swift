internal import CampaignModel

/// How many days a customer usually lets pass from order to order: their own mean, with the shop's median as one more
/// observation, so that who ordered once is taken for a usual customer and who ordered often for themselves.
///
/// The median is over customers with orders on different days; where there is none, nothing is known of anybody.
func addOrderRhythm(to profiles: inout CustomerProfiles) {
    func span(_ customer: Int) -> Int32 {
        profiles.daysSinceFirstOrder[customer] - profiles.daysSinceLastOrder[customer]
    }
    var means: [Double] = []
    for customer in 0..<profiles.count where profiles.ordersCount[customer] >= 2 && span(customer) > 0 {
        means.append(Double(span(customer)) / Double(profiles.ordersCount[customer] - 1))
    }
    guard !means.isEmpty else {
        profiles.usualDaysBetweenOrders = Array(repeating: -1, count: profiles.count)
        return
    }
    means.sort()
    let median = means[means.count / 2]
    profiles.usualDaysBetweenOrders = (0..<profiles.count).map { customer in
        let orders = profiles.ordersCount[customer]
        guard orders > 0 else { return -1 }
        return max(1, Int32(((Double(span(customer)) + median) / Double(orders)).rounded()))
    }
}
