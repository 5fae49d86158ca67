import CampaignModel
import Foundation
import Testing

@testable import Reporting

struct RunReportTests {
    /// 40 treated, of whom c0 ... c3 bought (c0 twice); 10 held out, of whom c40 bought.
    private static let rows = (0..<50).map { index in
        ReportRow(
            customerID: "c\(index)",
            arm: index < 40 ? .treated : .holdout,
            state: index >= 40 ? .holdout : index == 39 ? .failed : .sent
        )
    }
    private static let orders = [
        ReportOrder(customerID: "c0", revenue: 1_000), ReportOrder(customerID: "c0", revenue: 500),
        ReportOrder(customerID: "c1", revenue: 2_000), ReportOrder(customerID: "c2", revenue: 2_500),
        ReportOrder(customerID: "c3", revenue: 4_000), ReportOrder(customerID: "c3", revenue: -1_000),
        ReportOrder(customerID: "c4", revenue: -700), ReportOrder(customerID: "c40", revenue: 1_100),
        ReportOrder(customerID: "stranger", revenue: 9_999),
    ]

    private static func report(rows: [ReportRow] = rows, orders: [ReportOrder] = orders) -> RunReport {
        RunReport.make(run: "spring-1", currency: .euro, windowDays: 7, rows: rows, orders: orders)
    }

    @Test func everyoneInAnArmCountsWhateverBecameOfTheMessage() throws {
        let report = RunReportTests.report()
        let treated = try #require(report.treated)
        #expect(treated.people == 40)
        #expect(treated.converters == 4, "two orders are one converter, a return is none")
        #expect(treated.revenue == 8_300, "returns are taken off, a stranger's order is left out")
        #expect(treated.revenuePerPerson.value == 207.5)
        #expect(report.holdout?.people == 10)
        #expect(report.holdout?.revenuePerPerson.value == 110)
        #expect(report.messages == [.sent: 39, .failed: 1, .holdout: 10])
    }

    @Test func theEffectIsTreatedLessHoldout() throws {
        let effect = try #require(RunReportTests.report().incremental)
        #expect(close(effect.conversionRate.value, 0))
        #expect(close(effect.revenuePerPerson.value, 97.5))
        #expect(close(effect.revenue.value, 97.5 * 40))
        let perPerson = try #require(effect.revenuePerPerson.interval)
        let total = try #require(effect.revenue.interval)
        #expect(close(total.low, perPerson.low * 40) && close(total.high, perPerson.high * 40))
        #expect(perPerson.low < 0 && perPerson.high > 97.5)
    }

    @Test func withoutAHoldoutNothingIsClaimed() {
        let report = RunReportTests.report(rows: RunReportTests.rows.filter { $0.arm == .treated })
        #expect(report.holdout == nil && report.incremental == nil)
        #expect(report.textTable.contains("nobody in the holdout arm: what the run earned cannot be told"))
        let empty = RunReportTests.report(rows: [], orders: [])
        #expect(empty.treated == nil && empty.incremental == nil)
        #expect(empty.textTable.contains("messages: none"))
    }

    @Test func aPersonOnTwoChannelsIsOnePerson() {
        let report = RunReportTests.report(rows: RunReportTests.rows + RunReportTests.rows)
        #expect(report.treated == RunReportTests.report().treated)
        #expect(report.messages[.sent] == 78)
    }

    @Test func nobodyBoughtIsNotPrecise() throws {
        let report = RunReportTests.report(orders: [])
        let effect = try #require(report.incremental)
        #expect(effect.revenuePerPerson == Estimate(value: 0, interval: nil))
        #expect(effect.conversionRate.interval != nil)
        #expect(report.textTable.contains("+0.00 EUR (unknown)"))
    }

    @Test func theOrderOfRowsAndOrdersDoesNotMatter() {
        let there = RunReportTests.report()
        let back = RunReportTests.report(rows: RunReportTests.rows.reversed(), orders: RunReportTests.orders.reversed())
        #expect(there == back)
    }

    @Test func theReportComesBackFromJSON() throws {
        let report = RunReportTests.report()
        let json = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(RunReport.self, from: json) == report)
        #expect(String(decoding: json, as: UTF8.self).contains(#""sent":39"#))
    }

    @Test func theTableNamesWhatItShows() {
        let table = RunReportTests.report().textTable
        #expect(
            table == """
                run spring-1, orders within 7 days after the time planned
                messages: sent 39, failed 1, holdout 10

                                      treated                                 holdout
                  people              40                                      10
                  converters          4                                       1
                  conversion rate     10.00 % (3.96 … 23.05)                  10.00 % (1.79 … 40.42)
                  revenue             83.00 EUR                               11.00 EUR
                  revenue per person  2.08 EUR (-0.23 … 4.38)                 1.10 EUR (-1.39 … 3.59)

                incremental (treated − holdout, intention to treat)
                  conversion rate     +0.00 points (-31.01 … +15.42)
                  revenue per person  +0.97 EUR (-2.26 … +4.21)
                  revenue in all      +39.00 EUR (-90.30 … +168.30)
                (in brackets: 95 % confidence intervals)
                """
        )
    }
}
