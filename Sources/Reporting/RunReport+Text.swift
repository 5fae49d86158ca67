internal import CampaignModel
internal import Foundation

extension RunReport {
    /// The report for a terminal, 100 columns at most.
    public var textTable: String {
        let states = MessageState.allCases.compactMap { state in messages[state].map { "\(state.rawValue) \($0)" } }
        var lines = [
            "run \(run), orders within \(windowDays) days after the time planned",
            "messages: \(states.isEmpty ? "none" : states.joined(separator: ", "))",
            "",
            row("", "treated", "holdout"),
            row("people", treated.map { "\($0.people)" }, holdout.map { "\($0.people)" }),
            row("converters", treated.map { "\($0.converters)" }, holdout.map { "\($0.converters)" }),
            row(
                "conversion rate",
                treated.map { percent($0.conversionRate) },
                holdout.map { percent($0.conversionRate) }
            ),
            row("revenue", treated.map { money(Double($0.revenue)) }, holdout.map { money(Double($0.revenue)) }),
            row(
                "revenue per person",
                treated.map { money($0.revenuePerPerson) },
                holdout.map { money($0.revenuePerPerson) }
            ),
            "",
        ]
        if let incremental {
            lines += [
                IncrementalEffect.label,
                row("conversion rate", percent(incremental.conversionRate, unit: "points", sign: "+")),
                row("revenue per person", money(incremental.revenuePerPerson, sign: "+")),
                row("revenue in all", money(incremental.revenue, sign: "+")),
                "(in brackets: 95 % confidence intervals)",
            ]
        } else {
            lines.append(
                "nobody in the \(treated == nil ? "treated" : "holdout") arm: what the run earned cannot be told"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ cells: String?...) -> String {
        let padded = cells.map { cell in
            let cell = cell ?? "–"
            return cell + String(repeating: " ", count: max(0, 38 - cell.count))
        }
        let line = "  " + name + String(repeating: " ", count: 20 - name.count) + padded.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func percent(_ estimate: Estimate, unit: String = "%", sign: String = "") -> String {
        written(estimate, unit) { number($0 * 100, digits: 2, sign: sign) }
    }

    private func money(_ estimate: Estimate, sign: String = "") -> String {
        written(estimate, currency.code) { majorUnits($0, sign: sign) }
    }

    private func money(_ minorUnits: Double) -> String { majorUnits(minorUnits, sign: "") + " \(currency.code)" }

    private func majorUnits(_ minorUnits: Double, sign: String) -> String {
        number(minorUnits / Double(currency.minorUnitsPerMajor), digits: currency.minorUnitDigits, sign: sign)
    }

    private func written(_ estimate: Estimate, _ unit: String, _ write: (Double) -> String) -> String {
        let interval = estimate.interval.map { "\(write($0.low)) … \(write($0.high))" } ?? "unknown"
        return "\(write(estimate.value)) \(unit) (\(interval))"
    }

    private func number(_ value: Double, digits: Int, sign: String) -> String {
        String(format: "%\(sign).\(digits)f", value)
    }
}
