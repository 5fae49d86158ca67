internal import CampaignModel

/// What kind of thing each product is, as far as its title tells: `camera` in "Aurel M5 mirrorless camera, black".
struct ProductKinds: Sendable {
    private let groups: [Int32]
    /// Codes of a title's words, without the brand's, without numbers, units and small words.
    private let words: [[Int32]]

    init(_ products: Products) {
        groups = products.itemGroups
        var codes: [String: Int32] = [:]
        words = (0..<products.count).map { product in
            let brand = Set(wordsIn(products.brands[product] ?? ""))
            return wordsIn(products.titles[product]).filter { !brand.contains($0) }.map { word in
                if let code = codes[word] { return code }
                let code = Int32(codes.count)
                codes[word] = code
                return code
            }
        }
    }

    /// Whether two products of one category are of one item group or have a word in common; a title that holds only a
    /// brand and a number ("Halden 7, 256 GB") stands for any kind.
    func areAlike(_ one: Int32, _ other: Int32) -> Bool {
        if groups[Int(one)] >= 0, groups[Int(one)] == groups[Int(other)] { return true }
        let (left, right) = (words[Int(one)], words[Int(other)])
        return left.isEmpty || right.isEmpty || left.contains { right.contains($0) }
    }
}

private func wordsIn(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
        .filter { word in word.count > 2 && !word.contains(where: \.isNumber) && !smallWords.contains(String(word)) }
        .map(String.init)
}

private let smallWords: Set<String> = [
    "and", "for", "the", "with", "und", "für", "mit", "von", "pour", "avec", "con", "per", "para", "voor", "met",
]
