internal import Diagnostics
internal import Pipeline

/// The shop's data on a few lines.
enum DataTable {
    static func summary(_ report: DataReport) -> String {
        var lines = [
            "\(grouped(report.customers)) customers, \(grouped(report.products)) products, \(grouped(report.orders)) orders "
                + "(\(grouped(report.orderLines)) lines), \(grouped(report.events)) events"
        ]
        lines += report.notices.map(\.description)
        let rejected = report.rejected.values.reduce(0, +)
        if rejected > 0 {
            let kinds = report.rejected.sorted { $0.key < $1.key }.map { "\(grouped($0.value)) \($0.key)" }
            let folder = report.rejectsFolder.map { ", all of them in \($0)" } ?? ""
            lines.append("\(grouped(rejected)) rows set aside (\(kinds.joined(separator: ", ")))\(folder)")
            lines += report.findings.map { String($0.description.prefix { !$0.isNewline }) }
        }
        return lines.joined(separator: "\n")
    }
}
