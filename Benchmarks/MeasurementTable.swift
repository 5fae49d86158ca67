/// Measurements as a Markdown table that can be read as it is, too.
struct MeasurementTable: CustomStringConvertible {
    let measurements: [Measurement]

    init(_ measurements: [Measurement]) { self.measurements = measurements }

    private static let header = [
        "Stage", "Who", "Input", "Runs", "Median", "Fastest", "Per second", "Bytes", "Peak memory",
        "Time ÷ first row's",
    ]
    /// From here on columns hold numbers, and stand at the right.
    private static let firstNumber = 3

    var description: String {
        let rows = [Self.header] + measurements.map(row)
        let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            let cells = row.indices.map { padded(row[$0], to: widths[$0], isNumber: $0 >= Self.firstNumber) }
            return "| \(cells.joined(separator: " | ")) |"
        }
        let rule = widths.indices.map { column in
            let dashes = String(repeating: "-", count: widths[column])
            return column < Self.firstNumber ? ":\(dashes)-" : "-\(dashes):"
        }
        lines.insert("|" + rule.joined(separator: "|") + "|", at: 1)
        let notes = measurements.compactMap { measurement in measurement.note.map { "\(measurement.subject): \($0)" } }
        return (lines + [""] + notes).joined(separator: "\n")
    }

    private func row(_ measurement: Measurement) -> [String] {
        let first = measurements.first { $0.stage == measurement.stage } ?? measurement
        let ratio = measurement.median / first.median
        return [
            measurement.stage,
            measurement.subject,
            "\(grouped(measurement.count)) \(measurement.unit)",
            "\(measurement.seconds.count)",
            time(measurement.median),
            time(measurement.fastest),
            grouped(Int((Double(measurement.count) / measurement.median).rounded())),
            measurement.bytes.map { bytes($0, in: measurement) } ?? "",
            "\(measurement.peakBytes >> 20) MiB",
            first.subject == measurement.subject ? "" : "\(fixed(ratio, digits: 2)) ×",
        ]
    }

    /// Files are told by their speed, messages by their size.
    private func bytes(_ bytes: Int, in measurement: Measurement) -> String {
        measurement.unit.hasSuffix("lines")
            ? "\(fixed(Double(bytes) / measurement.median / 1e6, digits: 0)) MB/s"
            : "\(grouped(bytes / measurement.count)) each"
    }

    private func time(_ seconds: Double) -> String {
        seconds < 1 ? "\(fixed(seconds * 1_000, digits: 1)) ms" : "\(fixed(seconds, digits: 2)) s"
    }

    private func padded(_ text: String, to width: Int, isNumber: Bool) -> String {
        let spaces = String(repeating: " ", count: width - text.count)
        return isNumber ? spaces + text : text + spaces
    }
}

/// `1234567` → `1,234,567`; at least 0.
private func grouped(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
        text.append(digit)
    }
    return text
}

/// - Parameter value: At least 0.
private func fixed(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let decimals = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: digits - decimals.count) + decimals
}
