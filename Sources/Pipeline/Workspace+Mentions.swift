internal import CampaignModel
internal import Diagnostics

extension Workspace {
    /// Products, categories and brands that the campaign names and the catalogue does not have.
    func unknownMentions(of campaign: Campaign, in shop: Shop) -> [Diagnostic] {
        let file = campaignFile(campaign.name)
        let check = MentionCheck(shop.products, file: file)
        var all = campaign.variants.flatMap { check.findings($0.recommend) }
        if let trigger = campaign.trigger { all += check.findings(trigger) }
        return all.reduce(into: []) { findings, finding in
            if !findings.contains(finding) { findings.append(finding) }
        }
    }
}

/// Looks up what a campaign names.
private struct MentionCheck {
    let products: Products
    let file: String

    init(_ products: Products, file: String) {
        self.products = products
        self.file = file
    }

    func findings(_ settings: RecommendSettings) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        findings += unknownProducts(settings.pinned, to: "pin")
        findings += unknownProducts(settings.excludedProducts, to: "exclude")
        findings += unknownProducts(settings.pairs.flatMap(\.show), to: "show")
        for pair in settings.pairs where !isProduct(pair.when) && !isCategory(pair.when) {
            let nearest = nearestName(to: pair.when.id, in: Array(productIDs) + categoryPaths)
            findings.append(finding(pair.when, "there is no product and no category '\(pair.when.id)'", nearest))
        }
        findings += unknownCategories(settings.categories)
        let brands = (0..<Int32(products.brands.values.count)).map { products.brands.values[$0] }
        for brand in settings.brands + settings.excludedBrands
        where !products.brands(named: [brand.id]).contains(true) {
            findings.append(finding(brand, "there is no brand '\(brand.id)'", nearestName(to: brand.id, in: brands)))
        }
        return findings
    }

    func findings(_ trigger: TriggerSettings) -> [Diagnostic] {
        unknownProducts(trigger.products, to: "wait for") + unknownCategories([trigger.category].compactMap(\.self))
    }

    private func unknownCategories(_ mentions: [Mention]) -> [Diagnostic] {
        mentions.filter { !isCategory($0) }.map { category in
            let nearest = nearestName(to: category.id, in: categoryPaths)
            return finding(category, "there is no category '\(category.id)'", nearest)
        }
    }

    private func unknownProducts(_ mentions: [Mention], to verb: String) -> [Diagnostic] {
        zip(mentions, products.rows(of: mentions.map(\.id))).filter { $0.1 == nil }.map { mention, _ in
            let nearest = nearestName(to: mention.id, in: productIDs)
            return finding(mention, "there is no product '\(mention.id)' to \(verb)", nearest)
        }
    }

    private var productIDs: some Sequence<String> { (0..<Int32(products.count)).lazy.map { products.ids[$0] } }

    private var categoryPaths: [String] {
        (0..<Int32(products.categories.values.count)).map { products.categories.values[$0] }
    }

    private func isProduct(_ mention: Mention) -> Bool { products.rows(of: [mention.id])[0] != nil }

    private func isCategory(_ mention: Mention) -> Bool { products.categories(under: mention.id).contains(true) }

    private func finding(_ mention: Mention, _ what: String, _ nearest: String?) -> Diagnostic {
        Diagnostic(
            .error,
            at: SourceLocation(file: file, line: mention.line, column: 1),
            what,
            remedy: nearest.map { "did you mean '\($0)'?" } ?? "see the products file"
        )
    }
}
