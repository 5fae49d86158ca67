/// A style sheet as its author wrote it: nothing that we do not understand is lost.
///
/// All places are bytes of the text that was parsed. Source: CSS Syntax Level 3.
public struct CSSStylesheet: Hashable, Sendable {
    public var items: [CSSItem]
    /// What a browser would pass over; it stays in the sheet.
    public var problems: [CSSProblem]

    /// Every declaration in rules and at-rules, in the order of the sheet.
    public var declarations: [CSSDeclaration] { items.flatMap(\.declarations) }

    /// Every rule, also those in `@media` and its like, in the order of the sheet.
    public var rules: [CSSRule] { items.flatMap(\.rules) }

    /// Every at-rule, also those in others, in the order of the sheet.
    public var atRules: [CSSAtRule] { items.flatMap(\.atRules) }
}

public enum CSSItem: Hashable, Sendable {
    case rule(CSSRule)
    case atRule(CSSAtRule)

    /// From its first byte to the one behind its last.
    public var range: Range<Int> {
        switch self {
        case .rule(let rule): rule.range
        case .atRule(let rule): rule.range
        }
    }

    var declarations: [CSSDeclaration] {
        switch self {
        case .rule(let rule): rule.declarations
        case .atRule(let rule): rule.declarations + rule.items.flatMap(\.declarations)
        }
    }

    var rules: [CSSRule] {
        switch self {
        case .rule(let rule): [rule]
        case .atRule(let rule): rule.items.flatMap(\.rules)
        }
    }

    var atRules: [CSSAtRule] {
        switch self {
        case .rule: []
        case .atRule(let rule): [rule] + rule.items.flatMap(\.atRules)
        }
    }
}

/// `h1, .big { color: red }`
public struct CSSRule: Hashable, Sendable {
    /// What stands between the commas before the block, without the space around it.
    public var selectors: [CSSText]
    public var declarations: [CSSDeclaration]
    /// Whether everything in the block was understood.
    public var isWhole: Bool
    public var range: Range<Int>
}

/// `@media (max-width: 600px) { … }`, `@import "x.css";`
public struct CSSAtRule: Hashable, Sendable {
    /// In lower case, without the `@`.
    public var name: String
    /// What stands between the name and the block or semicolon.
    public var prelude: CSSText
    /// The rules in the blocks of `@media`, `@supports`, `@layer`, `@container`, `@document` and `@keyframes`.
    public var items: [CSSItem]
    /// The declarations in the blocks of `@font-face`, `@page` and others that hold no rules.
    public var declarations: [CSSDeclaration]
    public var range: Range<Int>
}

public struct CSSDeclaration: Hashable, Sendable {
    /// In lower case, but for custom properties (`--x`).
    public var property: String
    /// As written, without comments, `!important` and the space around it.
    public var value: String
    public var isImportant: Bool
    /// From the property's first byte to the one behind the value's last, `!important` included.
    public var range: Range<Int>
    /// The value as it stands in the text, comments included.
    public var valueRange: Range<Int>

    /// The declarations of a `style` attribute, entities resolved.
    public static func list(parsing style: [UInt8]) -> (declarations: [CSSDeclaration], problems: [CSSProblem]) {
        var parser = CSSParser(style)
        let block = parser.declarations(0..<style.count)
        return (block.declarations, parser.problems)
    }
}

public struct CSSText: Hashable, Sendable {
    public var text: String
    public var range: Range<Int>
}

/// Something in a style sheet that no browser understands.
public struct CSSProblem: Hashable, Sendable {
    public var offset: Int
    /// Without a full stop.
    public var what: String
    /// What to do about it.
    public var remedy: String
}
