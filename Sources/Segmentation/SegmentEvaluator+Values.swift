public import CampaignModel
public import Diagnostics

extension SegmentEvaluator {
    /// A column with more distinct texts than this is no list of values that one could mistype.
    private static let enumerableUpTo = 1_000

    /// Texts that an expression compares a column with and that no customer has there: `tier = 'glod'` is nobody, and no
    /// error.
    /// - Returns: A warning for each, with the nearest value there is; none where the expression itself is wrong.
    public borrowing func warnings(on segment: Segment) -> [Diagnostic] {
        let source = Array(segment.expression.utf8)
        guard source.count <= CompiledSegment.maximumBytes else { return [] }
        let comparisons = comparedTexts(segmentTokens(source))
        var warnings: [Diagnostic] = []
        for column in columns where column.kind == .text && column.name != "id" {
            let wanted = comparisons.filter { $0.column.lowercased() == column.name.lowercased() }
            if wanted.isEmpty { continue }
            let missing = missing(Set(wanted.map(\.text.text)), in: column.name)
            for comparison in wanted {
                guard let values = missing[comparison.text.text] else { continue }
                let what = "no customer has \(column.name) '\(comparison.text.text)'"
                var finding = Diagnostic(
                    .warning,
                    file: segment.file,
                    offset: comparison.text.range.lowerBound,
                    in: source,
                    what,
                    remedy: nearestName(to: comparison.text.text, in: values).map { "did you mean '\($0)'?" }
                        ?? "'dovetail segment' shows what customers have"
                )
                finding.location?.line += segment.line - 1
                warnings.append(finding)
            }
        }
        return warnings
    }

    /// The texts that no customer has in a column, each with the values there are. Looks at customers only until all
    /// are found.
    private borrowing func missing(_ texts: Set<String>, in column: String) -> [String: [String]] {
        let legal = Set(RFMSegment.allCases.map(\.name) + Lifecycle.allCases.map(\.name))
        let isListed = column == "rfm_segment" || column == "lifecycle"
        var open = isListed ? texts.subtracting(legal) : texts
        var values = Set<String>()
        for row in 0..<customerCount {
            if open.isEmpty || values.count > SegmentEvaluator.enumerableUpTo { return [:] }
            guard case .text(let value) = value(of: column, customer: row) else { continue }
            if values.insert(value).inserted { open.remove(value) }
        }
        let sorted = values.sorted()
        return Dictionary(uniqueKeysWithValues: open.map { ($0, sorted) })
    }
}

/// A column and a text that it is compared with.
private struct Comparison {
    var column: String
    var text: SegmentToken
}

/// Finds `column = 'text'`, `'text' = column`, `column IS NOT 'text'` and `column IN ('text', 'text')`.
private func comparedTexts(_ tokens: [SegmentToken]) -> [Comparison] {
    var found: [Comparison] = []
    func isColumn(_ token: SegmentToken) -> Bool { token.kind == .word || token.kind == .quotedName }
    func word(_ index: Int) -> String { index < tokens.count ? tokens[index].text.uppercased() : "" }
    let equals: Set<String> = ["=", "==", "<>", "!=", "IS"]
    for (index, token) in tokens.enumerated() where token.kind == .text {
        // Compared without regard to case: any spelling may be right.
        if word(index + 1) == "COLLATE" { continue }
        if equals.contains(word(index + 1)), index + 2 < tokens.count, isColumn(tokens[index + 2]) {
            found.append(Comparison(column: tokens[index + 2].text, text: token))
        }
        var before = index - 1
        if before >= 1, word(before) == "NOT", word(before - 1) == "IS" { before -= 1 }
        if before >= 1, equals.contains(word(before)), isColumn(tokens[before - 1]) {
            found.append(Comparison(column: tokens[before - 1].text, text: token))
        }
        // Back over the list to its parenthesis.
        var start = index - 1
        while start >= 0, tokens[start].kind == .text || tokens[start].text == "," { start -= 1 }
        guard start >= 2, tokens[start].text == "(", word(start - 1) == "IN" else { continue }
        let column = word(start - 2) == "NOT" ? start - 3 : start - 2
        if column >= 0, isColumn(tokens[column]) { found.append(Comparison(column: tokens[column].text, text: token)) }
    }
    return found
}
