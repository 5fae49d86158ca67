/// What has to change in a page so that its styles stand in its elements, where every mail program reads them.
///
/// Nothing but these changes is made: all other bytes stay. With holes in the page, the changes hold for whatever fills
/// them, as far as there are no ``doubts``.
public struct Inlining: Sendable {
    public struct Edit: Hashable, Sendable {
        /// In the page. Edits are in order and do not overlap.
        public var range: Range<Int>
        public var replacement: [UInt8]

        public init(range: Range<Int>, replacement: [UInt8]) {
            self.range = range
            self.replacement = replacement
        }
    }

    public struct Remark: Hashable, Sendable {
        /// The style sheet's file, as the page names it; `nil` is the page.
        public var file: String?
        public var offset: Int
        /// Without a full stop.
        public var what: String
        public var remedy: String

        public init(file: String? = nil, offset: Int, what: String, remedy: String = "") {
            self.file = file
            self.offset = offset
            self.what = what
            self.remedy = remedy
        }
    }

    public internal(set) var edits: [Edit] = []
    /// What is wrong in the style sheets; it stays as it is.
    public internal(set) var problems: [Remark] = []
    /// Why the edits may be wrong for some fillings of the holes.
    public internal(set) var doubts: [Remark] = []
    /// Whether a rule, by its selectors, has something left to do in the style sheet.
    public internal(set) var staying: [String: Bool] = [:]

    /// What the inliner may ask for.
    public struct Sources {
        /// The style sheet that a `link` names by a path; `nil` where there is none.
        public var file: (String) -> [UInt8]?
        /// What a template said of its rules when it still had holes; it decides over what is found in the page.
        public var staying: [String: Bool]
        /// Whether what fills a hole (by index) of a style sheet is the same at another place of the page.
        public var isSame: (_ hole: Int, _ place: Int) -> Bool

        public init(
            file: @escaping (String) -> [UInt8]? = { _ in nil },
            staying: [String: Bool] = [:],
            isSame: @escaping (_ hole: Int, _ place: Int) -> Bool = { _, _ in true }
        ) {
            self.file = file
            self.staying = staying
            self.isSame = isSame
        }
    }

    /// - Parameters:
    ///   - page: UTF-8.
    ///   - holes: In order.
    public init(page: [UInt8], holes: [Hole] = [], sources: Sources = Sources()) throws(HTMLError) {
        guard Inlining.mayHaveStyles(page) else { return }
        var inliner = try Inliner(page: page, holes: Holes(all: holes), sources: sources)
        inliner.run()
        self = inliner.result
    }

    private init() {}

    static let none = Inlining()

    /// A page without `<style` or `<link` has nothing to inline.
    private static func mayHaveStyles(_ page: [UInt8]) -> Bool {
        let words = [Array("style".utf8), Array("link".utf8)]
        let span = page.span
        for at in span.indices where span[at] == UInt8(ascii: "<") {
            for word in words where at + word.count < span.count {
                if word.indices.allSatisfy({ span[at + 1 + $0] | 0x20 == word[$0] }) { return true }
            }
        }
        return false
    }

    /// The page with the edits made.
    public func applied(to page: [UInt8]) -> [UInt8] { applying(edits, to: page) }
}

/// `bytes` with edits made that are in order and do not overlap.
public func applying(_ edits: [Inlining.Edit], to bytes: [UInt8]) -> [UInt8] {
    if edits.isEmpty { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.replacement.count })
    var at = 0
    for edit in edits {
        result += bytes[at..<edit.range.lowerBound]
        result += edit.replacement
        at = edit.range.upperBound
    }
    result += bytes[at...]
    return result
}
