internal import CampaignModel
internal import Scheduling

/// The hours in which each customer may be written to, asked at the last moment before a message goes out.
struct DispatchHours: Sendable {
    private let hours: SendingHours
    private let people: PersonZones
    private let ids: StringTable

    init(_ hours: SendingHours, _ settings: Settings, _ shop: Shop) {
        self.hours = hours
        let zones = ZoneDatabase()
        // Configuration has looked the zone up.
        let shopZone = zones.zone(settings.shop.timeZone) ?? .utc
        people = PersonZones(shop.customers, shop: shopZone, zones: zones)
        ids = shop.customers.ids
    }

    /// The first moment at which a customer may be written to. Of one whom the shop does not have any more, the shop's
    /// clock decides.
    /// - Returns: `nil` where there is none within eight days.
    func next(for customer: String, from now: Instant) -> Instant? {
        if hours.areUnlimited { return now }
        return hours.next(from: now, in: ids.id(of: customer).map(people.zone) ?? people.zones[0])
    }
}
