/// Where the addresses of a page's links end: before the closing quote of `href` in `a` and `area`.
/// - Parameter holes: In order.
public func linkEnds(in page: [UInt8], holes: [Hole]) -> [Int] {
    let names = ["a", "area"].map { Array($0.utf8) }
    return Markup(Holes(all: holes).masking(page)).tags.compactMap { tag in
        guard !tag.isEnd, names.contains(tag.name), let href = tag.attribute("href"), href.isQuoted else { return nil }
        return href.value?.upperBound
    }
}
