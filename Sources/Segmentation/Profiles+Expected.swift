internal import CampaignModel

/// Days that expected orders and value look ahead.
private let horizonDays = 365.0
/// Customers that the models are fitted on, at most: every so many, in the order of the file.
private let maximumFitted = 4_000
/// Where fewer customers than this ever came back, nothing is expected of anybody.
private let minimumReturners = 20

/// Whether a customer is still there, and the orders and the spend of the next 365 days, not discounted: `OrderProcess`
/// and `OrderValue`, fitted on this shop's customers.
func addExpectedValue(to profiles: inout CustomerProfiles) {
    let count = profiles.count
    profiles.alive = Array(repeating: -1, count: count)
    profiles.expectedOrders = Array(repeating: -1, count: count)
    profiles.expectedValue = Array(repeating: -1, count: count)
    let buyers = (0..<count).filter { profiles.ordersCount[$0] > 0 }
    let returners = buyers.count { profiles.ordersCount[$0] > 1 }
    guard returners >= minimumReturners else { return }
    let step = (buyers.count + maximumFitted - 1) / maximumFitted
    let fitted = stride(from: 0, to: buyers.count, by: step).map { buyers[$0] }

    func history(_ customer: Int) -> OrderProcess.History {
        let (first, last) = (profiles.daysSinceFirstOrder[customer], profiles.daysSinceLastOrder[customer])
        return OrderProcess.History(
            repeats: Int(profiles.ordersCount[customer]) - 1,
            last: Double(first - last),
            age: Double(first)
        )
    }
    guard let process = OrderProcess(fitting: fitted.map(history)) else { return }
    let values = fitted.filter { profiles.lifetimeValue[$0] > 0 }.map { customer in
        let orders = Double(profiles.ordersCount[customer])
        return OrderValue.History(orders: orders, mean: Double(profiles.lifetimeValue[customer]) / orders)
    }
    let value = OrderValue(fitting: values)
    let expectedOrders = ExpectedOrders(process, time: horizonDays)
    for customer in buyers {
        let history = history(customer)
        let orders = expectedOrders(history)
        let count = Double(profiles.ordersCount[customer])
        let mean = Double(max(0, profiles.lifetimeValue[customer])) / count
        profiles.alive[customer] = Float(process.alive(history))
        profiles.expectedOrders[customer] = Float(orders)
        profiles.expectedValue[customer] = Int64((orders * (value?.expected(orders: count, mean: mean) ?? 0)).rounded())
    }
}
