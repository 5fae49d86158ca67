internal import HTML

/// The page as readers see it, by day and, where its author thought of it, in the dark.
///
/// It knows the parts of CSS that the rules ask for: the cascade of style sheets, `style` and the old attributes, and
/// inheritance of colour, background, font size, weight, line height and alignment. Pictures behind text are unknown.
struct StyledPage {
    let page: EmailPage
    let light: [ComputedStyle]
    /// `nil` where the page has no styles for the dark: then clients turn its colours by themselves, each its own way.
    let dark: [ComputedStyle]?

    init(_ page: EmailPage) {
        self.page = page
        light = StyledPage.styles(page, dark: false)
        dark = page.styleRules.contains { $0.condition == .dark } ? StyledPage.styles(page, dark: true) : nil
    }

    private static func styles(_ page: EmailPage, dark: Bool) -> [ComputedStyle] {
        let cascade = Cascade(page, dark: dark)
        var styles: [ComputedStyle] = []
        styles.reserveCapacity(page.elements.count)
        for (index, element) in page.elements.enumerated() {
            let parent = element.parent.map { styles[$0] } ?? ComputedStyle()
            styles.append(ComputedStyle(element, inheriting: parent, cascade.declarations(of: index)))
        }
        return styles
    }
}

/// For each element what style sheets and its `style` say, in rising order of weight.
private struct Cascade {
    private var sheets: [[(weight: Int, declaration: CSSDeclaration)]]
    private let page: EmailPage

    init(_ page: EmailPage, dark: Bool) {
        self.page = page
        sheets = Array(repeating: [], count: page.elements.count)
        for rule in page.styleRules where rule.condition == .always || (dark && rule.condition == .dark) {
            for (element, specificity) in rule.specificities {
                sheets[element] += rule.declarations.map { (specificity, $0) }
            }
        }
    }

    /// Source: CSS Cascading and Inheritance 3, section 6: important ones win, then `style`, then specificity, then the
    /// later one.
    func declarations(of element: Int) -> [(property: String, value: String)] {
        let style = page.declarations(of: element).map { (weight: Int.max / 4, declaration: $0) }
        let all = (sheets[element] + style).enumerated().map { order, entry in
            let important = entry.declaration.isImportant ? Int.max / 2 : 0
            return (weight: entry.weight + important, order: order, declaration: entry.declaration)
        }
        return all.sorted { ($0.weight, $0.order) < ($1.weight, $1.order) }
            .map { ($0.declaration.property, $0.declaration.value.lowercased()) }
    }
}
