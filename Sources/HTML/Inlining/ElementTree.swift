/// The elements of a page as libxml2 puts them into each other, and what the source says about each.
///
/// libxml2 sees tags alone, each start tag on a line of its own, by which its elements are found again.
struct ElementTree {
    struct Element {
        var name: [UInt8]
        /// Index into the page's tags; `nil` for elements that the source leaves out, such as `html`.
        var tag: Int?
        var parent: Int?
        var previous: Int?
        var next: Int?
        var firstChild: Int?
        /// From 1, among all siblings.
        var place = 1
    }

    /// Parents before their children, otherwise in the order of the page.
    private(set) var elements: [Element] = []
    /// By tag.
    private(set) var elementOfTag: [Int?]
    let outline: Outline

    /// More start tags than libxml2 tells apart by their lines.
    static let maximumTagCount = 60_000

    init(_ markup: Markup, _ holes: Holes, masked: [UInt8]) throws(HTMLError) {
        let outline = Outline(markup, holes, masked: masked)
        self.outline = outline
        elementOfTag = Array(repeating: nil, count: markup.tags.count)
        guard markup.tags.count <= ElementTree.maximumTagCount else {
            throw .tooLarge(byteCount: masked.count, limit: HTMLPage.maximumByteCount)
        }
        let (skeleton, tagOfLine) = ElementTree.skeleton(markup, holes, masked)
        let page = try HTMLPage(parsing: skeleton)
        var open: [Int] = []
        var lastChild: [Int?] = []
        page.root.walk { node in
            guard let name = node.elementName else { return false }
            var element = Element(name: Array(name.utf8))
            let index = elements.count
            let line = node.line
            if line < tagOfLine.count, markup.tags[tagOfLine[line]].name == element.name,
                elementOfTag[tagOfLine[line]] == nil
            {
                element.tag = tagOfLine[line]
                elementOfTag[tagOfLine[line]] = index
            }
            if let parent = open.last {
                element.parent = parent
                if let previous = lastChild[open.count - 1] {
                    element.previous = previous
                    element.place = elements[previous].place + 1
                    elements[previous].next = index
                } else {
                    elements[parent].firstChild = index
                }
                lastChild[open.count - 1] = index
            }
            elements.append(element)
            open.append(index)
            lastChild.append(nil)
            return true
        } leave: { node in
            guard node.elementName != nil else { return }
            open.removeLast()
            lastChild.removeLast()
        }
    }

    /// - Returns: The tags without attributes, text as one letter; and for each line, counted from 1, the start tag on it.
    private static func skeleton(
        _ markup: Markup,
        _ holes: Holes,
        _ masked: [UInt8]
    ) -> (bytes: [UInt8], tagOfLine: [Int]) {
        var bytes: [UInt8] = []
        var tagOfLine: [Int] = []
        bytes.reserveCapacity(markup.tags.count * 12)
        for piece in markup.pieces {
            switch piece {
            case .tag(let index):
                let tag = markup.tags[index]
                if !tag.isEnd {
                    // The first tag stands on line 1, and no tag on line 0.
                    if tagOfLine.isEmpty { tagOfLine.append(index) } else { bytes.append(0x0a) }
                    tagOfLine.append(index)
                }
                bytes.append(UInt8(ascii: "<"))
                if tag.isEnd { bytes.append(UInt8(ascii: "/")) }
                bytes += tag.name
                if tag.closesItself { bytes.append(UInt8(ascii: "/")) }
                bytes.append(UInt8(ascii: ">"))
            case .text(let range):
                if !holes.isBlank(range, of: masked) { bytes.append(UInt8(ascii: "x")) }
            case .raw, .passive: break
            }
        }
        return (bytes, tagOfLine)
    }

    /// The place among siblings of the same name, from 1.
    func placeOfType(_ index: Int, fromEnd: Bool) -> Int {
        var place = 1
        var sibling = fromEnd ? elements[index].next : elements[index].previous
        while let here = sibling {
            if elements[here].name == elements[index].name { place += 1 }
            sibling = fromEnd ? elements[here].next : elements[here].previous
        }
        return place
    }

    func placeFromEnd(_ index: Int) -> Int {
        var place = 1
        var sibling = elements[index].next
        while let here = sibling {
            place += 1
            sibling = elements[here].next
        }
        return place
    }

    /// The nearest element around that the source has a tag for.
    func writtenParentTag(of index: Int) -> Int? {
        var parent = elements[index].parent
        while let here = parent {
            if let tag = elements[here].tag { return tag }
            parent = elements[here].parent
        }
        return nil
    }
}
