internal import CampaignModel

/// A column of the `customers` table that segments are written on.
public struct FeatureColumn: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case text, integer, real
        /// 1 or 0.
        case boolean
    }

    public let name: String
    public let kind: Kind
    /// What it says, its unit, and when it is NULL.
    public let meaning: String
}

/// What a column says of one customer.
public enum FeatureValue: Hashable, Sendable {
    case unknown
    case integer(Int64)
    case real(Double)
    case text(String)
}

extension FeatureValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown: "unknown"
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        }
    }
}

/// A column and how its cells are made: the one list that the table, the documentation and `explain` are drawn from.
struct Feature: Sendable {
    let column: FeatureColumn
    let value: @Sendable (_ shop: Shop, _ profiles: CustomerProfiles, _ customer: Int) -> FeatureValue

    init(
        _ name: String,
        _ kind: FeatureColumn.Kind,
        _ meaning: String,
        _ value: @escaping @Sendable (Shop, CustomerProfiles, Int) -> FeatureValue
    ) {
        column = FeatureColumn(name: name, kind: kind, meaning: meaning)
        self.value = value
    }
}

extension Feature {
    /// The columns that every shop has, in the order shown.
    static let standard: [Feature] = [
        Feature("id", .text, "the shop's id of the customer") { .text($0.customers.ids[Int32($2)]) },
        Feature("has_email", .boolean, "whether there is an address that can be mailed") {
            .boolean(EmailAddress($0.customers.emails[$2]) != nil)
        },
        Feature("tier", .text, "loyalty tier, as the shop spells it") { .text($0.customers.tiers, $2) },
        Feature("locale", .text, "language and region, such as de-AT") { .text($0.customers.locales, $2) },
        Feature("country", .text, "country, as the shop spells it") { .text($0.customers.countries, $2) },
        Feature("time_zone", .text, "IANA name, such as Europe/Vienna") { .text($0.customers.timeZones, $2) },
        Feature("email_consent", .boolean, "consent to email; NULL where nobody asked") {
            .consent($0.customers.emailConsent[$2])
        },
        Feature("push_consent", .boolean, "consent to push messages; NULL where nobody asked") {
            .consent($0.customers.pushConsent[$2])
        },
        Feature("orders_count", .integer, "orders in which something was bought") {
            .integer(Int64($1.ordersCount[$2]))
        },
        Feature("lifetime_value", .real, "paid so far, less returns, in the currency's major unit (euros)") {
            .money($1.lifetimeValue[$2], $0.currency)
        },
        Feature("average_order_value", .real, "lifetime value over orders, in the major unit; NULL without orders") {
            $1.ordersCount[$2] > 0 ? .money($1.averageOrderValue[$2], $0.currency) : .unknown
        },
        Feature("days_since_first_order", .integer, "whole days; NULL without orders") {
            .known($1.daysSinceFirstOrder[$2], from: 0)
        },
        Feature("days_since_last_order", .integer, "whole days; NULL without orders") {
            .known($1.daysSinceLastOrder[$2], from: 0)
        },
        Feature("recency", .integer, "quintile by days since the last order, 5 is most recent; NULL without orders") {
            .known(Int32($1.recencyQuintile[$2]), from: 1)
        },
        Feature("frequency", .integer, "quintile by number of orders, 5 is most; NULL without orders") {
            .known(Int32($1.frequencyQuintile[$2]), from: 1)
        },
        Feature("monetary", .integer, "quintile by lifetime value, 5 is most; NULL without orders") {
            .known(Int32($1.monetaryQuintile[$2]), from: 1)
        },
        Feature("rfm_segment", .text, RFMSegment.allCases.map(\.name).joined(separator: ", ")) {
            .text($1.rfmSegment[$2].name)
        },
        Feature("lifecycle", .text, Lifecycle.allCases.map(\.name).joined(separator: ", ")) {
            .text($1.lifecycle[$2].name)
        },
        Feature("top_category", .text, "top-level category most was spent on; NULL without orders") {
            $1.topCategory[$2] < 0 ? .unknown : .text($1.topLevelCategories[$1.topCategory[$2]])
        },
        Feature("top_category_share", .real, "part of the spend that went to it, 0 ... 1; NULL without one") {
            $1.topCategory[$2] < 0 ? .unknown : .real(Double($1.topCategoryShare[$2]))
        },
        Feature("top_brand", .text, "brand most was spent on; NULL without orders or brands") {
            $1.topBrand[$2] < 0 ? .unknown : .text($0.products.brands.values[$1.topBrand[$2]])
        },
        Feature("top_brand_share", .real, "part of the spend that went to it, 0 ... 1; NULL without one") {
            $1.topBrand[$2] < 0 ? .unknown : .real(Double($1.topBrandShare[$2]))
        },
        Feature("usual_days_between_orders", .integer, "their own mean and the shop's median; NULL without orders") {
            .known($1.usualDaysBetweenOrders[$2], from: 1)
        },
        Feature("days_until_next_order", .integer, "usual days less days since the last order; below 0 overdue") {
            $1.usualDaysBetweenOrders[$2] < 1
                ? .unknown : .integer(Int64($1.usualDaysBetweenOrders[$2] - $1.daysSinceLastOrder[$2]))
        },
        Feature("alive", .real, "probability that they have not left for good, 0 ... 1; NULL where it is unknown") {
            $1.alive[$2] < 0 ? .unknown : .real(Double($1.alive[$2]))
        },
        Feature("expected_orders", .real, "orders to be expected in the next 365 days; NULL where it is unknown") {
            $1.expectedOrders[$2] < 0 ? .unknown : .real(Double($1.expectedOrders[$2]))
        },
        Feature(
            "expected_value",
            .real,
            "spend to be expected in the next 365 days, in the major unit; NULL if unknown"
        ) {
            $1.expectedValue[$2] < 0 ? .unknown : .money($1.expectedValue[$2], $0.currency)
        },
        Feature("device", .text, "device most used, as events name it; NULL without events") {
            $1.device[$2] < 0 ? .unknown : .text($0.events.devices.values[$1.device[$2]])
        },
        Feature("price_sensitivity", .real, "0 pays any price ... 1 only reduced or cheap; 0.5 usual here, or unknown")
        {
            .real(Double($1.priceSensitivity[$2]))
        },
        Feature("engagement", .real, "how often they come: 0 never, 0.22 every four weeks, 0.63 weekly ... 1 daily") {
            .real(Double($1.engagement[$2]))
        },
        Feature("intent", .real, "probability that the latest session was to end in a purchase; NULL after 14 days") {
            $1.intent[$2] < 0 ? .unknown : .real(Double($1.intent[$2]))
        },
    ]

    /// The file's own columns, by their headers. One that bears the name of a standard column, in whatever case, gives
    /// way to it. A column whose every value is a plain number is `real`, otherwise `text`.
    static func attributes(of shop: Shop) -> [Feature] {
        var taken = Set(standard.map(\.column.name) + [CustomerTable.rowColumn])
        var features: [Feature] = []
        for (index, attribute) in shop.customers.attributes.enumerated() {
            guard taken.insert(attribute.name.lowercased()).inserted else { continue }
            let values = attribute.cells.values
            let isNumber = values.count > 0 && (0..<Int32(values.count)).allSatisfy { number(values[$0]) != nil }
            features.append(
                Feature(attribute.name, isNumber ? .real : .text, "column of the customers file") { shop, _, customer in
                    guard let text = shop.customers.attributes[index].cells[customer] else { return .unknown }
                    return isNumber ? number(text).map(FeatureValue.real) ?? .unknown : .text(text)
                }
            )
        }
        return features
    }

    /// The number that a text plainly is. `007` is none: it is a code, and would lose its zeros.
    private static func number(_ text: String) -> Double? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isCode =
            digits.count > 1 && digits.first == UInt8(ascii: "0") && digits.dropFirst().first != UInt8(ascii: ".")
        let isPlain = digits.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        return isCode || !isPlain || digits.count > 15 ? nil : Double(text)
    }
}

extension FeatureValue {
    fileprivate static func boolean(_ value: Bool) -> FeatureValue { .integer(value ? 1 : 0) }

    fileprivate static func text(_ column: DictionaryColumn, _ row: Int) -> FeatureValue {
        column[row].map(FeatureValue.text) ?? .unknown
    }

    fileprivate static func consent(_ consent: Consent) -> FeatureValue {
        consent == .unknown ? .unknown : .boolean(consent == .granted)
    }

    fileprivate static func money(_ minorUnits: Int64, _ currency: Currency) -> FeatureValue {
        .real(Double(minorUnits) / Double(currency.minorUnitsPerMajor))
    }

    fileprivate static func known(_ value: Int32, from least: Int32) -> FeatureValue {
        value >= least ? .integer(Int64(value)) : .unknown
    }
}
