internal import CampaignModel

/// What a better product has more of, in words, from the attributes of both; at most three, in the catalogue's order.
///
/// A larger quantity of the same unit reads "256 GB instead of 128 GB"; times name what they are of, "2-year warranty
/// instead of 1-year". The unit may stand in the column's name: `storage_gb`. What the other has not at all reads "2-year
/// warranty", "weather sealing" (where the value is yes), "OLED display". Other differences of text are left out: nobody
/// can tell whether red is more than blue. A larger pack is better only than a smaller one of the same item group.
func addedValue(of better: Int32, over owned: Int32, in products: Products) -> [String] {
    let group = products.itemGroups[Int(better)]
    let isSameItem = group >= 0 && group == products.itemGroups[Int(owned)]
    var added: [String] = []
    for attribute in products.attributes where added.count < 3 {
        let column = AttributeColumn(attribute.name)
        if column.isSideways || column.isContents && !isSameItem { continue }
        guard let new = attribute.cells[Int(better)], !isNo(new) else { continue }
        guard let old = attribute.cells[Int(owned)], !isNo(old) else {
            added.append(
                isYes(new) ? column.name : column.quantity(new)?.phrase(of: column.name) ?? "\(new) \(column.name)"
            )
            continue
        }
        if let more = column.quantity(new), let less = column.quantity(old), more.unit == less.unit,
            more.number > less.number
        {
            added.append("\(more.phrase(of: column.name)) instead of \(less.shortPhrase)")
        }
    }
    return added
}

/// Whether the dearer product has less of something than the one it would replace: 128 GB where they have 256.
/// A smaller pack is less only than a larger one of the same item group: of other things packs have other sizes.
func takesAway(_ better: Int32, from owned: Int32, in products: Products) -> Bool {
    let group = products.itemGroups[Int(better)]
    let isSameItem = group >= 0 && group == products.itemGroups[Int(owned)]
    return products.attributes.contains { attribute in
        let column = AttributeColumn(attribute.name)
        if column.isSideways || column.isContents && !isSameItem { return false }
        guard let new = attribute.cells[Int(better)].flatMap(column.quantity),
            let old = attribute.cells[Int(owned)].flatMap(column.quantity)
        else { return false }
        return new.unit == old.unit && new.number < old.number
    }
}

/// Whether the catalogue says something of a product by which it could be better than another: a quantity, a yes or a no.
func hasComparableAttributes(_ product: Int32, in products: Products) -> Bool {
    products.attributes.contains { attribute in
        let column = AttributeColumn(attribute.name)
        if column.isSideways || column.isContents { return false }
        guard let cell = attribute.cells[Int(product)] else { return false }
        return isYes(cell) || isNo(cell) || column.quantity(cell) != nil
    }
}

/// An attribute's name as people say it, and the unit at its end: `read_speed_mb_s` is the read speed in MB/s.
struct AttributeColumn {
    let name: String
    private let unit: String

    init(_ column: String) {
        let lowercased = column.lowercased()
        let end = AttributeColumn.units.first { lowercased.hasSuffix("_\($0.suffix)") }
        unit = end?.unit ?? ""
        name = String(column.dropLast(end.map { $0.suffix.count + 1 } ?? 0)).replacing("_", with: " ")
    }

    /// Attributes by which no product is better than another: some of the Google feed, codes, and weight: less of it may
    /// be better.
    var isSideways: Bool {
        let words = name.lowercased().split(separator: " ")
        return AttributeColumn.sideways.contains(name.lowercased())
            || words.last.map { AttributeColumn.codes.contains(String($0)) } ?? true
    }
    /// How much of it is in the pack.
    var isContents: Bool { AttributeColumn.contents.contains(name.lowercased()) }

    func quantity(_ text: String) -> Quantity? {
        if let quantity = Quantity(text), unit.isEmpty || !quantity.unit.isEmpty { return quantity }
        return unit.isEmpty ? nil : Quantity("\(text) \(unit)")
    }

    private static let units: [(suffix: String, unit: String)] = [
        ("mb_s", "MB/s"), ("gb", "GB"), ("tb", "TB"), ("mp", "MP"), ("mah", "mAh"), ("ml", "ml"), ("l", "l"),
        ("kg", "kg"),
        ("g", "g"), ("w", "W"), ("mm", "mm"), ("cm", "cm"), ("hours", "hours"), ("days", "days"), ("months", "months"),
        ("years", "years"),
    ]
    private static let sideways: Set<String> = [
        "age group", "color", "colour", "condition", "gender", "gtin", "material", "mpn", "pattern", "shipping weight",
        "size", "weight",
    ]
    private static let codes: Set<String> = ["code", "ean", "id", "ids", "isbn", "no", "number", "sku", "stock", "upc"]
    private static let contents: Set<String> = [
        "contents", "count", "net weight", "pack size", "package size", "unit count", "volume",
    ]
}

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
        guard unit.count <= 12, unit.allSatisfy({ $0.isLetter || $0 == " " || $0 == "\"" || $0 == "/" }) else {
            return nil
        }
        self.text = text
        self.number = number
        self.digits = digits
        let singular = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
        self.unit = Quantity.times.contains(singular) ? singular : unit
    }

    /// With the attribute's name where the unit does not say it all.
    func phrase(of name: String) -> String {
        isTime || unit.isEmpty || Quantity.vague.contains(unit) ? "\(shortPhrase) \(name)" : text
    }

    var shortPhrase: String { isTime ? "\(digits)-\(unit)" : text }

    private var isTime: Bool { Quantity.times.contains(unit) }

    private static let times: Set<String> = ["year", "month", "week", "day", "hour"]
    /// Units of many things: 5 kg of what?
    private static let vague: Set<String> = ["kg", "g", "mm", "cm", "mb/s"]
}
