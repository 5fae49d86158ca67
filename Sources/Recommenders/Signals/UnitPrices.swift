internal import CampaignModel

/// What a gram, a millilitre or a piece of each product costs, where an attribute says how much is in the pack.
struct UnitPrices: Sendable {
    /// Minor units for one of the unit; NaN where unknown.
    private var prices: [Double]
    private var units: [Int32]

    init(_ products: Products) {
        prices = Array(repeating: .nan, count: products.count)
        units = Array(repeating: -1, count: products.count)
        var names = StringTable()
        for attribute in products.attributes {
            let column = AttributeColumn(attribute.name)
            guard column.isContents else { continue }
            for product in 0..<products.count where units[product] < 0 && products.prices[product] > 0 {
                guard let quantity = attribute.cells[product].flatMap(column.quantity), quantity.number > 0 else {
                    continue
                }
                let (factor, unit) = UnitPrices.base(of: quantity.unit)
                prices[product] = Double(products.prices[product]) / (quantity.number * factor)
                units[product] = names.intern("\(attribute.name) \(unit)")
            }
        }
    }

    /// How many times dearer `one` is by the unit; `nil` where the two cannot be compared.
    func ratio(_ one: Int32, to other: Int32) -> Double? {
        let unit = units[Int(one)]
        return unit >= 0 && unit == units[Int(other)] ? prices[Int(one)] / prices[Int(other)] : nil
    }

    /// Whether each product is at least as dear by the unit as half of what it can be compared with in its full category
    /// path: a large pack of the cheap kind is none of the better things. True where nothing is known.
    func atLeastMedian(of categories: [Int32]) -> [Bool] {
        var result = [Bool](repeating: true, count: prices.count)
        let known = prices.indices.filter { units[$0] >= 0 && categories[$0] >= 0 }
            .sorted { (categories[$0], units[$0], prices[$0], $0) < (categories[$1], units[$1], prices[$1], $1) }
        var start = 0
        while start < known.count {
            let (category, unit) = (categories[known[start]], units[known[start]])
            let end =
                known[start...].firstIndex { categories[$0] != category || units[$0] != unit } ?? known.count
            let median = prices[known[(start + end) / 2]]
            for product in known[start..<end] { result[product] = prices[product] >= median }
            start = end
        }
        return result
    }

    private static func base(of unit: String) -> (factor: Double, unit: String) {
        switch unit {
        case "kg": (1_000, "g")
        case "l": (1_000, "ml")
        case "lb": (16, "oz")
        case "dz": (12, "ct")
        default: (1, unit)
        }
    }
}
