internal import CampaignModel

/// Days that expected orders and value look ahead.
private let horizonDays = 365.0
/// Customers that the models are fitted on, at most: every so many, in the order of the file.
private let maximumFitted = 4_000
/// Where fewer customers than this ever came back, nothing is expected of anybody.
private let minimumReturners = 20

/// Whether a customer is still there, and the orders and the spend of the next 365 days, not discounted: `OrderProcess`
/// and `OrderValue`, fitted on this shop's customers.
func addExpectedValue(to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let count = profiles.count
    profiles.alive = Array(repeating: -1, count: count)
    profiles.expectedOrders = Array(repeating: -1, count: count)
    profiles.expectedValue = Array(repeating: -1, count: count)
    let buyers = (0..<count).filter { profiles.ordersCount[$0] > 0 }
    let returners = buyers.count { profiles.ordersCount[$0] > 1 }
    guard returners >= minimumReturners else { return }
    let step = (buyers.count + maximumFitted - 1) / maximumFitted
    let fitted = stride(from: 0, to: buyers.count, by: step).map { buyers[$0] }
    let histories = fitted.map { OrderProcess.History(of: $0, profiles) }
    guard let process = OrderProcess(fitting: histories) else { return }
    let values = fitted.filter { profiles.lifetimeValue[$0] > 0 }.map { customer in
        let orders = Double(profiles.ordersCount[customer])
        return OrderValue.History(orders: orders, mean: Double(profiles.lifetimeValue[customer]) / orders)
    }
    let value = OrderValue(fitting: values)
    let expectedOrders = ExpectedOrders(process, time: horizonDays)
    let finished = profiles
    let expectations = everyone.column { (customers, column: inout [Expectation]) in
        for customer in customers.lazy.map(Int.init) {
            guard finished.ordersCount[customer] > 0 else {
                column.append(Expectation())
                continue
            }
            let history = OrderProcess.History(of: customer, finished)
            let orders = expectedOrders(history)
            let count = Double(finished.ordersCount[customer])
            let mean = Double(max(0, finished.lifetimeValue[customer])) / count
            column.append(
                Expectation(
                    alive: Float(process.alive(history)),
                    orders: Float(orders),
                    value: Int64((orders * (value?.expected(orders: count, mean: mean) ?? 0)).rounded())
                )
            )
        }
    }
    profiles.alive = expectations.map(\.alive)
    profiles.expectedOrders = expectations.map(\.orders)
    profiles.expectedValue = expectations.map(\.value)
}

/// -1 where nothing is known.
private struct Expectation: Sendable {
    var alive: Float = -1
    var orders: Float = -1
    var value: Int64 = -1
}

extension OrderProcess.History {
    fileprivate init(of customer: Int, _ profiles: CustomerProfiles) {
        let (first, last) = (profiles.daysSinceFirstOrder[customer], profiles.daysSinceLastOrder[customer])
        self.init(
            repeats: Int(profiles.ordersCount[customer]) - 1,
            last: Double(first - last),
            age: Double(first)
        )
    }
}
