/// Holds the selectors of style sheets against the elements of a rendered page.
public struct PageSelectors {
    private let matcher: SelectorMatcher

    /// - Parameter page: UTF-8, without Liquid.
    public init(_ page: [UInt8]) throws(HTMLError) {
        let markup = Markup(page)
        let holes = Holes(all: [])
        let tree = try ElementTree(markup, holes, masked: page)
        matcher = SelectorMatcher(tree: tree, markup: markup, holes: holes, masked: page)
    }

    /// The page's elements in document order, by which the answers count: as ``HTMLPage/elements``, unless the page is so
    /// broken that it reads differently with its text.
    public var elementNames: [String] { matcher.tree.elements.map { String(decoding: $0.name, as: UTF8.self) } }

    /// For each rule the elements that it styles, with the specificity of the selector that matches best. Selectors that
    /// depend on what a reader does, such as `:hover`, match nothing.
    public func elements(styledBy rules: [CSSRule]) -> [[Int: Int]] {
        var index = SelectorIndex()
        for (number, rule) in rules.enumerated() {
            for (position, text) in rule.selectors.enumerated() {
                guard case .selector(let selector) = SelectorParser.read(Array(text.text.utf8)[...]) else { continue }
                index.add(selector, rule: number, position: position)
            }
        }
        var styled: [[Int: Int]] = Array(repeating: [:], count: rules.count)
        for (number, element) in matcher.tree.elements.enumerated() {
            let tag = element.tag.map { matcher.markup.tags[$0] }
            for candidate in index.candidates(element, tag, matcher.masked, matcher.holes)
            where matcher.matches(candidate.selector, number) == .yes {
                let before = styled[candidate.rule][number] ?? 0
                styled[candidate.rule][number] = max(before, candidate.selector.specificity)
            }
        }
        return styled
    }
}
