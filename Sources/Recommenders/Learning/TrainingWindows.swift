internal import CampaignModel
internal import Threads

/// A stretch of the past to learn from: what was known at `start` is held against what was bought from then to `end`.
struct TrainingWindow: Sendable {
    /// The first moment of the stretch; a history as of one second before knows nothing of it.
    var start: Instant
    /// The last moment of the stretch.
    var end: Instant
    /// Who had bought before and came back: rows in `Customers`, ascending; a sample where there are many.
    var customers: [Int32]

    /// What was known when the stretch began.
    func known(_ history: PurchaseHistory) -> PurchaseHistory {
        PurchaseHistory(shop: history.shop, asOf: start.advanced(bySeconds: -1))
    }

    /// The customer's orders within the stretch, oldest first.
    func orders(of customer: Int32, in history: PurchaseHistory) -> Range<Int> {
        let orders = history.orders(of: customer)
        let times = history.shop.orders.times
        var (first, end) = (orders.upperBound, orders.upperBound)
        while end > orders.lowerBound, times[end - 1] > self.end.seconds { end -= 1 }
        first = end
        while first > orders.lowerBound, times[first - 1] >= start.seconds { first -= 1 }
        return first..<end
    }
}

/// The stretches of a shop's own past that its rankers learn from: the last 28 days and the 28 before, with everything
/// earlier as what was known.
///
/// A shop younger than 84 days has shorter ones, a third of its life each; where that is less than three days, or fewer
/// than ``minimumCustomers`` came back, there is none and ``shortage`` says why. Days count back from the shop's newest
/// order, so that data which end a year ago teach as much. Where what is learned needs much work a stretch, and
/// ``manyCustomers`` came back in the newest one, that one alone is taken, with twice the sample.
struct TrainingWindows: Sendable {
    static let days = 28
    static let manyCustomers = 50_000
    static let minimumCustomers = 50

    /// Newest first.
    private(set) var windows: [TrainingWindow] = []
    /// Why there is nothing to learn from; `nil` where there is.
    private(set) var shortage: String?

    /// - Parameters:
    ///   - limit: About so many customers a window, of two.
    ///   - enough: So many who came back in the newest window make the one before it needless.
    init(_ history: PurchaseHistory, limit: Int = 3_000, enough: Int = .max, workers: Workers) {
        guard let life = history.life else {
            shortage = "nothing has been bought yet"
            return
        }
        let (oldest, newest) = (life.lowerBound, life.upperBound)
        let third = (newest.seconds - oldest.seconds) / 3
        let length = min(Int64(TrainingWindows.days) * Instant.secondsPerDay, third)
        guard length >= 3 * Instant.secondsPerDay else {
            shortage = "the orders span \(newest.days(since: oldest)) days, too few to learn from"
            return
        }
        for back in 1...2 {
            let start = newest.advanced(bySeconds: 1 - Int64(back) * length)
            var window = TrainingWindow(start: start, end: start.advanced(bySeconds: length - 1), customers: [])
            let customers = returning(to: window, history, workers)
            let isEnough = back == 1 && customers.count >= enough
            window.customers = sample(customers, limit: isEnough ? 2 * limit : limit, salt: UInt64(back))
            windows.append(window)
            if isEnough { break }
        }
        let customers = windows.reduce(0) { $0 + $1.customers.count }
        guard customers < TrainingWindows.minimumCustomers else { return }
        windows = []
        shortage = "only \(customers) customers came back lately, too few to learn from"
    }

    private func returning(to window: TrainingWindow, _ history: PurchaseHistory, _ workers: Workers) -> [Int32] {
        let chunks = workers.mapChunks(of: history.shop.customers.count, chunk: 16_384) { range in
            range.lazy.map(Int32.init).filter { customer in
                let orders = window.orders(of: customer, in: history)
                let before = history.orders(of: customer).lowerBound..<orders.lowerBound
                return history.hasPurchase(in: orders) && history.hasPurchase(in: before)
            }
        }
        return Array(chunks.joined())
    }
}

/// About `limit` of the customers, chosen by a hash of their row, so that the choice is the same in every run; in their
/// order. All of them where there are no more.
func sample(_ customers: [Int32], limit: Int, salt: UInt64) -> [Int32] {
    guard customers.count > limit else { return customers }
    let bound = UInt64.max / UInt64(customers.count) * UInt64(limit)
    return customers.filter { mix(UInt64($0) &+ 1 &+ salt << 32) < bound }
}
