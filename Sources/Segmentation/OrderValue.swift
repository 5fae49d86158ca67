internal import Foundation

/// What an order of each customer is worth: the gamma-gamma model.
///
/// Orders of one customer are Gamma(p, nu), and nu is Gamma(q, v) over customers: who ordered little is taken for a usual
/// customer. Values are in any unit. Source: Fader, Hardie, "The Gamma-Gamma Model of Monetary Value", 2013.
struct OrderValue: Hashable {
    var p: Double
    /// More than 1.
    var q: Double
    var v: Double

    /// One customer's orders: how many, at least 1, and their mean value, more than 0.
    struct History {
        var orders: Double
        var mean: Double
    }

    private static let regularization = 1e-3

    init(p: Double, q: Double, v: Double) { (self.p, self.q, self.v) = (p, q, v) }

    /// Fits by maximum likelihood, with a slight pull that keeps the three finite.
    /// - Returns: `nil` without a history.
    init?(fitting histories: [History]) {
        guard !histories.isEmpty else { return nil }
        let usual = histories.reduce(0) { $0 + $1.mean } / Double(histories.count)
        let scaled = histories.map { History(orders: $0.orders, mean: $0.mean / usual) }
        let best = minimum(from: [0, 0, 0]) { logs in
            guard logs.allSatisfy({ abs($0) < 10 }) else { return .infinity }
            let model = OrderValue(p: exp(logs[0]), q: 1 + exp(logs[1]), v: exp(logs[2]))
            let pull = logs.reduce(0) { $0 + $1 * $1 } * OrderValue.regularization
            return pull - model.meanLogLikelihood(of: scaled)
        }
        self.init(p: exp(best[0]), q: 1 + exp(best[1]), v: exp(best[2]) * usual)
    }

    func meanLogLikelihood(of histories: [History]) -> Double {
        let ofAll = q * log(v) - lgamma(q)
        let sum = histories.reduce(0.0) { sum, history in
            let shape = p * history.orders
            return sum + lgamma(shape + q) - lgamma(shape) + ofAll + (shape - 1) * log(history.mean)
                + shape * log(history.orders) - (shape + q) * log(v + history.mean * history.orders)
        }
        return sum / Double(max(1, histories.count))
    }

    /// The value to be expected of an order; who paid nothing so far may be given with a mean of 0.
    func expected(orders: Double, mean: Double) -> Double { p * (v + orders * mean) / (p * orders + q - 1) }
}
