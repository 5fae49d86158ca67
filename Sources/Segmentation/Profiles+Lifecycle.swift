internal import CampaignModel

/// How many days without an order are usual in a shop.
struct OrderRhythm: Hashable {
    /// Up to here a customer is active.
    var activeDays: Int32
    /// Up to here lapsing, beyond it lapsed.
    var lapsingDays: Int32

    /// Where fewer customers than this ever came back, their rhythm says nothing and the defaults hold.
    static let minimumReturners = 20
    static let unknown = OrderRhythm(activeDays: 60, lapsingDays: 180)

    /// Read from customers with two orders or more on different days: three quarters of them wait `activeDays` or less
    /// from order to order on average (7 ... 365 days), 95 % `lapsingDays` or less (at least twice `activeDays`).
    init(of profiles: CustomerProfiles) {
        var waits: [Int32] = []
        for customer in 0..<profiles.count where profiles.ordersCount[customer] >= 2 {
            let span = profiles.daysSinceFirstOrder[customer] - profiles.daysSinceLastOrder[customer]
            if span > 0 { waits.append(span / (profiles.ordersCount[customer] - 1)) }
        }
        guard waits.count >= OrderRhythm.minimumReturners else {
            self = .unknown
            return
        }
        waits.sort()
        activeDays = min(max(waits[waits.count * 3 / 4], 7), 365)
        lapsingDays = max(waits[waits.count * 19 / 20], 2 * activeDays)
    }

    init(activeDays: Int32, lapsingDays: Int32) {
        self.activeDays = activeDays
        self.lapsingDays = lapsingDays
    }

    func lifecycle(ordersCount: Int32, daysSinceLastOrder: Int32) -> Lifecycle {
        if ordersCount == 0 { return .new }
        if daysSinceLastOrder <= activeDays { return ordersCount == 1 ? .new : .active }
        return daysSinceLastOrder <= lapsingDays ? .lapsing : .lapsed
    }
}

func addLifecycle(to profiles: inout CustomerProfiles) {
    let rhythm = OrderRhythm(of: profiles)
    profiles.lifecycle = (0..<profiles.count).map { customer in
        rhythm.lifecycle(
            ordersCount: profiles.ordersCount[customer],
            daysSinceLastOrder: profiles.daysSinceLastOrder[customer]
        )
    }
}
