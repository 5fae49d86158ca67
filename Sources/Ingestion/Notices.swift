internal import CampaignModel
internal import Diagnostics

extension Customers {
    /// Tiers that the settings do not list, with how many customers have them; none where the settings list none.
    func unknownTiers(known: [String]) -> [Diagnostic] {
        if known.isEmpty { return [] }
        var counts = [Int](repeating: 0, count: tiers.values.count)
        for code in tiers.codes where code >= 0 { counts[Int(code)] += 1 }
        return (0..<tiers.values.count).compactMap { code in
            let tier = tiers.values[Int32(code)]
            if known.contains(tier) || counts[code] == 0 { return nil }
            let what = "the tier '\(tier)' is not in shop.tiers; customers who have it: \(counts[code])"
            return Diagnostic(.warning, what, remedy: suggestion(for: tier, among: known))
        }
    }
}

extension Products {
    /// Cells that are empty though their column is there.
    func emptyCells() -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func count(_ isEmpty: (Int) -> Bool, _ what: String) {
            let found = (0..<self.count).reduce(0) { $0 + (isEmpty($1) ? 1 : 0) }
            if found > 0 { findings.append(Diagnostic(.note, "\(found) of \(self.count) products \(what)")) }
        }
        count({ titles.isEmpty(at: $0) }, "have no title")
        if present.contains(.imageURL) { count({ imageURLs.isEmpty(at: $0) }, "have no picture") }
        if present.contains(.price) { count({ prices[$0] == 0 }, "have no price") }
        return findings
    }
}
