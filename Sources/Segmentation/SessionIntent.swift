public import CampaignModel
public import Scheduling
public import Threads

/// How probably the latest sessions of customers were to end in a purchase, by a model learned from this shop's sessions.
public struct SessionIntent: Sendable {
    /// A session says nothing any more after so many days.
    public static let maximumAgeDays = 14
    /// Sessions that are learned from, at most: those of every so many customers, in the order of the file.
    private static let maximumSessions = 200_000

    public let model: IntentModel
    let asOf: Instant
    private let shop: Shop
    private let zones: PersonZones?
    private let devices: SessionDevices
    private let workers: Workers

    /// Learns. Nothing after `asOf` counts, and no session that may still go on then.
    /// - Parameter zones: Clocks that the hours of sessions are read from; UTC without them.
    public init(of shop: Shop, asOf: Instant, zones: PersonZones? = nil, workers: Workers = Workers(count: 1)) {
        (self.shop, self.asOf, self.zones, self.workers) = (shop, asOf, zones, workers)
        let devices = SessionDevices(shop.events, asOf: asOf)
        self.devices = devices
        let step = max(1, (shop.events.sessions.count - 1) / SessionIntent.maximumSessions + 1)
        let customers = (shop.customers.count + step - 1) / step
        let over = asOf.seconds - SessionCutter.gapSeconds
        let parts = workers.mapChunks(of: customers, chunk: 8_192) { range in
            var reader = SessionReader(shop, asOf: asOf, zones: zones, devices: devices)
            var sample = SessionSample()
            for customer in range {
                reader.read(Int32(customer * step)) { session, signals in
                    if session.end <= over { sample.append(session, signals) }
                }
            }
            return sample
        }
        var sample = SessionSample()
        for part in parts { sample.append(part) }
        let names = [devices.second, devices.third].map { $0 < 0 ? nil : shop.events.devices.values[$0] }
        model = IntentModel(sample, devices: names, workers: workers)
    }

    /// One probability a customer; -1 where the latest session is older than ``maximumAgeDays``, or there is none.
    func probabilities() -> [Float] {
        let oldest = oldest
        return CustomerChunks(count: shop.customers.count, workers: workers).column {
            (customers, column: inout [Float]) in
            var reader = SessionReader(shop, asOf: asOf, zones: zones, devices: devices)
            for customer in customers {
                var latest: Float = -1
                if mayHaveSession(customer, since: oldest) {
                    reader.read(customer) { session, signals in
                        latest = session.start >= oldest ? Float(model.probability(signals)) : -1
                    }
                }
                column.append(latest)
            }
        }
    }

    /// The customer's latest session and its signals; `nil` where it is too old, or there is none.
    func latest(of customer: Int32) -> (session: Session, signals: [Float])? {
        var reader = SessionReader(shop, asOf: asOf, zones: zones, devices: devices)
        var latest: (session: Session, signals: [Float])?
        reader.read(customer) { latest = ($0, $1) }
        return latest.flatMap { $0.session.start >= oldest ? $0 : nil }
    }

    private var oldest: Int64 { asOf.advanced(byDays: -SessionIntent.maximumAgeDays).seconds }

    /// Spares reading the sessions of all who have not been here lately.
    private func mayHaveSession(_ customer: Int32, since oldest: Int64) -> Bool {
        let events = shop.events.eventsOf(customer: customer)
        return !events.isEmpty && shop.events.times[events.upperBound - 1] >= oldest
    }
}
