internal import CampaignModel

extension CampaignFile {
    /// `intent: {minimum: 0.3}`
    static func minimumIntent(_ top: YAMLSection) -> Double? {
        guard top.has("intent") else { return nil }
        let section = top.section("intent")
        defer { section.refuseUnknownKeys() }
        if !section.has("minimum") { section.reportSelf("has no minimum", remedy: "write 'minimum: 0.3'") }
        return section.number("minimum", in: 0...1)
    }

    /// `price_sensitivity: {at_most: 0.6}` and `engagement: {at_least: 0.2}`
    static func estimates(_ top: YAMLSection) -> [EstimateRange] {
        EstimateRange.Estimate.allCases.compactMap { estimate in
            guard top.has(estimate.rawValue) else { return nil }
            let section = top.section(estimate.rawValue)
            defer { section.refuseUnknownKeys() }
            let range = EstimateRange(
                estimate,
                atLeast: section.number("at_least", in: 0...1),
                atMost: section.number("at_most", in: 0...1)
            )
            if !section.has("at_least"), !section.has("at_most") {
                section.reportSelf("has no bound", remedy: "write at_least, at_most or both")
            }
            if let least = range.atLeast, let most = range.atMost, least > most {
                section.report("at_least", "is more than at_most, so that nobody is left")
            }
            return range
        }
    }
}
