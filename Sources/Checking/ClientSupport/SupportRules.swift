internal import CampaignModel
internal import Diagnostics
internal import HTML

/// What of the page's CSS and HTML some readers' mail programs do not know.
func supportFindings(_ styled: StyledPage, _ mix: ClientMix) -> [Finding] {
    let page = styled.page
    let uses = declarationUses(page) + sheetUses(page) + elementUses(page)
    var told: Set<String> = []
    return uses.compactMap { use in
        let feature = use.feature
        let clients = EmailClient.allCases.filter { feature.unknownTo.contains($0) && mix.share(of: [$0]) > 0 }
        guard !clients.isEmpty, !(feature.madeUpInOutlook && page.addressesOutlook),
            !(feature.effect == .plainer && use.isMadeUp)
        else { return nil }
        let isBreaking = feature.effect == .breaks && !use.isMadeUp && mix.share(of: clients) >= 0.01
        // What only looks plainer is told once, wherever it is used.
        if !isBreaking, !told.insert(feature.page + feature.name).inserted { return nil }
        let names = listed(clients.map(\.name))
        let share = percent(mix.share(of: clients))
        let what =
            isBreaking
            ? "\(feature.name) does not work in \(names), where \(share) of readers are"
            : "\(feature.name) has no effect in \(names), where \(share) of readers are"
        return page.finding(
            use.isHTML ? .htmlSupport : .cssSupport,
            isBreaking ? .warning : .note,
            at: use.element,
            needle: use.needle,
            what,
            remedy: feature.instead,
            source: feature.source
        )
    }
}

/// One use of a feature on the page.
private struct Use {
    var feature: Feature
    var element: Int
    var needle: [String] = []
    var isMadeUp = false
    var isHTML = false
}

/// `a`, `a and b`, `a, b and c`
private func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
}

private func percent(_ share: Double) -> String {
    let rounded = Int((share * 100).rounded())
    return rounded == 0 ? "under 1 %" : "\(rounded) %"
}

/// Declarations in `style` attributes, and in rules that hold always: those in `@media` and `@supports` refine what is
/// there without them.
private func declarationUses(_ page: EmailPage) -> [Use] {
    let inline = page.elements.indices.flatMap { element in
        uses(in: page.declarations(of: element), element, background: page.elements[element].attributes["bgcolor"])
    }
    let sheets = page.styleSheets.flatMap { element, sheet in
        sheet.items.flatMap { item -> [Use] in
            guard case .rule(let rule) = item else { return [] }
            return uses(in: rule.declarations, element, background: nil)
        }
    }
    return inline + sheets
}

private func uses(in declarations: [CSSDeclaration], _ element: Int, background: String?) -> [Use] {
    guard !declarations.isEmpty else { return [] }
    var others = Set(declarations.map(\.property))
    if background != nil { others.insert("background-color") }
    return declarations.flatMap { declaration -> [Use] in
        // Liquid and the outline of a table are no matter; mso- and -webkit- are meant for one program.
        guard !declaration.property.hasPrefix("mso-"), !declaration.property.hasPrefix("-") else { return [] }
        let value = declaration.value.lowercased()
        let candidates = (Feature.byProperty[declaration.property] ?? []) + Feature.byValue
        return candidates.compactMap { feature in
            guard feature.isUsed(by: declaration.property, value) else { return nil }
            let property = declaration.property
            let written = "\(property):\(declaration.value)"
            let spellings = [written, "\(property): \(declaration.value)", "\(property):"]
            // A colour named with the picture makes up for it as one beside it does.
            let hasColor = value.split(separator: " ").contains { Color(css: String($0)) != nil }
            let isMadeUp =
                !feature.madeUpBy.isDisjoint(with: others)
                || (feature.madeUpBy.contains("background-color") && hasColor)
            return Use(feature: feature, element: element, needle: spellings, isMadeUp: isMadeUp)
        }
    }
}

extension Feature {
    /// Those that one property shows, and those that any value may.
    fileprivate static let byProperty: [String: [Feature]] = css.reduce(into: [:]) { features, feature in
        switch feature.use {
        case .property(let names), .value(let names, _):
            for name in names { features[name, default: []].append(feature) }
        default: break
        }
    }

    fileprivate static let byValue = css.filter { feature in
        switch feature.use {
        case .inValues, .unit: true
        default: false
        }
    }

    fileprivate func isUsed(by property: String, _ value: String) -> Bool {
        switch use {
        case .property(let names): return names.contains(property) && value != "none" && value != "normal"
        case .value(let names, let words):
            guard names.contains(property) else { return false }
            return words.contains { word in
                word == "-"
                    ? value.split(separator: " ").contains {
                        $0.hasPrefix("-") && $0.dropFirst().first?.isNumber == true
                    }
                    : word.hasSuffix("(") ? value.contains(word) : value == word
            }
        case .inValues(let text): return value.contains(text)
        case .unit(let unit):
            return value.contains(unit)
                && value.split { " ,()/".contains($0) }.contains { word in
                    word.hasSuffix(unit) && Double(word.dropLast(unit.count)) != nil
                }
        default: return false
        }
    }
}

private func sheetUses(_ page: EmailPage) -> [Use] {
    page.styleSheets.flatMap { element, sheet -> [Use] in
        let rules = sheet.items.compactMap { item -> CSSRule? in
            if case .rule(let rule) = item { rule } else { nil }
        }
        let names = sheet.items.compactMap { item -> String? in
            if case .atRule(let rule) = item { rule.name } else { nil }
        }
        return Feature.css.flatMap { feature -> [Use] in
            switch feature.use {
            case .atRule(let name):
                return names.filter { $0 == name }
                    .map { _ in Use(feature: feature, element: element, needle: ["@\(name)"]) }
            case .selector(let texts):
                let found = rules.filter { rule in
                    rule.selectors.contains { selector in texts.contains(where: selector.text.contains) }
                }
                return found.map { Use(feature: feature, element: element, needle: $0.selectors.map(\.text)) }
            default: return []
            }
        }
    }
}

private func elementUses(_ page: EmailPage) -> [Use] {
    page.elements.indices.flatMap { element in
        Feature.html.compactMap { feature in
            guard feature.isUsed(by: page.elements[element]) else { return nil }
            var use = Use(feature: feature, element: element, isHTML: true)
            if case .attribute(let name) = feature.use { use.needle = [name] }
            return use
        }
    }
}

extension Feature {
    fileprivate func isUsed(by element: HTMLElement) -> Bool {
        switch use {
        case .element(let names): return names.contains(element.name)
        case .attribute(let name):
            return element.attributes[name] != nil
                && !(element.attributes["style"] ?? "").filter { $0 != " " }.contains("display:none")
        case .linkedSheet:
            return element.name == "link" && element.attributes["rel"]?.lowercased() == "stylesheet"
        case .anchor:
            let address = element.attributes["href"] ?? ""
            return element.name == "a" && address.hasPrefix("#") && address.count > 1
        case .dataImage:
            return element.name == "img" && scheme(of: element.attributes["src"] ?? "") == "data"
        case .image(let endings):
            guard element.name == "img" else { return false }
            let path = (element.attributes["src"] ?? "").lowercased().prefix { $0 != "?" && $0 != "#" }
            return endings.contains { path.hasSuffix(".\($0)") }
        default: return false
        }
    }
}
