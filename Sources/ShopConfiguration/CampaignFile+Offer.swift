internal import CampaignModel

extension CampaignFile {
    static func offer(_ section: YAMLSection) -> OfferSettings? {
        defer { section.refuseUnknownKeys() }
        let benefits: [OfferSettings.Benefit] = [
            section.percent("percent").map { .percent($0) },
            section.amount("amount").map { .amount($0) },
            section.amount("free_shipping").map { .freeShipping(from: $0) },
            section.percent("bundle").map { .bundle($0) },
        ].compactMap(\.self)
        let kinds = ["percent", "amount", "free_shipping", "bundle"].filter(section.has)
        if kinds.count != 1 {
            section.reportSelf(
                "must say one of percent, amount, free_shipping and bundle",
                remedy: "as in 'percent: 10'"
            )
        }
        var offer = OfferSettings(benefit: benefits.first ?? .percent(0))
        offer.minimumSpend = section.amount("minimum_spend")
        offer.codes = codes(section)
        offer.expiresAfterSeconds = section.duration("expires_after", in: 300...31_536_000)
        offer.minimumMargin = section.share("minimum_margin") ?? 0
        offer.belowMargin = section.choice("if_below_margin", of: OfferSettings.BelowMargin.self) ?? offer.belowMargin
        offer.gapBasis = section.choice("gap_from", of: OfferSettings.GapBasis.self) ?? offer.gapBasis
        if offer.belowMargin == .dropItem, !section.has("percent") {
            section.report("if_below_margin", "can be drop_item with 'percent' only", remedy: "write 'drop_offer'")
        }
        if section.has("minimum_margin"), section.has("free_shipping") {
            section.report("minimum_margin", "cannot stand beside 'free_shipping'; what shipping costs is not known")
        }
        if section.has("gap_from"), !section.has("free_shipping") {
            section.report("gap_from", "goes with 'free_shipping' only")
        }
        return benefits.isEmpty ? nil : offer
    }

    private static func codes(_ section: YAMLSection) -> OfferSettings.Codes? {
        let shared = section.text("code")
        let file = section.text("codes")
        if shared != nil, file != nil {
            section.report("codes", "cannot stand beside 'code'", remedy: "keep one of them")
        }
        if let file { return .file(Mention(id: file, line: section.line(of: "codes"))) }
        return shared.map { .shared($0) }
    }
}
