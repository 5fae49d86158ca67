/// An element of a page, copied out of it.
public struct HTMLElement: Sendable {
    /// In lower case.
    public var name: String
    /// By name in lower case, entities resolved; empty where one stands without a value.
    public var attributes: [String: String]
    /// What it stands in, as a position in ``HTMLPage/elements``; `nil` for the outermost.
    public var parent: Int?
    /// The characters that stand in it directly, not in an element within.
    public var text: String
    /// Where its start tag ends, counted from 1.
    public var line: Int
}

extension HTMLPage {
    /// Every element in document order, so that parents come before what stands in them. `html` and `body` are there
    /// also where the source leaves them out.
    public var elements: [HTMLElement] {
        var elements: [HTMLElement] = []
        var open: [Int] = []
        root.walk { node in
            if let name = node.elementName {
                let element = HTMLElement(
                    name: name,
                    attributes: node.attributes,
                    parent: open.last,
                    text: "",
                    line: node.line
                )
                open.append(elements.count)
                elements.append(element)
            } else if let text = node.text, let innermost = open.last {
                elements[innermost].text += text
            }
            return true
        } leave: { node in
            if node.elementName != nil { open.removeLast() }
        }
        return elements
    }
}
