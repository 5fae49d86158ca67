/// A part of a page that is no HTML yet: a tag of a template, which is filled in for each reader.
public struct Hole: Hashable, Sendable {
    public enum Kind: Sendable {
        /// Prints text; in an attribute it may print anything but the attribute's quote.
        case value
        /// Prints nothing.
        case silent
        /// Begins a part that is there once or not at all.
        case opens
        /// Begins a part that is there any number of times.
        case repeats
        /// Leaves the part that the last `repeats` began.
        case leaves
        /// Ends such a part and begins its alternative.
        case divides
        /// Ends what the last `opens`, `repeats` or `captures` began.
        case closes
        /// Begins a part that is printed elsewhere.
        case captures
        /// May print elements.
        case markup
    }

    public var range: Range<Int>
    public var kind: Kind
    /// Whether white space before it, or behind it, is taken away.
    public var trimsBefore: Bool
    public var trimsAfter: Bool

    public init(range: Range<Int>, kind: Kind, trimsBefore: Bool = false, trimsAfter: Bool = false) {
        self.range = range
        self.kind = kind
        self.trimsBefore = trimsBefore
        self.trimsAfter = trimsAfter
    }
}

/// The holes of a page in order, for looking them up by place.
struct Holes {
    let all: [Hole]

    /// The holes that lie in a range, as indices of `all`.
    func indices(in range: Range<Int>) -> Range<Int> {
        let first = firstIndex(notBefore: range.lowerBound)
        let end = firstIndex(notBefore: range.upperBound)
        return first..<end
    }

    func touches(_ range: Range<Int>) -> Bool { !all.isEmpty && !indices(in: range).isEmpty }

    /// Whether nothing besides holes and white space stands in a range.
    func isBlank(_ range: Range<Int>, of masked: [UInt8]) -> Bool {
        var at = range.lowerBound
        for index in indices(in: range) {
            if !masked[at..<all[index].range.lowerBound].allSatisfy(\.isCSSSpace) { return false }
            at = all[index].range.upperBound
        }
        return masked[at..<max(at, range.upperBound)].allSatisfy(\.isCSSSpace)
    }

    private func firstIndex(notBefore offset: Int) -> Int {
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether each part that begins in a range ends there.
    func isBalanced(_ range: Range<Int>) -> Bool {
        var depth = 0
        for index in indices(in: range) {
            switch all[index].kind {
            case .opens, .repeats, .captures: depth += 1
            case .closes: depth -= 1
            case .divides, .leaves, .value, .silent, .markup: break
            }
            if depth < 0 { return false }
        }
        return depth == 0
    }

    /// The page with each hole filled by as many letters, so that it is a word wherever it stands, or by spaces where it
    /// prints nothing; all places stay.
    func masking(_ page: [UInt8]) -> [UInt8] {
        var masked = page
        for hole in all {
            for index in hole.range { masked[index] = UInt8(ascii: hole.kind == .silent ? " " : "q") }
        }
        return masked
    }
}
