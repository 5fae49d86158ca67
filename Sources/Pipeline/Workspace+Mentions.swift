internal import CampaignModel
internal import Diagnostics

extension Workspace {
    /// Products, categories and brands that the campaign names and the catalogue does not have.
    func unknownMentions(of campaign: Campaign, in shop: Shop) -> [Diagnostic] {
        let file = campaignFile(campaign.name)
        let all = campaign.variants.flatMap { MentionCheck(shop.products, file: file).findings($0.recommend) }
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
        for category in settings.categories where !isCategory(category) {
            let nearest = nearestName(to: category.id, in: categoryPaths)
            findings.append(finding(category, "there is no category '\(category.id)'", nearest))
        }
        let brands = (0..<Int32(products.brands.values.count)).map { products.brands.values[$0] }
        for brand in settings.brands + settings.excludedBrands
        where !products.brands(named: [brand.id]).contains(true) {
            findings.append(finding(brand, "there is no brand '\(brand.id)'", nearestName(to: brand.id, in: brands)))
        }
        return findings
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
