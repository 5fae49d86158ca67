/// Selectors by what an element must have for them to match: few are held against each element.
struct SelectorIndex {
    struct Candidate {
        var selector: Selector
        var rule: Int
        /// Among the rule's selectors.
        var position: Int
    }

    private var byID: [[UInt8]: [Candidate]] = [:]
    private var byClass: [[UInt8]: [Candidate]] = [:]
    private var byElement: [[UInt8]: [Candidate]] = [:]
    private var others: [Candidate] = []

    mutating func add(_ selector: Selector, rule: Int, position: Int) {
        let candidate = Candidate(selector: selector, rule: rule, position: position)
        let compound = selector.compounds[0]
        for test in compound.tests {
            switch test {
            case .id(let id): return byID[id, default: []].append(candidate)
            case .hasClass(let name): return byClass[name, default: []].append(candidate)
            default: continue
            }
        }
        if let element = compound.element {
            byElement[element, default: []].append(candidate)
        } else {
            others.append(candidate)
        }
    }

    func candidates(
        _ element: ElementTree.Element,
        _ tag: Markup.Tag?,
        _ masked: [UInt8],
        _ holes: Holes
    ) -> [Candidate] {
        var candidates = others + (byElement[element.name] ?? [])
        guard let tag else { return candidates }
        // With holes in a tag, it may have any id and class.
        if holes.touches(tag.range) { return candidates + byID.values.joined() + byClass.values.joined() }
        guard !byID.isEmpty || !byClass.isEmpty else { return candidates }
        if let id = tag.attribute("id")?.value { candidates += byID[resolvingEntities(masked[id])] ?? [] }
        if let classes = tag.attribute("class")?.value {
            // A word may stand there twice.
            var seen: [[UInt8]] = []
            for word in resolvingEntities(masked[classes]).split(whereSeparator: \.isCSSSpace).map(Array.init)
            where !seen.contains(word) {
                seen.append(word)
                candidates += byClass[word] ?? []
            }
        }
        return candidates
    }
}
