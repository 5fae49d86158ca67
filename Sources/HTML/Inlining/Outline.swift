/// What the source alone says of each start tag: what it stands in, and what holes do to it.
struct Outline {
    struct Facts {
        /// The start tag around it, by the tags as written.
        var parent: Int?
        /// A hole between its attributes or in a value without quotes: its attributes are not known.
        var hasOpenAttributes = false
        /// A block or a hole that may print elements stands among its children.
        var hasOpenChildren = false
        var hasText = false
        /// Some hole stands among its children.
        var hasHole = false
        /// It stands outermost in a part that is printed elsewhere.
        var isDisplaced = false
        /// Not everyone gets it exactly once.
        var isInBlock = false
    }

    /// By tag; of no meaning for end tags.
    private(set) var facts: [Facts]
    /// Whether some part of the page is there for some readers only, or several times.
    private(set) var hasBlocks = false
    /// The first place where blocks and elements do not fit into each other.
    private(set) var misfit: (offset: Int, what: String)?
    /// The first hole that may print elements.
    private(set) var markupHole: Int?

    private struct Block {
        /// Elements that were open where it began.
        var depth: Int
        var kind: Hole.Kind
    }

    static let void: Set<[UInt8]> = Set(
        [
            "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "isindex", "link", "meta",
            "param", "source", "track", "wbr",
        ].map { Array($0.utf8) }
    )

    init(_ markup: Markup, _ holes: Holes, masked: [UInt8]) {
        facts = Array(repeating: Facts(), count: markup.tags.count)
        var open: [Int] = []
        var blocks: [Block] = []
        for piece in markup.pieces {
            switch piece {
            case .tag(let index):
                let tag = markup.tags[index]
                checkBalance(holes, tag.range)
                if tag.isEnd {
                    close(tag, markup, &open, floor: blocks.last?.depth ?? 0)
                } else {
                    facts[index].parent = open.last
                    facts[index].isDisplaced = blocks.contains { $0.kind == .captures && $0.depth == open.count }
                    facts[index].isInBlock = !blocks.isEmpty
                    facts[index].hasOpenAttributes = Outline.hasOpenAttributes(tag, holes)
                    if !tag.closesItself, !Outline.void.contains(tag.name) { open.append(index) }
                }
            case .text(let range):
                text(range, holes, masked, open, &blocks)
            case .raw(let range), .passive(let range): checkBalance(holes, range)
            }
        }
    }

    private mutating func text(
        _ range: Range<Int>,
        _ holes: Holes,
        _ masked: [UInt8],
        _ open: [Int],
        _ blocks: inout [Block]
    ) {
        // Beside a hole, white space may be taken away.
        if let element = open.last, !holes.touches(range) || !holes.isBlank(range, of: masked) {
            facts[element].hasText = true
        }
        for index in holes.indices(in: range) {
            let hole = holes.all[index]
            if let element = open.last { facts[element].hasHole = true }
            switch hole.kind {
            case .opens, .repeats, .captures:
                hasBlocks = true
                if let element = open.last { facts[element].hasOpenChildren = true }
                blocks.append(Block(depth: open.count, kind: hole.kind))
            case .divides, .closes:
                if let block = blocks.last, block.depth != open.count {
                    fit(hole.range.lowerBound, "this part of the template leaves elements open")
                }
                if hole.kind == .closes, blocks.popLast() == nil {
                    fit(hole.range.lowerBound, "this part of the template begins inside of a tag")
                }
            case .leaves:
                if let loop = blocks.last(where: { $0.kind == .repeats }), loop.depth != open.count {
                    fit(hole.range.lowerBound, "this leaves the loop within an element")
                }
            case .markup:
                markupHole = markupHole ?? hole.range.lowerBound
                if let element = open.last { facts[element].hasOpenChildren = true }
            case .value, .silent: break
            }
        }
    }

    private mutating func close(_ tag: Markup.Tag, _ markup: Markup, _ open: inout [Int], floor: Int) {
        guard let place = open.lastIndex(where: { markup.tags[$0].name == tag.name }) else { return }
        if place < floor { fit(tag.range.lowerBound, "this closes an element that was opened outside of the block") }
        if place < open.count - 1 { fit(tag.range.lowerBound, "elements in this one were left open") }
        open.removeSubrange(place...)
    }

    private mutating func fit(_ offset: Int, _ what: String) { if misfit == nil { misfit = (offset, what) } }

    /// Blocks that begin in a tag or a comment must end there.
    private mutating func checkBalance(_ holes: Holes, _ range: Range<Int>) {
        if holes.isBalanced(range) { return }
        hasBlocks = true
        fit(range.lowerBound, "a part of the template begins or ends inside of this")
    }

    private static func hasOpenAttributes(_ tag: Markup.Tag, _ holes: Holes) -> Bool {
        let all = holes.indices(in: tag.range)
        if all.isEmpty { return false }
        let inQuotes = tag.attributes.reduce(0) { sum, attribute in
            guard attribute.isQuoted, let value = attribute.value else { return sum }
            return sum + holes.indices(in: value).count
        }
        return inQuotes < all.count
    }
}
