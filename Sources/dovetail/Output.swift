internal import Diagnostics
internal import Foundation
internal import Pipeline

/// stdout is data; stderr is progress and findings.
enum Output {
    /// Prints a result as JSON or, for people, by `table`.
    static func print<Result: Encodable>(_ result: Result, asJSON: Bool, table: (Result) -> String) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            Swift.print(String(decoding: try encoder.encode(result), as: UTF8.self))
        } else {
            Swift.print(table(result))
        }
    }

    /// Tells a person something that is not the result.
    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// Rows under a header, columns aligned; numbers to the right.
struct TextTable {
    var header: [String]
    var rows: [[String]] = []

    init(_ header: [String]) { self.header = header }

    var text: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([header] + rows).map { row in
            zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return isNumeric(column) ? padding + cell.0 : cell.0 + padding
            }
            .joined(separator: "  ").trimmingSuffix(" ")
        }
        .joined(separator: "\n")
    }

    private func isNumeric(_ column: Int) -> Bool {
        !rows.isEmpty && rows.allSatisfy { Double($0[column].filter { $0 != "," && $0 != "%" }) != nil }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}

/// `1,234,567`
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
