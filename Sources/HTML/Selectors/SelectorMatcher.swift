/// Whether a test holds: for some pages of a template it may, and for others not. Kleene's logic of three values.
enum Answer: Int {
    case no, unknown, yes

    init(_ holds: Bool) { self = holds ? .yes : .no }

    static func && (a: Answer, b: @autoclosure () -> Answer) -> Answer {
        if a == .no { return .no }
        let b = b()
        return a.rawValue < b.rawValue ? a : b
    }

    static func || (a: Answer, b: @autoclosure () -> Answer) -> Answer {
        if a == .yes { return .yes }
        let b = b()
        return a.rawValue > b.rawValue ? a : b
    }

    static prefix func ! (a: Answer) -> Answer { a == .yes ? .no : a == .no ? .yes : .unknown }
}

/// Holds selectors against the elements of a page.
struct SelectorMatcher {
    let tree: ElementTree
    let markup: Markup
    let holes: Holes
    let masked: [UInt8]

    func matches(_ selector: Selector, _ element: Int) -> Answer { matches(selector, from: 0, element) }

    /// Whether compound `position` and all to its left hold from `element` on.
    private func matches(_ selector: Selector, from position: Int, _ element: Int) -> Answer {
        let here = matches(selector.compounds[position], element)
        guard here != .no, position < selector.combinators.count else { return here }
        let isDisplaced = facts(element)?.isDisplaced ?? false
        switch selector.combinators[position] {
        case .child:
            if isDisplaced { return .unknown }
            guard let parent = tree.elements[element].parent else { return .no }
            return here && matches(selector, from: position + 1, parent)
        case .descendant:
            var answer = Answer.no
            var below = element
            while answer != .yes {
                if facts(below)?.isDisplaced ?? false { return here && (answer || .unknown) }
                guard let ancestor = tree.elements[below].parent else { break }
                answer = answer || matches(selector, from: position + 1, ancestor)
                below = ancestor
            }
            return here && answer
        case .next, .later:
            if hasOpenSiblings(element) { return .unknown }
            var answer = Answer.no
            var sibling = tree.elements[element].previous
            while let earlier = sibling, answer != .yes {
                answer = answer || matches(selector, from: position + 1, earlier)
                if selector.combinators[position] == .next { break }
                sibling = tree.elements[earlier].previous
            }
            return here && answer
        }
    }

    private func matches(_ compound: Selector.Compound, _ element: Int) -> Answer {
        if let name = compound.element, name != tree.elements[element].name { return .no }
        var answer = Answer.yes
        for test in compound.tests {
            answer = answer && holds(test, element)
            if answer == .no { return .no }
        }
        return answer
    }

    private func holds(_ test: Selector.Test, _ element: Int) -> Answer {
        switch test {
        case .id(let id):
            return attribute("id", element) { value, source in
                holes.touches(source) ? .unknown : Answer(value == id)
            }
        case .hasClass(let name): return hasClass(name, element)
        case .attribute(let test): return holds(test, element)
        case .root: return Answer(tree.elements[element].parent == nil)
        case .empty:
            if tree.elements[element].firstChild != nil, facts(element)?.hasOpenChildren != true { return .no }
            guard let facts = facts(element) else { return .no }
            return facts.hasText ? .no : facts.hasHole ? .unknown : Answer(tree.elements[element].firstChild == nil)
        case .place(let step, let offset, let fromEnd, let ofType):
            if hasOpenSiblings(element) { return .unknown }
            let place =
                ofType
                ? tree.placeOfType(element, fromEnd: fromEnd)
                : fromEnd ? tree.placeFromEnd(element) : tree.elements[element].place
            return Answer(SelectorMatcher.isPlace(place, step: step, offset: offset))
        case .onlyChild(let ofType):
            if hasOpenSiblings(element) { return .unknown }
            return Answer(
                ofType
                    ? tree.placeOfType(element, fromEnd: true) == 1 && tree.placeOfType(element, fromEnd: false) == 1
                    : tree.elements[element].previous == nil && tree.elements[element].next == nil
            )
        case .language(let language): return isIn(language, element)
        case .none(let compounds): return compounds.reduce(Answer.yes) { $0 && !matches($1, element) }
        }
    }

    private static func isPlace(_ place: Int, step: Int, offset: Int) -> Bool {
        if step == 0 { return place == offset }
        return (place - offset) % step == 0 && (place - offset) / step >= 0
    }

    private func facts(_ element: Int) -> Outline.Facts? { tree.elements[element].tag.map { tree.outline.facts[$0] } }

    /// Whether what stands beside an element differs from reader to reader.
    private func hasOpenSiblings(_ element: Int) -> Bool {
        if facts(element)?.isDisplaced ?? false { return true }
        guard let parent = tree.elements[element].parent else { return false }
        return facts(parent)?.hasOpenChildren ?? tree.outline.hasBlocks
    }

    // MARK: - Attributes

    /// - Parameter answer: Takes the value, entities resolved, and the holes in it as places in the page.
    private func attribute(
        _ name: StaticString,
        _ element: Int,
        _ answer: (_ value: [UInt8], _ source: Range<Int>) -> Answer
    ) -> Answer {
        attribute(Array(name.description.utf8), element, answer)
    }

    private func attribute(
        _ name: [UInt8],
        _ element: Int,
        _ answer: (_ value: [UInt8], _ source: Range<Int>) -> Answer
    ) -> Answer {
        guard let index = tree.elements[element].tag else { return .no }
        if tree.outline.facts[index].hasOpenAttributes { return .unknown }
        guard let attribute = markup.tags[index].attributes.first(where: { $0.name == name }) else { return .no }
        let source = attribute.value ?? attribute.range.upperBound..<attribute.range.upperBound
        return answer(resolvingEntities(masked[source]), source)
    }

    private func hasClass(_ name: [UInt8], _ element: Int) -> Answer {
        attribute("class", element) { value, source in
            let inside = holes.indices(in: source)
            guard let first = inside.first, let last = inside.last else {
                return Answer(value.split(whereSeparator: \.isCSSSpace).contains { $0.elementsEqual(name) })
            }
            // Words before the first hole and behind the last are there for everyone, where space parts them from it.
            let before = source.lowerBound..<holes.all[first].range.lowerBound
            let after = holes.all[last].range.upperBound..<source.upperBound
            var certain = masked[before].split(whereSeparator: \.isCSSSpace)[...]
            if let end = masked[before].last, !end.isCSSSpace || holes.all[first].trimsBefore {
                certain = certain.dropLast()
            }
            var behind = masked[after].split(whereSeparator: \.isCSSSpace)[...]
            if let start = masked[after].first, !start.isCSSSpace || holes.all[last].trimsAfter {
                behind = behind.dropFirst()
            }
            certain += behind
            return certain.contains { $0.elementsEqual(name) } ? .yes : .unknown
        }
    }

    private func holds(_ test: Selector.AttributeTest, _ element: Int) -> Answer {
        attribute(test.name, element) { value, source in
            if test.comparison == .isThere { return .yes }
            if holes.touches(source) { return .unknown }
            let value = test.ignoresCase ? lowercased(value) : value
            let wanted = test.ignoresCase ? lowercased(test.value) : test.value
            switch test.comparison {
            case .isThere: return .yes
            case .equals: return Answer(value == wanted)
            case .word:
                return Answer(value.split(whereSeparator: \.isCSSSpace).contains { $0.elementsEqual(wanted) })
            case .dash: return Answer(value == wanted || value.starts(with: wanted + [UInt8(ascii: "-")]))
            case .prefix: return Answer(!wanted.isEmpty && value.starts(with: wanted))
            case .suffix: return Answer(!wanted.isEmpty && value.reversed().starts(with: wanted.reversed()))
            case .contains: return Answer(!wanted.isEmpty && contains(value, wanted))
            }
        }
    }

    private func contains(_ value: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard value.count >= wanted.count else { return false }
        return (0...value.count - wanted.count).contains { value[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }

    private func isIn(_ language: [UInt8], _ element: Int) -> Answer {
        var here: Int? = element
        while let ancestor = here {
            var isSaid = false
            let answer = attribute("lang", ancestor) { value, source in
                isSaid = true
                if holes.touches(source) { return .unknown }
                let value = lowercased(value)
                return Answer(value == language || value.starts(with: language + [UInt8(ascii: "-")]))
            }
            if isSaid || answer == .unknown || facts(ancestor)?.isDisplaced ?? false {
                return isSaid ? answer : .unknown
            }
            here = tree.elements[ancestor].parent
        }
        return .no
    }
}
