/// Finds the rules of a page's style sheets, the elements that they match, and the edits that follow.
struct Inliner {
    let page: [UInt8]
    let masked: [UInt8]
    let holes: Holes
    let markup: Markup
    let tree: ElementTree
    let matcher: SelectorMatcher
    let inputs: Inlining.Sources
    private(set) var result = Inlining.none

    /// A rule whose selectors are read.
    struct Rule {
        var source: Int
        var rule: CSSRule
        /// Selectors that can be held against elements.
        var selectors: [Selector]
        /// Whether some selector matched nothing, or is none that can be inlined.
        var stays: Bool
        /// Whether its block holds what is not a value.
        var isInDoubt: Bool

        /// Rules with the same selectors stay or leave together.
        var name: String { rule.selectors.map(\.text).joined(separator: ",") }
    }

    private var sources: [StyleSource] = []
    private var rules: [Rule] = []

    init(page: [UInt8], holes: Holes, sources: Inlining.Sources) throws(HTMLError) {
        self.page = page
        self.holes = holes
        inputs = sources
        masked = holes.masking(page)
        markup = Markup(masked)
        tree = try ElementTree(markup, holes, masked: masked)
        matcher = SelectorMatcher(tree: tree, markup: markup, holes: holes, masked: masked)
    }

    mutating func run() {
        findSources()
        readRules()
        let matches = matchAll()
        if matches.contains(where: { !$0.isEmpty }) { doubtStructure() }
        var styles = StyleWriter(sources: sources, rules: rules, holes: holes)
        for (element, matched) in matches.enumerated() where !matched.isEmpty {
            guard let index = tree.elements[element].tag else { continue }
            let tag = markup.tags[index]
            checkValues(matched, at: index)
            let made = styles.edits(for: tag, matched: matched.map(\.rule), page: page, masked: masked)
            result.edits += made.edits
            if let attribute = made.unknownAttribute {
                doubt(
                    tag.range.lowerBound,
                    "whether this needs the attribute '\(attribute)' depends on data",
                    "write \(attribute)=\"…\" yourself"
                )
            }
        }
        for index in sources.indices { result.edits += whatStays(of: index) }
        result.edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    mutating func problem(_ source: Int?, _ offset: Int, _ what: String, _ remedy: String) {
        let file = source.flatMap { sources[$0].file }
        if file == nil, holes.touches(offset..<min(offset + 1, page.count)) { return }
        result.problems.append(Inlining.Remark(file: file, offset: offset, what: what, remedy: remedy))
    }

    mutating func doubt(_ offset: Int, _ what: String, _ remedy: String = "") {
        result.doubts.append(Inlining.Remark(file: nil, offset: offset, what: what, remedy: remedy))
    }

    // MARK: - Style sheets

    private mutating func findSources() {
        for (position, piece) in markup.pieces.enumerated() {
            guard case .tag(let index) = piece else { continue }
            let tag = markup.tags[index]
            guard !tag.isEnd, isForScreens(tag), value("data-css-inline", of: tag) != "ignore" else { continue }
            if tag.name.elementsEqual("style".utf8) {
                guard position + 1 < markup.pieces.count, case .raw(let content) = markup.pieces[position + 1] else {
                    continue
                }
                var end = content.upperBound
                if position + 2 < markup.pieces.count, case .tag(let close) = markup.pieces[position + 2] {
                    end = markup.tags[close].range.upperBound
                }
                let place = StyleSource.Place.element(tag: index, whole: tag.range.lowerBound..<end)
                let isKept = value("data-css-inline", of: tag) == "keep"
                sources.append(StyleSource(place, text: page, masked: masked, range: content, isKept: isKept))
            } else if tag.name.elementsEqual("link".utf8), isStylesheet(tag) {
                link(index, tag)
            }
        }
    }

    private mutating func link(_ index: Int, _ tag: Markup.Tag) {
        let offset = tag.range.lowerBound
        guard let href = value("href", of: tag) else { return }
        if href.contains("//") || href.hasPrefix("data:") || holes.touches(tag.range) {
            let remedy = "mail programs do not fetch it; use a file in the templates' folder"
            return problem(
                nil,
                offset,
                "the style sheet '\(holes.touches(tag.range) ? "{{ … }}" : href)' is left alone",
                remedy
            )
        }
        guard let text = inputs.file(href) else {
            return problem(nil, offset, "there is no style sheet '\(href)'", "paths begin where the template lies")
        }
        let isKept = value("data-css-inline", of: tag) == "keep"
        let place = StyleSource.Place.link(tag: index, file: href)
        let source = StyleSource(place, text: text, masked: text, range: 0..<text.count, isKept: isKept)
        for mark in ["{{", "{%", "</style"] where String(decoding: text, as: UTF8.self).contains(mark) {
            sources.append(source)
            problem(sources.count - 1, 0, "this style sheet holds '\(mark)' and is left alone", "take it out")
            sources.removeLast()
            return
        }
        sources.append(source)
    }

    private func value(_ name: StaticString, of tag: Markup.Tag) -> String? {
        tag.attribute(name)?.value.map { String(decoding: resolvingEntities(masked[$0]), as: UTF8.self) }
    }

    private func isStylesheet(_ tag: Markup.Tag) -> Bool {
        value("rel", of: tag)?.lowercased().split(separator: " ").contains("stylesheet") ?? false
    }

    private func isForScreens(_ tag: Markup.Tag) -> Bool {
        let media = value("media", of: tag)?.lowercased() ?? "all"
        let type = value("type", of: tag)?.lowercased() ?? "text/css"
        return (media.isEmpty || media == "all" || media == "screen") && (type.isEmpty || type == "text/css")
    }

    // MARK: - Rules

    private mutating func readRules() {
        for index in sources.indices {
            let source = sources[index]
            for found in source.sheet.problems { problem(index, found.offset, found.what, found.remedy) }
            doubtHoles(of: source)
            for item in source.sheet.items {
                guard case .rule(let rule) = item else { continue }
                read(rule, of: index)
            }
        }
    }

    private mutating func read(_ rule: CSSRule, of source: Int) {
        var read = Rule(source: source, rule: rule, selectors: [], stays: !rule.isWhole, isInDoubt: false)
        let isPage = sources[source].file == nil
        for text in rule.selectors {
            if isPage, holes.touches(text.range) {
                doubt(text.range.lowerBound, "this selector depends on data", "write it without Liquid")
                read.stays = true
                continue
            }
            switch SelectorParser.read(sources[source].masked[text.range]) {
            case .selector(let selector):
                read.selectors.append(selector)
                // What is said of the page itself (`color-scheme`, custom properties) is looked for in the sheet.
                if selector.compounds[0].tests.contains(where: \.isRoot) { read.stays = true }
            case .live: read.stays = true
            case .wrong(let found):
                read.stays = true
                problem(source, found.offset, found.what, found.remedy)
            }
        }
        if isPage {
            // What is no value may be anything.
            let inValues = rule.declarations.reduce(0) { $0 + holes.indices(in: $1.valueRange).count }
            let block = (rule.selectors.last?.range.upperBound ?? rule.range.lowerBound)..<rule.range.upperBound
            read.isInDoubt =
                inValues < holes.indices(in: block).count
                || rule.declarations.contains { !holes.isBalanced($0.valueRange) }
        }
        rules.append(read)
    }

    /// Parts of a sheet that are there for some readers only.
    private mutating func doubtHoles(of source: StyleSource) {
        guard case .element(let tag, _) = source.place else { return }
        let hasRules = source.sheet.items.contains { if case .rule = $0 { true } else { false } }
        guard hasRules else { return }
        if tree.outline.facts[tag].isInBlock {
            let remedy = "put it outside of if and for"
            doubt(source.range.lowerBound, "this style sheet is there for some readers only", remedy)
        }
        for index in holes.indices(in: source.range) {
            let place = holes.all[index].range.lowerBound
            if !source.sheet.items.contains(where: { $0.range.contains(place) && holes.isBalanced($0.range) }) {
                doubt(place, "what this style sheet says depends on data", "use Liquid in values alone")
                return
            }
        }
    }

    // MARK: - Matching

    struct Match {
        var rule: Int
        var specificity: Int
    }

    /// Elements that show nothing, whatever their style.
    private static let unseen: Set<[UInt8]> = Set(
        ["head", "title", "meta", "base", "link", "style", "script", "template"].map { Array($0.utf8) }
    )

    /// For each element the rules that match it, in the order in which they win.
    private mutating func matchAll() -> [[Match]] {
        var index = SelectorIndex()
        for (number, rule) in rules.enumerated() {
            for (position, selector) in rule.selectors.enumerated() {
                index.add(selector, rule: number, position: position)
            }
        }
        var hits = rules.map { Array(repeating: false, count: $0.selectors.count) }
        var doubted = Set<Int>()
        var matches: [[Match]] = Array(repeating: [], count: tree.elements.count)
        for element in tree.elements.indices {
            let tag = tree.elements[element].tag.map { markup.tags[$0] }
            if Inliner.unseen.contains(tree.elements[element].name) { continue }
            let isIgnored = tag.map { value("data-css-inline", of: $0) == "ignore" } ?? false
            var found: [Match] = []
            for candidate in index.candidates(tree.elements[element], tag, masked, holes) {
                let answer = matcher.matches(candidate.selector, element)
                if answer == .no { continue }
                if answer == .unknown, doubted.insert(candidate.rule).inserted { doubtMatch(candidate, at: element) }
                if isIgnored || tag == nil {
                    rules[candidate.rule].stays = true
                    continue
                }
                hits[candidate.rule][candidate.position] = true
                found.append(Match(rule: candidate.rule, specificity: candidate.selector.specificity))
            }
            matches[element] = Inliner.cascade(found)
        }
        for number in rules.indices {
            if hits[number].contains(false) { rules[number].stays = true }
            let name = rules[number].name
            result.staying[name] = inputs.staying[name] ?? (rules[number].stays || result.staying[name] ?? false)
        }
        for number in rules.indices { rules[number].stays = result.staying[rules[number].name] ?? true }
        return matches
    }

    /// Each rule once, by its most specific selector; what wins stands last.
    private static func cascade(_ found: [Match]) -> [Match] {
        guard found.count > 1 else { return found }
        var best: [Match] = []
        for match in found.sorted(by: { ($0.rule, $0.specificity) < ($1.rule, $1.specificity) }) {
            if best.last?.rule == match.rule { best.removeLast() }
            best.append(match)
        }
        return best.sorted { ($0.specificity, $0.rule) < ($1.specificity, $1.rule) }
    }

    // MARK: - Doubts

    private mutating func doubtMatch(_ candidate: SelectorIndex.Candidate, at element: Int) {
        let rule = rules[candidate.rule]
        let text = rule.rule.selectors.map(\.text).joined(separator: ", ")
        let place = tree.elements[element].tag.map { markup.tags[$0].range.lowerBound } ?? 0
        doubt(place, "whether '\(text)' matches this depends on data", "")
    }

    private mutating func doubtStructure() {
        if let hole = tree.outline.markupHole { doubt(hole, "this may print elements, which need styles, too") }
        guard tree.outline.hasBlocks else { return }
        if let misfit = tree.outline.misfit { doubt(misfit.offset, misfit.what, "close it where it was opened") }
        for (index, element) in tree.elementOfTag.enumerated() where !markup.tags[index].isEnd {
            let isAsWritten = element.map { tree.writtenParentTag(of: $0) == tree.outline.facts[index].parent } ?? false
            if !isAsWritten {
                let remedy = "close the elements before it"
                doubt(markup.tags[index].range.lowerBound, "this does not stand where it is written", remedy)
                return
            }
        }
    }

    private mutating func checkValues(_ matched: [Match], at tag: Int) {
        let place = markup.tags[tag].range.lowerBound
        if tree.outline.facts[tag].hasOpenAttributes {
            let remedy = "write values in quotes, and no Liquid outside of them"
            doubt(place, "the attributes of this element depend on data", remedy)
        }
        for match in matched {
            let rule = rules[match.rule]
            guard sources[rule.source].file == nil else { continue }
            if rule.isInDoubt {
                doubt(rule.rule.range.lowerBound, "what this rule says depends on data", "use Liquid in values alone")
            }
            for declaration in rule.rule.declarations {
                for hole in holes.indices(in: declaration.valueRange) where !inputs.isSame(hole, place) {
                    doubt(holes.all[hole].range.lowerBound, "this may be something else where the style is needed", "")
                }
            }
        }
    }

    // MARK: - What stays in the sheet

    private func whatStays(of index: Int) -> [Inlining.Edit] {
        let source = sources[index]
        let leaving = rules.filter { $0.source == index && !$0.stays && !$0.isInDoubt }.map(\.rule.range)
        switch source.place {
        case .link(let tag, _):
            let range = markup.tags[tag].range
            var kept = Inliner.removing(leaving, from: source)
            if source.isKept { kept = source.text }
            let replacement = kept.isEmpty ? [] : Array("<style>".utf8) + kept + Array("</style>".utf8)
            return [Inlining.Edit(range: range, replacement: replacement)]
        case .element(_, let whole):
            if source.isKept || leaving.isEmpty { return [] }
            let ranges = Inliner.withSpace(leaving, in: source)
            if Inliner.removing(leaving, from: source).isEmpty { return [Inlining.Edit(range: whole, replacement: [])] }
            return ranges.map { Inlining.Edit(range: $0, replacement: []) }
        }
    }

    /// The rules with the white space behind them.
    private static func withSpace(_ ranges: [Range<Int>], in source: StyleSource) -> [Range<Int>] {
        ranges.map { range in
            var end = range.upperBound
            while end < source.range.upperBound, source.text[end].isCSSSpace { end += 1 }
            return range.lowerBound..<end
        }
    }

    /// Empty where nothing but space and comments is left.
    private static func removing(_ ranges: [Range<Int>], from source: StyleSource) -> [UInt8] {
        var kept: [UInt8] = []
        var at = source.range.lowerBound
        for range in withSpace(ranges, in: source) {
            kept += source.text[at..<range.lowerBound]
            at = range.upperBound
        }
        kept += source.text[at..<source.range.upperBound]
        let scanner = CSSScanner(bytes: kept)
        return scanner.skipSpace(0..<kept.count, htmlComments: true) == kept.count ? [] : kept
    }
}
