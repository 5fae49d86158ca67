extension HTMLNode {
    enum TextScope {
        /// What a reader sees; an image counts as its alternative text where `images` says so.
        case visible(images: Bool)
        /// What is there to see or hidden, the title and style sheets left out.
        case all
    }

    /// The words from here on, with one space between them; elements that start a line separate words.
    func words(_ scope: TextScope) -> String {
        var text = ""
        walk { node in
            if let characters = node.text {
                text += characters
                return true
            }
            guard let name = node.elementName, !HTMLNode.withoutText.contains(name) else { return false }
            if case .visible(let images) = scope {
                if node.isHidden { return false }
                if images, name == "img", let alternative = node.attribute("alt") { text += " \(alternative) " }
            }
            if !HTMLNode.inline.contains(name) { text += " " }
            return true
        } leave: { node in
            if let name = node.elementName, !HTMLNode.inline.contains(name) { text += " " }
        }
        return normalizingSpace(text)
    }

    /// Whether nothing of it is displayed, as far as its own attributes say.
    var isHidden: Bool {
        attribute("hidden") != nil
            || style("display")?.hasPrefix("none") == true
            || style("visibility")?.hasPrefix("hidden") == true
    }

    /// A property of the `style` attribute, in lower case; the last one counts.
    func style(_ property: String) -> String? {
        guard let style = attribute("style") else { return nil }
        for declaration in style.split(separator: ";").reversed() {
            let halves = declaration.split(separator: ":", maxSplits: 1).map { normalizingSpace($0).lowercased() }
            if halves.count == 2, halves[0] == property { return halves[1] }
        }
        return nil
    }

    private static let withoutText: Set<String> = ["head", "title", "style", "script", "template", "noscript"]

    /// Elements that leave words on either side joined. Source: HTML Living Standard, 4.5 "Text-level semantics".
    private static let inline: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span",
        "strong",
        "sub", "sup", "u", "wbr",
    ]
}

/// `text` with each run of white space (the no-break space too) made one space, and none at the ends.
public func normalizingSpace(_ text: some StringProtocol) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
}
