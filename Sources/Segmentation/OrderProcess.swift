internal import Foundation

/// How customers order, and leave: the BG/NBD model.
///
/// A customer orders at a rate of their own, Gamma(r, alpha) over customers, and after each order leaves for good with a
/// probability of their own, Beta(a, b). Times are in any unit, the same for all.
/// Source: Fader, Hardie, Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model", 2005.
struct OrderProcess: Hashable {
    var r: Double
    var alpha: Double
    var a: Double
    var b: Double

    /// One customer's orders.
    struct History {
        /// Orders after the first.
        var repeats: Int
        /// From the first order to the last, and to now.
        var last: Double
        var age: Double
    }

    /// More repeats than this are not told apart while fitting.
    private static let maximumRepeats = 1_000
    /// How strongly the logarithms of the four are pulled to 0, with ages scaled to a mean of 1.
    private static let regularization = 1e-3

    init(r: Double, alpha: Double, a: Double, b: Double) {
        (self.r, self.alpha, self.a, self.b) = (r, alpha, a, b)
    }

    /// Fits by maximum likelihood, with a slight pull that keeps the four finite.
    /// - Returns: `nil` without a history of some age.
    init?(fitting histories: [History]) {
        let meanAge = histories.reduce(0) { $0 + $1.age } / Double(max(1, histories.count))
        guard meanAge > 0 else { return nil }
        let scaled = histories.map { history in
            History(
                repeats: min(history.repeats, OrderProcess.maximumRepeats),
                last: history.last / meanAge,
                age: history.age / meanAge
            )
        }
        let best = minimum(from: [0, 0, 0, 0]) { logs in
            guard logs.allSatisfy({ abs($0) < 10 }) else { return .infinity }
            let process = OrderProcess(r: exp(logs[0]), alpha: exp(logs[1]), a: exp(logs[2]), b: exp(logs[3]))
            let pull = logs.reduce(0) { $0 + $1 * $1 } * OrderProcess.regularization
            return pull - process.meanLogLikelihood(of: scaled)
        }
        self.init(r: exp(best[0]), alpha: exp(best[1]) * meanAge, a: exp(best[2]), b: exp(best[3]))
    }

    func meanLogLikelihood(of histories: [History]) -> Double {
        // What hangs on the number of repeats alone, made once for all: logs of rising factorials.
        let most = histories.reduce(0) { max($0, $1.repeats) }
        var common = [r * log(alpha)]
        for repeats in 0..<most {
            let count = Double(repeats)
            common.append(common[repeats] + log(r + count) + log((b + count) / (a + b + count)))
        }
        var sum = 0.0
        for history in histories {
            let exponent = r + Double(history.repeats)
            let stayed = -exponent * log(alpha + history.age)
            sum += common[history.repeats]
            guard history.repeats > 0 else {
                sum += stayed
                continue
            }
            let left =
                log(a / (b + Double(history.repeats) - 1)) - exponent * log(alpha + history.last)
            sum += max(stayed, left) + log1p(exp(-abs(stayed - left)))
        }
        return sum / Double(max(1, histories.count))
    }

    /// The probability that the customer has not left.
    func alive(_ history: History) -> Double {
        guard history.repeats > 0 else { return 1 }
        let repeats = Double(history.repeats)
        let odds = log(a / (b + repeats - 1)) + (r + repeats) * log((alpha + history.age) / (alpha + history.last))
        return 1 / (1 + exp(min(odds, 700)))
    }
}

/// Orders to be expected of customers in the time to come.
///
/// Of one who is there now, with a rate of Gamma(r + x, alpha + T) and a probability p of leaving of Beta(a, b + x):
///
///     E[orders] = E over p of (1 - (1 + p · time / (alpha + T))^-(r + x)) / p
///
/// The mean over p is a sum over the midpoints of 24 parts of p^a, within reach of the distribution, made once for each x.
/// It agrees with the closed form by the hypergeometric function, and has no trouble where that converges slowly.
struct ExpectedOrders {
    private static let parts = 24
    private static let maximumRepeats = 400

    private let process: OrderProcess
    private let time: Double
    /// `parts` places and weights for each number of repeats.
    private var places: [Double] = []
    private var weights: [Double] = []

    init(_ process: OrderProcess, time: Double) {
        (self.process, self.time) = (process, time)
        for repeats in 0...ExpectedOrders.maximumRepeats {
            let (a, b) = (process.a, process.b + Double(repeats))
            let deviation = (a * b / ((a + b) * (a + b) * (a + b + 1))).squareRoot()
            let reach = pow(min(1, a / (a + b) + 10 * deviation), a)
            var densities: [Double] = []
            for part in 0..<ExpectedOrders.parts {
                let place = pow(reach * (Double(part) + 0.5) / Double(ExpectedOrders.parts), 1 / a)
                places.append(max(place, 1e-12))
                densities.append(pow(max(1 - place, 1e-12), b - 1))
            }
            let total = densities.reduce(0, +)
            weights += densities.map { $0 / total }
        }
    }

    func callAsFunction(_ history: OrderProcess.History) -> Double {
        let exponent = -(process.r + Double(history.repeats))
        let ratio = time / (process.alpha + history.age)
        let start = min(history.repeats, ExpectedOrders.maximumRepeats) * ExpectedOrders.parts
        var sum = 0.0
        for index in start..<start + ExpectedOrders.parts {
            let place = places[index]
            sum += weights[index] * (1 - exp(exponent * log1p(place * ratio))) / place
        }
        return sum * process.alive(history)
    }
}
