internal import HTML

extension ComputedStyle {
    /// - Parameter declarations: In rising order of weight.
    init(
        _ element: HTMLElement,
        inheriting parent: ComputedStyle,
        _ declarations: [(property: String, value: String)]
    ) {
        self = parent
        display = ComputedStyle.blocks.contains(element.name) ? "block" : "inline"
        hasBox = false
        verticalPadding = 0
        applyElement(element)
        applyAttributes(element)
        var background: Color?
        var hasPicture = element.attributes["background"] != nil
        if let color = element.attributes["bgcolor"].flatMap({ Color(css: $0, isAttribute: true) }) {
            background = color
        }
        // Sizes first: paddings and line heights in em are measured by the size that wins.
        for (property, value) in declarations where property == "font-size" || property == "font" {
            applyFontSize(property == "font" ? ComputedStyle.size(inFont: value) : value, parent)
        }
        for (property, value) in declarations {
            switch property {
            case "background-color", "background":
                // `background` sets everything anew; `transparent` and `none` too.
                let color =
                    value.split(separator: " ").lazy.compactMap { Color(css: String($0)) }.first
                    ?? Color(css: value)
                if let color { background = color } else if property == "background" { background = nil }
                if property == "background" { hasPicture = ComputedStyle.isPicture(value) }
            case "background-image": hasPicture = ComputedStyle.isPicture(value)
            default: apply(property, value, parent)
            }
        }
        if let background {
            hasBox = hasBox || background.alpha > 0
            backdrop = background.alpha == 1 ? background : backdrop.map { background.over($0) }
        }
        // A picture over a colour: the colour stands for it, since readers without pictures see that.
        if hasPicture, background == nil { backdrop = nil }
        if element.attributes["hidden"] != nil || display == "none" { isHidden = true }
    }

    private static func isPicture(_ value: String) -> Bool { value.contains("url(") || value.contains("gradient(") }

    /// The browser's own style sheet, as far as it matters here. Source: HTML Living Standard, 15.3 "Rendering".
    private mutating func applyElement(_ element: HTMLElement) {
        let sizes = ["h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2]
        if let factor = sizes[element.name] { fontSize *= factor }
        switch element.name {
        case "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th": fontWeight = 700
        case "a" where element.attributes["href"] != nil:
            color = Color(rgb: 0x0000ee)
            isUnderlined = true
        case "u", "ins": isUnderlined = true
        case "head", "style", "script", "title", "template", "noscript": isHidden = true
        case "center": textAlign = "center"
        default: break
        }
    }

    private mutating func applyAttributes(_ element: HTMLElement) {
        if let align = element.attributes["align"]?.lowercased() { textAlign = align }
        guard element.name == "font" || element.name == "body" else { return }
        let text = element.attributes[element.name == "body" ? "text" : "color"]
        if let color = text.flatMap({ Color(css: $0, isAttribute: true) }) { self.color = color }
    }

    private mutating func applyFontSize(_ value: String?, _ parent: ComputedStyle) {
        guard let value, let size = ComputedStyle.length(value, em: parent.fontSize, whole: parent.fontSize) else {
            return
        }
        fontSize = size
    }

    private mutating func apply(_ property: String, _ value: String, _ parent: ComputedStyle) {
        switch property {
        case "color":
            if value == "inherit" { color = parent.color }
            if let color = Color(css: value) { self.color = color.alpha == 1 ? color : color.over(backdrop ?? .white) }
        case "font-weight":
            let names = ["normal": 400, "bold": 700, "bolder": 700, "lighter": 300]
            fontWeight = names[value] ?? Int(value) ?? fontWeight
        case "font":
            let words = value.split(separator: " ")
            fontWeight = words.contains("bold") ? 700 : words.lazy.compactMap { Int($0) }.first ?? 400
            if let height = value.split(separator: "/").dropFirst().first?.split(separator: " ").first {
                apply("line-height", String(height), parent)
            }
        case "line-height":
            lineHeight =
                Double(value).map { $0 * fontSize } ?? ComputedStyle.length(value, em: fontSize, whole: fontSize)
        case "text-align": textAlign = value
        case "display": display = value
        case "visibility": if value == "hidden" { isHidden = true }
        case "opacity": if Double(value) == 0 { isHidden = true }
        case "text-decoration", "text-decoration-line": isUnderlined = value.contains("underline")
        case "border", "border-bottom": hasBox = hasBox || (value != "none" && !value.hasPrefix("0"))
        case "padding":
            let parts = value.split(separator: " ").map {
                ComputedStyle.length(String($0), em: fontSize, whole: 0) ?? 0
            }
            verticalPadding = (parts.first ?? 0) + (parts.count > 2 ? parts[2] : parts.first ?? 0)
        case "padding-top", "padding-bottom":
            verticalPadding += ComputedStyle.length(value, em: fontSize, whole: 0) ?? 0
        default: break
        }
    }

    /// Pixels of a CSS length; `nil` where it depends on the screen or cannot be read.
    /// - Parameter whole: What a percentage is of.
    private static func length(_ text: String, em: Double, whole: Double) -> Double? {
        let names = [
            "0": 0.0, "xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24,
            "xx-large": 32,
            "smaller": em / 1.2, "larger": em * 1.2,
        ]
        if let size = names[text] { return size }
        for (unit, pixels) in [("rem", 16), ("px", 1), ("pt", 4.0 / 3), ("em", em), ("%", whole / 100)] {
            if text.hasSuffix(unit) { return Double(text.dropLast(unit.count)).map { $0 * pixels } }
        }
        return nil
    }

    /// `700 16px/24px Arial` → `16px`.
    private static func size(inFont value: String) -> String? {
        value.split(separator: " ").lazy.map { String($0.split(separator: "/")[0]) }
            .first { word in ["px", "pt", "em", "%"].contains { word.hasSuffix($0) } }
    }

    private static let blocks: Set<String> = [
        "html", "body", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "tbody", "thead",
        "tfoot", "ul", "ol", "li", "center", "section", "article", "header", "footer", "main", "blockquote", "hr",
        "pre",
        "address", "dl", "dt", "dd", "caption", "nav", "aside", "figure", "figcaption",
    ]
}
