// `element` is the place in ``HTMLPage/elements``.

/// What can be clicked: an `a` or `area` with a target.
public struct Link: Hashable, Sendable {
    /// Entities resolved, white space at the ends taken off; it may be empty.
    public var href: String
    /// What a reader sees or hears of it: its words, alternative texts and label; empty where there is nothing.
    public var text: String
    /// Whether it, or something it stands in, is not displayed.
    public var isHidden: Bool
    /// Whether screen readers leave it out, because of `aria-hidden` on it or on something it stands in.
    public var isSilent: Bool
    public var element: Int
}

public struct Image: Hashable, Sendable {
    public var source: String
    /// Empty for a picture that only decorates; `nil` where the author said nothing.
    public var alternative: String?
    /// As written, from the attribute or else the `style`.
    public var width: String?
    public var height: String?
    public var element: Int
}

public struct Heading: Hashable, Sendable {
    /// 1 ... 6
    public var level: Int
    public var text: String
    public var element: Int
}

public struct Table: Hashable, Sendable {
    public var role: String?
    /// Whether it has header cells or a caption of its own, and so holds data rather than the layout.
    public var holdsData: Bool
    public var element: Int
}

extension HTMLPage {
    /// In document order, as all lists here.
    public var links: [Link] {
        collect { node, name, element in
            guard name == "a" || name == "area", let href = node.attribute("href") else { return nil }
            var text = node.words(.visible(images: true))
            if text.isEmpty {
                text = normalizingSpace(["aria-label", "title", "alt"].lazy.compactMap(node.attribute).first ?? "")
            }
            return Link(
                href: normalizingSpace(href),
                text: text,
                isHidden: isOrStandsIn(node) { $0.isHidden },
                isSilent: isOrStandsIn(node) { $0.attribute("aria-hidden") == "true" },
                element: element
            )
        }
    }

    private func isOrStandsIn(_ node: HTMLNode, where holds: (HTMLNode) -> Bool) -> Bool {
        var ancestor: HTMLNode? = node
        while let here = ancestor {
            if holds(here) { return true }
            ancestor = here.parent
        }
        return false
    }

    public var images: [Image] {
        collect { node, name, element in
            guard name == "img" else { return nil }
            return Image(
                source: normalizingSpace(node.attribute("src") ?? ""),
                alternative: node.attribute("alt").map(normalizingSpace),
                width: node.attribute("width") ?? node.style("width"),
                height: node.attribute("height") ?? node.style("height"),
                element: element
            )
        }
    }

    public var headings: [Heading] {
        collect { node, name, element in
            guard let level = ["h1", "h2", "h3", "h4", "h5", "h6"].firstIndex(of: name) else { return nil }
            return Heading(level: level + 1, text: node.words(.visible(images: true)), element: element)
        }
    }

    public var tables: [Table] {
        var found: [Table] = []
        // Tables that are open, by their place in `found`: a header cell belongs to the innermost.
        var open: [Int] = []
        var element = -1
        root.walk { node in
            if node.elementName != nil { element += 1 }
            switch node.elementName {
            case "table":
                open.append(found.count)
                found.append(Table(role: node.attribute("role")?.lowercased(), holdsData: false, element: element))
            case "th", "caption", "thead": if let innermost = open.last { found[innermost].holdsData = true }
            default: break
            }
            return true
        } leave: { node in
            if node.elementName == "table" { open.removeLast() }
        }
        return found
    }

    /// `nil` where there is no `title` element in the head.
    public var title: String? {
        collect { node, name, _ -> String? in
            guard name == "title" else { return nil }
            var text = ""
            node.walk { child in
                text += child.text ?? ""
                return true
            }
            return normalizingSpace(text)
        }.first
    }

    /// The `lang` of the `html` element.
    public var language: String? { root.elementName == "html" ? root.attribute("lang") : nil }

    /// What a reader sees with pictures off, in one line.
    public var visibleText: String { root.words(.visible(images: false)) }

    /// All words of the page in one line, with those that are hidden, such as the preheader's.
    public var text: String { root.words(.all) }

    /// Every element that is used; `html` and `body` also where the source leaves them out.
    public var elementNames: Set<String> {
        var names: Set<String> = []
        root.forEachElement { _, name in names.insert(name) }
        return names
    }

    private func collect<Value>(_ make: (HTMLNode, _ name: String, _ element: Int) -> Value?) -> [Value] {
        var values: [Value] = []
        var element = 0
        root.forEachElement { node, name in
            if let value = make(node, name, element) { values.append(value) }
            element += 1
        }
        return values
    }
}
