public import CampaignModel
internal import Diagnostics
internal import SQLite

/// Says who is in a segment: SQL boolean expressions over the features of every customer.
///
/// An expression reads the columns of one customer at a time, calls ``SegmentFunction``s and a few of SQLite's own
/// functions, and can do nothing else: no SELECT, no statement, no other table, bounded work. Built once for a shop,
/// then asked many times, from one thread.
public struct SegmentEvaluator: ~Copyable {
    private let shop: Shop
    private let profiles: CustomerProfiles
    private let features: [Feature]
    private let queries: ProductQueries
    private let table: CustomerTable

    /// - Throws: ``SegmentError`` where the customers file has more columns than SQLite takes (2,000).
    public init(shop: Shop, profiles: CustomerProfiles) throws(SegmentError) {
        precondition(profiles.count == shop.customers.count, "profiles are those of the shop's customers")
        self.shop = shop
        self.profiles = profiles
        features = Feature.standard + Feature.attributes(of: shop)
        queries = ProductQueries(shop: shop, asOf: profiles.asOf)
        do {
            table = try CustomerTable(features: features, shop: shop, profiles: profiles, queries: queries)
        } catch {
            throw SegmentError([Diagnostic(.error, "the table of customers cannot be built: \(error.message)")])
        }
    }

    /// The columns that every shop has, then those of this shop's customers file.
    public var columns: [FeatureColumn] { features.map(\.column) }

    /// Says what is wrong with an expression, without looking at any customer.
    public func check(_ segment: Segment) throws(SegmentError) {
        let compiled = try compile(segment)
        do { try table.check(String(decoding: compiled.sql, as: UTF8.self)) } catch {
            throw failure(error, of: compiled)
        }
    }

    /// The members' rows in `Customers`, ascending. A condition that comes out as NULL holds for nobody.
    public func members(of segment: Segment) throws(SegmentError) -> [Int32] {
        let compiled = try compile(segment)
        do {
            return try table.rows(where: String(decoding: compiled.sql, as: UTF8.self))
        } catch {
            throw failure(error, of: compiled)
        }
    }

    /// Everything known of one customer, in the order of the columns; for `explain`.
    public func features(of customer: Int32) -> [(name: String, value: FeatureValue)] {
        features.map { ($0.column.name, $0.value(shop, profiles, Int(customer))) }
    }

    var customerCount: Int { profiles.count }

    /// One cell of the table.
    func value(of column: String, customer: Int) -> FeatureValue {
        features.first { $0.column.name == column }?.value(shop, profiles, customer) ?? .unknown
    }

    private func compile(_ segment: Segment) throws(SegmentError) -> CompiledSegment {
        let compiled = CompiledSegment(segment, columns: features.map(\.column.name), queries: queries)
        if !compiled.findings.isEmpty { throw SegmentError(compiled.findings) }
        return compiled
    }

    private func failure(_ error: SQLiteError, of compiled: CompiledSegment) -> SegmentError {
        let offset = error.offset.map { $0 - CustomerTable.conditionOffset }
        let message = error.isInterrupted ? "the expression takes too long to evaluate; simplify it" : error.message
        return SegmentError([compiled.finding(message, atSQL: offset)])
    }
}
