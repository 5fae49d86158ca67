internal import Foundation
internal import CampaignModel
internal import Scheduling

/// One session and how it ended. Its signals stand beside it.
struct Session: Sendable {
    /// Unix seconds.
    var start: Int64
    var end: Int64
    var bought: Bool
}

/// Reads the sessions of customers one after the other. One a thread.
struct SessionReader {
    static let width = SessionSignal.allCases.count
    private static let longestAway = 60.0
    /// Different products remembered of one session, so that a robot that looks at all of them costs no more than others.
    private static let maximumProducts = 64

    private let shop: Shop
    private let asOf: Instant
    /// UTC for everyone where there are none.
    private let zones: PersonZones?
    private let devices: SessionDevices
    private var cutter = SessionCutter()
    private var viewed: [Int32] = []
    private var signals = [Float](repeating: 0, count: width)

    init(_ shop: Shop, asOf: Instant, zones: PersonZones?, devices: SessionDevices) {
        (self.shop, self.asOf, self.zones, self.devices) = (shop, asOf, zones, devices)
    }

    /// Calls `body` with each session that has something to tell, oldest first, and its `width` signals.
    mutating func read(_ customer: Int32, _ body: (Session, [Float]) -> Void) {
        cutter.cut(shop.events, customer: customer, asOf: asOf)
        var orders = shop.orders.ordersOf(customer: customer)
        let firstOrder = orders.lowerBound
        var before: Int64?
        for number in 0..<cutter.count {
            let range = cutter.firsts[number]..<cutter.firsts[number + 1]
            let start = time(range.lowerBound)
            let end = time(range.upperBound - 1)
            while let order = orders.first, shop.orders.times[order] < start { orders.removeFirst() }
            var session = Session(start: start, end: end, bought: false)
            var outcome = Int64.max
            if let order = orders.first, case let time = shop.orders.times[order], time <= asOf.seconds,
                time <= end + SessionCutter.gapSeconds
            {
                (session.bought, outcome) = (true, time)
            }
            for signal in signals.indices { signals[signal] = 0 }
            let hasEvidence = count(range, before: outcome, &session)
            setCircumstances(of: customer, start: start, sessionBefore: before)
            set(.boughtBefore, orders.lowerBound > firstOrder ? 1 : 0)
            if hasEvidence { body(session, signals) }
            before = max(before ?? end, end)
        }
    }

    private func time(_ position: Int) -> Int64 { shop.events.times[Int(cutter.events[position])] }

    /// Counts what was done before the checkout.
    /// - Returns: Whether anything was.
    private mutating func count(_ range: Range<Int>, before outcome: Int64, _ session: inout Session) -> Bool {
        viewed.removeAll(keepingCapacity: true)
        var (views, repeats, searches, added, removed) = (0, 0, 0, 0, 0)
        var last: Int64?
        var isOver = false
        var device: Int32 = -1
        for position in range {
            let event = Int(cutter.events[position])
            let type = shop.events.types[event]
            if type == .purchase { session.bought = true }
            if type == .checkout || type == .purchase || shop.events.times[event] >= outcome { isOver = true }
            if isOver { continue }
            last = shop.events.times[event]
            if device < 0 { device = shop.events.devices.codes[event] }
            switch type {
            case .view:
                views += 1
                let product = shop.events.products[event]
                if product >= 0, viewed.contains(product) {
                    repeats += 1
                } else if product >= 0, viewed.count < SessionReader.maximumProducts {
                    viewed.append(product)
                }
            case .search: searches += 1
            case .addToCart: added += 1
            case .removeFromCart: removed += 1
            case .checkout, .purchase: break
            }
        }
        guard let last else { return false }
        set(.views, log1p(Double(views)))
        set(.products, log1p(Double(viewed.count)))
        set(.repeatViews, Double(min(4, repeats)))
        set(.searches, log1p(Double(searches)))
        set(.carted, added > 0 ? 1 : 0)
        set(.moreCarted, Double(min(3, max(0, added - 1))))
        set(.removed, Double(min(3, removed)))
        set(.minutes, log1p(Double(last - session.start) / 60))
        set(.secondDevice, device >= 0 && device == devices.second ? 1 : 0)
        set(.thirdDevice, device >= 0 && device == devices.third ? 1 : 0)
        return true
    }

    private mutating func setCircumstances(of customer: Int32, start: Int64, sessionBefore: Int64?) {
        let away = sessionBefore.map { Double(max(0, start - $0)) / Double(Instant.secondsPerDay) }
        let daysAway = min(SessionReader.longestAway, away ?? SessionReader.longestAway)
        set(.daysAway, log1p(daysAway))
        let moment = Instant(seconds: start)
        let hour = (zones?.zone(of: customer) ?? .utc).local(moment).minuteOfDay / 60
        let part: SessionSignal? =
            switch hour {
            case 6..<12: .morning
            case 12..<18: nil
            case 18..<22: .evening
            default: .night
            }
        if let part { set(part, 1) }
    }

    private mutating func set(_ signal: SessionSignal, _ value: Double) { signals[signal.rawValue] = Float(value) }
}

/// The kinds of device that the model tells apart: codes of `SessionEvents.devices`, -1 where there is none.
struct SessionDevices: Sendable {
    var second: Int32 = -1
    var third: Int32 = -1

    /// By the number of events until `asOf`; of equals the one seen first in the file comes first.
    init(_ events: SessionEvents, asOf: Instant) {
        var uses = [Int](repeating: 0, count: events.devices.values.count)
        for event in 0..<events.count where events.times[event] <= asOf.seconds && events.devices.codes[event] >= 0 {
            uses[Int(events.devices.codes[event])] += 1
        }
        let most = uses.indices.filter { uses[$0] > 0 }.sorted { (-uses[$0], $0) < (-uses[$1], $1) }
        if most.count > 1 { second = Int32(most[1]) }
        if most.count > 2 { third = Int32(most[2]) }
    }
}
