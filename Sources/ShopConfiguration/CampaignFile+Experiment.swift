internal import CampaignModel

extension CampaignFile {
    static let maximumVariants = 10

    /// - Parameters:
    ///   - base: The campaign as it is, which each variant changes; its texts are `message` and `push`.
    static func experiment(
        _ section: YAMLSection,
        base: Variant,
        message: MessageChanges?,
        push: MessageChanges?
    ) -> ExperimentSettings {
        let sections = section.sections("variants") ?? []
        let variants = sections.map { variant($0, base: base, message: message, push: push) }
        if section.has("variants"), !(2...maximumVariants).contains(variants.count) {
            section.report(
                "variants",
                "must be 2 to \(maximumVariants)",
                remedy: "leave the key out to send one message to all"
            )
        }
        for (index, variant) in variants.enumerated()
        where variants[..<index].contains(where: { $0.name == variant.name }) {
            section.report("variants", "has two with the name '\(variant.name)'")
        }
        let settings = ExperimentSettings(
            holdout: section.share("holdout") ?? 0,
            name: section.text("name"),
            variants: variants,
            optimization: optimization(section, variants: variants.count)
        )
        section.refuseUnknownKeys()
        return settings
    }

    private static func variant(
        _ section: YAMLSection,
        base: Variant,
        message: MessageChanges?,
        push: MessageChanges?
    ) -> Variant {
        defer { section.refuseUnknownKeys() }
        var variant = base
        variant.name = section.requiredText("name")
        let isPlain = variant.name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if !isPlain { section.report("name", "must be letters, digits, hyphens and underscores") }
        variant.weight = section.number("weight", in: 0.001...1_000_000) ?? 1
        if let own = self.changes(section, "message", MessageChanges.emailKeys) {
            variant.message = (message?.changed(by: own) ?? own).email
        }
        if let own = self.changes(section, "push", MessageChanges.pushKeys) {
            variant.push = (push?.changed(by: own) ?? own).push
        }
        if section.has("recommend") {
            variant.recommend = recommend(section.section("recommend"), base: base.recommend)
        }
        if section.isBoolean("offer") {
            if section.boolean("offer") == true { section.report("offer", "must be false or an offer") }
            variant.offer = nil
        } else if section.has("offer") {
            variant.offer = offer(section.section("offer"))
        }
        return variant
    }

    private static func optimization(_ section: YAMLSection, variants: Int) -> Optimization? {
        enum Method: String, CaseIterable { case thompson }
        let method = section.choice("optimize", of: Method.self)
        let standard = Optimization()
        // More than an even share for each cannot be.
        let even = 1 / Double(max(variants, 1))
        let settings = Optimization(
            metric: section.choice("metric", of: Optimization.Metric.self) ?? standard.metric,
            floor: section.share("floor") ?? min(standard.floor, even),
            windowDays: section.integer("window_days", in: 1...90) ?? standard.windowDays
        )
        if settings.floor > even { section.report("floor", "must not be more than an even share, \(Int(even * 100))%") }
        guard method != nil else {
            for key in ["metric", "floor", "window_days"] where section.has(key) {
                section.report(key, "goes with 'optimize' only", remedy: "write 'optimize: thompson'")
            }
            return nil
        }
        if variants == 0 { section.report("optimize", "needs 'variants' to choose between") }
        return settings
    }
}
