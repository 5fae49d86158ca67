internal import Foundation
internal import Pipeline

/// Estimates about customers, and the session model, for the terminal.
enum FigureText {
    static func text(_ figure: Figure) -> String {
        let value = figure.value.map { number($0) } ?? "unknown"
        let head = "\(figure.name) \(value) (usual \(number(figure.usual))): \(figure.basis)"
        guard !figure.parts.isEmpty else { return head }
        let hasEffects = figure.parts.contains { $0.effect != nil }
        var table = TextTable(["", "value", "usual"] + (hasEffects ? ["log odds"] : []))
        // What counts most stands first.
        table.rows = figure.parts.sorted { abs($0.effect ?? 0) > abs($1.effect ?? 0) }.map { part in
            [part.name, number(part.value), part.usual.map { number($0) } ?? ""]
                + (hasEffects ? [signed(part.effect ?? 0)] : [])
        }
        return head + "\n" + table.text
    }

    static func text(_ report: IntentReport) -> String {
        var weights = TextTable(["signal", "log odds of one", "usual"])
        weights.rows =
            [["(a session with all at 0)", signed(report.intercept), ""]]
            + report.terms.map { [$0.name, signed($0.weight), number($0.usual)] }
        var lines = [
            "\(grouped(report.sessions)) sessions, of which \(grouped(report.purchases)) ended in a purchase; \(report.source)",
            "", weights.text,
        ]
        guard let quality = report.quality else { return lines.joined(separator: "\n") }
        let asked = report.isLearned ? "the newest fifth of the sessions, not learned from" : "all sessions"
        lines += [
            "",
            "asked about \(asked): \(grouped(quality.sessions)), \(grouped(quality.purchases)) with a purchase",
            "  AUC \(number(quality.areaUnderCurve)), log loss \(number(quality.logLoss)) "
                + "(\(number(quality.logLossOfShare)) by the share alone), "
                + "calibration error \(number(quality.calibrationError))",
            "",
        ]
        var bands = TextTable(["tenth", "expected", "observed"])
        bands.rows = quality.bands.enumerated().map { ["\($0 + 1)", number($1.expected), number($1.observed)] }
        return (lines + [bands.text]).joined(separator: "\n")
    }

    private static func number(_ value: Double) -> String { String(format: "%.3f", value) }
    private static func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
}
