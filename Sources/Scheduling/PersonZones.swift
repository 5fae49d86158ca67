public import CampaignModel

/// The time zone of every customer: their own, or else their country's, or else the shop's.
public struct PersonZones: Sendable {
    /// Where a zone was taken from.
    public enum Source: Hashable, Sendable, CaseIterable {
        case person, country, shop
    }

    private let names: DictionaryColumn
    private let countries: DictionaryColumn
    /// By code of the column; `nil` where it is no zone, or no country that we know.
    private let byName: [ZoneRules?]
    private let byCountry: [ZoneRules?]
    private let shop: ZoneRules

    public init(_ customers: Customers, shop: ZoneRules, zones: ZoneDatabase) {
        names = customers.timeZones
        countries = customers.countries
        byName = (0..<Int32(names.values.count)).map { [names] in zones.zone(names.values[$0]) }
        byCountry = (0..<Int32(countries.values.count)).map { [countries] in
            CountryZones.zone(of: countries.values[$0]).flatMap(zones.zone)
        }
        self.shop = shop
    }

    public func zone(of customer: Int32) -> (zone: ZoneRules, source: Source) {
        if let zone = rules(names, byName, customer) { return (zone, .person) }
        if let zone = rules(countries, byCountry, customer) { return (zone, .country) }
        return (shop, .shop)
    }

    private func rules(_ column: DictionaryColumn, _ zones: [ZoneRules?], _ customer: Int32) -> ZoneRules? {
        guard column.codes.indices.contains(Int(customer)) else { return nil }
        let code = column.codes[Int(customer)]
        return code < 0 ? nil : zones[Int(code)]
    }
}
