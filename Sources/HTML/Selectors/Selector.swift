/// A selector, ready to be held against elements. Source: W3C Selectors Level 3.
struct Selector: Sendable {
    /// From the right: the compound that the element itself must match, then those that lead to it.
    var compounds: [Compound]
    /// What stands between compound n + 1 and compound n.
    var combinators: [Combinator]
    /// Ids, then classes and their like, then element names: the greater wins.
    var specificity: Int

    enum Combinator { case descendant, child, next, later }

    /// Tests of one element, all of which must hold.
    struct Compound: Sendable {
        /// In lower case; `nil` for any.
        var element: [UInt8]?
        var tests: [Test] = []
    }

    enum Test: Sendable {
        case id([UInt8])
        case hasClass([UInt8])
        case attribute(AttributeTest)
        case root
        case empty
        /// `:first-child` and all its relatives: the place among siblings is `step · n + offset` for an n ≥ 0.
        case place(step: Int, offset: Int, fromEnd: Bool, ofType: Bool)
        case onlyChild(ofType: Bool)
        case language([UInt8])
        case none(of: [Compound])

        var isRoot: Bool { if case .root = self { true } else { false } }
    }

    struct AttributeTest: Sendable {
        enum Comparison { case isThere, equals, word, dash, prefix, suffix, contains }

        /// In lower case.
        var name: [UInt8]
        var comparison: Comparison
        var value: [UInt8]
        var ignoresCase: Bool
    }

    /// What became of a selector's text.
    enum Reading: Sendable {
        case selector(Selector)
        /// It asks what a reader does (`:hover`) or names what is no element (`::before`): it stays in the sheet.
        case live
        case wrong(CSSProblem)
    }
}
