public import CampaignModel

/// The time zone of every customer: their own, or else their country's, or else the shop's.
public struct PersonZones: Sendable {
    /// Where a zone was taken from.
    public enum Source: Hashable, Sendable, CaseIterable {
        case person, country, shop
    }

    /// Every zone that somebody may be in; the first is the shop's.
    public private(set) var zones: [ZoneRules]
    private let names: DictionaryColumn
    private let countries: DictionaryColumn
    /// By code of the column: position in `zones`; `nil` where it is no zone, or no country that we know.
    private var byName: [Int?] = []
    private var byCountry: [Int?] = []

    public init(_ customers: Customers, shop: ZoneRules, zones database: ZoneDatabase) {
        names = customers.timeZones
        countries = customers.countries
        zones = [shop]
        var positions = [shop.name: 0]
        func position(_ name: String?) -> Int? {
            guard let name, let zone = database.zone(name) else { return nil }
            if let known = positions[zone.name] { return known }
            positions[zone.name] = zones.count
            zones.append(zone)
            return zones.count - 1
        }
        byName = (0..<Int32(names.values.count)).map { position(customers.timeZones.values[$0]) }
        byCountry = (0..<Int32(countries.values.count)).map { code in
            position(CountryZones.zone(of: customers.countries.values[code]))
        }
    }

    /// The customer's position in ``zones``, and why.
    public func position(of customer: Int32) -> (zone: Int, source: Source) {
        if let zone = PersonZones.look(up: customer, in: names, byName) { return (zone, .person) }
        if let zone = PersonZones.look(up: customer, in: countries, byCountry) { return (zone, .country) }
        return (0, .shop)
    }

    public func zone(of customer: Int32) -> ZoneRules { zones[position(of: customer).zone] }

    private static func look(up customer: Int32, in column: DictionaryColumn, _ positions: [Int?]) -> Int? {
        // A file without the column has no cells.
        guard column.codes.indices.contains(Int(customer)) else { return nil }
        let code = column.codes[Int(customer)]
        return code < 0 ? nil : positions[Int(code)]
    }
}
