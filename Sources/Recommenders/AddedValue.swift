internal import CampaignModel

/// What a better product has more of, in words, from the attributes of both; at most three, in the catalogue's order.
///
/// A larger quantity of the same unit reads "256 GB instead of 128 GB"; times name what they are of, "2-year warranty
/// instead of 1-year". What the other has not at all reads "2-year warranty", "weather sealing" (where the value is
/// yes), "OLED display". Other differences of text are left out: nobody can tell whether red is more than blue.
func addedValue(of better: Int32, over owned: Int32, in attributes: [Attribute]) -> [String] {
    var added: [String] = []
    for attribute in attributes where added.count < 3 && !sideways.contains(attribute.name.lowercased()) {
        guard let new = attribute.cells[Int(better)], !isNo(new) else { continue }
        let old = attribute.cells[Int(owned)].flatMap { isNo($0) ? nil : $0 }
        let name = attribute.name.replacing("_", with: " ")
        guard let old else {
            added.append(isYes(new) ? name : Quantity(new)?.phrase(of: name) ?? "\(new) \(name)")
            continue
        }
        if let more = Quantity(new), let less = Quantity(old), more.unit == less.unit, more.number > less.number {
            added.append("\(more.phrase(of: name)) instead of \(less.shortPhrase)")
        }
    }
    return added
}

/// Attributes of the Google feed by which no product is better than another.
private let sideways: Set<String> = [
    "age_group", "color", "colour", "condition", "gender", "gtin", "material", "mpn", "pattern", "shipping_weight",
    "size", "weight",
]

private func isYes(_ value: String) -> Bool { ["yes", "true"].contains(value.lowercased()) }
private func isNo(_ value: String) -> Bool { ["no", "false", "none", "-"].contains(value.lowercased()) }

/// `128 GB`, `2 years`, `24`: a number with or without a unit behind it.
struct Quantity {
    var number: Double
    /// In lower case, times in the singular.
    var unit: String
    private let text: String
    private let digits: Substring

    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        // A long number is a code: more of it is no better.
        guard let number = Double(digits), digits.count <= 6 else { return nil }
        let unit = text[digits.endIndex...].drop { $0 == " " || $0 == "-" }.lowercased()
        guard unit.count <= 12, unit.allSatisfy({ $0.isLetter || $0 == " " || $0 == "\"" }) else { return nil }
        self.text = text
        self.number = number
        self.digits = digits
        let singular = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
        self.unit = Quantity.times.contains(singular) ? singular : unit
    }

    /// With the attribute's name where the unit does not say it all.
    func phrase(of name: String) -> String { isTime || unit.isEmpty ? "\(shortPhrase) \(name)" : text }

    var shortPhrase: String { isTime ? "\(digits)-\(unit)" : text }

    private var isTime: Bool { Quantity.times.contains(unit) }

    private static let times: Set<String> = ["year", "month", "week", "day"]
}
