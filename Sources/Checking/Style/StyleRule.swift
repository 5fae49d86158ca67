internal import HTML

/// A rule of a page's style sheets, and the elements that it styles.
struct StyleRule {
    /// When a client uses it.
    enum Condition: Hashable {
        case always
        /// `@media (prefers-color-scheme: dark)`
        case dark
        /// Any other query, such as the width of a phone: it refines what holds always.
        case sometimes
    }

    var condition: Condition
    /// By element: the specificity of the selector that matches it best.
    var specificities: [Int: Int]
    var declarations: [CSSDeclaration]

    /// The rules of some sheets in their order.
    static func all(in sheets: [CSSStylesheet], _ selectors: PageSelectors) -> [StyleRule] {
        let rules = sheets.flatMap { conditional($0.items, .always) }
        return zip(rules, selectors.elements(styledBy: rules.map(\.rule))).map { entry, specificities in
            StyleRule(
                condition: entry.condition,
                specificities: specificities,
                declarations: entry.rule.declarations
            )
        }
    }

    private static func conditional(
        _ items: [CSSItem],
        _ condition: Condition
    ) -> [(condition: Condition, rule: CSSRule)] {
        items.flatMap { item in
            switch item {
            case .rule(let rule): [(condition, rule)]
            case .atRule(let rule): conditional(rule.items, self.condition(of: rule, within: condition))
            }
        }
    }

    private static func condition(of rule: CSSAtRule, within outer: Condition) -> Condition {
        guard rule.name == "media" else { return .sometimes }
        let query = rule.prelude.text.lowercased().filter { !$0.isWhitespace }
        if outer != .sometimes, query.contains("prefers-color-scheme:dark"), !query.contains("width") { return .dark }
        if query.isEmpty || query == "screen" || query == "all" { return outer }
        return .sometimes
    }
}
