internal import CampaignModel

/// What kind of thing each product is, as far as its title tells: the last word before a comma, a bracket or a "for":
/// `camera` in "Aurel M5 mirrorless camera, black", `case` in "Harrow half case for Aurel M".
struct ProductKinds: Sendable {
    private let groups: [Int32]
    /// Codes of those words, without the brand's, without numbers, units, small words and names of tiers; the kind is last.
    private let words: [[Int32]]

    init(_ products: Products) {
        groups = products.itemGroups
        var codes = StringTable()
        words = (0..<products.count).map { product in
            let brand = wordsIn(products.brands[product] ?? "")
            return wordsIn(products.titles[product]).filter { !brand.contains($0) }.map { codes.intern($0) }
        }
    }

    /// Whether two products of one category are of one item group, or one's kind is a word of the other; a title that
    /// holds only a brand and a number ("Halden 7, 256 GB") stands for any kind.
    ///
    /// Words in common are not enough: a phone case is no better phone charger.
    func areAlike(_ one: Int32, _ other: Int32) -> Bool {
        if groups[Int(one)] >= 0, groups[Int(one)] == groups[Int(other)] { return true }
        let (left, right) = (words[Int(one)], words[Int(other)])
        guard let leftKind = left.last, let rightKind = right.last else { return true }
        return left.contains(rightKind) || right.contains(leftKind)
    }
}

private func wordsIn(_ text: String) -> [String] {
    let head = text.lowercased().prefix { !",;([{|".contains($0) }
    let words = head.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words.prefix { !prepositions.contains($0) }.filter { word in
        word.count > 2 && !word.contains(where: \.isNumber) && !smallWords.contains(word)
    }
}

/// What comes after is what the thing is for.
private let prepositions: Set<String> = [
    "for", "with", "für", "mit", "pour", "avec", "con", "para", "per", "voor", "met",
]
private let smallWords: Set<String> = [
    "and", "the", "und", "von", "edition", "lite", "max", "mini", "new", "plus", "pro", "set", "ultra",
]
